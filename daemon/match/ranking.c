// SPDX-License-Identifier: Apache-2.0
#include "match/ranking.h"

#include <stdlib.h>
#include <string.h>

// < 0: the first is better.
static int compare(uint32_t score, const char *id, uint32_t other_score, const char *other_id) {
  if (score != other_score)
    return score > other_score ? -1 : 1;
  return strcmp(id, other_id);
}

static bool is_better(const struct match_candidate *one, const struct match_candidate *other) {
  return compare(one->score, one->id, other->score, other->id) < 0;
}

bool match_ranking_wants(const struct match_ranking *ranking, uint32_t score, const char *id) {
  if (ranking->after.id && compare(score, id, ranking->after.score, ranking->after.id) <= 0)
    return false;
  const struct match_candidate *worst = &ranking->items[0];
  return ranking->count < ranking->limit || compare(score, id, worst->score, worst->id) < 0;
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
  const struct match_candidate *a = one, *b = other;
  return compare(a->score, a->id, b->score, b->id);
}

void match_ranking_sort(struct match_ranking *ranking) {
  qsort(ranking->items, ranking->count, sizeof *ranking->items, best_first);
}
