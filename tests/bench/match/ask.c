// SPDX-License-Identifier: Apache-2.0
#include "ask.h"
#include "base/memory.h"
#include "batch.h"
#include "samples.h"

static void add(struct match_work *sum, const struct match_work *more) {
  sum->postings += more->postings;
  sum->windows += more->windows;
  sum->windows_skipped += more->windows_skipped;
  sum->bounded += more->bounded;
  sum->judged += more->judged;
  sum->scored += more->scored;
}

static double search(const struct bench *bench, const struct match_query *query, struct ask_work *work) {
  struct match_result result;
  double start = clock_seconds();
  match_search(bench->searcher, bench->index, query, &result);
  double us = 1e6 * (clock_seconds() - start);
  if (work) {
    work->queries++;
    work->considered += result.considered;
    add(&work->engine, &result.work);
  }
  return us;
}

enum { WARM_UP = 20 }; // queries before the clock starts: the caches are another's

void ask_words(const struct bench *bench, const struct question_class *class, enum asking_filter filter,
               struct ask_work *work, double *ret_us) {
  memory_auto struct asking *asking = memory_new(sizeof *asking);
  for (size_t i = 0; i < WARM_UP && i < class->count; i++) {
    asking_words(asking, bench->taxonomy, &class->questions[i], class->word_count, filter);
    search(bench, &asking->query, NULL);
  }
  for (size_t i = 0; i < class->count; i++) {
    asking_words(asking, bench->taxonomy, &class->questions[i], class->word_count, filter);
    ret_us[i] = search(bench, &asking->query, work);
  }
}

void ask_whole(const struct bench *bench, const struct ask_whole *whole, struct ask_work *work, double *ret_us) {
  memory_auto struct asking *asking = memory_new(sizeof *asking);
  struct batch *batch = batch_new(bench->corpus, 1);
  for (size_t i = 0; i < bench->asker_count; i++) {
    batch_put(batch, 0, measure_asker(bench, i), 0);
    if (whole->without_stop_words)
      batch_leave_out(batch, 0, QUESTION_STOP_WORDS);
    asking_whole(asking, bench->taxonomy, batch_profiles(batch), whole->limit);
    ret_us[i] = search(bench, &asking->query, work);
  }
  batch_free(batch);
}
