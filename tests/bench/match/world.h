// SPDX-License-Identifier: Apache-2.0
// What the generated profiles speak of: 300 cities in 60 countries, 20 themes on top of a thesaurus of 1,000 concepts. Fixed by
// arithmetic, so that any number of it can be told without a table.
#pragma once

#include "match/taxonomy.h"
#include "random.h"

enum {
  WORLD_CITIES = 300,
  WORLD_COUNTRIES = 60,
  WORLD_CITIES_PER_COUNTRY = WORLD_CITIES / WORLD_COUNTRIES,
  WORLD_THEMES = 20, // concepts 0 … 19
  WORLD_CONCEPTS = 1000,
};

static inline uint32_t world_country(uint32_t city) {
  return city / WORLD_CITIES_PER_COUNTRY;
}
uint16_t world_country_code(uint32_t country); // as match/profile.h has it

struct match_taxonomy *world_taxonomy_new(void);
// A concept below a theme: one of its 5 fields, or of the 44 topics of these.
uint32_t world_concept_below(uint32_t theme, struct random *random);

// How near each city is to `city`, in millionths, into an array of WORLD_CITIES: itself, its country, the countries that it
// cooperates with.
void world_nearness(uint32_t city, uint32_t *ret_values);
