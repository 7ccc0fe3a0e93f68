// SPDX-License-Identifier: Apache-2.0
// How much of a profile somebody else could check. Everything here can be had by anybody who takes the trouble, so it never
// gives all: the rest is for what the office itself has verified.
//
//   an identifier with right check digits     400,000   LEI, USCC, Italian VAT number, ROR
//   a source that is stated                   100,000
//   business figures of the last two years    200,000
#pragma once

#include "helix/v1/stakeholder.pb-c.h"

#include <stdbool.h>
#include <stdint.h>

enum assurance_part { ASSURANCE_IDENTIFIER, ASSURANCE_SOURCE, ASSURANCE_FIGURES, ASSURANCE_PART_COUNT };

// Millionths. `ret_parts` (may be NULL): which of them hold. `today` in days since 1970-01-01.
uint32_t assurance_of(const Helix__V1__Stakeholder *stakeholder, int32_t today, bool ret_parts[ASSURANCE_PART_COUNT]);

// The last day up to `today` on which that of some stakeholder could have become another without anything else changing.
int32_t assurance_day(int32_t today);

// Is it an identifier whose check digits we know how to count, and are they right? Signs and blanks in it are passed over.
bool assurance_check_identifier(const Helix__V1__Identifier *identifier);
