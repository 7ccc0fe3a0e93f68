// SPDX-License-Identifier: Apache-2.0
// Impacts in eight bits: a small floating-point number of three bits of exponent and five of mantissa, from 1/32 to 7.875 in steps
// of 1/32 to 1/64 of the value. Rounded up, so that what is added up from codes is never less than what it stands for.
#pragma once

#include <stdint.h>
#include <string.h>

enum {
  MATCH_CODE_SHIFT = 18,            // a float's 23 bits of mantissa, less five
  MATCH_CODE_BASE = (127 - 5) << 5, // code 0 is 2⁻⁵
  MATCH_CODE_COUNT = 256,
};

static inline float match_code_value(uint8_t code) {
  uint32_t bits = ((uint32_t)code + MATCH_CODE_BASE) << MATCH_CODE_SHIFT;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

// The least code whose value is not below `impact`, which is 0 … 7.875.
static inline uint8_t match_code_of(float impact) {
  uint32_t bits;
  memcpy(&bits, &impact, sizeof bits);
  uint32_t code = (bits + (1u << MATCH_CODE_SHIFT) - 1) >> MATCH_CODE_SHIFT;
  if (code <= MATCH_CODE_BASE)
    return 0;
  code -= MATCH_CODE_BASE;
  return code < MATCH_CODE_COUNT ? (uint8_t)code : MATCH_CODE_COUNT - 1;
}
