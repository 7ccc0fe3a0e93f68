// SPDX-License-Identifier: Apache-2.0
// From a question to the list that answers it: the engine's search, and the reasons of each hit.
#pragma once

#include "service/match_query.h"

enum match_candidates { MATCH_CANDIDATES_THEMES, MATCH_CANDIDATES_STAKEHOLDERS };

// A list, or with question->why one pair. `bytes` is what lists of the same reply have taken so far (evidence.h); it grows.
// ERROR_NOT_FOUND: `why` names nobody.
int match_answer(struct match_question *question, enum match_candidates candidates, size_t *bytes,
                 Helix__V1__MatchList **ret_list);

// An empty list that says why.
Helix__V1__MatchList *match_answer_empty(const struct match_question *question, const char *reason);
