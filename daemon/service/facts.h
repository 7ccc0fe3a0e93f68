// SPDX-License-Identifier: Apache-2.0
// Evidence out of what profiles state in fields: kinds of cooperation, directions, partners sought, technology readiness,
// working languages; and what the prior rests on.
#pragma once

#include "service/meeting.h"

// Fills `ret_evidence` with at most `most`; returns how many. For TEXT, CONCEPTS, THEME and PLACE there is none here.
size_t facts_explain(const struct meeting *meeting, enum match_side side, enum match_facet facet, uint32_t value,
                     size_t most, Helix__V1__Evidence **ret_evidence);

// At most FACTS_PRIOR_MAX: how fresh the candidate's profile is, and what of it can be checked.
enum { FACTS_PRIOR_MAX = 4 };
size_t facts_explain_prior(const struct meeting *meeting, Helix__V1__Evidence **ret_evidence);

// The statement of the asker whose wish for a partner the other meets best, the first of equals; false: it has none.
bool facts_sought(const struct meeting *meeting, enum match_side side, size_t *ret_statement);

// The two statements, of the asker and of the other, with the nearest technology readiness levels; false: one states none.
bool facts_readiness(const struct meeting *meeting, enum match_side side, size_t *ret_asker, size_t *ret_other);
