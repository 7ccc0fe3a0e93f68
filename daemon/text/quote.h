// SPDX-License-Identifier: Apache-2.0
// The part of a text that a person should be shown as the reason of a match.
#pragma once

#include "text/analyzer.h"

#include <stdbool.h>

struct text_span {
  uint32_t begin, end;
};

// The stretch of at most `bytes_max` bytes (whole words, whole characters) that holds the greatest summed weight of the
// tokens whose `weights[i]` > 0, counting equal terms once; whole sentences where they fit. An empty span when nothing
// has weight.
struct text_span text_quote(const char *text, size_t bytes, const struct text_analysis *analysis, const float *weights,
                            uint32_t bytes_max);
