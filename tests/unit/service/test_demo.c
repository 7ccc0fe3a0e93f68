// SPDX-License-Identifier: Apache-2.0
// What an explanation promises, on every pair of the demonstration: the points add up to the score, and what a reason is said to be
// worth is what the score falls by when it is taken away.
#include "service/profile.h"
#include "service/weights.h"

#include "base/date.h"
#include "base/memory.h"
#include "mapping/json.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

enum { PROFILES_MAX = 200, LINE_BYTES = 1 << 16 };

static struct demo {
  struct knowledge *knowledge;
  struct weights weights;
  struct arena *arena;
  Helix__V1__Stakeholder *messages[PROFILES_MAX]; // owned; the profiles borrow from them
  struct match_profile profiles[PROFILES_MAX];
  size_t count;
  struct match_index *index;
  struct match_searcher *searcher;
  int32_t today;
} demo;

static void read_profiles(void) {
  FILE *file = fopen(HELIX_SOURCE_DIR "/config/demo/stakeholders.jsonl", "re");
  cr_assert(file);
  struct profile_maker maker;
  profile_maker_init(&maker);
  char *line = memory_new(LINE_BYTES);
  while (fgets(line, LINE_BYTES, file) && demo.count < PROFILES_MAX) {
    struct problem problem = {0};
    json_t *json = json_loads(line, 0, NULL);
    Helix__V1__Stakeholder *message =
        (Helix__V1__Stakeholder *)message_from_json(&helix__v1__stakeholder__descriptor, json, &problem);
    cr_assert(message, "%s: %s", problem.field, problem.message);
    json_decref(json);
    struct profile profile;
    profile_make(&maker, demo.knowledge, demo.arena, message, demo.today, &profile);
    profile.match.changed_day -= (int32_t)(demo.count * 30); // so that the prior differs
    demo.messages[demo.count] = message;
    demo.profiles[demo.count++] = profile.match;
  }
  free(line);
  fclose(file);
  profile_maker_deinit(&maker);
}

static void setup(void) {
  struct vocabulary_files files = {.themes = HELIX_SOURCE_DIR "/config/themes.ttl",
                                   .places = HELIX_SOURCE_DIR "/config/places.yaml",
                                   .size_regimes = HELIX_SOURCE_DIR "/config/size-regimes.yaml",
                                   .cooperations = HELIX_SOURCE_DIR "/config/demo/cooperations.yaml"};
  struct vocabulary *vocabulary;
  struct error error;
  cr_assert_eq(vocabulary_load(&files, &vocabulary, &error), 0, "%s", error.message);
  cr_assert_eq(weights_load(HELIX_SOURCE_DIR "/config/weights.conf", &demo.weights, &error), 0, "%s", error.message);
  int32_t ignored;
  date_parse("2020-06-01", &demo.today, &ignored);
  demo.knowledge = knowledge_new(vocabulary, &demo.weights.match.text);
  demo.arena = arena_new(SIZE_MAX);
  demo.searcher = match_searcher_new();
  read_profiles();
  struct match_index *empty = match_index_new(&demo.weights.match.text);
  demo.index = match_index_change(empty, demo.profiles, demo.count, NULL, 0);
  match_index_unref(empty);
  cr_assert_gt(demo.count, 80);
}

static void teardown(void) {
  match_index_unref(demo.index);
  match_searcher_free(demo.searcher);
  knowledge_unref(demo.knowledge);
  arena_free(demo.arena);
  for (size_t i = 0; i < demo.count; i++)
    helix__v1__stakeholder__free_unpacked(demo.messages[i], NULL);
}

TestSuite(demo, .init = setup, .fini = teardown);

static struct match_query query_of(const struct match_profile *profile, struct arena *arena, bool mutual) {
  return (struct match_query){.profile = profile,
                              .taxonomy = demo.knowledge->taxonomy,
                              .places = {.values = knowledge_place_values(demo.knowledge, arena, profile->places,
                                                                          profile->place_count, demo.today),
                                         .count = vocabulary_place_count(demo.knowledge->vocabulary)},
                              .weights = &demo.weights.match,
                              .today = demo.today,
                              .mutual = mutual,
                              .limit = 1};
}

static struct match_hit hit_of(const struct match_query *query, const char *id) {
  struct match_hit hit;
  uint32_t reasons;
  cr_assert_eq(match_explain(demo.searcher, demo.index, query, id, &hit, &reasons), 0, "%s", id);
  return hit;
}

static void expect_sum(const struct match_hit *hit) {
  int64_t sum = hit->prior_points;
  for (int side = 0; side < MATCH_SIDE_COUNT; side++)
    for (int facet = 0; facet < MATCH_FACET_COUNT; facet++)
      sum += hit->halves[side].parts[facet].points;
  cr_expect_eq(sum, hit->score, "%s: %lld is not %u", hit->id, (long long)sum, hit->score);
}

// Returns how many reasons were taken away.
static size_t expect_losses(struct match_query *query, const struct match_hit *hit) {
  size_t taken = 0;
  for (int side = 0; side < MATCH_SIDE_COUNT; side++)
    for (int facet = 0; facet < MATCH_FACET_COUNT; facet++) {
      const struct match_part *part = &hit->halves[side].parts[facet];
      if (!part->known)
        continue;
      query->without[side] = 1u << facet;
      struct match_hit without = hit_of(query, hit->id);
      query->without[side] = 0;
      cr_expect_eq(without.score, hit->score - part->loss, "%s and %s, side %d, facet %d: %u - %u is not %u",
                   query->profile->id, hit->id, side, facet, hit->score, part->loss, without.score);
      taken++;
    }
  return taken;
}

static void all_pairs(bool mutual) {
  size_t taken = 0;
  for (size_t i = 0; i < demo.count; i++) {
    struct arena *arena = arena_new(SIZE_MAX);
    struct match_query query = query_of(&demo.profiles[i], arena, mutual);
    for (size_t j = 0; j < demo.count; j++) {
      struct match_hit hit = hit_of(&query, demo.profiles[j].id);
      expect_sum(&hit);
      taken += expect_losses(&query, &hit);
    }
    arena_free(arena);
  }
  cr_expect_gt(taken, 3 * demo.count * demo.count);
}

Test(demo, two_sided_points_add_up_and_losses_are_true_for_every_pair) {
  all_pairs(true);
}

Test(demo, one_sided_points_add_up_and_losses_are_true_for_every_pair) {
  all_pairs(false);
}

Test(demo, stakeholders_and_themes_too) {
  for (size_t i = 0; i < demo.count; i++) {
    struct arena *arena = arena_new(SIZE_MAX);
    struct match_query query = query_of(&demo.profiles[i], arena, false);
    struct match_index *stakeholders = demo.index;
    demo.index = demo.knowledge->themes;
    for (uint32_t theme = 0; theme < vocabulary_theme_count(demo.knowledge->vocabulary); theme += 7) {
      struct match_hit hit = hit_of(&query, vocabulary_theme(demo.knowledge->vocabulary, theme)->id);
      expect_sum(&hit);
      expect_losses(&query, &hit);
    }
    demo.index = stakeholders;
    arena_free(arena);
  }
}
