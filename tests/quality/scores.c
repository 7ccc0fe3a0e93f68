// SPDX-License-Identifier: Apache-2.0
#include "scores.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

enum { RECIPROCAL_DEPTH = 100 };

static bool has(const uint32_t *numbers, size_t count, uint32_t wanted) {
  for (size_t i = 0; i < count; i++)
    if (numbers[i] == wanted)
      return true;
  return false;
}

static double ideal_gain10(size_t relevant_count) {
  double gain = 0;
  for (size_t i = 0; i < relevant_count && i < 10; i++)
    gain += 1 / log2((double)i + 2);
  return gain;
}

void scores_add(struct scores *scores, const uint32_t *ranked, size_t ranked_count, const uint32_t *relevant,
                size_t relevant_count) {
  assert(relevant_count);
  double gain = 0, share = 1 / (double)relevant_count;
  bool met = false;
  scores->query_count++;
  for (size_t i = 0; i < ranked_count && i < RECIPROCAL_DEPTH; i++) {
    if (!has(relevant, relevant_count, ranked[i]))
      continue;
    scores->first += i == 0;
    scores->recall10 += i < 10 ? share : 0;
    scores->recall20 += i < 20 ? share : 0;
    gain += i < 10 ? 1 / log2((double)i + 2) : 0;
    scores->reciprocal += met ? 0 : 1 / ((double)i + 1);
    met = true;
  }
  scores->gain10 += gain / ideal_gain10(relevant_count);
}

struct scores scores_sum(const struct scores *one, const struct scores *other) {
  return (struct scores){.query_count = one->query_count + other->query_count,
                         .first = one->first + other->first,
                         .recall10 = one->recall10 + other->recall10,
                         .recall20 = one->recall20 + other->recall20,
                         .gain10 = one->gain10 + other->gain10,
                         .reciprocal = one->reciprocal + other->reciprocal};
}

static double mean(const struct scores *scores, double sum) {
  return scores->query_count ? sum / (double)scores->query_count : 0;
}

double scores_p1(const struct scores *scores) {
  return mean(scores, scores->first);
}

double scores_recall10(const struct scores *scores) {
  return mean(scores, scores->recall10);
}

double scores_recall20(const struct scores *scores) {
  return mean(scores, scores->recall20);
}

double scores_ndcg10(const struct scores *scores) {
  return mean(scores, scores->gain10);
}

double scores_mrr(const struct scores *scores) {
  return mean(scores, scores->reciprocal);
}
