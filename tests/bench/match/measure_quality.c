// SPDX-License-Identifier: Apache-2.0
// How far the engine's lists are those of the same formula in double precision: nDCG@10, where a profile gains what the formula
// gives it, and the share of the best ten that are among the ten (who ties with the tenth counts too).
#include "asking.h"
#include "base/memory.h"
#include "batch.h"
#include "measure.h"
#include "reference.h"

#include <math.h>
#include <stdio.h>

enum { QUESTIONS_PER_CLASS_MAX = 100 };

static const double rounding = 1e-9;
static const double least = 0.99; // below it the lists are other lists, however fast they come

struct agreement {
  double ndcg, overlap;
  size_t count;
};

static double discounted(double gain, size_t rank) {
  return gain / log2((double)rank + 2);
}

static void compare(struct bench *bench, struct reference *reference, size_t number, const struct asking *asking,
                    struct agreement *agreement) {
  const struct reference_hit *best;
  size_t best_count = reference_top(reference, number, &best);
  struct match_result result;
  match_search(bench->searcher, bench->index, &asking->query, &result);
  if (!best_count)
    return;
  double ideal = 0, gained = 0, met = 0;
  for (size_t i = 0; i < best_count; i++)
    ideal += discounted(best[i].score, i);
  for (size_t i = 0; i < result.hit_count; i++) {
    double score = reference_score(reference, number, batch_number(result.hits[i].id));
    gained += discounted(score, i);
    met += score >= best[best_count - 1].score - rounding;
  }
  agreement->ndcg += gained / ideal;
  agreement->overlap += met / (double)best_count;
  agreement->count++;
}

static void report(struct bench *bench, const struct agreement *agreement) {
  double ndcg = agreement->ndcg / (double)agreement->count, overlap = agreement->overlap / (double)agreement->count;
  printf("Agreement with the formula in double precision, over %zu queries: nDCG@10 %.6f (goal: .999), "
         "overlap@10 %.4f\n\n",
         agreement->count, ndcg, overlap);
  bench->is_wrong = ndcg < least;
  figures_add(bench->figures, "match.quality.ndcg10", ndcg, 6);
  figures_add(bench->figures, "match.quality.overlap10", overlap, 4);
}

void measure_quality(struct bench *bench) {
  struct reference *reference = reference_new(bench->corpus, bench->users);
  size_t all = bench->questions->classes[0].count,
         count = all < QUESTIONS_PER_CLASS_MAX ? all : QUESTIONS_PER_CLASS_MAX;
  for (size_t c = 0; c < QUESTION_CLASSES; c++)
    for (size_t i = 0; i < count; i++)
      reference_add(reference, &bench->questions->classes[c].questions[i], bench->questions->classes[c].word_count);
  reference_rank(reference);
  memory_auto struct asking *asking = memory_new(sizeof *asking);
  struct agreement agreement = {0};
  for (size_t c = 0; c < QUESTION_CLASSES; c++)
    for (size_t i = 0; i < count; i++) {
      const struct question_class *class = &bench->questions->classes[c];
      asking_words(asking, bench->taxonomy, &class->questions[i], class->word_count, ASKING_ALL);
      compare(bench, reference, c * count + i, asking, &agreement);
    }
  report(bench, &agreement);
  reference_free(reference);
}
