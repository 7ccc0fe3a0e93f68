// SPDX-License-Identifier: Apache-2.0
// Which firm won this award? Profiles are a firm's earlier awards, a statement each; the query is the text of a later one, with the
// firm's name masked. Parameters of the engine were chosen on the queries with an even number (from 0); the figures are of the others.
#include "base/memory.h"
#include "collection.h"
#include "fts.h"
#include "quality.h"
#include "ranker.h"
#include "scores.h"

#include <err.h>
#include <stdio.h>
#include <string.h>

enum { DEPTH = 100 };

struct firms {
  struct collection *profiles;
  struct fts *fts;
  json_t *numbers; // by id
};

struct outcome {
  struct scores chosen, rest;
};

static char *text_of(const json_t *award) {
  char *text;
  if (asprintf(&text, "%s\n%s", data_string(award, "title"), data_string(award, "text")) < 0)
    err(1, "cannot join texts");
  return text;
}

static void add_firm(struct firms *firms, const json_t *firm) {
  size_t number = collection_count(firms->profiles), i;
  char *whole = memory_copy_string("");
  json_t *statement;
  collection_begin(firms->profiles);
  json_array_foreach(data_array(firm, "statements"), i, statement) {
    memory_auto char *text = text_of(statement);
    collection_add(firms->profiles, text, TEXT_ENGLISH);
    size_t bytes = strlen(whole);
    whole = memory_resize(whole, bytes + strlen(text) + 2, 1);
    sprintf(whole + bytes, "%s\n", text);
  }
  fts_add(firms->fts, (uint32_t)number, whole);
  free(whole);
  json_object_set_new(firms->numbers, data_string(firm, "id"), json_integer((json_int_t)number));
}

static void read_firms(struct firms *firms, const struct data *data) {
  struct data_file *file = data_open(data, "text_to_firm/profiles.jsonl.gz");
  *firms = (struct firms){collection_new(NULL), fts_new(), json_object()};
  for (json_t *firm; (firm = data_json(file)); json_decref(firm))
    add_firm(firms, firm);
  data_close(file);
}

static uint32_t relevant_of(const struct firms *firms, const json_t *query) {
  const char *id = json_string_value(json_array_get(data_array(query, "relevant"), 0));
  const json_t *number = id ? json_object_get(firms->numbers, id) : NULL;
  if (!number)
    errx(1, "text_to_firm: no firm \"%s\"", id ? id : "");
  return (uint32_t)json_integer_value(number);
}

static void ask(struct firms *firms, struct ranker *ranker, const struct data *data, struct outcome *ours,
                struct outcome *theirs) {
  struct data_file *file = data_open(data, "text_to_firm/queries.jsonl.gz");
  struct collection *queries = collection_new(NULL);
  uint32_t ranked[DEPTH];
  for (json_t *query; (query = data_json(file)); json_decref(query)) {
    memory_auto char *text = text_of(query);
    uint32_t relevant = relevant_of(firms, query);
    bool chosen = collection_count(queries) % 2 == 0;
    collection_begin(queries);
    collection_add(queries, text, TEXT_ENGLISH);
    const struct match_profile *profile = &collection_profiles(queries)[collection_count(queries) - 1];
    size_t count = ranker_rank(ranker, profile, ranked, DEPTH);
    scores_add(chosen ? &ours->chosen : &ours->rest, ranked, count, &relevant, 1);
    count = fts_rank(firms->fts, text, ranked, DEPTH);
    scores_add(chosen ? &theirs->chosen : &theirs->rest, ranked, count, &relevant, 1);
  }
  collection_free(queries);
  data_close(file);
}

static void print_row(const char *who, const char *which, const struct scores *scores) {
  printf("%-8s %-28s %6zu %8.3f %10.3f %8.3f\n", who, which, scores->query_count, scores_p1(scores),
         scores_recall10(scores), scores_mrr(scores));
}

static void report(const struct outcome *ours, const struct outcome *theirs, struct figures *figures) {
  printf("%-8s %-28s %6s %8s %10s %8s\n", "", "", "number", "P@1", "recall@10", "MRR@100");
  print_row("engine", "queries of choosing", &ours->chosen);
  print_row("FTS5", "queries of choosing", &theirs->chosen);
  print_row("engine", "other queries", &ours->rest);
  print_row("FTS5", "other queries", &theirs->rest);
  printf("goal on the other queries: recall@10 >= .66, MRR@100 >= .52\n\n");
  figures_add(figures, "text_to_firm.p1", scores_p1(&ours->rest), 3);
  figures_add(figures, "text_to_firm.p1.baseline", scores_p1(&theirs->rest), 3);
  figures_add(figures, "text_to_firm.recall10", scores_recall10(&ours->rest), 3);
  figures_add(figures, "text_to_firm.recall10.baseline", scores_recall10(&theirs->rest), 3);
  figures_add(figures, "text_to_firm.mrr", scores_mrr(&ours->rest), 3);
  figures_add(figures, "text_to_firm.mrr.baseline", scores_mrr(&theirs->rest), 3);
}

void measure_text_to_firm(const struct data *data, struct figures *figures) {
  struct firms firms;
  struct outcome ours = {0}, theirs = {0};
  read_firms(&firms, data);
  struct match_taxonomy *taxonomy = match_taxonomy_new(0, NULL, NULL);
  struct ranker *ranker = ranker_new(firms.profiles, taxonomy, ranker_weights(MATCH_TEXT));
  ask(&firms, ranker, data, &ours, &theirs);
  printf("text_to_firm: %zu firms, %.2f ms a search\n", collection_count(firms.profiles),
         1000 * ranker_seconds(ranker) / (double)(ours.chosen.query_count + ours.rest.query_count));
  report(&ours, &theirs, figures);
  ranker_free(ranker);
  match_taxonomy_free(taxonomy);
  json_decref(firms.numbers);
  fts_free(firms.fts);
  collection_free(firms.profiles);
}
