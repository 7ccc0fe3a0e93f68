// SPDX-License-Identifier: Apache-2.0
#include "thesaurus.h"
#include "base/memory.h"

static const enum text_language languages[THESAURUS_LANGUAGES] = {TEXT_ENGLISH, TEXT_ITALIAN, TEXT_CHINESE};

enum text_language thesaurus_text_language(enum thesaurus_language language) {
  return languages[language];
}

static void read_concepts(struct thesaurus *thesaurus, const struct data *data) {
  struct data_file *file = data_open(data, "crosslingual/terms.csv");
  char *cells[THESAURUS_LANGUAGES];
  data_line(file); // the heading
  while (data_cells(file, cells, THESAURUS_LANGUAGES)) {
    memory_reserve(thesaurus->concepts, thesaurus->count, thesaurus->capacity);
    struct thesaurus_concept *concept = &thesaurus->concepts[thesaurus->count++];
    for (size_t i = 0; i < THESAURUS_LANGUAGES; i++)
    concept->labels[i] = memory_copy_string(cells[i]);
  }
  data_close(file);
}

static void recognize(struct thesaurus *thesaurus) {
  size_t count = thesaurus->count * THESAURUS_LANGUAGES;
  memory_auto struct text_label *labels = memory_new(count * sizeof *labels + 1);
  for (size_t i = 0; i < count; i++) {
    size_t concept = i / THESAURUS_LANGUAGES, language = i % THESAURUS_LANGUAGES;
    labels[i] =
        (struct text_label){(uint32_t) concept, languages[language], thesaurus->concepts[concept].labels[language]};
  }
  thesaurus->recognized = text_concepts_new(labels, count);
}

static void arrange(struct thesaurus *thesaurus) {
  memory_auto const uint32_t **broader = memory_new(thesaurus->count * sizeof *broader + 1);
  memory_auto size_t *broader_counts = memory_new(thesaurus->count * sizeof *broader_counts + 1);
  thesaurus->taxonomy = match_taxonomy_new(thesaurus->count, broader, broader_counts);
}

struct thesaurus *thesaurus_read(const struct data *data) {
  struct thesaurus *thesaurus = memory_new(sizeof *thesaurus);
  read_concepts(thesaurus, data);
  recognize(thesaurus);
  arrange(thesaurus);
  return thesaurus;
}

struct thesaurus *thesaurus_free(struct thesaurus *thesaurus) {
  if (!thesaurus)
    return NULL;
  match_taxonomy_free(thesaurus->taxonomy);
  text_concepts_free(thesaurus->recognized);
  for (size_t i = 0; i < thesaurus->count; i++)
    for (size_t l = 0; l < THESAURUS_LANGUAGES; l++)
      free(thesaurus->concepts[i].labels[l]);
  free(thesaurus->concepts);
  free(thesaurus);
  return NULL;
}
