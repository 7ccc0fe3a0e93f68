// SPDX-License-Identifier: Apache-2.0
// What a row and its reasons cost: the same whole match with 20 rows and with one, one after the other, in both orders. The
// median of the differences counts, so that a disturbance, which meets few pairs, does not.
#include "asking.h"
#include "base/memory.h"
#include "batch.h"
#include "measure.h"
#include "samples.h"
#include "timing.h"

#include <stdio.h>

enum { ROWS = 20 };

static double search(const struct bench *bench, struct asking *asking, size_t limit) {
  struct match_result result;
  asking->query.limit = limit;
  double start = clock_seconds();
  match_search(bench->searcher, bench->index, &asking->query, &result);
  return 1e6 * (clock_seconds() - start);
}

void measure_explain(struct bench *bench) {
  size_t count = bench->asker_count * TIMING_ROUNDS;
  memory_auto double *us = memory_new(count * sizeof *us);
  memory_auto struct asking *asking = memory_new(sizeof *asking);
  struct batch *batch = batch_new(bench->corpus, 1);
  fprintf(stderr, "what a row costs\n");
  for (size_t i = 0; i < count; i++) {
    batch_put(batch, 0, measure_asker(bench, i % bench->asker_count), 0);
    asking_whole(asking, bench->taxonomy, batch_profiles(batch), ROWS);
    search(bench, asking, ROWS); // warms up
    double one = search(bench, asking, 1), all = search(bench, asking, ROWS);
    all += search(bench, asking, ROWS);
    one += search(bench, asking, 1);
    us[i] = (all - one) / 2 / (ROWS - 1);
  }
  batch_free(batch);
  double row = samples_median(us, count);
  printf("Each row more, with its reasons: %.2f us\n\n", row);
  figures_add(bench->figures, "match.explain_us", row, 2);
}
