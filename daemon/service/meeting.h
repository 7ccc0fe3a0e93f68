// SPDX-License-Identifier: Apache-2.0
// A query and one of its hits, about to be explained.
#pragma once

#include "service/side.h"

struct meeting {
  struct call_context *context;
  const struct side *query, *candidate;
  int32_t changed_day; // of the candidate; INT32_MIN: it has none
  const bool *speaks
      [MATCH_SIDE_COUNT]; // by statement of the query, of the candidate: does it count today, for this other side?
};

// Lives in the candidate's arena.
struct meeting meeting_of(struct call_context *context, const struct side *query, const struct side *candidate,
                          int32_t changed_day);

// Who asks on this side of the match, and who answers.
static inline const struct side *meeting_asker(const struct meeting *meeting, enum match_side side) {
  return side == MATCH_FORTH ? meeting->query : meeting->candidate;
}

static inline const struct side *meeting_other(const struct meeting *meeting, enum match_side side) {
  return side == MATCH_FORTH ? meeting->candidate : meeting->query;
}

static inline bool meeting_speaks(const struct meeting *meeting, const struct side *side, size_t n) {
  return meeting->speaks[side == meeting->query ? MATCH_FORTH : MATCH_BACK][n];
}

// The field that holds `part` of the n-th statement, "statements[s2].trl", in the arena of the reply.
char *meeting_field(const struct meeting *meeting, const struct side *side, size_t n, const char *part);

Helix__V1__Evidence *evidence_new(struct arena *arena, uint32_t value);
