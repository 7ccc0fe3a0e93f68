// SPDX-License-Identifier: Apache-2.0
#include "crowd.h"
#include "match/sieve.h"
#include "match/snapshot.h"

#include <criterion/criterion.h>
#include <roaring/roaring.h>
#include <stdlib.h>

enum { LEAST = 256, COUNT = 400 };

static struct match_index *index_of(uint32_t count, uint64_t seed) {
  struct crowd_member *members = crowd_new(&seed, 0, count);
  struct match_index *index = crowd_put(match_index_new(&match_weights_default.text), members, count);
  free(members);
  return index;
}

static const struct match_segment *segment_of(const struct match_index *index) {
  return index->parts[0].segment;
}

Test(sets, are_there_from_256_profiles_on) {
  struct match_index *less = index_of(LEAST - 1, 1), *enough = index_of(LEAST, 1);
  cr_assert_not(segment_of(less)->header->has_sets);
  cr_assert_null(match_segment_set(segment_of(less), MATCH_ATTRIBUTE_SIZE, 1));
  cr_assert(segment_of(enough)->header->has_sets);
  cr_assert_not_null(match_segment_set(segment_of(enough), MATCH_ATTRIBUTE_SIZE, 1));
  cr_assert_null(match_segment_set(segment_of(enough), MATCH_ATTRIBUTE_SIZE, 17), "nobody is so large");
  match_index_unref(less);
  match_index_unref(enough);
}

// --- by looking at every profile

static bool has_bit(const struct roaring_bitmap_s *set, uint32_t profile) {
  return set && roaring_bitmap_contains(set, profile);
}

static bool has_theme(const struct match_segment *segment, uint32_t profile, uint32_t theme) {
  bool has = false;
  for (uint32_t i = segment->profiles[profile].theme; i < segment->profiles[profile + 1].theme; i++)
    has |= segment->themes[i] == theme;
  return has;
}

static uint32_t first_concept(const struct match_segment *segment, uint32_t profile) {
  return segment->statements[segment->profiles[profile].statement].concepts;
}

static bool has_concept(const struct match_segment *segment, uint32_t profile, uint32_t concept) {
  bool has = false;
  for (uint32_t i = first_concept(segment, profile); i < first_concept(segment, profile + 1); i++)
  has |= match_concept_number(segment->concepts[i]) == concept;
  return has;
}

static bool has_direction(const struct match_segment *segment, uint32_t profile, uint32_t direction) {
  bool has = false;
  for (uint32_t i = segment->profiles[profile].statement; i < segment->profiles[profile + 1].statement; i++)
    has |= direction && segment->statements[i].direction == direction;
  return has;
}

static bool has_size(const struct match_segment *segment, uint32_t profile, uint32_t size) {
  return segment->profiles[profile].size == size;
}

typedef bool has_value(const struct match_segment *segment, uint32_t profile, uint32_t value);

static void expect_sets(const struct match_segment *segment, enum match_attribute attribute, has_value *has,
                        uint32_t value_count) {
  for (uint32_t value = 0; value < value_count; value++) {
    const struct roaring_bitmap_s *set = match_segment_set(segment, attribute, value);
    for (uint32_t p = 0; p < match_segment_count(segment); p++)
      cr_assert_eq(has_bit(set, p), has(segment, p, value), "attribute %d, value %u, profile %u", attribute, value, p);
  }
}

Test(sets, hold_exactly_those_with_the_value) {
  struct match_index *index = index_of(COUNT, 2);
  expect_sets(segment_of(index), MATCH_ATTRIBUTE_SIZE, has_size, 6);
  expect_sets(segment_of(index), MATCH_ATTRIBUTE_THEME, has_theme, CROWD_CONCEPTS + 1);
  expect_sets(segment_of(index), MATCH_ATTRIBUTE_CONCEPT, has_concept, CROWD_CONCEPTS + 1);
  expect_sets(segment_of(index), MATCH_ATTRIBUTE_DIRECTION, has_direction, MATCH_DIRECTION_COUNT);
  match_index_unref(index);
}

static bool has_no_theme(const struct match_segment *segment, uint32_t profile) {
  return segment->profiles[profile].theme == segment->profiles[profile + 1].theme;
}

Test(sets, know_who_has_no_theme_and_no_concept) {
  struct match_index *index = index_of(COUNT, 3);
  const struct match_segment *segment = segment_of(index);
  const struct roaring_bitmap_s *themes = match_segment_set(segment, MATCH_ATTRIBUTE_THEME, MATCH_SET_NONE);
  const struct roaring_bitmap_s *concepts = match_segment_set(segment, MATCH_ATTRIBUTE_CONCEPT, MATCH_SET_NONE);
  for (uint32_t p = 0; p < COUNT; p++) {
    cr_assert_eq(has_bit(themes, p), has_no_theme(segment, p));
    cr_assert_eq(has_bit(concepts, p), first_concept(segment, p) == first_concept(segment, p + 1));
  }
  match_index_unref(index);
}

// --- the sieve

static bool has_near(const struct match_segment *segment, uint32_t profile, const double *nearness, size_t count,
                     double least) {
  bool has = false;
  for (uint32_t theme = 0; theme < count; theme++)
    has |= nearness[theme] >= least && has_theme(segment, profile, theme);
  return has;
}

static void expect_sieved(struct match_sieve *sieve, const struct match_segment *segment, const double *nearness,
                          size_t count, double least) {
  const struct roaring_bitmap_s *set = match_sieve_get(sieve, least);
  for (uint32_t p = 0; p < match_segment_count(segment); p++)
    cr_assert_eq(has_bit(set, p), has_near(segment, p, nearness, count, least), "profile %u, nearness %f", p, least);
}

// In whatever order they are asked for: unions are made of one another.
Test(sieve, holds_exactly_those_with_a_theme_at_least_that_near) {
  uint64_t state = 5;
  struct match_sieve sieve = {0};
  for (uint64_t seed = 1; seed <= 5; seed++) {
    struct match_index *index = index_of(COUNT, seed);
    double nearness[CROWD_CONCEPTS];
    for (size_t i = 0; i < CROWD_CONCEPTS; i++)
      nearness[i] = crowd_roll(&state, 9) / 8.;
    match_sieve_enter(&sieve, segment_of(index), MATCH_ATTRIBUTE_THEME, nearness, CROWD_CONCEPTS);
    for (uint32_t i = 0; i < 24; i++)
      expect_sieved(&sieve, segment_of(index), nearness, CROWD_CONCEPTS, (1 + crowd_roll(&state, 16)) / 16.);
    match_sieve_leave(&sieve);
    match_index_unref(index);
  }
  match_sieve_deinit(&sieve);
}

Test(sieve, holds_those_of_the_asker_s_taxonomy) {
  struct match_index *index = index_of(COUNT, 6);
  struct match_taxonomy *taxonomy = crowd_taxonomy();
  struct match_sieve sieve = {0};
  for (uint32_t wanted = 0; wanted < CROWD_CONCEPTS; wanted++) {
    double nearness[CROWD_CONCEPTS];
    for (uint32_t i = 0; i < CROWD_CONCEPTS; i++)
      nearness[i] = match_taxonomy_nearness(taxonomy, wanted, i);
    match_sieve_enter(&sieve, segment_of(index), MATCH_ATTRIBUTE_THEME, nearness, CROWD_CONCEPTS);
    for (uint32_t i = 0; i < CROWD_CONCEPTS; i++)
      if (nearness[i] > 0)
        expect_sieved(&sieve, segment_of(index), nearness, CROWD_CONCEPTS, nearness[i]);
    match_sieve_leave(&sieve);
  }
  match_sieve_deinit(&sieve);
  match_taxonomy_free(taxonomy);
  match_index_unref(index);
}

Test(sieve, does_not_know_themes_that_the_taxonomy_has_not) {
  static const double nearness[] = {.5, .75, 1};
  struct match_index *index = index_of(COUNT, 7);
  struct match_sieve sieve = {0};
  match_sieve_enter(&sieve, segment_of(index), MATCH_ATTRIBUTE_THEME, nearness, 3);
  expect_sieved(&sieve, segment_of(index), nearness, 3, .5);
  expect_sieved(&sieve, segment_of(index), nearness, 3, 1);
  match_sieve_deinit(&sieve);
  match_index_unref(index);
}

Test(sieve, tells_who_has_none_and_when_nobody_is_near_enough) {
  static const double nearness[CROWD_CONCEPTS] = {[3] = .25};
  struct match_index *index = index_of(COUNT, 8);
  struct match_sieve sieve = {0};
  match_sieve_enter(&sieve, segment_of(index), MATCH_ATTRIBUTE_THEME, nearness, CROWD_CONCEPTS);
  cr_assert_null(match_sieve_get(&sieve, .5));
  cr_assert_not_null(match_sieve_get(&sieve, .25));
  for (uint32_t p = 0; p < COUNT; p++)
    cr_assert_eq(has_bit(sieve.none, p), has_no_theme(segment_of(index), p));
  match_sieve_deinit(&sieve);
  match_index_unref(index);
}
