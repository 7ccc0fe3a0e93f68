// SPDX-License-Identifier: Apache-2.0
#include "random.h"

static const uint64_t golden = 0x9e3779b97f4a7c15;

uint64_t random_mix(uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

struct random random_stream(uint64_t purpose, uint64_t number) {
  return (struct random){random_mix(random_mix(purpose + golden) + number * golden)};
}

uint64_t random_next(struct random *random) {
  return random_mix(random->state += golden);
}

uint32_t random_below(struct random *random, uint32_t end) {
  return (uint32_t)(((random_next(random) >> 32) * end) >> 32);
}

double random_unit(struct random *random) {
  return (double)(random_next(random) >> 11) * 0x1p-53;
}
