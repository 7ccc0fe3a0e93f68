// SPDX-License-Identifier: Apache-2.0
// Numbers out of JSON: a JSON number, or a string that holds one, as the mapping allows (and as YAML scalars arrive).
// Digits are never rounded away: 1.0 is a whole number, 1.5 and "0x10" and "1_000" are not, and 2^53 + 1 as a real is
// refused.
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum number_result {
  NUMBER_OK,
  NUMBER_WRONG_TYPE,   // neither a number nor a string
  NUMBER_MALFORMED,    // a string that holds no number
  NUMBER_NOT_WHOLE,    // where a whole one is needed
  NUMBER_OUT_OF_RANGE, // of 64 bits, or of a double
};

// A whole number as sign and magnitude: holds all of int64 and uint64.
struct number_whole {
  bool negative; // never with magnitude 0
  uint64_t magnitude;
};

enum number_result number_read_whole(const json_t *json, struct number_whole *ret_whole);

// Also "NaN", "Infinity" and "-Infinity", as the mapping has them.
enum number_result number_read_real(const json_t *json, double *ret_real);

bool number_fits(struct number_whole whole, int64_t min, uint64_t max);
int64_t number_signed(struct number_whole whole); // within int64
