// SPDX-License-Identifier: Apache-2.0
// Whole matches by one thread and by two, while a third submits 100 profiles a second and a fourth merges, as in the daemon.
#include "asking.h"
#include "base/memory.h"
#include "batch.h"
#include "board.h"
#include "measure.h"
#include "samples.h"
#include "timing.h"

#include <err.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

enum { MATCHERS_MAX = 2, SUBMISSIONS_PER_SECOND = 100, ROWS = 20 };

struct office {
  const struct bench *bench;
  struct board *board;
  atomic_bool is_closed;
  atomic_size_t matches, submissions;
};

static void *match(void *data) {
  struct office *office = data;
  memory_auto struct asking *asking = memory_new(sizeof *asking);
  struct match_searcher *searcher = match_searcher_new();
  struct batch *batch = batch_new(office->bench->corpus, 1);
  while (!atomic_load(&office->is_closed)) {
    size_t turn = atomic_fetch_add(&office->matches, 1);
    batch_put(batch, 0, measure_asker(office->bench, turn % office->bench->asker_count), 0);
    asking_whole(asking, office->bench->taxonomy, batch_profiles(batch), ROWS);
    struct match_index *index = board_take(office->board);
    struct match_result result;
    match_search(searcher, index, &asking->query, &result);
    match_index_unref(index);
  }
  batch_free(batch);
  match_searcher_free(searcher);
  return NULL;
}

static void wait_until(double seconds) {
  struct timespec until = {(time_t)seconds, (long)(1e9 * (seconds - (double)(time_t)seconds))};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

static void *submit(void *data) {
  struct office *office = data;
  size_t all = corpus_count(office->bench->corpus);
  struct batch *batch = batch_new(office->bench->corpus, 1);
  double start = clock_seconds();
  while (!atomic_load(&office->is_closed)) {
    size_t number = atomic_fetch_add(&office->submissions, 1);
    batch_put(batch, 0, number * 7919 % all, 1 + number / all);
    board_submit(office->board, batch_profiles(batch));
    wait_until(start + (double)(number + 1) / SUBMISSIONS_PER_SECOND);
  }
  batch_free(batch);
  return NULL;
}

static void start(pthread_t *thread, void *(*run)(void *), struct office *office) {
  if (pthread_create(thread, NULL, run, office))
    errx(1, "cannot start a thread");
}

// Matches a second.
static double run_phase(const struct bench *bench, size_t matchers, double *submissions_per_second) {
  struct office office = {.bench = bench, .board = board_new(bench->index)};
  pthread_t threads[MATCHERS_MAX], submitter;
  double begin = clock_seconds();
  start(&submitter, submit, &office);
  for (size_t i = 0; i < matchers; i++)
    start(&threads[i], match, &office);
  wait_until(begin + bench->thread_seconds);
  atomic_store(&office.is_closed, true);
  for (size_t i = 0; i < matchers; i++)
    pthread_join(threads[i], NULL);
  double seconds = clock_seconds() - begin;
  pthread_join(submitter, NULL);
  board_free(office.board);
  *submissions_per_second = (double)atomic_load(&office.submissions) / seconds;
  return (double)atomic_load(&office.matches) / seconds;
}

void measure_threads(struct bench *bench) {
  double one[TIMING_ROUNDS], two[TIMING_ROUNDS], submissions[TIMING_ROUNDS], unused;
  for (size_t round = 0; round < TIMING_ROUNDS; round++) {
    fprintf(stderr, "threads: round %zu of %d\n", round + 1, TIMING_ROUNDS);
    one[round] = run_phase(bench, 1, &unused);
    two[round] = run_phase(bench, 2, &submissions[round]);
  }
  double ratio = samples_median_ratio(two, one, TIMING_ROUNDS);
  printf("Whole matches a second while %.0f profiles a second are submitted: one thread %.1f, two threads %.1f, "
         "%.2f times (goal: 1.7)\n\n",
         samples_median(submissions, TIMING_ROUNDS), samples_median(one, TIMING_ROUNDS),
         samples_median(two, TIMING_ROUNDS), ratio);
  figures_add(bench->figures, "match.two_threads", ratio, 2);
  figures_add(bench->figures, "match.two_threads.per_second", samples_median(two, TIMING_ROUNDS), 1);
}
