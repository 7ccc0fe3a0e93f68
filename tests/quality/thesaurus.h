// SPDX-License-Identifier: Apache-2.0
// The concepts of crosslingual/terms.csv, each with a label in English, Italian and Chinese. There is no order among them, so
// that the taxonomy is flat.
#pragma once

#include "data.h"
#include "match/taxonomy.h"
#include "text/concepts.h"

enum thesaurus_language { THESAURUS_ENGLISH, THESAURUS_ITALIAN, THESAURUS_CHINESE, THESAURUS_LANGUAGES };

struct thesaurus_concept {
  char *labels[THESAURUS_LANGUAGES]; // owned
};

struct thesaurus {
  /* owned */
  struct thesaurus_concept *concepts;
  struct text_concepts *recognized; // all labels
  struct match_taxonomy *taxonomy;
  size_t count, capacity;
};

struct thesaurus *thesaurus_read(const struct data *data);
struct thesaurus *thesaurus_free(struct thesaurus *thesaurus); // returns NULL

enum text_language thesaurus_text_language(enum thesaurus_language language);
