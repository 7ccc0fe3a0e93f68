// SPDX-License-Identifier: Apache-2.0
// Nobody is overlooked: what bounds a score is never below what it bounds.
#include "base/memory.h"
#include "crowd.h"
#include "match/bound.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { COUNT = 120, WORLDS = 12 };

// --- impacts

Test(impact, is_never_less_than_the_evidence_and_a_step_more_at_the_most) {
  for (uint32_t i = 0; i < 200000; i++) {
    double evidence = i * (7.99 / 200000);
    double kept = match_posting_impact(match_posting_of(0, evidence)) / (double)MATCH_IMPACT_ONE;
    cr_assert_geq(kept, evidence);
    cr_assert_leq(kept - evidence, 1. / MATCH_IMPACT_ONE + 1e-8);
  }
}

Test(impact, of_a_whole_number_of_steps_is_not_less) {
  for (uint32_t steps = 0; steps < UINT16_MAX; steps++)
    cr_assert_geq(match_posting_impact(match_posting_of(3, steps / (double)MATCH_IMPACT_ONE)), steps);
}

Test(impact, leaves_the_profile_alone) {
  for (uint32_t profile = 0; profile < MATCH_WINDOW; profile += 13) {
    match_posting posting = match_posting_of(profile, 8);
    cr_assert_eq(match_posting_profile(posting), profile);
    cr_assert_eq(match_posting_impact(posting), UINT16_MAX);
  }
}

// --- bounds

struct world {
  uint64_t state;
  struct crowd_member *members, *asker;
  struct match_index *index;
  struct match_taxonomy *taxonomy;
  struct match_text *text;
  struct match_bound *bound;
  struct match_query query; // about the asker
};

static void world_init(struct world *world, uint64_t seed) {
  *world = (struct world){.state = seed, .taxonomy = crowd_taxonomy()};
  world->members = crowd_new(&world->state, 0, COUNT);
  world->asker = crowd_new(&world->state, COUNT, 1);
  world->index = crowd_put(match_index_new(&match_weights_default.text), world->members, COUNT);
  world->text = match_text_new();
  world->bound = match_bound_new();
  world->query = (struct match_query){.profile = &world->asker->profile,
                                      .taxonomy = world->taxonomy,
                                      .weights = &match_weights_default,
                                      .today = CROWD_TODAY,
                                      .limit = 10};
}

static void world_end(struct world *world) {
  match_bound_free(world->bound);
  match_text_free(world->text);
  match_index_unref(world->index);
  match_taxonomy_free(world->taxonomy);
  free(world->members);
  free(world->asker);
}

static void ask(struct world *world, uint32_t statements) {
  crowd_fill(world->asker, &world->state, COUNT);
  world->asker->profile.statement_count = statements;
  for (uint32_t i = 0; i < statements; i++) {
    world->asker->statements[i].term_count += !world->asker->statements[i].term_count;
    world->asker->statements[i].expires_day = INT32_MAX;
  }
  match_text_prepare(world->text, world->index, &world->query);
}

static double x_of(struct world *world, uint32_t profile) {
  double value = match_text_score(world->text, profile, &(struct match_silence){0}, false).forth;
  return match_text_unsquash(&world->query.weights->text, value);
}

// Of the part entered: no x is above its bound, and the bound says how far below it x may be.
static uint32_t expect_bounded(struct world *world, size_t part) {
  uint32_t count = match_segment_count(world->index->parts[part].segment), found = 0;
  double window_max = match_bound_window_max(world->bound, 0), x_max;
  match_bound_fill(world->bound, 0, 0, count);
  x_max = match_bound_x_max(world->bound);
  cr_assert_leq(x_max, window_max + 1e-9);
  for (uint32_t p = 0; p < count; p++) {
    double x = x_of(world, p), bound = match_bound_x(world->bound, p);
    cr_assert_geq(bound, x - 1e-9, "profile %u: %.12f is bounded by %.12f", p, x, bound);
    cr_assert_leq(bound, x_max + 1e-9);
    found += x > 0;
  }
  match_bound_clear(world->bound);
  return found;
}

static uint32_t expect_all_bounded(struct world *world) {
  uint32_t found = 0;
  for (size_t part = 0; part < world->index->part_count; part++) {
    match_text_enter(world->text, part);
    match_bound_enter(world->bound, world->text, part);
    found += expect_bounded(world, part);
  }
  return found;
}

static void expect_bounds_hold(uint32_t statements) {
  uint32_t found = 0;
  for (uint64_t seed = 1; seed <= WORLDS; seed++) {
    struct world world;
    world_init(&world, seed);
    ask(&world, statements);
    found += expect_all_bounded(&world);
    world_end(&world);
  }
  cr_assert_gt(found, WORLDS * COUNT / 4, "only %u shared a word", found);
}

Test(bound, holds_for_one_statement) {
  expect_bounds_hold(1);
}

Test(bound, holds_for_several_statements) {
  expect_bounds_hold(CROWD_STATEMENTS_MAX);
}

// Those who came later say little or much: impacts of the first segment are of other mean lengths than today's.
static void change_lengths(struct world *world, uint32_t words) {
  struct crowd_member *more = crowd_new(&world->state, 1000, 3 * COUNT);
  for (uint32_t i = 0; i < 3 * COUNT; i++) {
    more[i].profile.statement_count = 1;
    more[i].statements[0].term_count = words;
  }
  world->index = crowd_put(world->index, more, 3 * COUNT);
  free(more);
}

static void expect_bounds_hold_after(uint32_t words, bool is_longer) {
  for (uint64_t seed = 1; seed <= WORLDS; seed++) {
    struct world world;
    world_init(&world, seed);
    change_lengths(&world, words);
    ask(&world, 1 + seed % CROWD_STATEMENTS_MAX);
    cr_assert_gt(expect_all_bounded(&world), 0);
    match_bound_enter(world.bound, world.text, 0);
    cr_assert_eq(world.bound->stretch > 1.01, is_longer, "stretched by %f", world.bound->stretch);
    world_end(&world);
  }
}

Test(bound, holds_after_others_made_the_mean_length_greater) {
  expect_bounds_hold_after(CROWD_WORDS_MAX, true);
}

Test(bound, holds_after_others_made_the_mean_length_smaller) {
  expect_bounds_hold_after(1, false);
}

Test(bound, holds_after_deletions_made_words_rarer) {
  for (uint64_t seed = 1; seed <= WORLDS; seed++) {
    struct world world;
    world_init(&world, seed);
    for (uint32_t i = 0; i < COUNT; i += 2)
      world.index = crowd_remove(world.index, i);
    ask(&world, 2);
    cr_assert_gt(expect_all_bounded(&world), 0);
    world_end(&world);
  }
}

// --- the least

// When nobody's statements are silent, the other way round too: whoever has a bound has at least so much.
Test(bound, says_how_much_somebody_has_at_the_least) {
  for (uint64_t seed = 1; seed <= WORLDS; seed++) {
    struct world world;
    world_init(&world, seed);
    world.query.today = INT32_MIN;
    change_lengths(&world, 1 + (uint32_t)seed % CROWD_WORDS_MAX);
    ask(&world, 1);
    match_text_enter(world.text, 0);
    match_bound_enter(world.bound, world.text, 0);
    match_bound_fill(world.bound, 0, 0, COUNT);
    for (uint32_t p = 0; p < COUNT; p++) {
      double least = match_bound_at_least(world.bound, match_bound_x(world.bound, p));
      cr_assert_leq(least, x_of(&world, p) + 1e-9, "profile %u", p);
    }
    match_bound_clear(world.bound);
    world_end(&world);
  }
}

// --- two ways through a window

struct told {
  double x[COUNT];
  uint32_t count;
};

static void tell(void *data, uint32_t profile, double x) {
  struct told *told = data;
  cr_assert_eq(told->x[profile], 0, "%u is told once", profile);
  told->x[profile] = x;
  told->count++;
}

// Whoever has x_min and is open is told; nobody is who is not open.
static void expect_told(struct world *world, double x_min, const uint64_t *open) {
  struct told told = {0};
  match_bound_aim(world->bound, x_min);
  match_bound_run(world->bound, &(struct match_bound_search){.end = COUNT, .open = open, .found = tell, .data = &told});
  for (uint32_t p = 0; p < COUNT; p++) {
    bool is_open = !open || open[p / 64] >> (p % 64) & 1;
    double x = x_of(world, p);
    if (is_open && x > 0 && x >= x_min)
      cr_assert_geq(told.x[p], x - 1e-9, "%u has %f", p, x);
    if (!is_open)
      cr_assert_eq(told.x[p], 0, "%u is not open", p);
  }
}

static void expect_accumulators_clear(const struct match_bound *bound) {
  for (uint32_t i = 0; i < MATCH_WINDOW; i++)
    cr_assert_eq(bound->accumulators[i], 0);
}

Test(bound, all_at_once_tells_of_everybody_who_reaches_it) {
  static const uint64_t open[MATCH_WINDOW / 64] = {UINT64_C(0x5A5A5A5A5A5A5A5A), UINT64_C(0x123456789ABCDEF)};
  for (uint64_t seed = 1; seed <= WORLDS; seed++) {
    struct world world;
    world_init(&world, seed);
    ask(&world, 1 + seed % CROWD_STATEMENTS_MAX);
    match_text_enter(world.text, 0);
    for (int i = 0; i < 20; i++) {
      match_bound_enter(world.bound, world.text, 0);
      expect_told(&world, i * .1, i % 2 ? open : NULL);
      expect_accumulators_clear(world.bound);
    }
    world_end(&world);
  }
}

Test(bound, the_words_of_a_range_are_those_who_reach_it) {
  struct world world;
  world_init(&world, 3);
  ask(&world, 2);
  match_text_enter(world.text, 0);
  match_bound_enter(world.bound, world.text, 0);
  match_bound_fill(world.bound, 0, 0, COUNT);
  match_bound_aim(world.bound, match_bound_x_max(world.bound) / 2);
  for (uint32_t first = 0; first < COUNT; first += 11)
    for (uint32_t end = first + 1; end <= COUNT; end += 7) {
      uint64_t words[MATCH_WINDOW / 64];
      match_bound_words(world.bound, first, end, words);
      for (uint32_t p = first / 64 * 64; p < (end + 63) / 64 * 64; p++) {
        bool is_in = p >= first && p < end && world.bound->accumulators[p] >= world.bound->threshold;
        cr_assert_eq(words[p / 64 - first / 64] >> (p % 64) & 1, is_in, "%u of %u … %u", p, first, end);
      }
    }
  match_bound_clear(world.bound);
  expect_accumulators_clear(world.bound);
  world_end(&world);
}
