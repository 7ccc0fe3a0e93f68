// SPDX-License-Identifier: Apache-2.0
#include "timing.h"
#include "samples.h"

void timing_set(struct timing *timing, size_t round, const double *us, size_t count) {
  timing->p50[round] = samples_quantile(us, count, 0.5);
  timing->p99[round] = samples_quantile(us, count, 0.99);
}

double timing_p50(const struct timing *timing) {
  return samples_median(timing->p50, TIMING_ROUNDS);
}

double timing_p99(const struct timing *timing) {
  return samples_median(timing->p99, TIMING_ROUNDS);
}

double timing_p50_ratio(const struct timing *one, const struct timing *other) {
  return samples_median_ratio(one->p50, other->p50, TIMING_ROUNDS);
}

double timing_p99_ratio(const struct timing *one, const struct timing *other) {
  return samples_median_ratio(one->p99, other->p99, TIMING_ROUNDS);
}
