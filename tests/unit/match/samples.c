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

static const uint16_t sample_countries[] = {'I' << 8 | 'T', 'C' << 8 | 'N', 'F' << 8 | 'R'};

static void fill_partner(struct match_partner *partner, struct sample_partner *room, struct dice *dice) {
  *partner = (struct match_partner){.places = room->places, .countries = room->countries};
  for (int i = 0; i < 2; i++) {
    room->places[i] = dice_roll(dice, SAMPLE_PLACES);
    room->countries[i] = sample_countries[dice_roll(dice, 3)];
  }
  if (!dice_roll(dice, 3))
    partner->helix = 1 + dice_roll(dice, 15);
  if (!dice_roll(dice, 4))
    partner->sizes = 1 + dice_roll(dice, 31);
  partner->place_count = dice_roll(dice, 4) ? 0 : 1 + dice_roll(dice, 2);
  partner->country_count = dice_roll(dice, 4) ? 0 : 1 + dice_roll(dice, 2);
  if (!dice_roll(dice, 5))
    partner->trl_min = (uint8_t)dice_roll(dice, 6);
  if (!dice_roll(dice, 5))
    partner->trl_max = (uint8_t)(4 + dice_roll(dice, 6));
}

static void fill_statement(struct sample *sample, struct dice *dice, uint32_t number) {
  sample->statements[number] =
      (struct match_statement){.language = (uint8_t)dice_roll(dice, 4),
                               .expires_day = expiry(dice),
                               .direction = dice_roll(dice, 2) ? 0 : (uint8_t)dice_roll(dice, MATCH_DIRECTION_COUNT),
                               .trl = dice_roll(dice, 2) ? 0 : (uint8_t)dice_roll(dice, 10),
                               .cooperations = dice_roll(dice, 2) ? 0 : dice_roll(dice, 16),
                               .terms = sample->terms[number],
                               .term_count = dice_roll(dice, SAMPLE_WORDS_MAX + 1),
                               .concepts = sample->concepts[number],
                               .concept_count = dice_roll(dice, 5)};
  if (!dice_roll(dice, 3))
    fill_partner(&sample->statements[number].sought, &sample->sought[number], dice);
  if (!dice_roll(dice, 6))
    fill_partner(&sample->statements[number].must, &sample->must[number], dice);
  for (size_t i = 0; i < sample->statements[number].term_count; i++) // the square: some terms are frequent
    sample->terms[number][i] = dice_roll(dice, SAMPLE_TERMS) * (uint64_t)dice_roll(dice, SAMPLE_TERMS) |
                               (i && !dice_roll(dice, 3) ? UINT64_C(1) << 63 : 0);
  for (size_t i = 0; i < sample->statements[number].concept_count; i++) // some that the taxonomy does not have
    sample->concepts[number][i] = match_concept_hint(dice_roll(dice, SAMPLE_CONCEPTS + 2),
                                                     dice_roll(dice, 2) ? 255 : (uint8_t)dice_roll(dice, 255));
}

void sample_fill(struct sample *sample, struct dice *dice, uint32_t number) {
  memset(sample, 0, sizeof *sample);
  snprintf(sample->id, sizeof sample->id, "p%u", number);
  sample->profile =
      (struct match_profile){.id = sample->id,
                             .revision = dice_roll(dice, 1000),
                             .helix = (uint8_t)dice_roll(dice, 4),
                             .size = (uint8_t)dice_roll(dice, 5),
                             .languages = dice_roll(dice, 2) ? 0 : dice_roll(dice, 8),
                             .changed_day = dice_roll(dice, 3) ? INT32_MIN : (int32_t)dice_roll(dice, SAMPLE_TODAY + 9),
                             .assurance = dice_roll(dice, 3) * 500000,
                             .never = sample->never,
                             .never_count = !dice_roll(dice, 4),
                             .group = sample->group,
                             .group_count = !dice_roll(dice, 6),
                             .places = sample->places,
                             .place_count = dice_roll(dice, 4),
                             .countries = sample->countries,
                             .country_count = dice_roll(dice, 3),
                             .themes = sample->themes,
                             .theme_count = dice_roll(dice, 4),
                             .statements = sample->statements,
                             .statement_count = dice_roll(dice, SAMPLE_STATEMENTS_MAX + 1)};
  for (int i = 0; i < 2; i++)
    snprintf(sample->others[i], sizeof sample->others[i], "p%u", dice_roll(dice, SAMPLE_IDS));
  sample->never[0] = sample->others[0];
  sample->group[0] = sample->others[1];
  for (int i = 0; i < 3; i++) {
    sample->places[i] = dice_roll(dice, SAMPLE_PLACES + 1);
    sample->themes[i] = dice_roll(dice, SAMPLE_CONCEPTS + 1);
  }
  for (int i = 0; i < 2; i++)
    sample->countries[i] = sample_countries[dice_roll(dice, 3)];
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
  if (!dice_roll(dice, 6))
    filter->directions = 2 * (1 + dice_roll(dice, 15));
  if (!dice_roll(dice, 6))
    filter->languages = 1 + dice_roll(dice, 15);
}

struct match_text_parameters sample_parameters(struct dice *dice) {
  return (struct match_text_parameters){.k1 = .5 + dice_roll(dice, 4) * .4,
                                        .b = dice_roll(dice, 5) * .25,
                                        .pair = dice_roll(dice, 5) * .25,
                                        .repetition = dice_roll(dice, 3) * .5,
                                        .repetition_prior = .25,
                                        .repetition_prior_n = 1 + dice_roll(dice, 10),
                                        .mix = dice_roll(dice, 5) * .25,
                                        .discount = dice_roll(dice, 4) * .5,
                                        .asked_discount = dice_roll(dice, 4) * .5,
                                        .half = .1 + dice_roll(dice, 4) * .3};
}

static void fill_weights(struct match_weights *weights, struct dice *dice,
                         const struct match_text_parameters *parameters) {
  *weights = match_weights_default;
  uint32_t left = MATCH_ONE;
  for (int i = 0; i < MATCH_FACET_COUNT - 1; i++) {
    weights->facets[i] = dice_roll(dice, left / 2 + 1);
    left -= weights->facets[i];
  }
  weights->facets[MATCH_FACET_COUNT - 1] = left;
  if (!dice_roll(dice, 4)) { // words alone
    memset(weights->facets, 0, sizeof weights->facets);
    weights->facets[MATCH_TEXT] = MATCH_ONE;
  }
  weights->text = dice_roll(dice, 6) ? *parameters : sample_parameters(dice);
  weights->concepts = (struct match_concept_parameters){dice_roll(dice, 5) * .25, dice_roll(dice, 5) * .25};
  weights->fresh_days = 1 + dice_roll(dice, 50);
}

void sample_query_fill(struct sample_query *query, struct dice *dice, const struct sample *asker,
                       const struct match_taxonomy *taxonomy, const struct match_text_parameters *parameters) {
  *query = (struct sample_query){.query = {.profile = &asker->profile,
                                           .taxonomy = taxonomy,
                                           .places = {query->place_values, SAMPLE_PLACES},
                                           .weights = &query->weights,
                                           .today = SAMPLE_TODAY,
                                           .mutual = dice_roll(dice, 2),
                                           .impersonal = !dice_roll(dice, 4),
                                           .limit = MATCH_LIMIT_MAX}};
  fill_weights(&query->weights, dice, parameters);
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

static bool halves_are_same(const struct match_half *one, const struct match_half *other) {
  for (int i = 0; i < MATCH_FACET_COUNT; i++) {
    const struct match_part *a = &one->parts[i], *b = &other->parts[i];
    if (a->known != b->known || a->weight != b->weight || a->value != b->value || a->points != b->points ||
        a->loss != b->loss)
      return false;
  }
  return one->score == other->score && one->coverage == other->coverage;
}

static bool hits_are_same(const struct match_hit *one, const struct match_hit *other) {
  if (strcmp(one->id, other->id) || one->revision != other->revision || one->score != other->score ||
      one->prior_points != other->prior_points)
    return false;
  for (int i = 0; i < MATCH_FACET_COUNT; i++)
    if (!pairs_are_same(one, other, i))
      return false;
  return halves_are_same(&one->halves[MATCH_FORTH], &other->halves[MATCH_FORTH]) &&
         halves_are_same(&one->halves[MATCH_BACK], &other->halves[MATCH_BACK]);
}

bool results_are_same(const struct match_result *one, const struct match_result *other) {
  if (one->hit_count != other->hit_count || one->considered != other->considered)
    return false;
  for (int i = 0; i < MATCH_EXCLUDED_NO_EVIDENCE; i++) // that one is counted for complete lists only
    if (one->excluded[i] != other->excluded[i])
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
