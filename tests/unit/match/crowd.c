// SPDX-License-Identifier: Apache-2.0
#include "crowd.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

// xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators", 2016)
uint32_t crowd_roll(uint64_t *state, uint32_t sides) {
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return (uint32_t)((*state * UINT64_C(0x2545F4914F6CDD1D)) >> 33) % sides;
}

static uint64_t roll_term(uint64_t *state) {
  uint32_t one = crowd_roll(state, CROWD_TERMS), other = crowd_roll(state, CROWD_TERMS);
  uint64_t term = 1 + (one < other ? one : other); // some are common, some are rare
  return term % 4 ? term : term | MATCH_TERM_DERIVED;
}

static struct match_partner roll_partner(uint64_t *state, uint32_t *places) {
  struct match_partner partner = {0};
  if (crowd_roll(state, 2))
    partner.helix = 1 + crowd_roll(state, 7);
  if (crowd_roll(state, 4))
    return partner;
  places[0] = crowd_roll(state, CROWD_PLACES);
  partner.places = places;
  partner.place_count = 1;
  partner.trl_min = (uint8_t)(1 + crowd_roll(state, 4));
  partner.trl_max = 9;
  return partner;
}

static void fill_statement(struct crowd_member *member, uint64_t *state, uint32_t number) {
  struct match_statement *statement = &member->statements[number];
  *statement = (struct match_statement){.language = (uint8_t)crowd_roll(state, 3),
                                        .direction = (uint8_t)crowd_roll(state, MATCH_DIRECTION_COUNT),
                                        .trl = (uint8_t)crowd_roll(state, 10),
                                        .expires_day = crowd_roll(state, 8) ? INT32_MAX : CROWD_TODAY - 1,
                                        .cooperations = crowd_roll(state, 8),
                                        .terms = member->terms[number],
                                        .term_count = crowd_roll(state, CROWD_WORDS_MAX + 1),
                                        .concepts = member->concepts[number],
                                        .concept_count = crowd_roll(state, 3)};
  for (size_t i = 0; i < CROWD_WORDS_MAX; i++)
    member->terms[number][i] = roll_term(state);
  for (size_t i = 0; i < 2; i++) {
    uint32_t concept = crowd_roll(state, CROWD_CONCEPTS);
    member->concepts[number][i] = crowd_roll(state, 3) ? concept : match_concept_hint(concept, 128);
  }
  if (!crowd_roll(state, 3))
    statement->sought = roll_partner(state, member->wishes);
  if (!crowd_roll(state, 6))
    statement->must.helix = 1 + crowd_roll(state, 7);
}

static void name(char id[12], uint32_t number) {
  snprintf(id, 12, "p%u", number % 1000000);
}

static void fill_numbers(struct crowd_member *member, uint64_t *state) {
  for (size_t i = 0; i < 2; i++) {
    member->themes[i] = crowd_roll(state, CROWD_CONCEPTS);
    member->places[i] = crowd_roll(state, CROWD_PLACES);
  }
  member->countries[0] = crowd_roll(state, 2) ? 0x4154 : 0x4445;
  member->never[0] = member->refused;
  member->group[0] = member->owner;
}

void crowd_fill(struct crowd_member *member, uint64_t *state, uint32_t number) {
  name(member->id, number);
  name(member->refused, crowd_roll(state, 40));
  name(member->owner, crowd_roll(state, 40));
  fill_numbers(member, state);
  member->profile =
      (struct match_profile){.id = member->id,
                             .revision = crowd_roll(state, 1000),
                             .at_ms = 1700000000000 + number,
                             .helix = (uint8_t)crowd_roll(state, 3),
                             .size = (uint8_t)crowd_roll(state, 4),
                             .languages = crowd_roll(state, 8),
                             .changed_day = crowd_roll(state, 3) ? (int32_t)crowd_roll(state, CROWD_TODAY) : INT32_MIN,
                             .assurance = crowd_roll(state, MATCH_ONE + 1),
                             .places = member->places,
                             .place_count = crowd_roll(state, 3),
                             .countries = member->countries,
                             .country_count = crowd_roll(state, 2),
                             .themes = member->themes,
                             .theme_count = crowd_roll(state, 3),
                             .never = member->never,
                             .never_count = !crowd_roll(state, 5),
                             .group = member->group,
                             .group_count = !crowd_roll(state, 5),
                             .statements = member->statements,
                             .statement_count = crowd_roll(state, CROWD_STATEMENTS_MAX + 1)};
  for (uint32_t i = 0; i < CROWD_STATEMENTS_MAX; i++)
    fill_statement(member, state, i);
}

struct crowd_member *crowd_new(uint64_t *state, uint32_t first, uint32_t count) {
  struct crowd_member *members = memory_new(count * sizeof *members);
  for (uint32_t i = 0; i < count; i++)
    crowd_fill(&members[i], state, first + i);
  return members;
}

struct match_index *crowd_put(struct match_index *index, const struct crowd_member *members, uint32_t count) {
  struct match_profile *profiles = memory_new(count * sizeof *profiles);
  for (uint32_t i = 0; i < count; i++)
    profiles[i] = members[i].profile;
  struct match_index *changed = match_index_change(index, profiles, count, NULL, 0);
  free(profiles);
  match_index_unref(index);
  return changed;
}

struct match_index *crowd_remove(struct match_index *index, uint32_t number) {
  char id[12];
  name(id, number);
  struct match_index *changed = match_index_change(index, NULL, 0, (const char *const[]){id}, 1);
  match_index_unref(index);
  return changed;
}

struct match_taxonomy *crowd_taxonomy(void) {
  uint32_t above[CROWD_CONCEPTS] = {0};
  const uint32_t *broader[CROWD_CONCEPTS];
  size_t counts[CROWD_CONCEPTS];
  for (uint32_t i = 0; i < CROWD_CONCEPTS; i++) {
    above[i] = i ? (i - 1) / 2 : 0;
    broader[i] = &above[i];
    counts[i] = i > 0;
  }
  return match_taxonomy_new(CROWD_CONCEPTS, broader, counts);
}

// --- comparing

static void expect_same_half(const struct match_half *one, const struct match_half *other, const char *id) {
  cr_assert_eq(one->score, other->score, "%s", id);
  cr_assert_eq(one->coverage, other->coverage, "%s", id);
  for (int f = 0; f < MATCH_FACET_COUNT; f++) {
    cr_assert_eq(one->parts[f].known, other->parts[f].known, "%s: facet %d", id, f);
    cr_assert_eq(one->parts[f].value, other->parts[f].value, "%s: facet %d", id, f);
    cr_assert_eq(one->parts[f].points, other->parts[f].points, "%s: facet %d", id, f);
  }
}

static void expect_same_pairs(const struct match_hit *one, const struct match_hit *other) {
  for (int f = 0; f < MATCH_FACET_COUNT; f++) {
    cr_assert_eq(one->pair_counts[f], other->pair_counts[f], "%s: facet %d", one->id, f);
    for (uint32_t p = 0; p < one->pair_counts[f]; p++) {
      cr_assert_eq(one->pairs[f][p].query, other->pairs[f][p].query);
      cr_assert_eq(one->pairs[f][p].candidate, other->pairs[f][p].candidate);
      cr_assert_eq(one->pairs[f][p].value, other->pairs[f][p].value);
    }
  }
}

static void expect_same_hit(const struct match_hit *one, const struct match_hit *other) {
  cr_assert_str_eq(one->id, other->id);
  cr_assert_eq(one->score, other->score, "%s: %u and %u", one->id, one->score, other->score);
  cr_assert_eq(one->revision, other->revision);
  cr_assert_eq(one->prior, other->prior);
  for (int side = 0; side < MATCH_SIDE_COUNT; side++)
    expect_same_half(&one->halves[side], &other->halves[side], one->id);
  expect_same_pairs(one, other);
}

static void expect_same_result(const struct match_result *one, const struct match_result *other) {
  cr_assert_eq(one->hit_count, other->hit_count, "%zu and %zu", one->hit_count, other->hit_count);
  cr_assert_eq(one->considered, other->considered);
  for (int e = 0; e < MATCH_EXCLUSION_COUNT; e++)
    cr_assert_eq(one->excluded[e], other->excluded[e], "exclusion %d", e);
  for (size_t i = 0; i < one->hit_count; i++)
    expect_same_hit(&one->hits[i], &other->hits[i]);
}

void crowd_expect_same_answers(const struct match_index *one, const struct match_index *other,
                               const struct crowd_member *askers, uint32_t count) {
  static const uint32_t places[2 * CROWD_PLACES] = {MATCH_ONE, 500000, 250000, 0, 500000, MATCH_ONE, 0, 125000};
  struct match_searcher *searchers[2] = {match_searcher_new(), match_searcher_new()};
  struct match_taxonomy *taxonomy = crowd_taxonomy();
  for (uint32_t i = 0; i < count; i++) {
    struct match_query query = {.profile = &askers[i].profile,
                                .filter = {.exclude_id = askers[i].id, .directions = i % 5 ? 0 : 0xC},
                                .taxonomy = taxonomy,
                                .places = {places, CROWD_PLACES},
                                .weights = &match_weights_default,
                                .today = CROWD_TODAY,
                                .mutual = i % 2,
                                .limit = i % 3 ? 5 : MATCH_LIMIT_MAX};
    struct match_result results[2];
    match_search(searchers[0], one, &query, &results[0]);
    match_search(searchers[1], other, &query, &results[1]);
    expect_same_result(&results[0], &results[1]);
  }
  match_taxonomy_free(taxonomy);
  match_searcher_free(searchers[0]);
  match_searcher_free(searchers[1]);
}
