// SPDX-License-Identifier: Apache-2.0
// Random profiles that use everything a profile can have, for comparing one index with another that should answer alike.
#pragma once

#include "match/index.h"
#include "match/search.h"

enum {
  CROWD_STATEMENTS_MAX = 3,
  CROWD_WORDS_MAX = 10,
  CROWD_TERMS = 30, // every fourth is derived
  CROWD_CONCEPTS = 15,
  CROWD_PLACES = 4,
  CROWD_TODAY = 100
};

uint32_t crowd_roll(uint64_t *state, uint32_t sides); // 0 … sides − 1; the state is not 0

struct crowd_member {
  struct match_profile profile; // points into the rest: not to be copied
  struct match_statement statements[CROWD_STATEMENTS_MAX];
  uint64_t terms[CROWD_STATEMENTS_MAX][CROWD_WORDS_MAX];
  uint32_t concepts[CROWD_STATEMENTS_MAX][2], themes[2], places[2], wishes[1];
  uint16_t countries[1];
  const char *never[1], *group[1];
  char id[12], refused[12], owner[12];
};

// The id is made from the number.
void crowd_fill(struct crowd_member *member, uint64_t *state, uint32_t number);
struct crowd_member *crowd_new(uint64_t *state, uint32_t first, uint32_t count); // numbers from `first` on; for free()

// The index with these members put into it, all at once; gives the old one back.
struct match_index *crowd_put(struct match_index *index, const struct crowd_member *members, uint32_t count);
struct match_index *crowd_remove(struct match_index *index, uint32_t number);

struct match_taxonomy *crowd_taxonomy(void); // a binary tree

// Asks both for every member and expects the same lists, scores, parts and counts.
void crowd_expect_same_answers(const struct match_index *one, const struct match_index *other,
                               const struct crowd_member *askers, uint32_t count);
