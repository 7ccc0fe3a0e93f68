// SPDX-License-Identifier: Apache-2.0
// Searching goes through a segment in windows of neighbouring profiles: what is added up for a window fits into the
// cache, and working memory does not grow with the index.
#pragma once

#include "match/segment.h"

#include <stdbool.h>

enum { MATCH_WINDOW_PROFILES = 1024 };

struct match_window {
  const struct match_segment *segment;
  uint32_t first, end; // profiles; at most MATCH_WINDOW_PROFILES
  int32_t today;
  bool open[MATCH_WINDOW_PROFILES]; // by profile − first: alive, and passed every gate
};
