// SPDX-License-Identifier: Apache-2.0
#include "match/ranking.h"

#include <stdlib.h>
#include <string.h>

// < 0: the first is better.
static int compare(uint32_t score, const char *id, const struct match_candidate *other) {
  if (score != other->score)
    return score > other->score ? -1 : 1;
  return strcmp(id, other->id);
}

static bool is_better(const struct match_candidate *one, const struct match_candidate *other) {
  return compare(one->score, one->id, other) < 0;
}

bool match_ranking_wants(const struct match_ranking *ranking, uint32_t score, const char *id) {
  return ranking->count < ranking->limit || compare(score, id, &ranking->items[0]) < 0;
}

static void sift_up(struct match_ranking *ranking, const struct match_candidate *candidate) {
  size_t at = ranking->count++;
  for (size_t parent; at && is_better(&ranking->items[parent = (at - 1) / 2], candidate); at = parent)
    ranking->items[at] = ranking->items[parent];
  ranking->items[at] = *candidate;
}

static void replace_worst(struct match_ranking *ranking, const struct match_candidate *candidate) {
  struct match_candidate *items = ranking->items;
  size_t at = 0;
  for (size_t child; (child = 2 * at + 1) < ranking->count; at = child) {
    if (child + 1 < ranking->count && is_better(&items[child], &items[child + 1]))
      child++;
    if (!is_better(candidate, &items[child]))
      break;
    items[at] = items[child];
  }
  items[at] = *candidate;
}

void match_ranking_push(struct match_ranking *ranking, const struct match_candidate *candidate) {
  if (ranking->count < ranking->limit)
    sift_up(ranking, candidate);
  else
    replace_worst(ranking, candidate);
}

static int best_first(const void *one, const void *other) {
  const struct match_candidate *candidate = one;
  return compare(candidate->score, candidate->id, other);
}

void match_ranking_sort(struct match_ranking *ranking) {
  qsort(ranking->items, ranking->count, sizeof *ranking->items, best_first);
}

void match_candidate_score(struct match_candidate *candidate, const struct match_weights *weights) {
  uint64_t known = 0;
  for (int i = 0; i < MATCH_FACET_COUNT; i++)
    known += candidate->parts[i].known ? weights->facets[i] : 0;
  candidate->coverage = (uint32_t)known;
  candidate->score = 0;
  for (int i = 0; i < MATCH_FACET_COUNT; i++) {
    struct match_part *part = &candidate->parts[i];
    uint64_t weight = part->known ? weights->facets[i] : 0;
    part->weight = known ? (uint32_t)(weight * MATCH_ONE / known) : 0;
    part->points = known ? (uint32_t)(part->value * weight / known) : 0;
    candidate->score += part->points;
  }
}
