// SPDX-License-Identifier: Apache-2.0
// Which profiles of a segment are dead in a snapshot. Shared between snapshots by reference count and immutable once
// shared: a change copies. NULL stands for "none".
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct match_marks {
  atomic_uint references;
  size_t dead_count, word_count;
  uint64_t words[];
};

struct match_marks *match_marks_copy(const struct match_marks *marks, size_t profile_count); // of NULL: none dead
struct match_marks *match_marks_ref(struct match_marks *marks);                              // NULL is fine
struct match_marks *match_marks_unref(struct match_marks *marks);                            // returns NULL

void match_marks_kill(struct match_marks *marks, uint32_t profile); // one that is alive
size_t match_marks_memory(const struct match_marks *marks);

static inline bool match_marks_is_dead(const struct match_marks *marks, uint32_t profile) {
  return marks && marks->words[profile / 64] >> (profile % 64) & 1;
}

static inline size_t match_marks_dead_count(const struct match_marks *marks) {
  return marks ? marks->dead_count : 0;
}
