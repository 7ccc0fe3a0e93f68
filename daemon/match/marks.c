// SPDX-License-Identifier: Apache-2.0
#include "match/marks.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

struct match_marks *match_marks_copy(const struct match_marks *marks, size_t profile_count) {
  size_t words = (profile_count + 63) / 64;
  struct match_marks *copy = memory_new(sizeof *copy + words * sizeof *copy->words);
  if (marks) {
    assert(marks->word_count == words);
    memcpy(copy->words, marks->words, words * sizeof *copy->words);
    copy->dead_count = marks->dead_count;
  }
  copy->word_count = words;
  atomic_init(&copy->references, 1);
  return copy;
}

struct match_marks *match_marks_ref(struct match_marks *marks) {
  if (marks)
    atomic_fetch_add_explicit(&marks->references, 1, memory_order_relaxed);
  return marks;
}

struct match_marks *match_marks_unref(struct match_marks *marks) {
  if (marks && atomic_fetch_sub_explicit(&marks->references, 1, memory_order_acq_rel) == 1)
    free(marks);
  return NULL;
}

void match_marks_kill(struct match_marks *marks, uint32_t profile) {
  assert(!match_marks_is_dead(marks, profile));
  marks->words[profile / 64] |= UINT64_C(1) << (profile % 64);
  marks->dead_count++;
}

size_t match_marks_memory(const struct match_marks *marks) {
  return marks ? sizeof *marks + marks->word_count * sizeof *marks->words : 0;
}
