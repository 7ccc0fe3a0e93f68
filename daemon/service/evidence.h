// SPDX-License-Identifier: Apache-2.0
// From the engine's numbers to reasons that a person can check: the two fields or statements that met, quoted.
//
// A list has room for some 512 KiB. Its best hits show up to MATCH_PAIRS_MAX pairs for each facet. Once the list has grown
// beyond that, those that follow show only the best pair of each facet: no hit, contribution or point is left out, and every
// facet with points keeps a reason. A quote has at most 220 bytes, so that 200 hits stay below 1 MiB unless organisations
// have very long names in many languages.
#pragma once

#include "service/side.h"

enum { EVIDENCE_LIST_BYTES = 512 * 1024 };

// Fills score, coverage and contributions with their evidence, at most pairs_max of each facet. What the match refers to is in
// the context's arena or belongs to the query or the view; the arena of the candidate takes what is needed in between.
void evidence_explain(struct call_context *context, const struct side *query, const struct side *candidate,
                      const struct match_hit *hit, uint32_t pairs_max, Helix__V1__Match *match);
