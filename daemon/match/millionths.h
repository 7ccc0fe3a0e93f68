// SPDX-License-Identifier: Apache-2.0
// Where floating point ends: each facet value is rounded once, and all that follows is exact.
#pragma once

#include <math.h>
#include <stdint.h>

static inline uint32_t match_millionths(double value) { // at most 1
  return (uint32_t)lround(fmin(1, value) * 1000000);
}
