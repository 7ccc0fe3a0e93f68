// SPDX-License-Identifier: Apache-2.0
// Who will be in this coordinator's next consortium? The past are the projects that started before 2018-07-01; the queries are the
// coordinators of later projects with three partners or more; relevant are those partners that the past knows. Ranked are all
// organisations of the past, by the facet HISTORY (match/partners.h). Its parameters were chosen on the projects of the year before,
// from those before them.
//
// Everybody is asked twice: knowing the coordinator only, and knowing also under which parts of the programme the new project will
// run, as one who looks for partners knows what for. The second question has figures and a baseline of its own.
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

enum row { POPULARITY, CO_PARTICIPATION, HISTORY, CO_PARTICIPATION_THEMED, HISTORY_THEMED, ROWS };

struct ranker_row {
  const char *name;
  struct match_partners_weights weights;
  bool asks_themes;
  struct scores known, newcomers;
};

// Popularity and co-participation count projects; the second one breaks its ties by the first, and goes on with it. With themes,
// projects of those themes come before all others.
static const double later = 1e-4, tie = 1e-8;

static void make_rows(struct ranker_row rows[ROWS]) {
  const struct match_partners_weights plain = {.half_life_years = INFINITY, .leader = 1, .asked = 1};
  rows[POPULARITY] = (struct ranker_row){.name = "popularity", .weights = plain};
  rows[POPULARITY].weights.guesses[MATCH_PARTNERS_POPULAR] = 1;
  rows[CO_PARTICIPATION] = (struct ranker_row){.name = "co-participation", .weights = plain};
  rows[CO_PARTICIPATION].weights.guesses[MATCH_PARTNERS_DIRECT] = 1;
  rows[CO_PARTICIPATION].weights.guesses[MATCH_PARTNERS_POPULAR] = tie;
  rows[CO_PARTICIPATION_THEMED] = rows[CO_PARTICIPATION];
  rows[CO_PARTICIPATION_THEMED].name = "co-participation, themes";
  rows[CO_PARTICIPATION_THEMED].asks_themes = true;
  rows[CO_PARTICIPATION_THEMED].weights.guesses[MATCH_PARTNERS_DIRECT_ASKED] = 1;
  rows[CO_PARTICIPATION_THEMED].weights.guesses[MATCH_PARTNERS_DIRECT] = later;
  rows[CO_PARTICIPATION_THEMED].weights.guesses[MATCH_PARTNERS_ASKED] = tie;
  rows[HISTORY] = (struct ranker_row){.name = "HISTORY", .weights = match_partners_weights_chosen()};
  rows[HISTORY_THEMED] =
      (struct ranker_row){.name = "HISTORY, themes", .weights = match_partners_weights_chosen(), .asks_themes = true};
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

static size_t relevant_of(const struct graph *graph, const struct match_partners *partners,
                          const struct match_partners_project *project, uint32_t *ret_relevant) {
  size_t count = 0;
  for (uint32_t i = 0; i < project->count; i++) {
    uint32_t member = graph->members[project->first + i];
    if (member != project->leader && match_partners_past(partners, member))
      ret_relevant[count++] = member;
  }
  return count;
}

static bool is_query(const struct match_partners_project *project, int32_t today) {
  return project->day >= today && project->leader != UINT32_MAX && project->count > PARTNERS_MIN;
}

static void mark_themes(const struct graph *graph, uint32_t themes, double *ret_about) {
  for (size_t i = 0; i < graph->project_count; i++)
    ret_about[i] = (graph->themes[i] & themes) != 0;
}

static void run(const struct graph *graph, int32_t today, struct ranker_row *row) {
  size_t organisation_count = graph->history.organisation_count;
  struct match_partners *partners = match_partners_new(&graph->history, &row->weights, today);
  memory_auto double *about = memory_new(graph->project_count * sizeof *about + 1);
  memory_auto uint32_t *relevant = memory_new(organisation_count * sizeof *relevant + 1);
  uint32_t ranked[DEPTH];
  for (size_t i = 0; i < graph->project_count; i++) {
    const struct match_partners_project *project = &graph->projects[i];
    size_t relevant_count = is_query(project, today) ? relevant_of(graph, partners, project, relevant) : 0;
    if (!relevant_count)
      continue;
    mark_themes(graph, graph->themes[i], about);
    match_partners_ask(partners, project->leader, row->asks_themes ? about : NULL);
    size_t count = best_of(match_partners_scores(partners), organisation_count, ranked);
    struct scores *to = match_partners_past(partners, project->leader) ? &row->known : &row->newcomers;
    scores_add(to, ranked, count, relevant, relevant_count);
  }
  match_partners_free(partners);
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
  add_figures(figures, "consortium.", &all[HISTORY], &all[CO_PARTICIPATION]);
  add_figures(figures, "consortium.newcomers.", &rows[HISTORY].newcomers, &rows[CO_PARTICIPATION].newcomers);
  add_figures(figures, "consortium.themed.", &all[HISTORY_THEMED], &all[CO_PARTICIPATION_THEMED]);
  add_figures(figures, "consortium.themed.newcomers.", &rows[HISTORY_THEMED].newcomers,
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
    run(graph, today, &rows[i]);
  printf("consortium: %zu projects, %zu organisations\n", graph->project_count, graph->history.organisation_count);
  report(rows, figures);
  graph_free(graph);
}
