// SPDX-License-Identifier: Apache-2.0
// Which EuroSciVoc categories does this project have? Candidates are the categories that at least 20 projects have. A category is a
// profile that speaks through its label and its path and, with evidence, through the texts of the projects with an even number that
// have it; the projects with an odd number are the queries. Parameters of the engine were chosen on every second query (from the
// first); the figures are of the others.
#include "base/memory.h"
#include "collection.h"
#include "fts.h"
#include "quality.h"
#include "ranker.h"
#include "scores.h"

#include <err.h>
#include <stdio.h>
#include <string.h>

enum { PROJECTS_MIN = 20, THEMES_OF_ONE_MAX = 64, DEPTH = 100 };

struct theme {
  char *path, *label; // owned
  char *text;         // owned: all that it says, for the baseline
};

struct themes {
  struct theme *items; // owned
  size_t count, capacity;
  json_t *numbers; // by path
};

struct project {
  char *text; // owned: its texts, one to a line
  json_t *texts;
  uint32_t themes[THEMES_OF_ONE_MAX];
  size_t theme_count;
  bool is_evidence;
};

struct projects {
  struct project *items; // owned
  size_t count, capacity;
};

struct outcome {
  struct scores chosen, rest;
  double seconds;
};

static char *joined(char *text, const char *more) {
  size_t bytes = strlen(text);
  text = memory_resize(text, bytes + strlen(more) + 2, 1);
  sprintf(text + bytes, "%s\n", more);
  return text;
}

static void read_themes(struct themes *themes, const struct data *data) {
  struct data_file *file = data_open(data, "text_to_theme/themes.csv");
  char *cells[3];
  *themes = (struct themes){.numbers = json_object()};
  data_line(file); // the heading
  while (data_cells(file, cells, 3)) {
    if (atoi(cells[2]) < PROJECTS_MIN)
      continue;
    memory_reserve(themes->items, themes->count, themes->capacity);
    json_object_set_new(themes->numbers, cells[0], json_integer((json_int_t)themes->count));
    themes->items[themes->count++] = (struct theme){.path = memory_copy_string(cells[0]),
                                                    .label = memory_copy_string(cells[1]),
                                                    .text = joined(memory_copy_string(cells[1]), cells[0])};
  }
  data_close(file);
}

static struct project project_of(const struct themes *themes, const json_t *line) {
  struct project project = {.text = memory_copy_string(""),
                            .texts = json_incref(data_array(line, "texts")),
                            .is_evidence = strtoul(data_string(line, "id"), NULL, 10) % 2 == 0};
  const json_t *item;
  size_t i;
  json_array_foreach(project.texts, i, item) {
    if (!json_is_string(item))
      errx(1, "text_to_theme: a text that is no string");
    project.text = joined(project.text, json_string_value(item));
  }
  json_array_foreach(data_array(line, "themes"), i, item) {
    const json_t *number = json_object_get(themes->numbers, json_string_value(item));
    if (number && project.theme_count < THEMES_OF_ONE_MAX)
      project.themes[project.theme_count++] = (uint32_t)json_integer_value(number);
  }
  return project;
}

static void read_projects(struct projects *projects, const struct themes *themes, const struct data *data) {
  struct data_file *file = data_open(data, "text_to_theme/projects.jsonl.gz");
  *projects = (struct projects){0};
  for (json_t *line; (line = data_json(file)); json_decref(line)) {
    memory_reserve(projects->items, projects->count, projects->capacity);
    projects->items[projects->count++] = project_of(themes, line);
  }
  data_close(file);
}

// --- the two rankers

static bool is_of(const struct project *project, size_t theme) {
  for (size_t i = 0; i < project->theme_count; i++)
    if (project->themes[i] == theme)
      return true;
  return false;
}

static void add_texts(struct collection *collection, const struct project *project) {
  size_t i;
  const json_t *text;
  json_array_foreach(project->texts, i, text) collection_add(collection, json_string_value(text), TEXT_ENGLISH);
}

static struct collection *collect(const struct themes *themes, const struct projects *projects, bool with_evidence) {
  struct collection *collection = collection_new(NULL);
  for (size_t i = 0; i < themes->count; i++) {
    collection_begin(collection);
    collection_add(collection, themes->items[i].label, TEXT_ENGLISH);
    collection_add(collection, themes->items[i].path, TEXT_ENGLISH);
    for (size_t p = 0; with_evidence && p < projects->count; p++)
      if (projects->items[p].is_evidence && is_of(&projects->items[p], i))
        add_texts(collection, &projects->items[p]);
  }
  return collection;
}

static struct fts *collect_fts(const struct themes *themes, const struct projects *projects, bool with_evidence) {
  struct fts *fts = fts_new();
  for (size_t i = 0; i < themes->count; i++) {
    char *text = memory_copy_string(themes->items[i].text);
    for (size_t p = 0; with_evidence && p < projects->count; p++)
      if (projects->items[p].is_evidence && is_of(&projects->items[p], i))
        text = joined(text, projects->items[p].text);
    fts_add(fts, (uint32_t)i, text);
    free(text);
  }
  return fts;
}

// Queries take turns, the first is one to choose by.
static struct scores *scores_of(struct outcome *outcome) {
  return outcome->chosen.query_count > outcome->rest.query_count ? &outcome->rest : &outcome->chosen;
}

static bool is_query(const struct project *project) {
  return !project->is_evidence && project->theme_count;
}

static struct outcome run_engine(const struct themes *themes, const struct projects *projects, bool with_evidence) {
  struct collection *candidates = collect(themes, projects, with_evidence), *queries = collection_new(NULL);
  struct match_taxonomy *taxonomy = match_taxonomy_new(0, NULL, NULL);
  struct ranker *ranker = ranker_new(candidates, taxonomy, ranker_weights(MATCH_TEXT));
  struct outcome outcome = {0};
  uint32_t ranked[DEPTH];
  for (size_t i = 0; i < projects->count; i++) {
    const struct project *project = &projects->items[i];
    if (!is_query(project))
      continue;
    collection_begin(queries);
    add_texts(queries, project);
    const struct match_profile *profile = &collection_profiles(queries)[collection_count(queries) - 1];
    size_t count = ranker_rank(ranker, profile, ranked, DEPTH);
    scores_add(scores_of(&outcome), ranked, count, project->themes, project->theme_count);
  }
  outcome.seconds = ranker_seconds(ranker) / (double)(outcome.chosen.query_count + outcome.rest.query_count);
  ranker_free(ranker);
  match_taxonomy_free(taxonomy);
  collection_free(queries);
  collection_free(candidates);
  return outcome;
}

static struct outcome run_fts(const struct themes *themes, const struct projects *projects, bool with_evidence) {
  struct fts *fts = collect_fts(themes, projects, with_evidence);
  struct outcome outcome = {0};
  uint32_t ranked[DEPTH];
  for (size_t i = 0; i < projects->count; i++) {
    const struct project *project = &projects->items[i];
    if (!is_query(project))
      continue;
    size_t count = fts_rank(fts, project->text, ranked, DEPTH);
    scores_add(scores_of(&outcome), ranked, count, project->themes, project->theme_count);
  }
  fts_free(fts);
  return outcome;
}

// --- the outcome

static void print_row(const char *who, const char *which, const struct scores *scores) {
  printf("%-8s %-28s %6zu %8.3f %10.3f %8.3f\n", who, which, scores->query_count, scores_p1(scores),
         scores_ndcg10(scores), scores_mrr(scores));
}

static void add_figures(struct figures *figures, const char *part, const struct scores *ours,
                        const struct scores *theirs) {
  const struct {
    const char *name;
    double ours, theirs;
  } rows[] = {{"p1", scores_p1(ours), scores_p1(theirs)},
              {"ndcg10", scores_ndcg10(ours), scores_ndcg10(theirs)},
              {"mrr", scores_mrr(ours), scores_mrr(theirs)}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char name[64];
    snprintf(name, sizeof name, "text_to_theme.%s%s", part, rows[i].name);
    figures_add(figures, name, rows[i].ours, 3);
    snprintf(name, sizeof name, "text_to_theme.%s%s.baseline", part, rows[i].name);
    figures_add(figures, name, rows[i].theirs, 3);
  }
  char name[64];
  snprintf(name, sizeof name, "text_to_theme.%sndcg10_ratio", part);
  figures_add(figures, name, scores_ndcg10(ours) / scores_ndcg10(theirs), 3);
}

static void compare(const struct themes *themes, const struct projects *projects, bool with_evidence,
                    struct figures *figures) {
  const char *which = with_evidence ? "labels and evidence" : "labels only";
  struct outcome ours = run_engine(themes, projects, with_evidence), theirs = run_fts(themes, projects, with_evidence);
  print_row("engine", "queries of choosing", &ours.chosen);
  print_row("FTS5", "queries of choosing", &theirs.chosen);
  print_row("engine", which, &ours.rest);
  print_row("FTS5", which, &theirs.rest);
  printf("%-8s nDCG@10 %.2f times that of FTS5, %.2f ms a search\n", "",
         scores_ndcg10(&ours.rest) / scores_ndcg10(&theirs.rest), 1000 * ours.seconds);
  add_figures(figures, with_evidence ? "" : "labels.", &ours.rest, &theirs.rest);
}

static void free_all(struct themes *themes, struct projects *projects) {
  for (size_t i = 0; i < projects->count; i++) {
    free(projects->items[i].text);
    json_decref(projects->items[i].texts);
  }
  free(projects->items);
  for (size_t i = 0; i < themes->count; i++) {
    free(themes->items[i].path);
    free(themes->items[i].label);
    free(themes->items[i].text);
  }
  free(themes->items);
  json_decref(themes->numbers);
}

void measure_text_to_theme(const struct data *data, struct figures *figures) {
  struct themes themes;
  struct projects projects;
  read_themes(&themes, data);
  read_projects(&projects, &themes, data);
  printf("text_to_theme: %zu categories\n", themes.count);
  printf("%-8s %-28s %6s %8s %10s %8s\n", "", "", "number", "P@1", "nDCG@10", "MRR@100");
  compare(&themes, &projects, false, figures);
  compare(&themes, &projects, true, figures);
  printf("goal: nDCG@10 >= 1.2 times that of FTS5\n\n");
  free_all(&themes, &projects);
}
