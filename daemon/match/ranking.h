// SPDX-License-Identifier: Apache-2.0
// The best candidates seen so far: a heap with the worst of them on top, so that a new one is compared with that first.
#pragma once

#include "match/search.h"

struct match_candidate {
  const char *id;         // borrowed from the index
  uint32_t part, profile; // where it stands in the index
  uint32_t score;
};

struct match_ranking {
  struct match_candidate items[MATCH_LIMIT_MAX];
  size_t count, limit;
  struct match_after after;
};

bool match_ranking_wants(const struct match_ranking *ranking, uint32_t score, const char *id);
void match_ranking_push(struct match_ranking *ranking, const struct match_candidate *candidate); // one that is wanted
void match_ranking_sort(struct match_ranking *ranking); // best first; no heap any more

// Less than this is not wanted.
static inline uint32_t match_ranking_least(const struct match_ranking *ranking) {
  return ranking->count < ranking->limit ? 0 : ranking->items[0].score;
}
