// SPDX-License-Identifier: Apache-2.0
#include "match/facets.h"

uint32_t match_place_value(const struct match_places *places, size_t row, uint32_t place) {
  return place < places->count ? places->values[row * places->count + place] : 0;
}

struct match_part match_place_part(const struct match_query *query, const struct match_facts *facts) {
  struct match_part part = {.known = query->profile->place_count && facts->place_count};
  for (size_t row = 0; row < query->profile->place_count; row++)
    for (size_t i = 0; i < facts->place_count; i++) {
      uint32_t value = match_place_value(&query->places, row, facts->places[i]);
      if (value > part.value)
        part.value = value;
    }
  return part;
}

struct match_part match_direction_part(uint32_t one, uint32_t other) {
  const uint32_t joint = 1u << MATCH_DIRECTION_JOINT, local = 1u << MATCH_DIRECTION_LOCAL;
  struct match_part part = {.known = one && other};
  if (one & other)
    part.value = MATCH_ONE;
  else if ((one & joint && other & ~local) || (other & joint && one & ~local))
    part.value = MATCH_ONE / 2;
  return part;
}

struct match_part match_readiness_part(uint32_t one, uint32_t other) {
  enum { LEVELS = 9, GAP_MAX = LEVELS - 1 };
  uint32_t gap = GAP_MAX;
  for (uint32_t a = 1; a <= LEVELS; a++)
    for (uint32_t b = 1; b <= LEVELS; b++)
      if (one >> a & 1 && other >> b & 1 && (a > b ? a - b : b - a) < gap)
        gap = a > b ? a - b : b - a;
  return (struct match_part){.known = one && other, .value = one && other ? MATCH_ONE / GAP_MAX * (GAP_MAX - gap) : 0};
}

struct match_part match_language_part(uint32_t one, uint32_t other) {
  return (struct match_part){.known = one && other, .value = one & other ? MATCH_ONE : 0};
}

struct match_part match_cooperation_part(uint32_t asks, uint32_t has) {
  uint32_t asked = (uint32_t)__builtin_popcount(asks), met = (uint32_t)__builtin_popcount(asks & has);
  return (struct match_part){.known = asks && has, .value = asks && has ? met * MATCH_ONE / asked : 0};
}
