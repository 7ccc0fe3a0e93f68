// SPDX-License-Identifier: Apache-2.0
// The generated profiles, out of nothing and the same in every run: words by Zipf's law out of 200,000, 120 in each profile, in
// three statements of different lengths; a helix role, one to three themes, a city, working languages; in each statement a direction,
// kinds of cooperation, often a readiness level, sometimes whom it seeks. A profile is made when it is asked for, in about two
// microseconds, so a million of them take no memory. Words and cities are numbered from the commonest down.
#pragma once

#include "world.h"

#include <stdbool.h>
#include <stddef.h>

enum {
  CORPUS_VOCABULARY = 200000,
  CORPUS_STATEMENTS = 3,
  CORPUS_STATEMENT_WORDS = 40, // on the average; 20 to 60 in the first two, the rest in the last
  CORPUS_WORDS = CORPUS_STATEMENTS * CORPUS_STATEMENT_WORDS,
  CORPUS_HELICES = 3,
  CORPUS_SIZES = 5, // 0: unknown
  CORPUS_THEMES_MAX = 3,
  CORPUS_STATEMENT_CONCEPTS_MAX = 2,
  CORPUS_COOPERATIONS = 8,
  CORPUS_LANGUAGES = 6,
};

struct corpus_sought {  // zero: whoever comes
  uint8_t helix, sizes; // bits
  bool is_here;         // in its own country
};

struct corpus_voice { // of a statement
  uint8_t direction, trl;
  uint32_t cooperations; // bits
  struct corpus_sought sought;
};

struct corpus_profile {
  uint32_t words[CORPUS_WORDS];
  uint32_t ends[CORPUS_STATEMENTS + 1]; // statement s has words ends[s] … ends[s + 1] - 1
  uint32_t concepts[CORPUS_STATEMENTS][CORPUS_STATEMENT_CONCEPTS_MAX];
  uint32_t concept_counts[CORPUS_STATEMENTS];
  uint32_t themes[CORPUS_THEMES_MAX];
  uint32_t theme_count;
  struct corpus_voice voices[CORPUS_STATEMENTS];
  uint32_t languages; // bits
  uint32_t city;
  uint8_t helix, size;
};

struct corpus;

struct corpus *corpus_new(size_t profile_count);
struct corpus *corpus_free(struct corpus *corpus); // returns NULL
size_t corpus_count(const struct corpus *corpus);

// Profile `number`, below the count or above it; each edition of a profile has words of its own.
void corpus_make(const struct corpus *corpus, uint64_t number, uint64_t edition, struct corpus_profile *ret_profile);
uint32_t corpus_word(const struct corpus *corpus, struct random *random);

struct corpus_users { // of a word
  uint32_t profiles, statements;
};

// Of each of the CORPUS_VOCABULARY words, by looking at all profiles. The caller frees the array.
struct corpus_users *corpus_users(const struct corpus *corpus);
