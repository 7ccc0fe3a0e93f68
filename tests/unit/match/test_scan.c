// SPDX-License-Identifier: Apache-2.0
#include "crowd.h"
#include "match/scan.h"

#include <criterion/criterion.h>

enum { WORDS = 3 };

static const enum match_path paths[] = {MATCH_PATH_BEST, MATCH_PATH_PLAIN, MATCH_PATH_AVX2, MATCH_PATH_AVX512};

static bool expected(const uint16_t *accumulators, uint16_t threshold, uint64_t *ret_words) {
  bool any = false;
  for (uint32_t w = 0; w < WORDS; w++) {
    ret_words[w] = 0;
    for (uint32_t i = 0; i < 64; i++)
      ret_words[w] |= (uint64_t)(accumulators[64 * w + i] >= threshold) << i;
    any |= ret_words[w] != 0;
  }
  return any;
}

static void expect_same_words(const uint16_t *accumulators, uint16_t threshold) {
  uint64_t wanted[WORDS];
  bool any = expected(accumulators, threshold, wanted);
  for (size_t p = 0; p < sizeof paths / sizeof *paths; p++) {
    match_scan *scan = match_scan_get(paths[p]);
    uint64_t words[WORDS] = {1, 2, 3};
    if (!scan)
      continue;
    cr_assert_eq(scan(accumulators, WORDS, threshold, words) != 0, any, "%s at %u", match_scan_name(paths[p]),
                 threshold);
    cr_assert_arr_eq(words, wanted, sizeof words, "%s at %u", match_scan_name(paths[p]), threshold);
  }
}

Test(scan, all_paths_find_the_same_at_every_threshold) {
  _Alignas(64) uint16_t accumulators[64 * WORDS];
  uint64_t state = 11;
  for (uint32_t i = 0; i < 64 * WORDS; i++)
    accumulators[i] = (uint16_t)crowd_roll(&state, UINT16_MAX + 1);
  accumulators[0] = UINT16_MAX;
  accumulators[64] = 0x8000; // the least that is negative to a signed comparison …
  accumulators[65] = 0x7FFF; // … and the greatest that is not
  for (uint32_t threshold = 1; threshold <= UINT16_MAX; threshold++)
    expect_same_words(accumulators, (uint16_t)threshold);
}

Test(scan, all_paths_find_single_ones_wherever_they_are) {
  _Alignas(64) uint16_t accumulators[64 * WORDS] = {0};
  for (uint32_t i = 0; i < 64 * WORDS; i++) {
    accumulators[i] = 40000;
    expect_same_words(accumulators, 40000);
    expect_same_words(accumulators, 40001);
    accumulators[i] = 0;
  }
}

Test(scan, one_path_is_always_there_and_the_best_is_one_of_them) {
  cr_assert_not_null(match_scan_get(MATCH_PATH_PLAIN));
  cr_assert_not_null(match_scan_get(MATCH_PATH_BEST));
  cr_assert_str_eq(match_scan_name(MATCH_PATH_PLAIN), "plain");
  cr_assert_str_neq(match_scan_name(MATCH_PATH_BEST), "none");
}
