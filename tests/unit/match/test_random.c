// SPDX-License-Identifier: Apache-2.0
// The engine against the plain reference on random worlds that change all the time: whatever happened before, an index answers
// as its live profiles say.
#include "reference.h"
#include "samples.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 24, BATCH_MAX = 9 };

struct world {
  struct dice dice;
  struct match_taxonomy *taxonomy;
  struct match_text_parameters parameters;
  struct match_index *index;
  struct match_searcher *searcher, *other;
  struct sample *live[SAMPLE_IDS]; // by id, or NULL
};

static void world_init(struct world *world, uint64_t seed) {
  *world = (struct world){
      .dice = {seed * UINT64_C(0x9E3779B97F4A7C15) + 1},
  };
  world->parameters = sample_parameters(&world->dice);
  world->index = match_index_new(&world->parameters);
  world->taxonomy = sample_taxonomy(&world->dice);
  world->searcher = match_searcher_new();
  world->other = match_searcher_new();
}

static void world_deinit(struct world *world) {
  match_searcher_free(world->other);
  match_searcher_free(world->searcher);
  match_index_unref(world->index);
  match_taxonomy_free(world->taxonomy);
  for (int i = 0; i < SAMPLE_IDS; i++)
    free(world->live[i]);
}

static void change(struct world *world) {
  struct match_profile added[BATCH_MAX];
  char removed_ids[BATCH_MAX][16];
  const char *removed[BATCH_MAX];
  size_t added_count = dice_roll(&world->dice, BATCH_MAX + 1), removed_count = dice_roll(&world->dice, 4);
  for (size_t i = 0; i < removed_count; i++) {
    uint32_t id = dice_roll(&world->dice, SAMPLE_IDS);
    snprintf(removed_ids[i], sizeof removed_ids[i], "p%u", id);
    removed[i] = removed_ids[i];
    free(world->live[id]);
    world->live[id] = NULL;
  }
  struct sample *replaced[BATCH_MAX];
  for (size_t i = 0; i < added_count; i++) {
    uint32_t id = dice_roll(&world->dice, SAMPLE_IDS);
    replaced[i] = world->live[id]; // may be of this very batch
    world->live[id] = malloc(sizeof *world->live[id]);
    sample_fill(world->live[id], &world->dice, id);
    added[i] = world->live[id]->profile;
  }
  struct match_index *changed = match_index_change(world->index, added, added_count, removed, removed_count);
  match_index_unref(world->index);
  world->index = changed;
  for (size_t i = 0; i < added_count; i++)
    free(replaced[i]);
}

// Sometimes the world changes while a merge is under way.
static void merge(struct world *world) {
  struct match_merge *merge = match_merge_plan(world->index);
  if (!merge)
    return;
  while (dice_roll(&world->dice, 2))
    change(world);
  match_merge_run(merge);
  struct match_index *merged = match_merge_install(merge, world->index);
  if (merged) {
    match_index_unref(world->index);
    world->index = merged;
  }
  match_merge_free(merge);
}

static size_t list_live(const struct world *world, const struct match_profile *ret_live[SAMPLE_IDS]) {
  size_t count = 0;
  for (int i = 0; i < SAMPLE_IDS; i++)
    if (world->live[i])
      ret_live[count++] = &world->live[i]->profile;
  return count;
}

static const struct match_hit *find(const struct match_result *result, const char *id) {
  for (size_t i = 0; i < result->hit_count; i++)
    if (!strcmp(result->hits[i].id, id))
      return &result->hits[i];
  return NULL;
}

static void expect_near(uint32_t one, uint32_t other, uint32_t most) {
  cr_assert_leq(one > other ? one - other : other - one, most, "%u and %u", one, other);
}

// The reference adds up in another order: the last millionth may differ.
static void expect_half(const struct match_half *half, const struct match_half *expected) {
  cr_assert_eq(half->coverage, expected->coverage);
  expect_near(half->score, expected->score, MATCH_FACET_COUNT);
  for (int i = 0; i < MATCH_FACET_COUNT; i++) {
    cr_assert_eq(half->parts[i].known, expected->parts[i].known, "facet %d", i);
    cr_assert_eq(half->parts[i].weight, expected->parts[i].weight);
    expect_near(half->parts[i].value, expected->parts[i].value, 1);
  }
}

static void expect_hit(const struct match_hit *hit, const struct match_hit *expected, bool mutual) {
  int64_t sum = hit->prior_points;
  for (int side = 0; side < (mutual ? MATCH_SIDE_COUNT : 1); side++) {
    expect_half(&hit->halves[side], &expected->halves[side]);
    for (int i = 0; i < MATCH_FACET_COUNT; i++)
      sum += hit->halves[side].parts[i].points;
  }
  expect_near(hit->score, expected->score, 2 * MATCH_FACET_COUNT);
  cr_assert_eq(hit->prior, expected->prior);
  cr_assert_eq(sum, hit->score, "points add up to the score");
}

static void expect_order(const struct match_result *result) {
  for (size_t i = 1; i < result->hit_count; i++) {
    const struct match_hit *one = &result->hits[i - 1], *other = &result->hits[i];
    cr_assert(one->score > other->score || (one->score == other->score && strcmp(one->id, other->id) < 0));
  }
}

static void expect_as_reference(struct world *world, const struct match_query *query,
                                const struct match_result *result) {
  const struct match_profile *live[SAMPLE_IDS];
  struct reference reference = {live, list_live(world, live)};
  uint64_t excluded[MATCH_EXCLUSION_COUNT] = {0}, considered = 0;
  for (size_t i = 0; i < reference.live_count; i++) {
    enum match_exclusion reason = reference_gate(query, live[i]);
    struct match_hit expected;
    bool evidence = reference_score(&reference, query, live[i], &expected);
    const struct match_hit *hit = find(result, live[i]->id);
    considered += reason == MATCH_EXCLUSION_COUNT;
    if (reason == MATCH_EXCLUSION_COUNT && !evidence)
      reason = MATCH_EXCLUDED_NO_EVIDENCE;
    cr_assert_eq(hit == NULL, reason != MATCH_EXCLUSION_COUNT, "%s: reason %d", live[i]->id, (int)reason);
    if (hit) {
      expect_hit(hit, &expected, query->mutual);
      cr_assert_eq(hit->revision, live[i]->revision);
    } else {
      excluded[reason]++;
    }
  }
  cr_assert_eq(result->considered, considered);
  for (int i = 0; i < MATCH_EXCLUSION_COUNT; i++)
    cr_assert_eq(result->excluded[i], excluded[i], "exclusion %d: %llu, not %llu", i,
                 (unsigned long long)result->excluded[i], (unsigned long long)excluded[i]);
}

// A hit explained by itself, and what it loses without one of its reasons.
static void expect_explained(struct world *world, const struct match_query *query, const struct match_result *result) {
  if (!result->hit_count)
    return;
  const struct match_hit *hit = &result->hits[dice_roll(&world->dice, (uint32_t)result->hit_count)];
  struct match_query without = *query;
  struct match_hit alone, lesser;
  uint32_t reasons;
  enum match_side side = query->mutual ? (enum match_side)dice_roll(&world->dice, 2) : MATCH_FORTH;
  enum match_facet facet = (enum match_facet)dice_roll(&world->dice, MATCH_FACET_COUNT);
  cr_assert_eq(match_explain(world->other, world->index, query, hit->id, &alone, &reasons), 0);
  cr_assert_eq(reasons, 0);
  cr_assert_eq(alone.score, hit->score);
  without.without[side] = 1u << facet;
  cr_assert_eq(match_explain(world->other, world->index, &without, hit->id, &lesser, &reasons), 0);
  cr_assert_eq(lesser.score, hit->score - hit->halves[side].parts[facet].loss);
}

// The same live profiles, put in all at once or one by one in the opposite order.
static void expect_as_rebuilt(struct world *world, const struct match_query *query, const struct match_result *result) {
  const struct match_profile *live[SAMPLE_IDS];
  size_t count = list_live(world, live);
  size_t batch = dice_roll(&world->dice, 2) ? 1 : 1 + dice_roll(&world->dice, SAMPLE_IDS);
  struct match_index *index = match_index_new(&world->parameters);
  for (size_t left = count; left;) {
    struct match_profile added[SAMPLE_IDS];
    size_t added_count = 0;
    while (left && added_count < batch)
      added[added_count++] = *live[--left];
    struct match_index *changed = match_index_change(index, added, added_count, NULL, 0);
    match_index_unref(index);
    index = changed;
  }
  struct match_result rebuilt;
  match_search(world->other, index, query, &rebuilt);
  cr_assert(results_are_same(result, &rebuilt));
  match_index_unref(index);
}

// One after the other, the pages are the list.
static void expect_pages(struct world *world, const struct match_query *query, const struct match_result *result) {
  struct match_query page = *query;
  size_t seen = 0;
  page.limit = 1 + dice_roll(&world->dice, 7);
  for (;;) {
    struct match_result rows;
    match_search(world->other, world->index, &page, &rows);
    for (size_t i = 0; i < rows.hit_count; i++, seen++) {
      cr_assert_lt(seen, result->hit_count);
      cr_assert_str_eq(rows.hits[i].id, result->hits[seen].id);
      cr_assert_eq(rows.hits[i].score, result->hits[seen].score);
    }
    if (rows.hit_count < page.limit)
      break;
    page.after = (struct match_after){result->hits[seen - 1].score, result->hits[seen - 1].id};
  }
  cr_assert_eq(seen, result->hit_count);
}

static void expect_prefix(struct world *world, const struct match_query *query, const struct match_result *result) {
  struct match_query few = *query;
  few.limit = 1 + dice_roll(&world->dice, 5);
  struct match_result some, prefix = *result;
  match_search(world->other, world->index, &few, &some);
  if (prefix.hit_count > few.limit)
    prefix.hit_count = few.limit;
  cr_assert(results_are_same(&some, &prefix));
}

static void ask(struct world *world) {
  struct sample asker;
  sample_fill(&asker, &world->dice, dice_roll(&world->dice, SAMPLE_IDS));
  struct sample_query query;
  sample_query_fill(&query, &world->dice, &asker, world->taxonomy, &world->parameters);
  struct match_result result;
  match_search(world->searcher, world->index, &query.query, &result);
  expect_order(&result);
  expect_as_reference(world, &query.query, &result);
  expect_as_rebuilt(world, &query.query, &result);
  expect_prefix(world, &query.query, &result);
  expect_pages(world, &query.query, &result);
  expect_explained(world, &query.query, &result);
}

static void run_worlds(uint64_t first_seed, uint64_t count) {
  for (uint64_t seed = first_seed; seed < first_seed + count; seed++) {
    struct world world;
    world_init(&world, seed);
    for (int round = 0; round < ROUNDS; round++) {
      change(&world);
      if (dice_roll(&world.dice, 2))
        merge(&world);
      ask(&world);
    }
    world_deinit(&world);
  }
}

Test(random, changing_worlds_answer_as_the_reference_says) {
  run_worlds(1, 100);
}

Test(random, and_so_do_others) {
  run_worlds(1001, 100);
}
