// SPDX-License-Identifier: Apache-2.0
// Who will be in this coordinator's next consortium? The past are the projects that started before 2018-07-01; the queries are the
// coordinators of later projects with three partners or more; relevant are those partners that the past knows. Ranked are all
// organisations of the past. Parameters were chosen on an earlier cut (see partners.h).
//
// Everybody is asked twice: knowing the coordinator only, and knowing also under which parts of the programme the new project will
// run, which a coordinator who looks for partners knows. The second question has figures and a baseline of its own.
#include "base/date.h"
#include "base/memory.h"
#include "graph.h"
#include "quality.h"
#include "scores.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { DEPTH = 100, PARTNERS_MIN = 3 };

static const char cut[] = "2018-07-01";

enum row { POPULARITY, CO_PARTICIPATION, MIXTURE, CO_PARTICIPATION_THEMED, MIXTURE_THEMED, ROWS };

struct ranker_row {
  const char *name;
  struct partners_weights weights;
  bool asks_themes;
  struct scores known, newcomers;
};

// Popularity and co-participation count projects; the second one breaks its ties by the first, and goes on with it. With themes,
// projects of those themes come before all others.
static const double tie = 1e-6, first_of_all = 1e4;

static void make_rows(struct ranker_row rows[ROWS]) {
  const struct partners_weights plain = {.half_life_years = INFINITY, .leader = 1, .theme = 1};
  rows[POPULARITY] = (struct ranker_row){.name = "popularity", .weights = plain};
  rows[POPULARITY].weights.guesses[PARTNERS_POPULAR] = 1;
  rows[CO_PARTICIPATION] = (struct ranker_row){.name = "co-participation", .weights = plain};
  rows[CO_PARTICIPATION].weights.guesses[PARTNERS_DIRECT] = 1;
  rows[CO_PARTICIPATION].weights.guesses[PARTNERS_POPULAR] = tie;
  rows[CO_PARTICIPATION_THEMED] =
      (struct ranker_row){.name = "co-participation, themes", .weights = plain, .asks_themes = true};
  rows[CO_PARTICIPATION_THEMED].weights.guesses[PARTNERS_DIRECT] = 1;
  rows[CO_PARTICIPATION_THEMED].weights.guesses[PARTNERS_THEME] = tie;
  rows[CO_PARTICIPATION_THEMED].weights.theme = first_of_all;
  rows[MIXTURE] = (struct ranker_row){.name = "mixture", .weights = partners_weights_unthemed()};
  rows[MIXTURE_THEMED] =
      (struct ranker_row){.name = "mixture, themes", .weights = partners_weights_themed(), .asks_themes = true};
}

// The best by insertion: few of many.
static size_t best_of(const double *scores, size_t count, uint32_t ret_numbers[DEPTH]) {
  size_t kept = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (scores[i] <= 0 || (kept == DEPTH && scores[ret_numbers[DEPTH - 1]] >= scores[i]))
      continue;
    size_t at = kept < DEPTH ? kept++ : DEPTH - 1;
    for (; at && scores[ret_numbers[at - 1]] < scores[i]; at--)
      ret_numbers[at] = ret_numbers[at - 1];
    ret_numbers[at] = i;
  }
  return kept;
}

static size_t relevant_of(const struct partners_history *history, const struct partners *partners,
                          const struct partners_project *project, uint32_t *ret_relevant) {
  size_t count = 0;
  for (uint32_t i = 0; i < project->count; i++) {
    uint32_t member = history->members[project->first + i];
    if (member != project->leader && partners_past(partners, member))
      ret_relevant[count++] = member;
  }
  return count;
}

static bool is_query(const struct partners_project *project, int32_t today) {
  return project->day >= today && project->leader != UINT32_MAX && project->count > PARTNERS_MIN;
}

static void run(const struct partners_history *history, int32_t today, struct ranker_row *row) {
  struct partners *partners = partners_new(history, &row->weights, today);
  memory_auto double *scores = memory_new(history->organisation_count * sizeof *scores);
  memory_auto uint32_t *relevant = memory_new(history->organisation_count * sizeof *relevant);
  uint32_t ranked[DEPTH];
  for (size_t i = 0; i < history->project_count; i++) {
    const struct partners_project *project = &history->projects[i];
    size_t relevant_count = is_query(project, today) ? relevant_of(history, partners, project, relevant) : 0;
    if (!relevant_count)
      continue;
    partners_score(partners, project->leader, row->asks_themes ? project->themes : 0, scores);
    size_t count = best_of(scores, history->organisation_count, ranked);
    struct scores *to = partners_past(partners, project->leader) ? &row->known : &row->newcomers;
    scores_add(to, ranked, count, relevant, relevant_count);
  }
  partners_free(partners);
}

static void print_row(const char *who, const char *which, const struct scores *scores) {
  printf("%-26s %-20s %6zu %10.3f %8.3f\n", who, which, scores->query_count, scores_recall20(scores),
         scores_mrr(scores));
}

static void add_figures(struct figures *figures, const char *prefix, const struct scores *ours,
                        const struct scores *theirs) {
  const struct {
    const char *name;
    double value;
  } rows[] = {{"recall20", scores_recall20(ours)},
              {"recall20.baseline", scores_recall20(theirs)},
              {"mrr", scores_mrr(ours)},
              {"mrr.baseline", scores_mrr(theirs)}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char name[64];
    snprintf(name, sizeof name, "%s%s", prefix, rows[i].name);
    figures_add(figures, name, rows[i].value, 3);
  }
}

static void report(const struct ranker_row rows[ROWS], struct figures *figures) {
  printf("%-26s %-20s %6s %10s %8s\n", "", "coordinators", "number", "recall@20", "MRR@100");
  struct scores all[ROWS];
  for (size_t i = 0; i < ROWS; i++) {
    all[i] = scores_sum(&rows[i].known, &rows[i].newcomers);
    print_row(rows[i].name, "all", &all[i]);
    print_row(rows[i].name, "with past projects", &rows[i].known);
    print_row(rows[i].name, "newcomers", &rows[i].newcomers);
  }
  printf("goal for all: recall@20 >= .20, MRR@100 >= .31\n\n");
  add_figures(figures, "consortium.", &all[MIXTURE], &all[CO_PARTICIPATION]);
  add_figures(figures, "consortium.newcomers.", &rows[MIXTURE].newcomers, &rows[CO_PARTICIPATION].newcomers);
  add_figures(figures, "consortium.themed.", &all[MIXTURE_THEMED], &all[CO_PARTICIPATION_THEMED]);
  add_figures(figures, "consortium.themed.newcomers.", &rows[MIXTURE_THEMED].newcomers,
              &rows[CO_PARTICIPATION_THEMED].newcomers);
}

void measure_consortium(const struct data *data, struct figures *figures) {
  struct graph *graph = graph_read(data);
  struct ranker_row rows[ROWS];
  int32_t today, last;
  int outcome = date_parse(cut, &today, &last);
  assert(!outcome);
  make_rows(rows);
  for (size_t i = 0; i < ROWS; i++)
    run(&graph->history, today, &rows[i]);
  printf("consortium: %zu projects, %zu organisations\n", graph->project_count, graph->history.organisation_count);
  report(rows, figures);
  graph_free(graph);
}
