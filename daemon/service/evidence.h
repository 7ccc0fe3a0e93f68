// SPDX-License-Identifier: Apache-2.0
// From the engine's numbers to reasons that a person can check: the two fields or statements that met, quoted.
//
// A list has room for some 512 KiB. Its best hits show up to MATCH_PAIRS_MAX pairs for each facet. Once the list has grown
// beyond that, those that follow show only the best pair of each facet: no hit, contribution or point is left out, and every
// facet with points keeps a reason. A quote has at most 220 bytes, so that 200 hits stay below 1 MiB unless organisations
// have very long names in many languages.
#pragma once

#include "service/meeting.h"

enum { EVIDENCE_LIST_BYTES = 512 * 1024 };

// Fills scores, coverage and contributions with their evidence, at most pairs_max of each facet. Words, concepts, themes and
// places are quoted for the half query → candidate; in the other half they are the same ones. What the match refers to is in
// the context's arena or belongs to the query or the view; the arena of the candidate takes what is needed in between.
void evidence_explain(const struct meeting *meeting, const struct match_hit *hit, uint32_t pairs_max,
                      Helix__V1__Match *match);

// What joins two places, "" when nothing does.
char *evidence_relation(struct call_context *context, uint32_t one, uint32_t other);
