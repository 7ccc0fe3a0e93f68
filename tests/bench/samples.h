// SPDX-License-Identifier: Apache-2.0
// The clock of the benches and what is told of many measurements: timings are noisy, so never the mean.
#pragma once

#include <stddef.h>

double clock_seconds(void); // monotonic

// The value that a share `q` (0 to 1) of the values does not exceed. Sorts the values. At least one.
double samples_quantile(double *values, size_t count, double q);
double samples_median(double *values, size_t count);
