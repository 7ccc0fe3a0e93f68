// SPDX-License-Identifier: Apache-2.0
// Which profiles of a segment are dead in a snapshot, and how many of those used each term: what a term tells counts the living only.
// Shared between snapshots by reference count and immutable once shared: a change copies. NULL stands for "none".
#pragma once

#include "match/numbers.h"
#include "match/segment.h"

struct match_tally; // terms of some dead profiles, counted

struct match_marks {
  atomic_uint references;
  size_t dead_count;
  size_t tally_count;
  struct match_tally **tallies; // owned references; sizes fall by half at least, so there are few
  size_t word_count;
  uint64_t words[];
};

struct match_marks *match_marks_copy(const struct match_marks *marks, size_t profile_count); // of NULL: none dead
struct match_marks *match_marks_ref(struct match_marks *marks);                              // NULL is fine
struct match_marks *match_marks_unref(struct match_marks *marks);                            // returns NULL

void match_marks_kill(struct match_marks *marks, uint32_t profile); // one that is alive
// Counts the terms of those killed since the copy. Not before this may the marks be shared.
void match_marks_settle(struct match_marks *marks, const struct match_segment *segment,
                        const struct match_numbers *killed);

struct match_users match_marks_dead_users(const struct match_marks *marks,
                                          uint32_t term); // those of a term that are dead
size_t match_marks_memory(const struct match_marks *marks);

static inline bool match_marks_is_dead(const struct match_marks *marks, uint32_t profile) {
  return marks && marks->words[profile / 64] >> (profile % 64) & 1;
}

static inline size_t match_marks_dead_count(const struct match_marks *marks) {
  return marks ? marks->dead_count : 0;
}
