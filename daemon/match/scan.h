// SPDX-License-Identifier: Apache-2.0
// Finds the accumulators that reach a threshold: the one loop that is worth wide registers. Which of the paths a processor has is
// asked once; all give the same answer.
#pragma once

#include <stdint.h>

enum match_path { MATCH_PATH_BEST, MATCH_PATH_PLAIN, MATCH_PATH_AVX2, MATCH_PATH_AVX512 };

// `word_count` words of 64 accumulators each, aligned to 64 bytes: bit n of ret_words[w] says whether accumulators[64·w + n] is at
// least `threshold` (≥ 1). Returns whether there is any.
typedef uint64_t match_scan(const uint16_t *accumulators, uint32_t word_count, uint16_t threshold, uint64_t *ret_words);

match_scan *match_scan_get(enum match_path path);  // NULL: not on this processor
const char *match_scan_name(enum match_path path); // what MATCH_PATH_BEST stands for here, too
