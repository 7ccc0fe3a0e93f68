// SPDX-License-Identifier: Apache-2.0
#include "match/radix.h"

#include "base/memory.h"

#include <string.h>

enum { FEW = 48, DIGIT_BITS = 8, DIGITS = 1 << DIGIT_BITS };

void match_radix_deinit(struct match_radix *radix) {
  free(radix->room);
  *radix = (struct match_radix){0};
}

static void *need(struct match_radix *radix, size_t count) {
  if (count > radix->capacity) {
    radix->capacity = 2 * count;
    radix->room = memory_resize(radix->room, radix->capacity, sizeof *radix->room);
  }
  return radix->room;
}

// From counts of digits to where each begins. Returns whether all numbers have the same digit, so that there is nothing to do.
static int begin(size_t counts[DIGITS], size_t count) {
  size_t sum = 0;
  for (size_t i = 0; i < DIGITS; i++) {
    size_t digits = counts[i];
    if (digits == count)
      return 1;
    counts[i] = sum;
    sum += digits;
  }
  return 0;
}

// The same for both widths of numbers.
#define SORT(type)                                                                                                     \
  if (count <= FEW) {                                                                                                  \
    for (size_t i = 1; i < count; i++) {                                                                               \
      type number = numbers[i];                                                                                        \
      size_t at = i;                                                                                                   \
      for (; at && numbers[at - 1] > number; at--)                                                                     \
        numbers[at] = numbers[at - 1];                                                                                 \
      numbers[at] = number;                                                                                            \
    }                                                                                                                  \
    return;                                                                                                            \
  }                                                                                                                    \
  type *from = numbers, *to = need(radix, count);                                                                      \
  for (unsigned shift = 0; shift < 8 * sizeof(type); shift += DIGIT_BITS) {                                            \
    size_t counts[DIGITS] = {0};                                                                                       \
    for (size_t i = 0; i < count; i++)                                                                                 \
      counts[from[i] >> shift & (DIGITS - 1)]++;                                                                       \
    if (begin(counts, count))                                                                                          \
      continue;                                                                                                        \
    for (size_t i = 0; i < count; i++)                                                                                 \
      to[counts[from[i] >> shift & (DIGITS - 1)]++] = from[i];                                                         \
    type *swap = from;                                                                                                 \
    from = to;                                                                                                         \
    to = swap;                                                                                                         \
  }                                                                                                                    \
  if (from != numbers)                                                                                                 \
  memcpy(numbers, from, count * sizeof *numbers)

void match_radix_sort(struct match_radix *radix, uint64_t *numbers, size_t count) {
  SORT(uint64_t);
}

void match_radix_sort_short(struct match_radix *radix, uint32_t *numbers, size_t count) {
  SORT(uint32_t);
}
