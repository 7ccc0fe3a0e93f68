// SPDX-License-Identifier: Apache-2.0
// Does a target of the Sustainable Development Goals, read in Italian or Chinese, find itself among the 169 in English? Nothing but
// concepts can tell: the words differ. Beside the engine's facet CONCEPTS, the same concepts are compared as vectors, by the
// cosine of 1 + ln frequency times ln(N / n), N the targets of which n have the concept: what rare concepts are worth.
#include "base/memory.h"
#include "collection.h"
#include "crosslingual.h"
#include "fts.h"
#include "ranker.h"
#include "scores.h"

#include <err.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { TARGETS_MAX = 512, DEPTH = 100 };

struct targets {
  char *names[TARGETS_MAX], *texts[TARGETS_MAX]; // owned
  size_t count;
};

// --- reading: "NAME: text" with the text folded over lines that begin with blanks, plain or in quotes; that much of YAML

static char *joined(char *text, const char *more) {
  size_t bytes = text ? strlen(text) : 0;
  text = memory_resize(text, bytes + strlen(more) + 2, 1);
  sprintf(text + bytes, "%s%s", bytes ? " " : "", more);
  return text;
}

static void unquote(char *text) {
  char quote = *text, *to = text;
  size_t bytes = strlen(text);
  if ((quote != '\'' && quote != '"') || bytes < 2 || text[bytes - 1] != quote)
    return;
  text[bytes - 1] = 0;
  for (const char *at = text + 1; *at; at++) {
    at += (quote == '\'' && at[0] == '\'' && at[1] == '\'') || (quote == '"' && at[0] == '\\' && at[1]);
    *to++ = *at;
  }
  *to = 0;
}

static void read_line(struct targets *targets, char *line) {
  size_t blanks = strspn(line, " ");
  if (blanks && targets->count) {
    targets->texts[targets->count - 1] = joined(targets->texts[targets->count - 1], line + blanks);
    return;
  }
  char *colon = strstr(line, "-title:");
  if (!colon)
    return;
  if (targets->count == TARGETS_MAX)
    errx(1, "more than %d targets", TARGETS_MAX);
  *colon = 0;
  char *text = colon + strlen("-title:");
  targets->names[targets->count] = memory_copy_string(line);
  targets->texts[targets->count++] = joined(NULL, text + strspn(text, " "));
}

static void read_targets(const struct data *data, const char *language, struct targets *ret_targets) {
  char name[64];
  snprintf(name, sizeof name, "crosslingual/sdg/%s/global_targets.yml", language);
  struct data_file *file = data_open(data, name);
  *ret_targets = (struct targets){0};
  for (char *line; (line = data_line(file));)
    read_line(ret_targets, line);
  for (size_t i = 0; i < ret_targets->count; i++)
    unquote(ret_targets->texts[i]);
  data_close(file);
}

static void free_targets(struct targets *targets) {
  for (size_t i = 0; i < targets->count; i++) {
    free(targets->names[i]);
    free(targets->texts[i]);
  }
}

static uint32_t find_target(const struct targets *targets, const char *name) {
  for (uint32_t i = 0; i < targets->count; i++)
    if (!strcmp(targets->names[i], name))
      return i;
  errx(1, "no English target \"%s\"", name);
}

// --- concepts as vectors

struct vectors {
  double *values; // owned: by target, then concept; of length 1 or 0
  size_t concept_count, target_count;
};

static struct collection *collect(const struct thesaurus *thesaurus, const struct targets *targets,
                                  enum thesaurus_language language) {
  struct collection *collection = collection_new(thesaurus->recognized);
  for (size_t i = 0; i < targets->count; i++) {
    collection_begin(collection);
    collection_add(collection, targets->texts[i], thesaurus_text_language(language));
  }
  return collection;
}

static void count_concepts(const struct match_profile *profile, double *counts) {
  const struct match_statement *statement = profile->statements;
  for (size_t i = 0; i < statement->concept_count; i++)
    if (match_concept_is_named(statement->concepts[i]))
      counts[statement->concepts[i]]++;
}

static void weigh(double *counts, const double *information, size_t count) {
  double square = 0;
  for (size_t i = 0; i < count; i++) {
    counts[i] = counts[i] > 0 ? (1 + log(counts[i])) * information[i] : 0;
    square += counts[i] * counts[i];
  }
  for (size_t i = 0; square > 0 && i < count; i++)
    counts[i] /= sqrt(square);
}

static double *information_of(const struct collection *targets, size_t concept_count) {
  double *information = memory_new(concept_count * sizeof *information + 1);
  memory_auto double *counts = memory_new(concept_count * sizeof *counts + 1);
  for (size_t t = 0; t < collection_count(targets); t++) {
    memset(counts, 0, concept_count * sizeof *counts);
    count_concepts(&collection_profiles(targets)[t], counts);
    for (size_t i = 0; i < concept_count; i++)
      information[i] += counts[i] > 0;
  }
  for (size_t i = 0; i < concept_count; i++)
    information[i] = log(((double)collection_count(targets) + 1) / (information[i] + 1));
  return information;
}

static struct vectors vectors_of(const struct collection *targets, const double *information, size_t concept_count) {
  struct vectors vectors = {.concept_count = concept_count, .target_count = collection_count(targets)};
  vectors.values = memory_new(concept_count * vectors.target_count * sizeof *vectors.values + 1);
  for (size_t t = 0; t < vectors.target_count; t++) {
    count_concepts(&collection_profiles(targets)[t], vectors.values + t * concept_count);
    weigh(vectors.values + t * concept_count, information, concept_count);
  }
  return vectors;
}

static size_t rank_by_cosine(const struct vectors *candidates, const double *query, uint32_t *ret_numbers) {
  double cosines[TARGETS_MAX];
  size_t count = 0;
  for (uint32_t t = 0; t < candidates->target_count; t++) {
    cosines[t] = 0;
    for (size_t i = 0; i < candidates->concept_count; i++)
      cosines[t] += query[i] * candidates->values[t * candidates->concept_count + i];
    if (cosines[t] <= 0)
      continue;
    size_t at = count < DEPTH ? count++ : DEPTH;
    for (; at && cosines[ret_numbers[at - 1]] < cosines[t]; at--)
      if (at < DEPTH)
        ret_numbers[at] = ret_numbers[at - 1];
    if (at < DEPTH)
      ret_numbers[at] = t;
  }
  return count;
}

// --- the comparison

struct outcome {
  struct scores engine, cosine, fts;
  size_t without_concepts, without_common, named, hinted;
};

struct english {
  struct targets targets;
  struct collection *profiles;
  struct ranker *ranker;
  struct fts *fts;
  double *information;
  struct vectors vectors;
};

static void count_uses(const struct match_statement *statement, struct outcome *outcome) {
  for (size_t i = 0; i < statement->concept_count; i++) {
    bool named = match_concept_is_named(statement->concepts[i]);
    outcome->named += named;
    outcome->hinted += !named;
  }
}

static struct outcome compare(const struct thesaurus *thesaurus, const struct english *english,
                              const struct targets *targets, enum thesaurus_language language) {
  struct outcome outcome = {0};
  struct collection *queries = collect(thesaurus, targets, language);
  struct vectors vectors = vectors_of(queries, english->information, thesaurus->count);
  uint32_t ranked[DEPTH];
  for (size_t i = 0; i < targets->count; i++) {
    const struct match_profile *query = &collection_profiles(queries)[i];
    uint32_t relevant = find_target(&english->targets, targets->names[i]);
    size_t count = ranker_rank(english->ranker, query, ranked, DEPTH);
    scores_add(&outcome.engine, ranked, count, &relevant, 1);
    count = rank_by_cosine(&english->vectors, vectors.values + i * thesaurus->count, ranked);
    scores_add(&outcome.cosine, ranked, count, &relevant, 1);
    bool met = false;
    for (size_t r = 0; r < count; r++)
      met |= ranked[r] == relevant;
    count = fts_rank(english->fts, targets->texts[i], ranked, DEPTH);
    scores_add(&outcome.fts, ranked, count, &relevant, 1);
    count_uses(query->statements, &outcome);
    outcome.without_concepts += !query->statements->concept_count;
    outcome.without_common += query->statements->concept_count && !met;
  }
  free(vectors.values);
  collection_free(queries);
  return outcome;
}

static void add_pair(struct figures *figures, const char *code, const char *measure, double ours, double theirs) {
  char name[64];
  snprintf(name, sizeof name, "crosslingual.sdg_%s_%s", code, measure);
  figures_add(figures, name, ours, 3);
  snprintf(name, sizeof name, "crosslingual.sdg_%s_%s.baseline", code, measure);
  figures_add(figures, name, theirs, 3);
}

static void report(const char *name, const char *code, const struct outcome *outcome, struct figures *figures) {
  double number = (double)outcome->engine.query_count;
  printf("%s: %.1f concepts named and %.1f hinted at in a target; %zu targets without any, %zu name none that their "
         "English text "
         "names\n",
         name, (double)outcome->named / number, (double)outcome->hinted / number, outcome->without_concepts,
         outcome->without_common);
  printf("  %-28s P@1 %.3f  MRR %.3f\n", "engine, CONCEPTS", scores_p1(&outcome->engine), scores_mrr(&outcome->engine));
  printf("  %-28s P@1 %.3f  MRR %.3f\n", "named concepts, cosine", scores_p1(&outcome->cosine),
         scores_mrr(&outcome->cosine));
  printf("  %-28s P@1 %.3f  MRR %.3f\n", "FTS5, words", scores_p1(&outcome->fts), scores_mrr(&outcome->fts));
  add_pair(figures, code, "p1", scores_p1(&outcome->engine), scores_p1(&outcome->fts));
  add_pair(figures, code, "mrr", scores_mrr(&outcome->engine), scores_mrr(&outcome->fts));
}

static void read_english(const struct data *data, const struct thesaurus *thesaurus, struct english *english) {
  read_targets(data, "en", &english->targets);
  english->profiles = collect(thesaurus, &english->targets, THESAURUS_ENGLISH);
  english->ranker = ranker_new(english->profiles, thesaurus->taxonomy, ranker_weights(MATCH_CONCEPTS));
  english->fts = fts_new();
  for (size_t i = 0; i < english->targets.count; i++)
    fts_add(english->fts, (uint32_t)i, english->targets.texts[i]);
  english->information = information_of(english->profiles, thesaurus->count);
  english->vectors = vectors_of(english->profiles, english->information, thesaurus->count);
}

static void free_english(struct english *english) {
  free(english->vectors.values);
  free(english->information);
  fts_free(english->fts);
  ranker_free(english->ranker);
  collection_free(english->profiles);
  free_targets(&english->targets);
}

void measure_targets(const struct data *data, const struct thesaurus *thesaurus, struct figures *figures) {
  static const struct {
    const char *name, *folder, *code;
    enum thesaurus_language language;
  } rows[] = {{"Chinese", "zh-Hans", "zh", THESAURUS_CHINESE}, {"Italian", "it", "it", THESAURUS_ITALIAN}};
  struct english english;
  read_english(data, thesaurus, &english);
  printf("crosslingual: %zu targets of the Sustainable Development Goals find the English one\n",
         english.targets.count);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct targets targets;
    read_targets(data, rows[i].folder, &targets);
    struct outcome outcome = compare(thesaurus, &english, &targets, rows[i].language);
    report(rows[i].name, rows[i].code, &outcome, figures);
    free_targets(&targets);
  }
  printf("\n");
  free_english(&english);
}
