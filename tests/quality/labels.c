// SPDX-License-Identifier: Apache-2.0
// Does a label in Chinese or Italian find its concept? Candidates are all concepts, each a profile that says its English label only;
// the query is the other label as a text. A label that several concepts share is right when any of them comes first.
#include "base/memory.h"
#include "collection.h"
#include "crosslingual.h"
#include "fts.h"
#include "ranker.h"
#include "scores.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct outcome {
  struct scores ours, theirs;
  size_t ambiguous, unrecognized;
};

// Which concepts have the same label; returns how many, the concept itself first.
static size_t sharing(const struct thesaurus *thesaurus, size_t concept, enum thesaurus_language language,
                      uint32_t *ret_concepts) {
  const char *label = thesaurus->concepts[concept].labels[language];
  size_t count = 0;
  ret_concepts[count++] = (uint32_t) concept;
  for (size_t i = 0; i < thesaurus->count; i++)
    if (i != concept && !strcasecmp(label, thesaurus->concepts[i].labels[language]))
      ret_concepts[count++] = (uint32_t)i;
  return count;
}

static void ask_one(const struct thesaurus *thesaurus, size_t concept, enum thesaurus_language language,
                    enum text_language said, struct ranker *ranker, struct fts *fts, struct outcome *outcome) {
  memory_auto uint32_t *relevant = memory_new(thesaurus->count * sizeof *relevant);
  const char *label = thesaurus->concepts[concept].labels[language];
  size_t relevant_count = sharing(thesaurus, concept, language, relevant);
  struct collection *query = collection_new(thesaurus->recognized);
  uint32_t ranked[10];
  collection_begin(query);
  collection_add(query, label, said);
  size_t count = ranker_rank(ranker, collection_profiles(query), ranked, 10);
  scores_add(&outcome->ours, ranked, count, relevant, relevant_count);
  outcome->ambiguous += relevant_count > 1;
  outcome->unrecognized += !count;
  count = fts_rank(fts, label, ranked, 10);
  scores_add(&outcome->theirs, ranked, count, relevant, relevant_count);
  collection_free(query);
}

static struct collection *collect(const struct thesaurus *thesaurus, struct fts *fts) {
  struct collection *candidates = collection_new(thesaurus->recognized);
  for (size_t i = 0; i < thesaurus->count; i++) {
    collection_begin(candidates);
    collection_add(candidates, thesaurus->concepts[i].labels[THESAURUS_ENGLISH], TEXT_ENGLISH);
    fts_add(fts, (uint32_t)i, thesaurus->concepts[i].labels[THESAURUS_ENGLISH]);
  }
  return candidates;
}

static void report(const char *name, const struct outcome *outcome, const char *figure, struct figures *figures) {
  printf("%-30s %6zu %10zu %8zu %8.3f %8.3f\n", name, outcome->ours.query_count, outcome->ambiguous,
         outcome->unrecognized, scores_p1(&outcome->ours), scores_p1(&outcome->theirs));
  char baseline[64];
  snprintf(baseline, sizeof baseline, "%s.baseline", figure);
  figures_add(figures, figure, scores_p1(&outcome->ours), 3);
  figures_add(figures, baseline, scores_p1(&outcome->theirs), 3);
}

void measure_labels(const struct thesaurus *thesaurus, struct figures *figures) {
  static const struct {
    const char *name, *figure;
    enum thesaurus_language language;
    bool said; // or detected
  } rows[] = {{"Chinese", "crosslingual.zh_p1", THESAURUS_CHINESE, true},
              {"Chinese, language detected", "crosslingual.zh_detected_p1", THESAURUS_CHINESE, false},
              {"Italian", "crosslingual.it_p1", THESAURUS_ITALIAN, true},
              {"Italian, language detected", "crosslingual.it_detected_p1", THESAURUS_ITALIAN, false}};
  struct fts *fts = fts_new();
  struct collection *candidates = collect(thesaurus, fts);
  struct match_weights weights = ranker_weights(MATCH_CONCEPTS);
  struct ranker *ranker = ranker_new(candidates, thesaurus->taxonomy, weights);
  printf("crosslingual: labels of %zu concepts find the English one\n", thesaurus->count);
  printf("%-30s %6s %10s %8s %8s %8s\n", "", "number", "ambiguous", "unknown", "P@1", "FTS5 P@1");
  for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
    struct outcome outcome = {0};
    enum text_language said = rows[r].said ? thesaurus_text_language(rows[r].language) : TEXT_UNKNOWN;
    for (size_t i = 0; i < thesaurus->count; i++)
      ask_one(thesaurus, i, rows[r].language, said, ranker, fts, &outcome);
    report(rows[r].name, &outcome, rows[r].figure, figures);
  }
  printf("goal: P@1 >= .97\n\n");
  ranker_free(ranker);
  collection_free(candidates);
  fts_free(fts);
}
