// SPDX-License-Identifier: Apache-2.0
// The vocabulary made ready for matching: labels to recognise, the taxonomy, how near places are, and an index of the themes.
// Immutable and shared by reference count; a reload makes a new one.
#pragma once

#include "base/arena.h"
#include "match/search.h"
#include "text/analyzer.h"
#include "vocabulary/vocabulary.h"

#include <stdatomic.h>

// The text behind one statement of a theme's profile, for quoting.
struct theme_text {
  const char *field; // "definitions[it]"
  enum text_language language;
  const char *text;
};

struct knowledge {
  struct vocabulary *vocabulary;        // owned reference
  struct text_concepts *concepts;       // owned
  struct match_taxonomy *taxonomy;      // owned
  struct match_index *themes;           // owned; ids are theme ids
  struct arena *arena;                  // owned; holds what follows
  struct match_profile *theme_profiles; // by theme number; deprecated ones are empty and not in the index
  struct theme_text **theme_texts;      // by theme number, parallel to the profile's statements
  uint64_t trial; // a hash of what the analysis made of the themes' texts: another analysis, another hash
  atomic_uint references;
};

// Takes over the caller's reference to the vocabulary. The parameters are those that the themes will be searched with.
struct knowledge *knowledge_new(struct vocabulary *vocabulary, const struct match_text_parameters *parameters);
struct knowledge *knowledge_ref(struct knowledge *knowledge);
struct knowledge *knowledge_unref(struct knowledge *knowledge); // returns NULL

// What joins two places, nearest first.
enum place_relation {
  PLACE_SAME,              // the same place, or one within the other
  PLACE_COOPERATION_LIVE,  // a cooperation of the day joins them
  PLACE_COOPERATION_ENDED, // one did, or will
  PLACE_COUNTRY,           // the same country
  PLACE_NONE,
};

// *ret_cooperation (borrowed) is set when a cooperation is what joins them.
enum place_relation knowledge_relation(const struct knowledge *knowledge, uint32_t one, uint32_t other, int32_t today,
                                       const Helix__V1__Cooperation **ret_cooperation);

// Millionths by relation, for every place of `places` to every place of the vocabulary: row by row, in the arena.
uint32_t *knowledge_place_values(const struct knowledge *knowledge, struct arena *arena, const uint32_t *places,
                                 size_t count, int32_t today);

bool knowledge_is_live(const Helix__V1__Cooperation *cooperation, int32_t today);

// The number of the theme's chain of broader themes, top first, the theme itself left out; the first broader at each step.
size_t knowledge_theme_path(const struct knowledge *knowledge, uint32_t theme, uint32_t *ret_numbers, size_t room);
