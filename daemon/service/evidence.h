// SPDX-License-Identifier: Apache-2.0
// From the engine's numbers to reasons that a person can check: the two fields or statements that met, quoted.
#pragma once

#include "service/call.h"

// One side of a match: what its statements, themes and places are called and say. Statement i is the profile's i-th.
struct side {
  const struct match_profile *profile;
  size_t statement_count;
  const char **fields; // "statements[s2]", "labels[it]", "text"
  const char **texts;  // as analysed
  const enum text_language *languages;
};

struct side side_of_stakeholder(struct arena *arena, const Helix__V1__Stakeholder *message,
                                const struct match_profile *profile);
struct side side_of_theme(const struct knowledge *knowledge, struct arena *arena, uint32_t theme);
struct side side_of_text(struct arena *arena, const Helix__V1__FreeText *text, const struct match_profile *profile,
                         enum text_language language);

// Fills score, coverage and contributions with their evidence.
void evidence_explain(struct call_context *context, const struct side *query, const struct side *candidate,
                      const struct match_hit *hit, Helix__V1__Match *match);
