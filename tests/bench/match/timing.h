// SPDX-License-Identifier: Apache-2.0
// How long the queries of a class took, in microseconds. Each query counts with the median of its rounds: what disturbs it for
// once, such as another process that gets the processor, is not the engine's. Those that are compared take turns, so that what
// lasts longer meets both.
#pragma once

#include <stddef.h>

enum { TIMING_ROUNDS = 5 };

struct timing {
  size_t count; // of queries
  double *us;   // owned: round by round
};

void timing_init(struct timing *timing, size_t count);
void timing_deinit(struct timing *timing);

double *timing_round(struct timing *timing, size_t round); // `count` times, to be filled in
// Over the queries, once all rounds are filled in.
double timing_p50(const struct timing *timing);
double timing_p99(const struct timing *timing);
