// SPDX-License-Identifier: Apache-2.0
// The scores once more, written straight from the comments in match/search.h and match/text.h: slow, plain, and without the engine.
#pragma once

#include "match/search.h"

struct reference {
  const struct match_profile *const *live; // each id once
  size_t live_count;
};

// Halves (parts with their own points, not shared out), score and prior of one candidate; everything else is left alone. Returns
// whether there is evidence.
bool reference_score(const struct reference *reference, const struct match_query *query,
                     const struct match_profile *candidate, struct match_hit *ret_hit);
// The first reason against it, MATCH_EXCLUDED_NO_EVIDENCE left out; MATCH_EXCLUSION_COUNT: none.
enum match_exclusion reference_gate(const struct match_query *query, const struct match_profile *candidate);
