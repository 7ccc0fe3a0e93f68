// SPDX-License-Identifier: Apache-2.0
// Generated profiles as the engine takes them in. The arrays that they point at belong to the batch and are used again by the
// next filling.
#pragma once

#include "corpus.h"
#include "match/profile.h"

struct batch;

struct batch *batch_new(const struct corpus *corpus, size_t capacity);
struct batch *batch_free(struct batch *batch); // returns NULL

// Profile `number` of an edition as the `at`-th of the batch.
void batch_put(struct batch *batch, size_t at, uint64_t number, uint64_t edition);
// Gives the profile one more word, in place of its first: numbers from CORPUS_VOCABULARY up are nobody else's.
void batch_mark(struct batch *batch, size_t at, uint32_t word);
// Leaves out its words below a number: what an analysis would not have let through.
void batch_leave_out(struct batch *batch, size_t at, uint32_t end);
const struct match_profile *batch_profiles(const struct batch *batch);

uint64_t batch_term(uint32_t word);    // the term that a word is to the engine
uint64_t batch_number(const char *id); // of the profile that has the id
