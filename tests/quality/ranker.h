// SPDX-License-Identifier: Apache-2.0
// The engine asked as the daemon asks it, with all weight on the facets said.
#pragma once

#include "collection.h"
#include "match/search.h"

struct ranker;

struct match_weights ranker_weights(enum match_facet facet); // as shipped, with all weight on one facet

// The collection may go afterwards; the taxonomy is borrowed.
struct ranker *ranker_new(const struct collection *candidates, const struct match_taxonomy *taxonomy,
                          struct match_weights weights);
struct ranker *ranker_free(struct ranker *ranker); // returns NULL

// Numbers of candidates, best first; returns how many. `limit` is at most MATCH_LIMIT_MAX.
size_t ranker_rank(struct ranker *ranker, const struct match_profile *query, uint32_t *ret_numbers, size_t limit);
double ranker_seconds(const struct ranker *ranker); // in all searches so far
