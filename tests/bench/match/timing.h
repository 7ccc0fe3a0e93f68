// SPDX-License-Identifier: Apache-2.0
// How long the queries of a class took, in microseconds: the median and the 99th percentile of each round, and of the rounds the
// median. Rounds of those that are compared take turns; their ratio is the median of the rounds' ratios.
#pragma once

#include <stddef.h>

enum { TIMING_ROUNDS = 3 };

struct timing {
  double p50[TIMING_ROUNDS], p99[TIMING_ROUNDS];
};

void timing_set(struct timing *timing, size_t round, const double *us, size_t count);
double timing_p50(const struct timing *timing);
double timing_p99(const struct timing *timing);
double timing_p50_ratio(const struct timing *one, const struct timing *other); // one ÷ other
double timing_p99_ratio(const struct timing *one, const struct timing *other);
