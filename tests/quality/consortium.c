// SPDX-License-Identifier: Apache-2.0
// Who will be in this coordinator's next consortium? The past are the projects that started before 2018-07-01; the queries are the
// coordinators of later projects with three partners or more; relevant are those partners that the past knows. Ranked are all
// organisations of the past. Parameters were chosen on an earlier cut (see partners.h).
#include "base/date.h"
#include "base/memory.h"
#include "graph.h"
#include "quality.h"
#include "scores.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { DEPTH = 100, PARTNERS_MIN = 3, RANKERS = 3 };

static const char cut[] = "2018-07-01";

struct ranker_row {
  const char *name;
  struct partners_weights weights;
  struct scores known, newcomers;
};

// Popularity and co-participation count projects; the second one breaks its ties by the first, and goes on with it.
static const double tie = 1e-6;

static struct ranker_row *make_rows(void) {
  struct ranker_row *rows = memory_new(RANKERS * sizeof *rows);
  const struct partners_weights plain = {.half_life_years = INFINITY, .leader = 1};
  rows[0] = (struct ranker_row){.name = "popularity", .weights = plain};
  rows[0].weights.guesses[PARTNERS_POPULAR] = 1;
  rows[1] = (struct ranker_row){.name = "co-participation", .weights = plain};
  rows[1].weights.guesses[PARTNERS_DIRECT] = 1;
  rows[1].weights.guesses[PARTNERS_POPULAR] = tie;
  rows[2] = (struct ranker_row){.name = "mixture", .weights = partners_weights_chosen()};
  return rows;
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
    partners_score(partners, project->leader, scores);
    size_t count = best_of(scores, history->organisation_count, ranked);
    struct scores *to = partners_past(partners, project->leader) ? &row->known : &row->newcomers;
    scores_add(to, ranked, count, relevant, relevant_count);
  }
  partners_free(partners);
}

static void print_row(const char *who, const char *which, const struct scores *scores) {
  printf("%-18s %-24s %6zu %10.3f %8.3f\n", who, which, scores->query_count, scores_recall20(scores),
         scores_mrr(scores));
}

static void report(const struct ranker_row *rows, struct figures *figures) {
  printf("%-18s %-24s %6s %10s %8s\n", "", "coordinators", "number", "recall@20", "MRR@100");
  struct scores all[RANKERS];
  for (size_t i = 0; i < RANKERS; i++) {
    all[i] = scores_sum(&rows[i].known, &rows[i].newcomers);
    print_row(rows[i].name, "all", &all[i]);
    print_row(rows[i].name, "with past projects", &rows[i].known);
    print_row(rows[i].name, "newcomers", &rows[i].newcomers);
  }
  printf("goal for all: recall@20 >= .20, MRR@100 >= .31\n\n");
  figures_add(figures, "consortium.recall20", scores_recall20(&all[2]), 3);
  figures_add(figures, "consortium.recall20.baseline", scores_recall20(&all[1]), 3);
  figures_add(figures, "consortium.mrr", scores_mrr(&all[2]), 3);
  figures_add(figures, "consortium.mrr.baseline", scores_mrr(&all[1]), 3);
  figures_add(figures, "consortium.newcomers.recall20", scores_recall20(&rows[2].newcomers), 3);
  figures_add(figures, "consortium.newcomers.recall20.baseline", scores_recall20(&rows[0].newcomers), 3);
  figures_add(figures, "consortium.newcomers.mrr", scores_mrr(&rows[2].newcomers), 3);
  figures_add(figures, "consortium.newcomers.mrr.baseline", scores_mrr(&rows[0].newcomers), 3);
}

void measure_consortium(const struct data *data, struct figures *figures) {
  struct graph *graph = graph_read(data);
  struct ranker_row *rows = make_rows();
  int32_t today, last;
  int outcome = date_parse(cut, &today, &last);
  assert(!outcome);
  for (size_t i = 0; i < RANKERS; i++)
    run(&graph->history, today, &rows[i]);
  printf("consortium: %zu projects, %zu organisations\n", graph->project_count, graph->history.organisation_count);
  report(rows, figures);
  free(rows);
  graph_free(graph);
}
