// SPDX-License-Identifier: Apache-2.0
// How well the concepts of a candidate serve those of the query: the facets CONCEPTS and THEME (the formula is in
// match/search.h). Prepare once per search; then for each candidate begin, offer what it has, and read the value.
#pragma once

#include "match/search.h"

struct match_concepts;

struct match_concepts *match_concepts_new(void);
struct match_concepts *match_concepts_free(struct match_concepts *concepts); // returns NULL

// `wanted` with repetitions, in any order; sorted in place. Concepts that the taxonomy does not have are passed over.
// The parameters are read; NULL: as for THEME.
void match_concepts_prepare(struct match_concepts *concepts, const struct match_taxonomy *taxonomy, uint32_t *wanted,
                            size_t count, const struct match_concept_parameters *parameters);
// How much a concept counts that is named so often.
double match_concepts_weight(const struct match_taxonomy *taxonomy, uint32_t concept, size_t times);
// How near to anything wanted a text can come by having the concept: at the most, and whatever else it has.
double match_concepts_nearest(const struct match_concepts *concepts, uint32_t concept);
// The value at the most of somebody who has uses[first] … uses[end − 1]; bits of `ends` tell which use is the last of a statement. By
// statement only. Each statement is taken to bring what its concepts would bring one by one, but no more than if everything wanted
// were as near as the nearest.
double match_concepts_most(const struct match_concepts *concepts, const uint32_t *uses, const uint64_t *ends,
                           uint32_t first, uint32_t end);
bool match_concepts_has_wanted(const struct match_concepts *concepts);

void match_concepts_begin(struct match_concepts *concepts);
// In ascending order of statements; UINT32_MAX: in no statement.
void match_concepts_offer(struct match_concepts *concepts, const uint32_t *has, size_t count, uint32_t statement);
double match_concepts_value(const struct match_concepts *concepts); // 0 … 1
// The best that each wanted concept met, best first; returns how many.
uint32_t match_concepts_pairs(const struct match_concepts *concepts, struct match_pair ret_pairs[MATCH_PAIRS_MAX]);
