// SPDX-License-Identifier: Apache-2.0
// A growing list of numbers that can hold sets one after the other.
#pragma once

#include <stddef.h>
#include <stdint.h>

struct match_numbers {
  uint32_t *items; // owned
  size_t count, capacity;
};

void match_numbers_push(struct match_numbers *numbers, uint32_t number);
// Appends the set of those given: ascending, each once. Returns its size.
size_t match_numbers_append_set(struct match_numbers *numbers, const uint32_t *more, size_t count);

void match_numbers_sort(struct match_numbers *numbers);      // ascending; quick for a few
int match_numbers_order(const void *one, const void *other); // of uint32_t, for qsort
