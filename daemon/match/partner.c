// SPDX-License-Identifier: Apache-2.0
#include "match/partner.h"

struct match_facts match_facts_of(const struct match_segment *segment, uint32_t profile, int32_t today) {
  const struct match_segment_profile *of = &segment->profiles[profile];
  struct match_facts facts = {.helix = of->helix,
                              .size = of->size,
                              .places = segment->places + of->place,
                              .place_count = of[1].place - of->place,
                              .countries = segment->countries + of->country,
                              .country_count = of[1].country - of->country};
  for (uint32_t i = of->statement; i < of[1].statement; i++)
    if (segment->statements[i].trl && segment->statements[i].expires_day >= today)
      facts.trls |= 1u << segment->statements[i].trl;
  return facts;
}

struct match_facts match_facts_of_profile(const struct match_profile *profile, int32_t today) {
  struct match_facts facts = {.helix = profile->helix,
                              .size = profile->size,
                              .places = profile->places,
                              .place_count = profile->place_count,
                              .countries = profile->countries,
                              .country_count = profile->country_count};
  for (size_t i = 0; i < profile->statement_count; i++)
    if (profile->statements[i].trl && profile->statements[i].expires_day >= today)
      facts.trls |= 1u << profile->statements[i].trl;
  return facts;
}

static bool has_place(const uint32_t *asked, uint32_t count, const struct match_facts *facts) {
  for (uint32_t i = 0; i < count; i++)
    for (size_t j = 0; j < facts->place_count; j++)
      if (asked[i] == facts->places[j])
        return true;
  return false;
}

static bool has_country(const uint32_t *asked, uint32_t count, const struct match_facts *facts) {
  for (uint32_t i = 0; i < count; i++)
    for (size_t j = 0; j < facts->country_count; j++)
      if (asked[i] == facts->countries[j])
        return true;
  return false;
}

// Bits of the levels from the least to the greatest asked for.
static uint32_t trls_of(uint32_t packed) {
  uint32_t least = packed & 0xFF, greatest = packed >> 8 & 0xFF;
  return ((2u << (greatest ? greatest : 31) % 32) - 1) & ~((1u << least) - 1);
}

static void hold(struct match_fit *fit, enum match_condition condition, bool asked, bool met) {
  fit->asked |= (uint32_t)asked << condition;
  fit->met |= (uint32_t)(asked && met) << condition;
}

struct match_fit match_partner_fit(const uint32_t *partner, const struct match_facts *facts) {
  const uint32_t *places = partner + MATCH_PARTNER_NUMBERS, helix = partner[MATCH_PARTNER_HELIX];
  uint32_t place_count = partner[MATCH_PARTNER_PLACE_COUNT], country_count = partner[MATCH_PARTNER_COUNTRY_COUNT];
  uint32_t sizes = partner[MATCH_PARTNER_SIZES], trl = partner[MATCH_PARTNER_TRL];
  struct match_fit fit = {0};
  hold(&fit, MATCH_CONDITION_HELIX, helix, helix >> facts->helix & 1);
  hold(&fit, MATCH_CONDITION_SIZE, sizes, sizes >> facts->size & 1);
  hold(&fit, MATCH_CONDITION_PLACE, place_count, has_place(places, place_count, facts));
  hold(&fit, MATCH_CONDITION_COUNTRY, country_count, has_country(places + place_count, country_count, facts));
  hold(&fit, MATCH_CONDITION_TRL, trl, facts->trls & trls_of(trl));
  return fit;
}

bool match_partner_is_empty(const struct match_partner *partner) {
  return !partner->helix && !partner->sizes && !partner->place_count && !partner->country_count && !partner->trl_min &&
         !partner->trl_max;
}

void match_partner_pack(const struct match_partner *partner, struct match_numbers *packed) {
  const uint32_t numbers[MATCH_PARTNER_NUMBERS] = {[MATCH_PARTNER_HELIX] = partner->helix,
                                                   [MATCH_PARTNER_SIZES] = partner->sizes,
                                                   [MATCH_PARTNER_PLACE_COUNT] = (uint32_t)partner->place_count,
                                                   [MATCH_PARTNER_COUNTRY_COUNT] = (uint32_t)partner->country_count,
                                                   [MATCH_PARTNER_TRL] = partner->trl_min | (uint32_t)partner->trl_max
                                                                                                << 8};
  for (int i = 0; i < MATCH_PARTNER_NUMBERS; i++)
    match_numbers_push(packed, numbers[i]);
  for (size_t i = 0; i < partner->place_count; i++)
    match_numbers_push(packed, partner->places[i]);
  for (size_t i = 0; i < partner->country_count; i++)
    match_numbers_push(packed, partner->countries[i]);
}
