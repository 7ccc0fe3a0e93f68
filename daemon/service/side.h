// SPDX-License-Identifier: Apache-2.0
// One side of a match: what its statements are called and say. The index keeps no texts, so those that are to be quoted
// are analysed again, each at most once in the life of the side.
#pragma once

#include "service/call.h"
#include "text/quote.h"

struct side_reading;

enum side_kind { SIDE_STAKEHOLDER, SIDE_THEME, SIDE_TEXT };

// Lives in the arena that it was made with.
struct side {
  enum side_kind kind;
  struct arena *arena;
  const struct match_profile *profile;   // statement i is its i-th; of a candidate without terms and concepts
  const Helix__V1__Stakeholder *message; // of a stakeholder, else NULL
  size_t statement_count;
  const char **fields; // "statements[s2]", "labels[it]", "text"
  const char **texts;  // as analysed
  const enum text_language *languages;
  struct side_reading *readings; // made when first asked for
};

struct side side_of_stakeholder(struct arena *arena, const Helix__V1__Stakeholder *message,
                                const struct match_profile *profile);
struct side side_of_theme(const struct knowledge *knowledge, struct arena *arena, uint32_t theme);
struct side side_of_text(struct arena *arena, const Helix__V1__FreeText *text, const struct match_profile *profile,
                         enum text_language language);

// The tokens and tags of a statement, borrowed from the side.
const struct text_analysis *side_read(struct call_context *context, const struct side *side, size_t statement);

// By token of one side's statement: 1 when its term stands in the other's statement, else 0. In the arena.
const float *side_shared(struct call_context *context, const struct side *side, size_t statement,
                         const struct side *other, size_t other_statement, struct arena *arena);

// Where a concept's label stands: looked for in the statement `first`, then in those after it, around to those before it; when it
// stands nowhere, where the first word of one of its labels does that hinted at it. False: it was declared, not written.
bool side_find_concept(struct call_context *context, const struct side *side, uint32_t concept, size_t first,
                       size_t *ret_statement, struct text_span *ret_span);
