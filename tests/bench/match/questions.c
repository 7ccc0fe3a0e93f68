// SPDX-License-Identifier: Apache-2.0
#include "questions.h"
#include "base/memory.h"

#include <stdbool.h>

enum { PURPOSE_QUESTION = 2 };

static bool has(const uint32_t *words, size_t count, uint32_t word) {
  for (size_t i = 0; i < count; i++)
    if (words[i] == word)
      return true;
  return false;
}

static void ask(const struct corpus *corpus, uint64_t number, size_t word_count, struct question *ret_question) {
  struct random random = random_stream(PURPOSE_QUESTION, number);
  struct corpus_profile wanted;
  corpus_make(corpus, random_below(&random, (uint32_t)corpus_count(corpus)), 0, &wanted);
  ret_question->helix = wanted.helix;
  ret_question->city = wanted.city;
  ret_question->theme = wanted.themes[0];
  for (size_t i = 0; i < word_count;) {
    uint32_t word = corpus_word(corpus, &random);
    if (word >= QUESTION_STOP_WORDS && !has(ret_question->words, i, word))
      ret_question->words[i++] = word;
  }
}

struct questions *questions_new(const struct corpus *corpus, size_t count) {
  static const size_t word_counts[QUESTION_CLASSES] = {2, 5, 30};
  struct questions *questions = memory_new(sizeof *questions);
  for (size_t c = 0; c < QUESTION_CLASSES; c++) {
    questions->classes[c] = (struct question_class){word_counts[c], count, memory_new(count * sizeof(struct question))};
    for (size_t i = 0; i < count; i++)
      ask(corpus, c * count + i, word_counts[c], &questions->classes[c].questions[i]);
  }
  return questions;
}

struct questions *questions_free(struct questions *questions) {
  for (size_t c = 0; questions && c < QUESTION_CLASSES; c++)
    free(questions->classes[c].questions);
  free(questions);
  return NULL;
}

double questions_mean_postings(const struct question_class *class, const struct corpus_users *users) {
  double sum = 0;
  for (size_t i = 0; i < class->count; i++)
    for (size_t w = 0; w < class->word_count; w++)
      sum += users[class->questions[i].words[w]].profiles;
  return sum / (double)class->count;
}
