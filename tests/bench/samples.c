// SPDX-License-Identifier: Apache-2.0
#include "samples.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

double clock_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int by_value(const void *one, const void *other) {
  double a = *(const double *)one, b = *(const double *)other;
  return (a > b) - (a < b);
}

double samples_quantile(double *values, size_t count, double q) {
  assert(count && q >= 0 && q <= 1);
  qsort(values, count, sizeof *values, by_value);
  return values[(size_t)(q * (double)(count - 1) + 0.5)];
}

double samples_median(double *values, size_t count) {
  return samples_quantile(values, count, 0.5);
}
