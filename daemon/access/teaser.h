// SPDX-License-Identifier: Apache-2.0
// What in a text would tell who wrote it, and the text without that. Texts are valid UTF-8; spans are in bytes.
//
// Found are: the owner's names, in any case, width and with any accents (whole names, the words of a name that few
// organisations carry, Chinese names without legal form), persons of its contacts and owners; links and mail addresses; telephone
// numbers and identifiers; numbers of five digits and more; names of products (marked ® or ™, or words that mix letters with
// digits or capitals, but for those of common use such as CO2 or IoT). It is a net, not a proof: who describes itself by what
// nobody else does is found by whoever knows it. helixctl's `check` says what the net caught, so that people look.
#pragma once

#include "helix/v1/stakeholder.pb-c.h"

#include <stddef.h>

enum teaser_leak_kind { TEASER_NAME, TEASER_PERSON, TEASER_LINK, TEASER_MAIL, TEASER_NUMBER, TEASER_PRODUCT };

struct teaser_leak {
  size_t begin, end;
  enum teaser_leak_kind kind;
};

struct teaser_owner;

// Borrows nothing from the message.
struct teaser_owner *teaser_owner_new(const Helix__V1__Stakeholder *message);
struct teaser_owner *teaser_owner_free(struct teaser_owner *owner); // NULL is fine; returns NULL

// In the order of the text, none inside another; the first `capacity` of them. Returns how many there are.
size_t teaser_find_leaks(const struct teaser_owner *owner, const char *text, struct teaser_leak *leaks,
                         size_t capacity);

// The text with "[…]" for each leak, or for those that only blanks part; free() it. No leak is found in what is left.
char *teaser_redact(const struct teaser_owner *owner, const char *text);

const char *teaser_leak_name(enum teaser_leak_kind kind); // "a name"
