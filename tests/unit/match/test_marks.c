// SPDX-License-Identifier: Apache-2.0
// What a term tells counts the living only: an index with dead profiles answers as one that never knew them.
#include "crowd.h"
#include "match/marks.h"
#include "match/snapshot.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum { COUNT = 90 };

static struct match_index *empty(void) {
  return match_index_new(&match_weights_default.text);
}

static bool is_kept(uint32_t number) {
  return number % 3 == 1;
}

// The same profiles without ever having had the others.
static struct match_index *rebuilt(const struct crowd_member *members) {
  struct match_index *index = empty();
  for (uint32_t i = 0; i < COUNT; i++)
    if (is_kept(i))
      index = crowd_put(index, &members[i], 1);
  return index;
}

Test(marks, deleting_one_by_one_leaves_the_answers_of_a_rebuilt_index) {
  for (uint64_t seed = 1; seed <= 6; seed++) {
    uint64_t state = seed;
    struct crowd_member *members = crowd_new(&state, 0, COUNT);
    struct match_index *index = crowd_put(empty(), members, COUNT), *other = rebuilt(members);
    for (uint32_t i = 0; i < COUNT; i++)
      if (!is_kept(i))
        index = crowd_remove(index, i);
    cr_assert_eq(match_index_profile_count(index), match_index_profile_count(other));
    crowd_expect_same_answers(index, other, members, 12);
    match_index_unref(index);
    match_index_unref(other);
    free(members);
  }
}

Test(marks, replacing_many_times_leaves_the_answers_of_the_last_versions) {
  uint64_t state = 5;
  struct match_index *index = empty();
  struct crowd_member *members = crowd_new(&state, 0, COUNT);
  index = crowd_put(index, members, COUNT);
  for (uint32_t round = 0; round < 200; round++) {
    uint32_t number = crowd_roll(&state, COUNT);
    crowd_fill(&members[number], &state, number);
    index = crowd_put(index, &members[number], 1);
  }
  struct match_index *other = crowd_put(empty(), members, COUNT);
  crowd_expect_same_answers(index, other, members, 20);
  match_index_unref(index);
  match_index_unref(other);
  free(members);
}

Test(marks, a_snapshot_of_before_still_counts_the_dead_of_after) {
  uint64_t state = 8;
  struct crowd_member *members = crowd_new(&state, 0, COUNT);
  struct match_index *before = crowd_put(empty(), members, COUNT), *other = crowd_put(empty(), members, COUNT);
  struct match_index *after = match_index_ref(before);
  for (uint32_t i = 0; i < COUNT; i += 2)
    after = crowd_remove(after, i);
  crowd_expect_same_answers(before, other, members, 12);
  match_index_unref(before);
  match_index_unref(other);
  match_index_unref(after);
  free(members);
}

// --- the marks of one segment

static struct match_segment *segment_of(const struct crowd_member *members) {
  struct match_profile profiles[COUNT];
  for (uint32_t i = 0; i < COUNT; i++)
    profiles[i] = members[i].profile;
  struct match_pitch pitch = match_pitch_of(&match_weights_default.text, &(struct match_totals){0});
  return match_segment_of(profiles, COUNT, &pitch);
}

static struct match_marks *kill(struct match_marks *marks, const struct match_segment *segment, uint32_t first,
                                uint32_t count) {
  struct match_marks *copy = match_marks_copy(marks, match_segment_count(segment));
  struct match_numbers killed = {0};
  for (uint32_t i = first; i < first + count; i++) {
    match_marks_kill(copy, i);
    match_numbers_push(&killed, i);
  }
  match_marks_settle(copy, segment, &killed);
  free(killed.items);
  match_marks_unref(marks);
  return copy;
}

// By looking at every dead profile.
static struct match_users count_dead(const struct match_segment *segment, const struct match_marks *marks,
                                     uint32_t term) {
  struct match_users dead = {0};
  for (uint32_t p = 0; p < match_segment_count(segment); p++) {
    uint32_t before = dead.statements;
    uint32_t first = segment->statements[segment->profiles[p].statement].entry;
    uint32_t end = segment->statements[segment->profiles[p + 1].statement].entry;
    for (uint32_t e = first; match_marks_is_dead(marks, p) && e < end; e++)
      dead.statements += segment->entry_terms[e] == term;
    dead.profiles += dead.statements > before;
  }
  return dead;
}

static void expect_counted(const struct match_segment *segment, const struct match_marks *marks) {
  for (uint32_t term = 0; term < segment->header->term_count; term++) {
    struct match_users dead = match_marks_dead_users(marks, term), counted = count_dead(segment, marks, term);
    cr_assert_eq(dead.profiles, counted.profiles, "term %u: %u and %u", term, dead.profiles, counted.profiles);
    cr_assert_eq(dead.statements, counted.statements, "term %u", term);
  }
}

Test(marks, tallies_count_every_use_and_merge_over_many_small_changes) {
  uint64_t state = 3;
  struct crowd_member *members = crowd_new(&state, 0, COUNT);
  struct match_segment *segment = segment_of(members);
  struct match_marks *marks = NULL;
  for (uint32_t i = 0; i < COUNT; i++) {
    marks = kill(marks, segment, i, 1);
    cr_assert_eq(match_marks_dead_count(marks), i + 1);
    cr_assert_leq(marks->tally_count, 7, "%zu tallies: a term of 30 stands in few of them", marks->tally_count);
    expect_counted(segment, marks);
  }
  match_marks_unref(marks);
  match_segment_unref(segment);
  free(members);
}

Test(marks, one_great_change_counts_as_many_small_ones) {
  uint64_t state = 4;
  struct crowd_member *members = crowd_new(&state, 0, COUNT);
  struct match_segment *segment = segment_of(members);
  struct match_marks *marks = kill(kill(NULL, segment, 0, 1), segment, 1, 60);
  cr_assert_eq(marks->tally_count, 1);
  expect_counted(segment, marks);
  match_marks_unref(marks);
  match_segment_unref(segment);
  free(members);
}

Test(marks, a_copy_leaves_the_original_as_it_is) {
  uint64_t state = 6;
  struct crowd_member *members = crowd_new(&state, 0, COUNT);
  struct match_segment *segment = segment_of(members);
  struct match_marks *marks = kill(NULL, segment, 0, 10);
  struct match_marks *more = kill(match_marks_ref(marks), segment, 10, 30);
  cr_assert_eq(match_marks_dead_count(marks), 10);
  cr_assert_not(match_marks_is_dead(marks, 10));
  cr_assert(match_marks_is_dead(more, 10));
  expect_counted(segment, marks);
  expect_counted(segment, more);
  match_marks_unref(marks);
  match_marks_unref(more);
  match_segment_unref(segment);
  free(members);
}

Test(marks, of_nobody_is_nobody) {
  cr_assert_eq(match_marks_dead_count(NULL), 0);
  cr_assert_not(match_marks_is_dead(NULL, 3));
  cr_assert_eq(match_marks_dead_users(NULL, 0).profiles, 0);
  cr_assert_eq(match_marks_memory(NULL), 0);
  cr_assert_null(match_marks_ref(NULL));
  cr_assert_null(match_marks_unref(NULL));
}
