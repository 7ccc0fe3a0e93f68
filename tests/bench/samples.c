// SPDX-License-Identifier: Apache-2.0
#include "samples.h"
#include "base/memory.h"

#include <assert.h>
#include <string.h>
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

double samples_quantile(const double *values, size_t count, double q) {
  assert(count && q >= 0 && q <= 1);
  memory_auto double *sorted = memory_new(count * sizeof *sorted);
  memcpy(sorted, values, count * sizeof *sorted);
  qsort(sorted, count, sizeof *sorted, by_value);
  return sorted[(size_t)(q * (double)(count - 1) + 0.5)];
}

double samples_median(const double *values, size_t count) {
  return samples_quantile(values, count, 0.5);
}

double samples_median_ratio(const double *values, const double *others, size_t count) {
  memory_auto double *ratios = memory_new(count * sizeof *ratios);
  for (size_t i = 0; i < count; i++)
    ratios[i] = values[i] / others[i];
  return samples_median(ratios, count);
}
