// SPDX-License-Identifier: Apache-2.0
// What lists are worth whose truth is known: sums over queries, and their means. A relevant thing counts alike wherever it comes
// from; a query without any must not be added.
#pragma once

#include <stddef.h>
#include <stdint.h>

struct scores {
  size_t query_count;
  double first, recall10, recall20, gain10, reciprocal; // sums; see the means below
};

// `relevant` in any order, each once.
void scores_add(struct scores *scores, const uint32_t *ranked, size_t ranked_count, const uint32_t *relevant,
                size_t relevant_count);

struct scores scores_sum(const struct scores *one, const struct scores *other);

double scores_p1(const struct scores *scores);       // is the first one relevant?
double scores_recall10(const struct scores *scores); // share of the relevant among the first 10
double scores_recall20(const struct scores *scores);
double scores_ndcg10(const struct scores *scores); // Järvelin, Kekäläinen 2002; gain 1, log₂(rank + 1)
double scores_mrr(const struct scores *scores);    // 1 / rank of the first relevant one, 0 below rank 100
