// SPDX-License-Identifier: Apache-2.0
#include "word_file.h"

#include <err.h>
#include <stdio.h>

static const uint32_t magic = 0x31786c68; // "hlx1"

static void put(FILE *file, const uint32_t *numbers, size_t count) {
  fwrite(numbers, sizeof *numbers, count, file);
}

static void put_header(FILE *file, const struct corpus *corpus, const struct questions *questions) {
  put(file, (const uint32_t[]){magic, (uint32_t)corpus_count(corpus), CORPUS_WORDS, QUESTION_CLASSES}, 4);
  for (size_t i = 0; i < QUESTION_CLASSES; i++)
    put(file, (const uint32_t[]){(uint32_t)questions->classes[i].count, (uint32_t)questions->classes[i].word_count}, 2);
}

static void put_profile(FILE *file, const struct corpus_profile *profile) {
  put(file, (const uint32_t[]){profile->helix, world_country(profile->city)}, 2);
  put(file, profile->words, CORPUS_WORDS);
}

static void put_class(FILE *file, const struct question_class *class) {
  for (size_t i = 0; i < class->count; i++) {
    const struct question *question = &class->questions[i];
    put(file, (const uint32_t[]){question->helix, world_country(question->city)}, 2);
    put(file, question->words, class->word_count);
  }
}

void word_file_write(const char *path, const struct corpus *corpus, const struct questions *questions) {
  FILE *file = fopen(path, "wbe");
  if (!file)
    err(1, "cannot make %s", path);
  put_header(file, corpus, questions);
  for (size_t i = 0; i < corpus_count(corpus); i++) {
    struct corpus_profile profile;
    corpus_make(corpus, i, 0, &profile);
    put_profile(file, &profile);
  }
  for (size_t i = 0; i < QUESTION_CLASSES; i++)
    put_class(file, &questions->classes[i]);
  if (ferror(file) | fclose(file))
    err(1, "cannot write %s", path);
}
