// SPDX-License-Identifier: Apache-2.0
// Profiles that may be of one organisation: those that share an identifier or a website's host, or in one country a name that is alike
// (service/likeness.h) in any language.
//
//   identifier  scheme and value without case, blanks and signs. A VAT number without its country's letters is of the country of the seat.
//               Fillers count for nothing: fewer than four characters, or one character again and again.
//   host        of the website, without "www.". Not of sites where many have a page, and not when more than DUPLICATES_HOST_MAX profiles
//               give it.
//   country     of any place of the profile; a profile without a place may be anywhere
//
// Not everybody is compared with everybody. A name has keys (trigrams and the like); its DUPLICATES_KEYS rarest that anybody else has too
// decide whom it meets, and of those with the same key, in the order of their names, the next DUPLICATES_WINDOW (sorted neighbourhoods:
// Hernández, Stolfo, "The Merge/Purge Problem for Large Databases", SIGMOD 1995). So the work grows with the profiles and not with
// their square, at the price that names of nothing but common words may be missed.
#pragma once

#include "base/arena.h"
#include "helix/v1/access.pb-c.h"
#include "helix/v1/stakeholder.pb-c.h"
#include "vocabulary/vocabulary.h"

enum { DUPLICATES_KEYS = 6, DUPLICATES_WINDOW = 12, DUPLICATES_HOST_MAX = 8, DUPLICATES_NAMES = 8 };

struct duplicates;

// Everything, the answer too, is in the arena, where `struct duplicates` itself lives until duplicates_end(). `vocabulary` is borrowed.
struct duplicates *duplicates_begin(struct arena *arena, const struct vocabulary *vocabulary);
void duplicates_end(struct duplicates *duplicates);

// In ascending order of ids. The message is not needed afterwards. The first DUPLICATES_NAMES names count.
void duplicates_add(struct duplicates *duplicates, const Helix__V1__Stakeholder *message);

// Called before each piece of work; other than 0 ends the search with that.
typedef int duplicates_look(void *data);

struct duplicates_work {
  size_t names, comparisons; // of names
};

// The most alike first, then by ids: at most `limit`. `only`: the id of the one that must be in each pair, or NULL; it is then
// compared with all that share a key. `ret_work` may be NULL.
int duplicates_find(struct duplicates *duplicates, const char *only, size_t limit, duplicates_look *look, void *data,
                    Helix__V1__DuplicateList *ret_list, struct duplicates_work *ret_work);

// The identifier's normal form, by which it is compared; NULL when it is none. `country` of the seat, or "". In the arena.
const char *duplicates_identifier(struct arena *arena, const Helix__V1__Identifier *identifier, const char *country);

// The host that a website is known by, or NULL.
const char *duplicates_host(struct arena *arena, const char *website);
