// SPDX-License-Identifier: Apache-2.0
// Themes for a stakeholder: an index of the 1,000 concepts of the generated thesaurus, each with a label in three languages.
#include "ask.h"
#include "asking.h"
#include "base/memory.h"
#include "batch.h"
#include "samples.h"
#include "timing.h"

#include <stdio.h>

enum { LANGUAGES = 3, LABEL_WORDS_MAX = 4, PURPOSE_THEME = 3, ROWS = 10 };

struct theme {
  char id[16];
  uint32_t concept;
  uint64_t terms[LANGUAGES][LABEL_WORDS_MAX];
  struct match_statement statements[LANGUAGES];
};

// The profiles speak the first language; labels in the others have words that none of them has.
static void make_theme(const struct corpus *corpus, uint32_t concept, struct theme *theme,
                       struct match_profile *ret_profile) {
  struct random random = random_stream(PURPOSE_THEME, concept);
  theme->concept = concept;
  snprintf(theme->id, sizeof theme->id, "theme-%u", concept);
  for (uint8_t language = 0; language < LANGUAGES; language++) {
    struct match_statement *statement = &theme->statements[language];
    *statement = (struct match_statement){.language = language,
                                          .expires_day = INT32_MAX,
                                          .terms = theme->terms[language],
                                          .term_count = 1 + random_below(&random, LABEL_WORDS_MAX)};
    for (size_t i = 0; i < statement->term_count; i++)
      theme->terms[language][i] = batch_term(corpus_word(corpus, &random) + language * CORPUS_VOCABULARY);
  }
  theme->statements[0].concepts = &theme->concept; // it counts once
  theme->statements[0].concept_count = 1;
  *ret_profile = (struct match_profile){.id = theme->id,
                                        .themes = &theme->concept,
                                        .theme_count = 1,
                                        .statements = theme->statements,
                                        .statement_count = LANGUAGES};
}

static struct match_index *index_of_themes(const struct corpus *corpus) {
  memory_auto struct theme *themes = memory_new(WORLD_CONCEPTS * sizeof *themes);
  memory_auto struct match_profile *profiles = memory_new(WORLD_CONCEPTS * sizeof *profiles);
  for (uint32_t i = 0; i < WORLD_CONCEPTS; i++)
    make_theme(corpus, i, &themes[i], &profiles[i]);
  struct match_index *empty = match_index_new(&match_weights_default.text);
  struct match_index *index = match_index_change(empty, profiles, WORLD_CONCEPTS, NULL, 0);
  match_index_unref(empty);
  return index;
}

void measure_themes(struct bench *bench) {
  struct bench of_themes = *bench;
  of_themes.index = index_of_themes(bench->corpus);
  struct timing timing;
  timing_init(&timing, bench->asker_count);
  for (size_t round = 0; round < TIMING_ROUNDS; round++)
    ask_whole(&of_themes, &(struct ask_whole){.limit = ROWS}, NULL, timing_round(&timing, round));
  printf("Themes for a stakeholder, top %d of %d: p50 %.1f us, p99 %.1f us\n\n", ROWS, WORLD_CONCEPTS,
         timing_p50(&timing), timing_p99(&timing));
  figures_add(bench->figures, "match.themes_us", timing_p50(&timing), 1);
  timing_deinit(&timing);
  match_index_unref(of_themes.index);
}
