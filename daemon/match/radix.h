// SPDX-License-Identifier: Apache-2.0
// Sorting of numbers by their digits (Knuth, TAOCP 3, 5.2.5): no comparisons, which for many numbers is several times quicker than
// qsort(). Few are sorted by insertion.
#pragma once

#include <stddef.h>
#include <stdint.h>

struct match_radix {
  uint64_t *room; // owned; grows, stays
  size_t capacity;
};

void match_radix_deinit(struct match_radix *radix);

// Ascending, in place.
void match_radix_sort(struct match_radix *radix, uint64_t *numbers, size_t count);
void match_radix_sort_short(struct match_radix *radix, uint32_t *numbers, size_t count);
