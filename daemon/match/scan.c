// SPDX-License-Identifier: Apache-2.0
#include "match/scan.h"

#include <stddef.h>

static uint64_t scan_plain(const uint16_t *accumulators, uint32_t word_count, uint16_t threshold, uint64_t *ret_words) {
  uint64_t any = 0;
  for (uint32_t w = 0; w < word_count; w++, accumulators += 64) {
    uint16_t most = 0;
    for (int i = 0; i < 64; i++)
      most = accumulators[i] > most ? accumulators[i] : most;
    uint64_t word = 0;
    for (int i = 0; most >= threshold && i < 64; i++)
      word |= (uint64_t)(accumulators[i] >= threshold) << i;
    ret_words[w] = word;
    any |= word;
  }
  return any;
}

#if defined(__x86_64__)
#include <immintrin.h>

// There is no unsigned comparison of 16 bits: a ≥ t where max(a, t) = a.
__attribute__((target("avx2"))) static uint64_t scan_avx2(const uint16_t *accumulators, uint32_t word_count,
                                                          uint16_t threshold, uint64_t *ret_words) {
  const __m256i least = _mm256_set1_epi16((short)threshold);
  uint64_t any = 0;
  for (uint32_t w = 0; w < word_count; w++, accumulators += 64) {
    __m256i hits[4];
    for (int i = 0; i < 4; i++) {
      __m256i values = _mm256_load_si256((const __m256i *)(const void *)(accumulators + 16 * i));
      hits[i] = _mm256_cmpeq_epi16(_mm256_max_epu16(values, least), values);
    }
    // packing works within halves of a register: put the quarters back in order
    __m256i low = _mm256_permute4x64_epi64(_mm256_packs_epi16(hits[0], hits[1]), 0xD8);
    __m256i high = _mm256_permute4x64_epi64(_mm256_packs_epi16(hits[2], hits[3]), 0xD8);
    uint64_t word = (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
    ret_words[w] = word;
    any |= word;
  }
  return any;
}

__attribute__((target("avx512f,avx512bw"))) static uint64_t
scan_avx512(const uint16_t *accumulators, uint32_t word_count, uint16_t threshold, uint64_t *ret_words) {
  const __m512i least = _mm512_set1_epi16((short)threshold);
  uint64_t any = 0;
  for (uint32_t w = 0; w < word_count; w++, accumulators += 64) {
    __m512i low = _mm512_load_si512((const void *)accumulators);
    __m512i high = _mm512_load_si512((const void *)(accumulators + 32));
    uint64_t word = (uint64_t)_mm512_cmpge_epu16_mask(low, least) | (uint64_t)_mm512_cmpge_epu16_mask(high, least)
                                                                        << 32;
    ret_words[w] = word;
    any |= word;
  }
  return any;
}

match_scan *match_scan_get(enum match_path path) {
  int has512 = __builtin_cpu_supports("avx512bw"), has2 = __builtin_cpu_supports("avx2");
  switch (path) {
  case MATCH_PATH_PLAIN:
    return scan_plain;
  case MATCH_PATH_AVX2:
    return has2 ? scan_avx2 : NULL;
  case MATCH_PATH_AVX512:
    return has512 ? scan_avx512 : NULL;
  case MATCH_PATH_BEST:
    return has512 ? scan_avx512 : has2 ? scan_avx2 : scan_plain;
  }
  return scan_plain;
}
#else
match_scan *match_scan_get(enum match_path path) {
  return path == MATCH_PATH_BEST || path == MATCH_PATH_PLAIN ? scan_plain : NULL;
}
#endif

const char *match_scan_name(enum match_path path) {
  match_scan *scan = match_scan_get(path);
#if defined(__x86_64__)
  if (scan == scan_avx512)
    return "avx512";
  if (scan == scan_avx2)
    return "avx2";
#endif
  return scan ? "plain" : "none";
}
