// SPDX-License-Identifier: Apache-2.0
// What a description of partners asks for, condition by condition, and which of it somebody meets: the engine's rule
// (match/partner.h) in words.
#pragma once

#include "match/partner.h"
#include "service/knowledge.h"

// Statements of the other that expired before `today` do not count.
struct match_fit partner_ask(const struct match_partner *partner, const struct match_profile *other, int32_t today);

// "business, small or medium, China (CN)": those of the conditions in `bits`, in the arena.
char *partner_words(const struct knowledge *knowledge, struct arena *arena, const struct match_partner *partner,
                    unsigned bits);
