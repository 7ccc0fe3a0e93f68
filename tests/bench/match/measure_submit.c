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

struct times {
  double *until_changed, *until_found; // owned: milliseconds of each submission
};

static void submit(struct bench *bench, struct board *board, const struct match_profile *profile,
                   const struct asking *asking, double *ret_changed_ms, double *ret_found_ms) {
  struct match_result result;
  double start = clock_seconds();
  board_submit(board, profile);
  *ret_changed_ms = 1e3 * (clock_seconds() - start);
  struct match_index *index = board_take(board);
  match_search(bench->searcher, index, &asking->query, &result);
  *ret_found_ms = 1e3 * (clock_seconds() - start);
  if (result.hit_count != 1 || strcmp(result.hits[0].id, profile->id))
    errx(1, "%s was submitted and is not found", profile->id);
  match_index_unref(index);
}

static void submit_all(struct bench *bench, struct board *board, struct times *times) {
  memory_auto struct asking *asking = memory_new(sizeof *asking);
  struct batch *batch = batch_new(bench->corpus, 1);
  for (size_t i = 0; i < bench->submission_count; i++) {
    struct question word = {.words = {CORPUS_VOCABULARY + (uint32_t)i}};
    batch_put(batch, 0, i * 7919 % corpus_count(bench->corpus), 1);
    batch_mark(batch, 0, word.words[0]);
    asking_words(asking, bench->taxonomy, &word, 1, ASKING_ALL);
    submit(bench, board, batch_profiles(batch), asking, &times->until_changed[i], &times->until_found[i]);
    usleep(PAUSE_US);
  }
  batch_free(batch);
}

void measure_submit(struct bench *bench) {
  size_t count = bench->submission_count;
  struct times times = {memory_new(count * sizeof(double)), memory_new(count * sizeof(double))};
  struct board *board = board_new(bench->index);
  fprintf(stderr, "submissions, one after the other\n");
  submit_all(bench, board, &times);
  double p50 = samples_median(times.until_found, count), p99 = samples_quantile(times.until_found, count, 0.99);
  printf("A submission is found after: p50 %.2f ms, p99 %.2f ms (goal: 20 ms), of which the change p50 %.2f ms, p99 "
         "%.2f ms; %llu merges beside %zu submissions\n\n",
         p50, p99, samples_median(times.until_changed, count), samples_quantile(times.until_changed, count, 0.99),
         (unsigned long long)board_merges(board), count);
  figures_add(bench->figures, "submit.visible_p50_ms", p50, 3);
  figures_add(bench->figures, "submit.visible_ms", p99, 3);
  board_free(board);
  free(times.until_found);
  free(times.until_changed);
}
