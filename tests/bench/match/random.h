// SPDX-License-Identifier: Apache-2.0
// Numbers that look random and are the same in every run: SplitMix64 (Steele, Lea, Flood 2014). A stream of its own for each
// purpose and number, so that any part of what is generated can be made again without the rest.
#pragma once

#include <stdint.h>

struct random {
  uint64_t state;
};

uint64_t random_mix(uint64_t value); // one to one
struct random random_stream(uint64_t purpose, uint64_t number);
uint64_t random_next(struct random *random);
uint32_t random_below(struct random *random, uint32_t end); // 0 … end - 1
double random_unit(struct random *random);                  // 0 ≤ x < 1
