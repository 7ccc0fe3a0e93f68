// SPDX-License-Identifier: Apache-2.0
// Who may appear at all: the filter of a query.
#pragma once

#include "match/search.h"
#include "match/snapshot.h"
#include "match/window.h"

struct match_gate {
  const struct match_filter *filter; // borrowed
  size_t place_count, theme_count;   // how far the filter's arrays reach
  uint64_t exclude_hash;
  uint32_t excluded_profile; // of the part entered, or UINT32_MAX
};

void match_gate_init(struct match_gate *gate, const struct match_query *query);
void match_gate_enter(struct match_gate *gate, const struct match_segment *segment);
// Sets `open` for the window, counts those left out under their reason, and returns how many are open.
uint32_t match_gate_apply(const struct match_gate *gate, const struct match_marks *marks, struct match_window *window,
                          uint64_t excluded[MATCH_EXCLUSION_COUNT]);
