// SPDX-License-Identifier: Apache-2.0
// Queries one after the other, by the clock.
#pragma once

#include "asking.h"
#include "measure.h"

// What the engine did for the queries of a class, summed over them.
struct ask_work {
  size_t queries;
  uint64_t considered;      // candidates with evidence that passed the gates
  struct match_work engine; // summed
};

// All queries of a class; microseconds of each. `work` is added to; NULL: not asked for.
void ask_words(const struct bench *bench, const struct question_class *class, enum asking_filter filter,
               struct ask_work *work, double *ret_us);
struct ask_whole {
  size_t limit;
  bool without_stop_words; // asked without the QUESTION_STOP_WORDS commonest words
};

// A whole match for each of the askers, who are spread over the corpus.
void ask_whole(const struct bench *bench, const struct ask_whole *whole, struct ask_work *work, double *ret_us);
