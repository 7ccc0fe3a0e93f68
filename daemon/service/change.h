// SPDX-License-Identifier: Apache-2.0
// The strongest reason against a match, and the smallest change that would raise it, in sentences that name what they mean.
#pragma once

#include "service/meeting.h"

// Bits of the facets that sides of this kind never state, so that no change of them can be asked for.
uint32_t change_fixed(enum side_kind kind);

// NULL when there is none. In the context's arena.
Helix__V1__Change *change_counter(const struct meeting *meeting, const struct match_hit *hit);
Helix__V1__Change *change_raise(const struct meeting *meeting, const struct match_hit *hit);
