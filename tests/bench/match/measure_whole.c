// SPDX-License-Identifier: Apache-2.0
// A stakeholder's whole match: its three statements, concepts, themes and place against everybody's, top 20, explained. Taken in
// turns with the plain queries of 30 words, and with the same match without the commonest words, which the queries do not have
// either: real statements come without words of grammar, those of the generated askers have them all.
#include "ask.h"
#include "timing.h"

#include <stdio.h>

enum { ROWS = 20 };

struct whole {
  const struct question_class *class; // of 30 words
  struct timing all, without_stop_words, words;
  struct ask_work work;
};

static void run_round(const struct bench *bench, struct whole *whole, size_t round) {
  const struct ask_whole all = {.limit = ROWS}, without_stop_words = {.limit = ROWS, .without_stop_words = true};
  fprintf(stderr, "whole matches: round %zu of %d\n", round + 1, TIMING_ROUNDS);
  ask_whole(bench, &all, round ? NULL : &whole->work, timing_round(&whole->all, round));
  ask_whole(bench, &without_stop_words, NULL, timing_round(&whole->without_stop_words, round));
  ask_words(bench, whole->class, ASKING_ALL, NULL, timing_round(&whole->words, round));
}

static void report_kind(struct bench *bench, const struct whole *whole, const struct timing *timing, const char *text,
                        const char *name) {
  char figure[64];
  double p50 = timing_p50(timing), p99 = timing_p99(timing), ratio = p50 / timing_p50(&whole->words);
  printf("%-30s %12.1f %12.1f %22.2f", text, p50, p99, ratio);
  if (bench->xapian_30_us > 0)
    printf(" %22.1f", bench->xapian_30_us / p50);
  printf("\n");
  const struct {
    const char *what;
    double value;
  } figures[] = {{"p50_us", p50}, {"p99_us", p99}, {"p50_ratio", ratio}, {"xapian_ratio", bench->xapian_30_us / p50}};
  for (size_t i = 0; i < sizeof figures / sizeof *figures - (bench->xapian_30_us > 0 ? 0 : 1); i++) {
    snprintf(figure, sizeof figure, "match.%s.%s", name, figures[i].what);
    figures_add(bench->figures, figure, figures[i].value, 2);
  }
}

static void report(struct bench *bench, const struct whole *whole) {
  double queries = (double)whole->work.queries;
  const struct match_work *work = &whole->work.engine;
  printf(
      "Whole matches of %zu stakeholders, both halves, top %d, microseconds; of %.0f candidates the cards of %.0f were "
      "looked at, the statements of %.0f, and %.0f scored in full; %.0f postings added up\n",
      bench->asker_count, ROWS, (double)whole->work.considered / queries, (double)work->bounded / queries,
      (double)work->judged / queries, (double)work->scored / queries, (double)work->postings / queries);
  printf("%-30s %12s %12s %22s%s\n", "", "p50", "p99", "30 words x (goal: 5)",
         bench->xapian_30_us > 0 ? " Xapian 30 x (goal 10)" : "");
  report_kind(bench, whole, &whole->all, "with every word", "whole");
  report_kind(bench, whole, &whole->without_stop_words, "without the commonest words", "whole.no_stop_words");
  printf("\n");
  figures_add(bench->figures, "match.whole.considered", (double)whole->work.considered / queries, 0);
  figures_add(bench->figures, "match.whole.bounded", (double)work->bounded / queries, 0);
  figures_add(bench->figures, "match.whole.judged", (double)work->judged / queries, 0);
  figures_add(bench->figures, "match.whole.scored", (double)work->scored / queries, 0);
}

void measure_whole(struct bench *bench) {
  struct whole whole = {.class = &bench->questions->classes[QUESTION_CLASSES - 1]};
  timing_init(&whole.all, bench->asker_count);
  timing_init(&whole.without_stop_words, bench->asker_count);
  timing_init(&whole.words, whole.class->count);
  for (size_t round = 0; round < TIMING_ROUNDS; round++)
    run_round(bench, &whole, round);
  report(bench, &whole);
  timing_deinit(&whole.words);
  timing_deinit(&whole.without_stop_words);
  timing_deinit(&whole.all);
}
