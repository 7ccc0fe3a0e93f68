// SPDX-License-Identifier: Apache-2.0
// Tallies are merged as a log-structured tree merges its levels (O'Neil, Cheng, Gawlick, O'Neil 1996): a change costs what it kills,
// and a look-up asks a logarithmic number of them.
#include "match/marks.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

struct match_tally {
  atomic_uint references;
  size_t count;
  struct tally_term {
    uint32_t term;
    struct match_users dead;
  } terms[]; // ascending
};

static struct match_tally *tally_new(size_t count_max) {
  struct match_tally *tally = memory_new(sizeof *tally + count_max * sizeof *tally->terms);
  atomic_init(&tally->references, 1);
  return tally;
}

static void tally_unref(struct match_tally *tally) {
  if (atomic_fetch_sub_explicit(&tally->references, 1, memory_order_acq_rel) == 1)
    free(tally);
}

static void users_add(struct match_users *users, struct match_users more) {
  users->profiles += more.profiles;
  users->statements += more.statements;
}

static void tally_count(struct match_tally *tally, uint32_t term, struct match_users dead) {
  if (tally->count && tally->terms[tally->count - 1].term == term)
    users_add(&tally->terms[tally->count - 1].dead, dead);
  else
    tally->terms[tally->count++] = (struct tally_term){term, dead};
}

static struct match_tally *tally_merge(const struct match_tally *one, const struct match_tally *other) {
  struct match_tally *merged = tally_new(one->count + other->count);
  size_t a = 0, b = 0;
  while (a < one->count || b < other->count) {
    bool takes_one = a < one->count && (b == other->count || one->terms[a].term <= other->terms[b].term);
    const struct tally_term *next = takes_one ? &one->terms[a++] : &other->terms[b++];
    tally_count(merged, next->term, next->dead);
  }
  return merged;
}

struct use {
  uint32_t term, profile;
};

static int order_of_uses(const void *one, const void *other) {
  const struct use *a = one, *b = other;
  if (a->term != b->term)
    return a->term < b->term ? -1 : 1;
  return (a->profile > b->profile) - (a->profile < b->profile);
}

static size_t entry_count(const struct match_segment *segment, uint32_t profile) {
  const struct match_segment_profile *of = &segment->profiles[profile];
  return segment->statements[of[1].statement].entry - segment->statements[of->statement].entry;
}

// Every term of every statement.
static struct use *list_uses(const struct match_segment *segment, const struct match_numbers *profiles,
                             size_t *ret_count) {
  size_t count = 0, at = 0;
  for (size_t i = 0; i < profiles->count; i++)
    count += entry_count(segment, profiles->items[i]);
  struct use *uses = memory_resize(NULL, count, sizeof *uses);
  for (size_t i = 0; i < profiles->count; i++) {
    uint32_t profile = profiles->items[i], first = segment->statements[segment->profiles[profile].statement].entry;
    for (size_t e = 0; e < entry_count(segment, profile); e++)
      uses[at++] = (struct use){segment->entry_terms[first + e], profile};
  }
  qsort(uses, count, sizeof *uses, order_of_uses);
  *ret_count = count;
  return uses;
}

static struct match_tally *tally_of(const struct match_segment *segment, const struct match_numbers *profiles) {
  size_t count;
  memory_auto struct use *uses = list_uses(segment, profiles, &count);
  struct match_tally *tally = tally_new(count);
  for (size_t i = 0; i < count; i++) {
    bool is_new = !i || order_of_uses(&uses[i - 1], &uses[i]);
    tally_count(tally, uses[i].term, (struct match_users){is_new, 1});
  }
  return tally;
}

struct match_marks *match_marks_copy(const struct match_marks *marks, size_t profile_count) {
  size_t words = (profile_count + 63) / 64;
  struct match_marks *copy = memory_new(sizeof *copy + words * sizeof *copy->words);
  copy->tallies = memory_new(((marks ? marks->tally_count : 0) + 1) * sizeof *copy->tallies);
  copy->word_count = words;
  atomic_init(&copy->references, 1);
  if (!marks)
    return copy;
  assert(marks->word_count == words);
  memcpy(copy->words, marks->words, words * sizeof *copy->words);
  copy->dead_count = marks->dead_count;
  copy->tally_count = marks->tally_count;
  for (size_t i = 0; i < marks->tally_count; i++) {
    copy->tallies[i] = marks->tallies[i];
    atomic_fetch_add_explicit(&copy->tallies[i]->references, 1, memory_order_relaxed);
  }
  return copy;
}

struct match_marks *match_marks_ref(struct match_marks *marks) {
  if (marks)
    atomic_fetch_add_explicit(&marks->references, 1, memory_order_relaxed);
  return marks;
}

struct match_marks *match_marks_unref(struct match_marks *marks) {
  if (!marks || atomic_fetch_sub_explicit(&marks->references, 1, memory_order_acq_rel) > 1)
    return NULL;
  for (size_t i = 0; i < marks->tally_count; i++)
    tally_unref(marks->tallies[i]);
  free(marks->tallies);
  free(marks);
  return NULL;
}

void match_marks_kill(struct match_marks *marks, uint32_t profile) {
  assert(!match_marks_is_dead(marks, profile));
  marks->words[profile / 64] |= UINT64_C(1) << (profile % 64);
  marks->dead_count++;
}

void match_marks_settle(struct match_marks *marks, const struct match_segment *segment,
                        const struct match_numbers *killed) {
  struct match_tally *newest = tally_of(segment, killed);
  while (marks->tally_count && marks->tallies[marks->tally_count - 1]->count <= 2 * newest->count) {
    struct match_tally *before = marks->tallies[--marks->tally_count];
    struct match_tally *merged = tally_merge(before, newest);
    tally_unref(before);
    tally_unref(newest);
    newest = merged;
  }
  marks->tallies[marks->tally_count++] = newest;
}

static struct match_users dead_in(const struct match_tally *tally, uint32_t term) {
  size_t low = 0, high = tally->count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (tally->terms[middle].term < term)
      low = middle + 1;
    else
      high = middle;
  }
  return low < tally->count && tally->terms[low].term == term ? tally->terms[low].dead : (struct match_users){0};
}

struct match_users match_marks_dead_users(const struct match_marks *marks, uint32_t term) {
  struct match_users dead = {0};
  for (size_t i = 0; marks && i < marks->tally_count; i++)
    users_add(&dead, dead_in(marks->tallies[i], term));
  return dead;
}

size_t match_marks_memory(const struct match_marks *marks) {
  if (!marks)
    return 0;
  size_t bytes = sizeof *marks + marks->word_count * sizeof *marks->words;
  for (size_t i = 0; i < marks->tally_count; i++)
    bytes += sizeof **marks->tallies + marks->tallies[i]->count * sizeof *marks->tallies[i]->terms;
  return bytes;
}
