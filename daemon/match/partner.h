// SPDX-License-Identifier: Apache-2.0
// Does somebody meet a description of partners? Descriptions are packed as segments keep them (match/segment.h).
#pragma once

#include "match/numbers.h"
#include "match/segment.h"

// What descriptions speak of.
struct match_facts {
  uint8_t helix, size;
  uint32_t trls; // bits: of the statements that did not expire
  const uint32_t *places;
  size_t place_count;
  const uint16_t *countries;
  size_t country_count;
};
struct match_facts match_facts_of(const struct match_segment *segment, uint32_t profile, int32_t today);
struct match_facts match_facts_of_profile(const struct match_profile *profile, int32_t today);

enum match_condition {
  MATCH_CONDITION_HELIX,
  MATCH_CONDITION_SIZE,
  MATCH_CONDITION_PLACE,
  MATCH_CONDITION_COUNTRY,
  MATCH_CONDITION_TRL,
  MATCH_CONDITION_COUNT
};

struct match_fit {
  uint32_t asked, met; // bit n: condition n
};
struct match_fit match_partner_fit(const uint32_t *partner, const struct match_facts *facts);

static inline bool match_partner_suits(const uint32_t *partner, const struct match_facts *facts) {
  struct match_fit fit = match_partner_fit(partner, facts);
  return fit.met == fit.asked;
}

// Appends a description; an empty one too.
void match_partner_pack(const struct match_partner *partner, struct match_numbers *packed);
bool match_partner_is_empty(const struct match_partner *partner);
