// SPDX-License-Identifier: Apache-2.0
// The facet TEXT (the formula is in match/search.h): term at a time, window by window. Prepare once per search, enter
// each part of the index in turn, score its windows in ascending order, read the outcome of a window before the next.
#pragma once

#include "match/search.h"
#include "match/snapshot.h"
#include "match/window.h"

struct match_text;

struct match_text *match_text_new(void);
struct match_text *match_text_free(struct match_text *text); // returns NULL

void match_text_prepare(struct match_text *text, const struct match_index *index, const struct match_profile *query,
                        const struct match_text_parameters *parameters, int32_t today); // NULL: those chosen
bool match_text_has_terms(const struct match_text *text);
uint32_t match_text_languages(
    const struct match_text *text); // bit n: a statement asked about is in language n // the query does

void match_text_enter(struct match_text *text, size_t part_number);
void match_text_score(struct match_text *text, const struct match_window *window);

double match_text_value(const struct match_text *text, uint32_t in_window); // 0 … 1
// Which statements met, best first; returns how many.
uint32_t match_text_pairs(const struct match_text *text, uint32_t in_window,
                          struct match_pair ret_pairs[MATCH_PAIRS_MAX]);
