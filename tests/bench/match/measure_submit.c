// SPDX-License-Identifier: Apache-2.0
// From a submission to the search that finds it, at full size, with the merging beside it. Each profile says a word that nobody
// else says; a search for the word that does not find it ends the bench.
#include "asking.h"
#include "base/memory.h"
#include "batch.h"
#include "board.h"
#include "measure.h"
#include "samples.h"

#include <err.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PAUSE_US = 10000 };

static double submit(struct bench *bench, struct board *board, const struct match_profile *profile,
                     const struct asking *asking) {
  struct match_result result;
  double start = clock_seconds();
  board_submit(board, profile);
  struct match_index *index = board_take(board);
  match_search(bench->searcher, index, &asking->query, &result);
  double ms = 1e3 * (clock_seconds() - start);
  if (result.hit_count != 1 || strcmp(result.hits[0].id, profile->id))
    errx(1, "%s was submitted and is not found", profile->id);
  match_index_unref(index);
  return ms;
}

void measure_submit(struct bench *bench) {
  size_t all = corpus_count(bench->corpus);
  memory_auto double *ms = memory_new(bench->submission_count * sizeof *ms);
  memory_auto struct asking *asking = memory_new(sizeof *asking);
  struct batch *batch = batch_new(bench->corpus, 1);
  struct board *board = board_new(bench->index);
  fprintf(stderr, "submissions, one after the other\n");
  for (size_t i = 0; i < bench->submission_count; i++) {
    struct question word = {.words = {CORPUS_VOCABULARY + (uint32_t)i}};
    batch_put(batch, 0, i * 7919 % all, 1);
    batch_mark(batch, 0, word.words[0]);
    asking_words(asking, bench->taxonomy, &word, 1, ASKING_ALL);
    ms[i] = submit(bench, board, batch_profiles(batch), asking);
    usleep(PAUSE_US);
  }
  double p50 = samples_median(ms, bench->submission_count), p99 = samples_quantile(ms, bench->submission_count, 0.99);
  printf("A submission is found after: p50 %.2f ms, p99 %.2f ms (goal: 20 ms); %llu merges beside %zu submissions\n\n",
         p50, p99, (unsigned long long)board_merges(board), bench->submission_count);
  figures_add(bench->figures, "submit.visible_p50_ms", p50, 3);
  figures_add(bench->figures, "submit.visible_ms", p99, 3);
  board_free(board);
  batch_free(batch);
}
