// SPDX-License-Identifier: Apache-2.0
// The generated queries: 1,000 each of 2, 5 and 30 different words, drawn by the law that profiles are drawn by, but none of the
// 150 commonest, which a text's analysis takes for stop words. Each has a profile whose role and place a filter may ask for.
#pragma once

#include "corpus.h"

enum { QUESTION_WORDS_MAX = 30, QUESTION_STOP_WORDS = 150, QUESTION_CLASSES = 3 };

struct question {
  uint32_t words[QUESTION_WORDS_MAX];
  uint32_t theme, city;
  uint8_t helix;
};

struct question_class {
  size_t word_count, count;
  struct question *questions; // owned
};

struct questions {
  struct question_class classes[QUESTION_CLASSES]; // 2, 5, 30 words
};

struct questions *questions_new(const struct corpus *corpus, size_t count);
struct questions *questions_free(struct questions *questions); // returns NULL

// How many profiles have a word, summed over the words of a query: the mean over a class.
double questions_mean_postings(const struct question_class *class, const struct corpus_users *users);
