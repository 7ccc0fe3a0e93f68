// SPDX-License-Identifier: Apache-2.0
// What the TEXT of match/search.h should be, by its formula alone: BM25 in double precision, of every profile, nothing quantised,
// nothing skipped. One pass over the corpus ranks for all questions at once.
#pragma once

#include "questions.h"

enum { REFERENCE_TOP = 10 };

struct reference_hit {
  uint64_t number;
  double score;
};

struct reference;

// `users`: corpus_users(). The questions are borrowed.
struct reference *reference_new(const struct corpus *corpus, const struct corpus_users *users);
struct reference *reference_free(struct reference *reference); // returns NULL

// Before the ranking; returns the question's number.
size_t reference_add(struct reference *reference, const struct question *question, size_t word_count);
void reference_rank(struct reference *reference);
size_t reference_top(const struct reference *reference, size_t question, const struct reference_hit **ret_hits);
// Of any profile; 0 when it has none of the words.
double reference_score(struct reference *reference, size_t question, uint64_t number);
