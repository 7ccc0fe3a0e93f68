// SPDX-License-Identifier: Apache-2.0
// Where floating point ends: each facet value is rounded once, and all that follows is exact.
#pragma once

#include <stdint.h>

static inline uint32_t match_millionths(double value) { // ≥ 0; of what is greater than 1 as of 1; halves up
  double scaled = value < 1 ? value * 1000000 : 1000000;
  uint32_t whole = (uint32_t)scaled;
  return whole + (scaled - whole >= .5);
}
