// SPDX-License-Identifier: Apache-2.0
// A stakeholder's whole match: its three statements, concepts, themes and place against everybody's, top 20, explained. Taken in
// turns with the plain queries of 30 words, and with the same match of which one row is wanted: the difference is what a row and
// its reasons cost.
#include "ask.h"
#include "base/memory.h"
#include "timing.h"

#include <stdio.h>

enum { ROWS = 20 };

struct whole {
  struct timing full, single, words;
  struct ask_work work;
};

static void run_round(const struct bench *bench, struct whole *whole, size_t round, double *us) {
  const struct question_class *words = &bench->questions->classes[QUESTION_CLASSES - 1];
  fprintf(stderr, "whole matches: round %zu of %d\n", round + 1, TIMING_ROUNDS);
  ask_whole(bench, ROWS, round ? NULL : &whole->work, us);
  timing_set(&whole->full, round, us, bench->asker_count);
  ask_whole(bench, 1, NULL, us);
  timing_set(&whole->single, round, us, bench->asker_count);
  ask_words(bench, words, ASKING_ALL, NULL, us);
  timing_set(&whole->words, round, us, words->count);
}

static void report(struct bench *bench, const struct whole *whole) {
  double us = timing_p50(&whole->full), ratio = timing_p50_ratio(&whole->full, &whole->words);
  double row = (us - timing_p50(&whole->single)) / (ROWS - 1);
  printf(
      "Whole matches of %zu stakeholders, all facets, top %d: p50 %.1f us, p99 %.1f us; %.0f candidates considered\n",
      bench->asker_count, ROWS, us, timing_p99(&whole->full),
      (double)whole->work.considered / (double)whole->work.queries);
  printf("%.2f times a query of 30 words (goal: at most 5); %.1f us for each row more\n", ratio, row);
  figures_add(bench->figures, "match.whole.p50_us", us, 1);
  figures_add(bench->figures, "match.whole.p99_us", timing_p99(&whole->full), 1);
  figures_add(bench->figures, "match.whole.p50_ratio", ratio, 2);
  figures_add(bench->figures, "match.explain_us", row, 2);
  if (bench->xapian_30_us > 0) {
    printf("Xapian's query of 30 words takes %.1f times as long (goal: at least 10)\n", bench->xapian_30_us / us);
    figures_add(bench->figures, "match.whole.xapian_ratio", bench->xapian_30_us / us, 1);
  }
  printf("\n");
}

void measure_whole(struct bench *bench) {
  size_t words = bench->questions->classes[QUESTION_CLASSES - 1].count;
  memory_auto double *us = memory_new((words > bench->asker_count ? words : bench->asker_count) * sizeof *us);
  struct whole whole = {0};
  for (size_t round = 0; round < TIMING_ROUNDS; round++)
    run_round(bench, &whole, round, us);
  report(bench, &whole);
}
