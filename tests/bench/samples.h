// SPDX-License-Identifier: Apache-2.0
// The clock of the benches and what is told of many measurements: timings are noisy, so never the mean.
#pragma once

#include <stddef.h>

double clock_seconds(void); // monotonic

// The value that a share `q` (0 to 1) of the values does not exceed. At least one value.
double samples_quantile(const double *values, size_t count, double q);
double samples_median(const double *values, size_t count);

// The median of values[i] / others[i]: of two that took turns, so that what slows both down in a round cancels out.
double samples_median_ratio(const double *values, const double *others, size_t count);
