// SPDX-License-Identifier: Apache-2.0
// The facets whose value two sets tell, without a side but for COOPERATION (the formulas are in match/search.h).
#pragma once

#include "match/partner.h"
#include "match/search.h"

uint32_t match_place_value(const struct match_places *places, size_t row, uint32_t place); // millionths
struct match_part match_place_part(const struct match_query *query, const struct match_facts *facts);

// Of bits.
struct match_part match_direction_part(uint32_t one, uint32_t other);
struct match_part match_readiness_part(uint32_t one, uint32_t other);
struct match_part match_language_part(uint32_t one, uint32_t other);
struct match_part match_cooperation_part(uint32_t asks, uint32_t has);
