// SPDX-License-Identifier: Apache-2.0
#include "world.h"

enum {
  FIELDS_PER_THEME = 5,
  FIELD_FIRST = WORLD_THEMES,
  FIELDS = WORLD_THEMES * FIELDS_PER_THEME,
  TOPIC_FIRST = FIELD_FIRST + FIELDS,
  TOPICS = WORLD_CONCEPTS - TOPIC_FIRST,
  SAME_CITY = 1000000,
  SAME_COUNTRY = 600000,
  COOPERATION = 400000,
  COOPERATIONS_EVERY = 12, // countries: each works with 4 others
};

uint16_t world_country_code(uint32_t country) {
  return (uint16_t)(('A' + country / 26) << 8 | ('A' + country % 26));
}

static uint32_t broader_of(uint32_t concept) {
  if (concept < TOPIC_FIRST)
    return (concept - FIELD_FIRST) % WORLD_THEMES;
  return FIELD_FIRST + (concept - TOPIC_FIRST) % FIELDS;
}

struct match_taxonomy *world_taxonomy_new(void) {
  uint32_t above[WORLD_CONCEPTS];
  const uint32_t *broader[WORLD_CONCEPTS];
  size_t counts[WORLD_CONCEPTS];
  for (uint32_t i = 0; i < WORLD_CONCEPTS; i++) {
    above[i] = i < WORLD_THEMES ? 0 : broader_of(i);
    broader[i] = &above[i];
    counts[i] = i >= WORLD_THEMES;
  }
  return match_taxonomy_new(WORLD_CONCEPTS, broader, counts);
}

uint32_t world_concept_below(uint32_t theme, struct random *random) {
  uint32_t field = theme + WORLD_THEMES * random_below(random, FIELDS_PER_THEME);
  uint32_t topic = random_below(random, TOPICS / FIELDS + 1);
  return topic ? TOPIC_FIRST + field + FIELDS * (topic - 1) : FIELD_FIRST + field;
}

void world_nearness(uint32_t city, uint32_t *ret_values) {
  uint32_t country = world_country(city);
  for (uint32_t i = 0; i < WORLD_CITIES; i++) {
    uint32_t of = world_country(i);
    ret_values[i] = i == city                                                 ? SAME_CITY
                    : of == country                                           ? SAME_COUNTRY
                    : of % COOPERATIONS_EVERY == country % COOPERATIONS_EVERY ? COOPERATION
                                                                              : 0;
  }
}
