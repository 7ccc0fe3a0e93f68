// SPDX-License-Identifier: Apache-2.0
#include "samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// xorshift64 (Marsaglia 2003)
uint32_t dice_roll(struct dice *dice, uint32_t sides) {
  dice->state ^= dice->state << 13;
  dice->state ^= dice->state >> 7;
  dice->state ^= dice->state << 17;
  return (uint32_t)((dice->state >> 16) % sides);
}

static int32_t expiry(struct dice *dice) {
  return dice_roll(dice, 3) ? INT32_MAX : (int32_t)(SAMPLE_TODAY - 2 + dice_roll(dice, 4));
}

static void fill_statement(struct sample *sample, struct dice *dice, uint32_t number) {
  sample->statements[number] = (struct match_statement){.language = (uint8_t)dice_roll(dice, 4),
                                                        .expires_day = expiry(dice),
                                                        .terms = sample->terms[number],
                                                        .term_count = dice_roll(dice, SAMPLE_WORDS_MAX + 1),
                                                        .concepts = sample->concepts[number],
                                                        .concept_count = dice_roll(dice, 5)};
  for (size_t i = 0; i < sample->statements[number].term_count; i++) // the square: some terms are frequent
    sample->terms[number][i] = dice_roll(dice, SAMPLE_TERMS) * (uint64_t)dice_roll(dice, SAMPLE_TERMS) |
                               (i && !dice_roll(dice, 3) ? UINT64_C(1) << 63 : 0);
  for (size_t i = 0; i < sample->statements[number].concept_count; i++) // some that the taxonomy does not have
    sample->concepts[number][i] = match_concept_hint(dice_roll(dice, SAMPLE_CONCEPTS + 2),
                                                     dice_roll(dice, 2) ? 255 : (uint8_t)dice_roll(dice, 255));
}

void sample_fill(struct sample *sample, struct dice *dice, uint32_t number) {
  static const uint16_t countries[] = {'I' << 8 | 'T', 'C' << 8 | 'N', 'F' << 8 | 'R'};
  memset(sample, 0, sizeof *sample);
  snprintf(sample->id, sizeof sample->id, "p%u", number);
  sample->profile = (struct match_profile){.id = sample->id,
                                           .revision = dice_roll(dice, 1000),
                                           .helix = (uint8_t)dice_roll(dice, 4),
                                           .size = (uint8_t)dice_roll(dice, 5),
                                           .places = sample->places,
                                           .place_count = dice_roll(dice, 4),
                                           .countries = sample->countries,
                                           .country_count = dice_roll(dice, 3),
                                           .themes = sample->themes,
                                           .theme_count = dice_roll(dice, 4),
                                           .statements = sample->statements,
                                           .statement_count = dice_roll(dice, SAMPLE_STATEMENTS_MAX + 1)};
  for (int i = 0; i < 3; i++) {
    sample->places[i] = dice_roll(dice, SAMPLE_PLACES + 1);
    sample->themes[i] = dice_roll(dice, SAMPLE_CONCEPTS + 1);
  }
  for (int i = 0; i < 2; i++)
    sample->countries[i] = countries[dice_roll(dice, 3)];
  for (uint32_t i = 0; i < SAMPLE_STATEMENTS_MAX; i++)
    fill_statement(sample, dice, i);
}

struct match_taxonomy *sample_taxonomy(struct dice *dice) {
  uint32_t broader[SAMPLE_CONCEPTS][2];
  const uint32_t *lists[SAMPLE_CONCEPTS];
  size_t counts[SAMPLE_CONCEPTS];
  for (uint32_t i = 0; i < SAMPLE_CONCEPTS; i++) {
    counts[i] = i ? dice_roll(dice, 3) : 0;
    for (size_t j = 0; j < counts[i]; j++)
      broader[i][j] = dice_roll(dice, i);
    lists[i] = broader[i];
  }
  return match_taxonomy_new(SAMPLE_CONCEPTS, lists, counts);
}

static void fill_filter(struct sample_query *query, struct dice *dice) {
  struct match_filter *filter = &query->query.filter;
  if (!dice_roll(dice, 4))
    filter->helix = dice_roll(dice, 16);
  if (!dice_roll(dice, 4))
    filter->sizes = dice_roll(dice, 32);
  for (int i = 0; i < SAMPLE_PLACES; i++)
    query->places[i] = (uint8_t)dice_roll(dice, 2);
  if (!dice_roll(dice, 5))
    filter->places = query->places;
  for (int i = 0; i < SAMPLE_CONCEPTS; i++)
    query->themes[i] = (uint8_t)dice_roll(dice, 2);
  if (!dice_roll(dice, 5))
    filter->themes = query->themes;
  query->countries[0] = 'I' << 8 | 'T';
  query->countries[1] = 'F' << 8 | 'R';
  filter->countries = query->countries;
  if (!dice_roll(dice, 5))
    filter->country_count = 1 + dice_roll(dice, 2);
}

void sample_query_fill(struct sample_query *query, struct dice *dice, const struct sample *asker,
                       const struct match_taxonomy *taxonomy) {
  *query = (struct sample_query){.query = {.profile = &asker->profile,
                                           .taxonomy = taxonomy,
                                           .places = {query->place_values, SAMPLE_PLACES},
                                           .today = SAMPLE_TODAY,
                                           .limit = MATCH_LIMIT_MAX}};
  uint32_t left = MATCH_ONE;
  for (int i = 0; i < MATCH_FACET_COUNT - 1; i++) {
    query->query.weights.facets[i] = dice_roll(dice, left + 1);
    left -= query->query.weights.facets[i];
  }
  query->query.weights.facets[MATCH_FACET_COUNT - 1] = left;
  for (size_t i = 0; i < sizeof query->place_values / sizeof *query->place_values; i++)
    query->place_values[i] = dice_roll(dice, 3) * (MATCH_ONE / 2);
  fill_filter(query, dice);
  if (dice_roll(dice, 2))
    query->query.filter.exclude_id = asker->id;
}

static bool pairs_are_same(const struct match_hit *one, const struct match_hit *other, int facet) {
  if (one->pair_counts[facet] != other->pair_counts[facet])
    return false;
  for (uint32_t i = 0; i < one->pair_counts[facet]; i++) {
    const struct match_pair *a = &one->pairs[facet][i], *b = &other->pairs[facet][i];
    if (a->query != b->query || a->candidate != b->candidate || a->candidate_statement != b->candidate_statement ||
        a->value != b->value)
      return false;
  }
  return true;
}

static bool hits_are_same(const struct match_hit *one, const struct match_hit *other) {
  if (strcmp(one->id, other->id) || one->revision != other->revision || one->score != other->score ||
      one->coverage != other->coverage)
    return false;
  for (int i = 0; i < MATCH_FACET_COUNT; i++) {
    const struct match_part *a = &one->parts[i], *b = &other->parts[i];
    if (a->known != b->known || a->weight != b->weight || a->value != b->value || a->points != b->points ||
        !pairs_are_same(one, other, i))
      return false;
  }
  return true;
}

bool results_are_same(const struct match_result *one, const struct match_result *other) {
  if (one->hit_count != other->hit_count || one->considered != other->considered ||
      memcmp(one->excluded, other->excluded, sizeof one->excluded))
    return false;
  for (size_t i = 0; i < one->hit_count; i++)
    if (!hits_are_same(&one->hits[i], &other->hits[i]))
      return false;
  return true;
}

struct match_result result_copy(const struct match_result *result) {
  struct match_result copy = *result;
  copy.hits = calloc(result->hit_count + 1, sizeof *copy.hits);
  memcpy(copy.hits, result->hits, result->hit_count * sizeof *copy.hits);
  return copy;
}
