// SPDX-License-Identifier: Apache-2.0
// Random profiles from a small world, so that terms, concepts and places meet often; and a searcher's answer kept for comparing.
#pragma once

#include "match/search.h"

enum {
  SAMPLE_IDS = 48,
  SAMPLE_TERMS = 40,
  SAMPLE_CONCEPTS = 24,
  SAMPLE_PLACES = 6,
  SAMPLE_TODAY = 100,
  SAMPLE_STATEMENTS_MAX = 4,
  SAMPLE_WORDS_MAX = 12,
};

struct dice {
  uint64_t state; // not 0
};
uint32_t dice_roll(struct dice *dice, uint32_t sides); // 0 … sides - 1

struct sample_partner {
  uint32_t places[2];
  uint16_t countries[2];
};

struct sample {
  struct match_profile profile; // points into the rest: do not copy
  struct match_statement statements[SAMPLE_STATEMENTS_MAX];
  struct sample_partner sought[SAMPLE_STATEMENTS_MAX], must[SAMPLE_STATEMENTS_MAX];
  char others[2][16];
  const char *never[1], *group[1];
  uint64_t terms[SAMPLE_STATEMENTS_MAX][SAMPLE_WORDS_MAX];
  uint32_t concepts[SAMPLE_STATEMENTS_MAX][4];
  uint32_t places[3], themes[3];
  uint16_t countries[2];
  char id[16];
};
void sample_fill(struct sample *sample, struct dice *dice, uint32_t number); // the id is made from the number

struct match_taxonomy *sample_taxonomy(struct dice *dice);

struct match_text_parameters sample_parameters(struct dice *dice);

// A query with random weights and filters about a sample. With the parameters of the index or, sometimes, others.
struct sample_query {
  struct match_query query;
  struct match_weights weights;
  uint32_t place_values[3 * SAMPLE_PLACES];
  uint8_t places[SAMPLE_PLACES], themes[SAMPLE_CONCEPTS];
  uint16_t countries[2];
};
void sample_query_fill(struct sample_query *query, struct dice *dice, const struct sample *asker,
                       const struct match_taxonomy *taxonomy, const struct match_text_parameters *parameters);

// Whether two answers are the same in every figure, reason and count.
bool results_are_same(const struct match_result *one, const struct match_result *other);
struct match_result result_copy(const struct match_result *result); // free(copy.hits)
