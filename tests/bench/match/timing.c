// SPDX-License-Identifier: Apache-2.0
#include "timing.h"
#include "base/memory.h"
#include "samples.h"

void timing_init(struct timing *timing, size_t count) {
  timing->count = count;
  timing->us = memory_new(TIMING_ROUNDS * count * sizeof *timing->us);
}

void timing_deinit(struct timing *timing) {
  free(timing->us);
}

double *timing_round(struct timing *timing, size_t round) {
  return timing->us + round * timing->count;
}

static double quantile(const struct timing *timing, double q) {
  memory_auto double *medians = memory_new(timing->count * sizeof *medians);
  for (size_t i = 0; i < timing->count; i++) {
    double rounds[TIMING_ROUNDS];
    for (size_t r = 0; r < TIMING_ROUNDS; r++)
      rounds[r] = timing->us[r * timing->count + i];
    medians[i] = samples_median(rounds, TIMING_ROUNDS);
  }
  return samples_quantile(medians, timing->count, q);
}

double timing_p50(const struct timing *timing) {
  return quantile(timing, 0.5);
}

double timing_p99(const struct timing *timing) {
  return quantile(timing, 0.99);
}
