// SPDX-License-Identifier: Apache-2.0
#include "match/numbers.h"

#include "base/memory.h"

#include <stdbool.h>

int match_numbers_order(const void *one, const void *other) {
  uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;
  return (a > b) - (a < b);
}

void match_numbers_push(struct match_numbers *numbers, uint32_t number) {
  memory_reserve(numbers->items, numbers->count, numbers->capacity);
  numbers->items[numbers->count++] = number;
}

static bool is_ascending(const uint32_t *numbers, size_t count) {
  for (size_t i = 1; i < count; i++)
    if (numbers[i - 1] >= numbers[i])
      return false;
  return true;
}

size_t match_numbers_append_set(struct match_numbers *numbers, const uint32_t *more, size_t count) {
  if (!count)
    return 0;
  size_t first = numbers->count;
  for (size_t i = 0; i < count; i++)
    match_numbers_push(numbers, more[i]);
  uint32_t *set = numbers->items + first;
  if (is_ascending(set, count))
    return count;
  qsort(set, count, sizeof *set, match_numbers_order);
  size_t kept = 1;
  for (size_t i = 1; i < count; i++)
    if (set[i] != set[kept - 1])
      set[kept++] = set[i];
  numbers->count = first + kept;
  return kept;
}

void match_numbers_sort(struct match_numbers *numbers) {
  enum { FEW = 24 };
  uint32_t *items = numbers->items;
  if (numbers->count > FEW) {
    qsort(items, numbers->count, sizeof *items, match_numbers_order);
    return;
  }
  for (size_t i = 1; i < numbers->count; i++) {
    uint32_t number = items[i];
    size_t at = i;
    for (; at && items[at - 1] > number; at--)
      items[at] = items[at - 1];
    items[at] = number;
  }
}
