// SPDX-License-Identifier: Apache-2.0
#include "ranker.h"
#include "base/memory.h"

#include <time.h>

struct ranker {
  struct match_index *index;       // owned
  struct match_searcher *searcher; // owned
  const struct match_taxonomy *taxonomy;
  struct match_weights weights;
  double seconds;
};

struct match_weights ranker_weights(enum match_facet facet) {
  struct match_weights weights = match_weights_default;
  for (int i = 0; i < MATCH_FACET_COUNT; i++)
    weights.facets[i] = i == (int)facet ? MATCH_ONE : 0;
  return weights;
}

struct ranker *ranker_new(const struct collection *candidates, const struct match_taxonomy *taxonomy,
                          struct match_weights weights) {
  struct ranker *ranker = memory_new(sizeof *ranker);
  struct match_index *empty = match_index_new(&weights.text);
  ranker->index = match_index_change(empty, collection_profiles(candidates), collection_count(candidates), NULL, 0);
  match_index_unref(empty);
  ranker->searcher = match_searcher_new();
  ranker->taxonomy = taxonomy;
  ranker->weights = weights;
  return ranker;
}

struct ranker *ranker_free(struct ranker *ranker) {
  if (!ranker)
    return NULL;
  match_searcher_free(ranker->searcher);
  match_index_unref(ranker->index);
  free(ranker);
  return NULL;
}

static double now_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

size_t ranker_rank(struct ranker *ranker, const struct match_profile *query, uint32_t *ret_numbers, size_t limit) {
  const struct match_query question = {
      .profile = query, .taxonomy = ranker->taxonomy, .weights = &ranker->weights, .limit = limit};
  struct match_result result;
  double start = now_seconds();
  match_search(ranker->searcher, ranker->index, &question, &result);
  ranker->seconds += now_seconds() - start;
  for (size_t i = 0; i < result.hit_count; i++)
    ret_numbers[i] = (uint32_t)collection_number(result.hits[i].id);
  return result.hit_count;
}

double ranker_seconds(const struct ranker *ranker) {
  return ranker->seconds;
}
