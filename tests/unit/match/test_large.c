// SPDX-License-Identifier: Apache-2.0
// Segments that are large enough for sets, districts and several windows: the list is what comes out when everybody is explained by
// himself.
#include "samples.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct world {
  struct dice dice;
  struct match_taxonomy *taxonomy;
  struct match_text_parameters parameters;
  struct match_index *index;
  struct match_searcher *searcher, *other;
  struct sample *samples; // by number
  size_t count;
};

static void put(struct world *world, const uint32_t *numbers, size_t count) {
  struct match_profile *added = calloc(count, sizeof *added);
  for (size_t i = 0; i < count; i++) {
    sample_fill(&world->samples[numbers[i]], &world->dice, numbers[i]);
    added[i] = world->samples[numbers[i]].profile;
  }
  struct match_index *changed = match_index_change(world->index, added, count, NULL, 0);
  match_index_unref(world->index);
  world->index = changed;
  free(added);
}

static void merge(struct world *world, struct match_merge *plan(struct match_index *index)) {
  for (struct match_merge *merge; (merge = plan(world->index)); match_merge_free(merge)) {
    match_merge_run(merge);
    struct match_index *next = match_merge_install(merge, world->index);
    match_index_unref(world->index);
    world->index = next;
  }
}

static void world_init(struct world *world, uint64_t seed, size_t count) {
  *world = (struct world){.dice = {seed * UINT64_C(0x9E3779B97F4A7C15) + 1}, .count = count};
  world->taxonomy = sample_taxonomy(&world->dice);
  world->parameters = sample_parameters(&world->dice);
  world->index = match_index_new(&world->parameters);
  world->searcher = match_searcher_new();
  world->other = match_searcher_new();
  world->samples = calloc(count, sizeof *world->samples);
  uint32_t *numbers = calloc(count, sizeof *numbers);
  for (uint32_t i = 0; i < count; i++)
    numbers[i] = i;
  put(world, numbers, count / 2);
  put(world, numbers + count / 2, count - count / 2);
  free(numbers);
}

// Some say something else now, in small segments beside the large one.
static void stir(struct world *world) {
  for (int i = 0; i < 4; i++) {
    uint32_t numbers[5];
    for (int n = 0; n < 5; n++)
      numbers[n] = dice_roll(&world->dice, (uint32_t)world->count);
    put(world, numbers, 5);
  }
}

static void world_deinit(struct world *world) {
  free(world->samples);
  match_searcher_free(world->other);
  match_searcher_free(world->searcher);
  match_index_unref(world->index);
  match_taxonomy_free(world->taxonomy);
}

struct row {
  const char *id;
  uint32_t score;
};

static int best_first(const void *one, const void *other) {
  const struct row *a = one, *b = other;
  if (a->score != b->score)
    return a->score > b->score ? -1 : 1;
  return strcmp(a->id, b->id);
}

static size_t explain_all(struct world *world, const struct match_query *query, struct row *ret_rows) {
  size_t count = 0;
  for (size_t i = 0; i < world->count; i++) {
    struct match_hit hit;
    uint32_t reasons;
    cr_assert_eq(match_explain(world->other, world->index, query, world->samples[i].id, &hit, &reasons), 0);
    if (!reasons)
      ret_rows[count++] = (struct row){world->samples[i].id, hit.score};
  }
  qsort(ret_rows, count, sizeof *ret_rows, best_first);
  return count;
}

static void ask(struct world *world) {
  struct sample asker;
  struct sample_query query;
  struct match_result result;
  sample_fill(&asker, &world->dice, dice_roll(&world->dice, (uint32_t)world->count));
  sample_query_fill(&query, &world->dice, &asker, world->taxonomy, &world->parameters);
  query.query.limit = 1 + dice_roll(&world->dice, 30);
  struct row *rows = calloc(world->count, sizeof *rows);
  size_t count = explain_all(world, &query.query, rows);
  for (enum match_path path = MATCH_PATH_BEST; path <= MATCH_PATH_AVX512; path++) {
    if (!match_searcher_set_path(world->searcher, path))
      continue;
    match_search(world->searcher, world->index, &query.query, &result);
    cr_assert_eq(result.hit_count, count < query.query.limit ? count : query.query.limit);
    for (size_t i = 0; i < result.hit_count; i++) {
      cr_assert_str_eq(result.hits[i].id, rows[i].id, "row %zu: %s %u, not %s %u", i, result.hits[i].id,
                       result.hits[i].score, rows[i].id, rows[i].score);
      cr_assert_eq(result.hits[i].score, rows[i].score);
    }
  }
  free(rows);
}

static void run_world(uint64_t seed, size_t count, size_t questions) {
  struct world world;
  world_init(&world, seed, count);
  for (size_t i = 0; i < questions; i++)
    ask(&world);
  merge(&world, match_merge_plan_all);
  for (size_t i = 0; i < questions; i++)
    ask(&world);
  stir(&world);
  for (size_t i = 0; i < questions; i++)
    ask(&world);
  merge(&world, match_merge_plan);
  ask(&world);
  world_deinit(&world);
}

Test(large, worlds_with_sets) {
  for (uint64_t seed = 1; seed <= 12; seed++)
    run_world(seed, 300 + 50 * seed, 8);
}

Test(large, worlds_of_several_windows) {
  run_world(100, 36000, 1);
}
