// SPDX-License-Identifier: Apache-2.0
#include "match/radix.h"
#include "samples.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum { MOST = 3000 };

static uint64_t number_of(struct dice *dice, uint32_t spread) {
  uint64_t high = dice_roll(dice, UINT32_MAX);
  return spread ? high << 32 | dice_roll(dice, UINT32_MAX) : dice_roll(dice, 300);
}

Test(radix, long_numbers_come_in_order_and_all_of_them) {
  struct dice dice = {7};
  struct match_radix radix = {0};
  static uint64_t numbers[MOST];
  for (size_t count = 0; count <= MOST; count += 1 + count / 3) {
    uint64_t sum = 0, sorted = 0;
    for (size_t i = 0; i < count; i++)
      sum += numbers[i] = number_of(&dice, dice_roll(&dice, 2));
    match_radix_sort(&radix, numbers, count);
    for (size_t i = 0; i < count; i++) {
      sorted += numbers[i];
      cr_assert(!i || numbers[i - 1] <= numbers[i]);
    }
    cr_assert_eq(sum, sorted);
  }
  match_radix_deinit(&radix);
}

Test(radix, short_numbers_come_in_order_and_all_of_them) {
  struct dice dice = {9};
  struct match_radix radix = {0};
  static uint32_t numbers[MOST];
  for (size_t count = 0; count <= MOST; count += 1 + count / 3) {
    uint64_t sum = 0, sorted = 0;
    for (size_t i = 0; i < count; i++)
      sum += numbers[i] = (uint32_t)number_of(&dice, dice_roll(&dice, 2));
    match_radix_sort_short(&radix, numbers, count);
    for (size_t i = 0; i < count; i++) {
      sorted += numbers[i];
      cr_assert(!i || numbers[i - 1] <= numbers[i]);
    }
    cr_assert_eq(sum, sorted);
  }
  match_radix_deinit(&radix);
}
