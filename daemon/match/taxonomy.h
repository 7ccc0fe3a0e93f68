// SPDX-License-Identifier: Apache-2.0
// How near two concepts of a thesaurus are. Immutable, any thread may read.
//
// Information content is intrinsic: IC(c) = 1 − log(1 + number below c) / log(number of all) (Seco, Veale, Hayes 2004),
// and nearness is Lin's (1998): 2·IC(lowest common subsumer) / (IC(a) + IC(b)). It is directed: what lies below a
// wanted concept is all that was wanted.
#pragma once

#include <stddef.h>
#include <stdint.h>

struct match_taxonomy;

// `broader[i]` lists the concepts above concept i; every one of them is smaller than i, so there are no cycles.
struct match_taxonomy *match_taxonomy_new(size_t concept_count, const uint32_t *const *broader,
                                          const size_t *broader_counts);
struct match_taxonomy *match_taxonomy_free(struct match_taxonomy *taxonomy);

size_t match_taxonomy_count(const struct match_taxonomy *taxonomy);
double match_taxonomy_information(const struct match_taxonomy *taxonomy, uint32_t concept); // 0 … 1

// How well `has` serves `wanted`, both below the count: 1 when it is or lies below it, else Lin's similarity; 0 when nothing
// subsumes both.
double match_taxonomy_nearness(const struct match_taxonomy *taxonomy, uint32_t wanted, uint32_t has);
