// SPDX-License-Identifier: Apache-2.0
// The best candidates seen so far: a heap with the worst of them on top, so that a new one is compared with that first.
#pragma once

#include "match/search.h"

struct match_candidate {
  const char *id; // borrowed from the index
  uint64_t revision;
  uint32_t part, profile; // where it stands in the index
  uint32_t score, coverage;
  struct match_part parts[MATCH_FACET_COUNT];
  struct match_pair text_pairs[MATCH_PAIRS_MAX];
  uint32_t text_pair_count;
};

struct match_ranking {
  struct match_candidate items[MATCH_LIMIT_MAX];
  size_t count, limit;
};

// Whether it would stay: so that what a candidate needs only then is not made for nothing.
bool match_ranking_wants(const struct match_ranking *ranking, uint32_t score, const char *id);
void match_ranking_push(struct match_ranking *ranking, const struct match_candidate *candidate); // one that is wanted
void match_ranking_sort(struct match_ranking *ranking); // best first; no heap any more

// Sets weights, points, score and coverage from what is known and its values.
void match_candidate_score(struct match_candidate *candidate, const struct match_weights *weights);
