// SPDX-License-Identifier: Apache-2.0
// A generated query, or a generated profile that looks for others, as the engine is asked it. Points into itself: it stays
// where it was filled.
#pragma once

#include "match/search.h"
#include "questions.h"

enum asking_filter {
  ASKING_ALL,
  ASKING_ROLE_AND_COUNTRY,
  ASKING_ROLE,
  ASKING_COUNTRY,
  ASKING_THEME,
  ASKING_CITY,
  ASKING_TWO_ROLES, // two thirds of all
};

struct asking {
  struct match_query query;
  struct match_weights weights;
  struct match_profile profile;
  struct match_statement statement;
  uint64_t terms[QUESTION_WORDS_MAX];
  uint16_t country;
  uint8_t places[WORLD_CITIES], themes[WORLD_CONCEPTS];
  uint32_t nearness[WORLD_CITIES];
};

// Words alone, with all weight on TEXT; top 10.
void asking_words(struct asking *asking, const struct match_taxonomy *taxonomy, const struct question *question,
                  size_t word_count, enum asking_filter filter);
// A whole match: every facet, without the asker itself. The profile is borrowed.
void asking_whole(struct asking *asking, const struct match_taxonomy *taxonomy, const struct match_profile *profile,
                  size_t limit);
