// SPDX-License-Identifier: Apache-2.0
// Postings of the inverted lists: who (within a window), and what a term can add there per unit of its gain. An impact is the evidence
// e(t, P) of match/text.h, 0 … 8, in steps of 1/8192 and rounded up: what is added up from impacts is never less than what they
// stand for.
#pragma once

#include <math.h>
#include <stdint.h>

enum { MATCH_IMPACT_ONE = 8192, MATCH_IMPACT_BITS = 16 };

// The profile within the window in the low half, the impact in the high half: one load brings both.
typedef uint32_t match_posting;

static inline match_posting match_posting_of(uint32_t profile, double evidence) {
  double impact = ceil(evidence * MATCH_IMPACT_ONE * (1 + 1e-9));
  return profile | (uint32_t)(impact < UINT16_MAX ? impact : UINT16_MAX) << MATCH_IMPACT_BITS;
}

static inline uint32_t match_posting_profile(match_posting posting) {
  return posting & UINT16_MAX;
}

static inline uint32_t match_posting_impact(match_posting posting) {
  return posting >> MATCH_IMPACT_BITS;
}
