// SPDX-License-Identifier: Apache-2.0
// Calendar dates as values, and the only place that reads the clocks.
#pragma once

#include <limits.h>
#include <stdint.h>

#define DATE_NEVER INT32_MAX

// Days since 1970-01-01 of "YYYY", "YYYY-MM" or "YYYY-MM-DD" (ISO 8601, proleptic Gregorian): the first and the last day that
// the string means. An empty string means 0 and DATE_NEVER. Returns 0, or -1 when it is no such date.
int date_parse(const char *string, int32_t *ret_first, int32_t *ret_last);

enum { DATE_BYTES = 16 };
char *date_print(char buffer[DATE_BYTES], int32_t day); // "2026-11-27"; returns the buffer
int date_year(int32_t day);                             // of days since 1970-01-01
int32_t date_of_ms(int64_t unix_ms);                    // days since 1970-01-01, UTC
int64_t clock_unix_ms(void);                            // CLOCK_REALTIME
int64_t clock_monotonic_ms(void);                       // CLOCK_MONOTONIC
int32_t date_year_start(int32_t day);                   // the first day of the year that the day lies in
