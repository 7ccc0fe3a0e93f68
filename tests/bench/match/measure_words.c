// SPDX-License-Identifier: Apache-2.0
// Plain words, top 10, one thread: helix and its peers take turns, class by class.
#include "ask.h"
#include "timing.h"

#include <stdio.h>

enum { SQLITE_QUERIES = 30, SQLITE_LONG_QUERIES = 5, LONG_WORDS = 30, CLASSES = 2 * QUESTION_CLASSES };

struct class {
  const struct question_class *questions;
  char name[8]; // "2", "2f"
  enum asking_filter filter;
  struct timing helix, plain, xapian, sqlite; // plain: helix without wide registers
  struct ask_work work;
};

static void run_round(const struct bench *bench, struct class *class, size_t round) {
  ask_words(bench, class->questions, class->filter, round ? NULL : &class->work, timing_round(&class->helix, round));
  match_searcher_set_path(bench->searcher, MATCH_PATH_PLAIN);
  ask_words(bench, class->questions, class->filter, NULL, timing_round(&class->plain, round));
  match_searcher_set_path(bench->searcher, MATCH_PATH_BEST);
  if (!bench->peers)
    return;
  peers_run(bench->peers, "xapian", class->name, class->xapian.count, timing_round(&class->xapian, round));
  peers_run(bench->peers, "sqlite", class->name, class->sqlite.count, timing_round(&class->sqlite, round));
}

static void set_up(const struct bench *bench, struct class classes[CLASSES]) {
  for (size_t i = 0; i < CLASSES; i++) {
    const struct question_class *questions = &bench->questions->classes[i % QUESTION_CLASSES];
    bool is_filtered = i >= QUESTION_CLASSES;
    size_t sqlite = questions->word_count < LONG_WORDS ? SQLITE_QUERIES : SQLITE_LONG_QUERIES;
    classes[i] = (struct class){.questions = questions, .filter = is_filtered ? ASKING_ROLE_AND_COUNTRY : ASKING_ALL};
    timing_init(&classes[i].helix, questions->count);
    timing_init(&classes[i].plain, questions->count);
    timing_init(&classes[i].xapian, questions->count);
    timing_init(&classes[i].sqlite, sqlite < questions->count ? sqlite : questions->count);
    snprintf(classes[i].name, sizeof classes[i].name, "%zu%s", questions->word_count, is_filtered ? "f" : "");
  }
}

static void tear_down(struct class classes[CLASSES]) {
  for (size_t i = 0; i < CLASSES; i++) {
    timing_deinit(&classes[i].sqlite);
    timing_deinit(&classes[i].xapian);
    timing_deinit(&classes[i].plain);
    timing_deinit(&classes[i].helix);
  }
}

static void add_figure(struct bench *bench, const struct class *class, const char *what, double value) {
  char name[64];
  snprintf(name, sizeof name, "match.%s.%s", class->name, what);
  figures_add(bench->figures, name, value, 2);
}

static void report_class(struct bench *bench, const struct class *class) {
  printf("%-5s %10.1f %10.1f %10.1f", class->name, timing_p50(&class->helix), timing_p99(&class->helix),
         timing_p50(&class->plain));
  add_figure(bench, class, "p50_us", timing_p50(&class->helix));
  add_figure(bench, class, "p99_us", timing_p99(&class->helix));
  add_figure(bench, class, "plain_p50_us", timing_p50(&class->plain));
  if (bench->peers) {
    double p50 = timing_p50(&class->xapian) / timing_p50(&class->helix);
    double p99 = timing_p99(&class->xapian) / timing_p99(&class->helix);
    printf(" %10.1f %10.1f %8.1f %8.1f %12.1f", timing_p50(&class->xapian), timing_p99(&class->xapian), p50, p99,
           timing_p50(&class->sqlite));
    add_figure(bench, class, "p50_ratio", p50);
    add_figure(bench, class, "p99_ratio", p99);
  }
  double queries = (double)class->work.queries;
  const struct match_work *work = &class->work.engine;
  printf(" %10.0f %10.0f %9.0f %8.1f %8.1f %8.1f\n", questions_mean_postings(class->questions, bench->users),
         (double)class->work.considered / queries, (double)work->postings / queries, (double)work->windows / queries,
         (double)work->windows_skipped / queries, (double)work->scored / queries);
}

static void report(struct bench *bench, const struct class classes[CLASSES]) {
  printf("Words alone, top 10, one thread, microseconds; \"f\": filtered by role and country; each by its median of %d "
         "rounds\n",
         TIMING_ROUNDS);
  if (bench->peers)
    printf("(SQLite is asked the first %d queries of a class only, %d of those of %d words.)\n", SQLITE_QUERIES,
           SQLITE_LONG_QUERIES, LONG_WORDS);
  printf("The widest path here is %s.\n", match_scan_name(MATCH_PATH_BEST));
  printf("%-5s %10s %10s %10s", "words", "helix p50", "p99", "plain p50");
  if (bench->peers)
    printf(" %10s %10s %8s %8s %12s", "Xapian p50", "p99", "p50 x", "p99 x", "SQLite p50");
  printf(" %10s %10s %9s %8s %8s %8s\n", "postings", "considered", "added up", "windows", "skipped", "scored");
  for (size_t i = 0; i < CLASSES; i++)
    report_class(bench, &classes[i]);
  printf("(postings: how many profiles have the words, summed; before any filter)\n\n");
}

void measure_words(struct bench *bench) {
  struct class classes[CLASSES];
  set_up(bench, classes);
  for (size_t round = 0; round < TIMING_ROUNDS; round++)
    for (size_t i = 0; i < CLASSES; i++) {
      fprintf(stderr, "words: round %zu of %d, class %s\n", round + 1, TIMING_ROUNDS, classes[i].name);
      run_round(bench, &classes[i], round);
    }
  report(bench, classes);
  bench->xapian_30_us = bench->peers ? timing_p50(&classes[QUESTION_CLASSES - 1].xapian) : 0;
  tear_down(classes);
}
