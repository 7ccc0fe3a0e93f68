// SPDX-License-Identifier: Apache-2.0
#include "asking.h"
#include "batch.h"

#include <string.h>

enum { TOP = 10 };

static uint32_t helix_bits(const struct question *question, enum asking_filter filter) {
  uint32_t own = 1u << question->helix;
  if (filter == ASKING_ROLE_AND_COUNTRY || filter == ASKING_ROLE)
    return own;
  return filter == ASKING_TWO_ROLES ? ((1u << CORPUS_HELICES) - 1) & ~own : 0;
}

static void set_filter(struct asking *asking, const struct question *question, enum asking_filter kind) {
  struct match_filter *filter = &asking->query.filter;
  filter->helix = helix_bits(question, kind);
  if (kind == ASKING_ROLE_AND_COUNTRY || kind == ASKING_COUNTRY) {
    asking->country = world_country_code(world_country(question->city));
    filter->countries = &asking->country;
    filter->country_count = 1;
  }
  if (kind == ASKING_THEME) {
    asking->themes[question->theme] = 1;
    filter->themes = asking->themes;
  }
  if (kind == ASKING_CITY) {
    asking->places[question->city] = 1;
    filter->places = asking->places;
  }
}

void asking_words(struct asking *asking, const struct match_taxonomy *taxonomy, const struct question *question,
                  size_t word_count, enum asking_filter filter) {
  memset(asking, 0, sizeof *asking);
  for (size_t i = 0; i < word_count; i++)
    asking->terms[i] = batch_term(question->words[i]);
  asking->statement =
      (struct match_statement){.expires_day = INT32_MAX, .terms = asking->terms, .term_count = word_count};
  asking->profile = (struct match_profile){.id = "", .statements = &asking->statement, .statement_count = 1};
  asking->weights = match_weights_default;
  memset(asking->weights.facets, 0, sizeof asking->weights.facets);
  asking->weights.facets[MATCH_TEXT] = MATCH_ONE;
  asking->query = (struct match_query){.profile = &asking->profile,
                                       .taxonomy = taxonomy,
                                       .places = {.values = asking->nearness, .count = WORLD_CITIES},
                                       .weights = &asking->weights,
                                       .impersonal = true,
                                       .bare = true,
                                       .limit = TOP};
  set_filter(asking, question, filter);
}

void asking_whole(struct asking *asking, const struct match_taxonomy *taxonomy, const struct match_profile *profile,
                  size_t limit) {
  memset(asking, 0, sizeof *asking);
  world_nearness(profile->places[0], asking->nearness);
  asking->query = (struct match_query){.profile = profile,
                                       .filter = {.exclude_id = profile->id},
                                       .taxonomy = taxonomy,
                                       .places = {.values = asking->nearness, .count = WORLD_CITIES},
                                       .weights = &match_weights_default,
                                       .mutual = true,
                                       .limit = limit};
}
