// SPDX-License-Identifier: Apache-2.0
// An index that is restored from segments answers as one that was built of the same profiles, whatever else is in the segments.
#include "match/keep.h"

#include "base/memory.h"
#include "crowd.h"
#include "match/snapshot.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 90, PIECE = 40 };

static struct match_index *empty(void) {
  return match_index_new(&match_weights_default.text);
}

static struct match_index *pieces_of(const struct crowd_member *members, uint32_t count) {
  struct match_index *index = empty();
  for (uint32_t i = 0; i < count; i += PIECE)
    index = crowd_put(index, &members[i], count - i < PIECE ? count - i : PIECE);
  return index;
}

static void give_back(void *block, size_t bytes, void *data) {
  (void)bytes;
  (void)data;
  free(block);
}

// By way of its block, as from a file.
static struct match_segment *again(const struct match_segment *segment) {
  void *copy = memory_aligned(MATCH_BLOCK_ALIGNMENT, segment->header->bytes);
  memcpy(copy, segment->header, segment->header->bytes);
  struct match_segment *opened = match_segment_open(copy, segment->header->bytes, give_back, NULL);
  cr_assert_not_null(opened);
  return opened;
}

static void add_all(struct match_restore *restore, const struct match_index *index) {
  for (size_t i = 0; i < match_index_part_count(index); i++)
    cr_assert(match_restore_add(restore, again(match_index_part(index, i).segment)));
}

static bool take(struct match_restore *restore, const struct crowd_member *member) {
  return match_restore_take(restore, member->profile.id, member->profile.revision, member->profile.at_ms);
}

static void expect_alike(struct match_index *restored, struct match_index *built, const struct crowd_member *members) {
  cr_expect_eq(match_index_profile_count(restored), match_index_profile_count(built));
  cr_expect_eq(memcmp(&restored->totals, &built->totals, sizeof built->totals), 0);
  crowd_expect_same_answers(built, restored, members, 30);
  match_index_unref(restored);
  match_index_unref(built);
}

Test(keep, restored_answers_as_built) {
  uint64_t state = 1;
  struct crowd_member *members = crowd_new(&state, 0, COUNT);
  struct match_index *index = pieces_of(members, COUNT);
  struct match_restore *restore = match_restore_new(&match_weights_default.text);
  add_all(restore, index);
  for (uint32_t i = 0; i < COUNT; i++)
    cr_expect(take(restore, &members[i]));
  cr_expect(take(restore, &members[3]), "twice is once");
  expect_alike(match_restore_finish(restore), index, members);
  free(members);
}

static int count_other(const char *id, void *data) {
  cr_expect_eq(id[0], 'p');
  ++*(int *)data;
  return *(int *)data == 25 ? -7 : 0;
}

Test(keep, who_is_not_asked_for_is_dead) {
  uint64_t state = 2;
  struct crowd_member *members = crowd_new(&state, 0, COUNT);
  struct match_index *index = pieces_of(members, COUNT), *built = empty();
  struct match_restore *restore = match_restore_new(&match_weights_default.text);
  add_all(restore, index);
  for (uint32_t i = 0; i < COUNT; i++)
    if (i % 3) {
      cr_expect(take(restore, &members[i]));
      built = crowd_put(built, &members[i], 1);
    }
  int others = 0;
  cr_expect_eq(match_restore_each_other(restore, count_other, &others), -7, "what the function says comes through");
  cr_expect_eq(others, 25, "and ends it");
  cr_expect_eq(match_restore_each_other(restore, count_other, &others), 0);
  cr_expect_eq(others, 25 + COUNT / 3);
  expect_alike(match_restore_finish(restore), built, members);
  match_index_unref(index);
  free(members);
}

Test(keep, another_revision_or_another_time_is_another_text) {
  uint64_t state = 3;
  struct crowd_member *members = crowd_new(&state, 0, 10);
  struct match_index *index = pieces_of(members, 10);
  struct match_restore *restore = match_restore_new(&match_weights_default.text);
  add_all(restore, index);
  const struct match_profile *profile = &members[4].profile;
  cr_expect_not(match_restore_take(restore, profile->id, profile->revision + 1, profile->at_ms));
  cr_expect_not(match_restore_take(restore, profile->id, profile->revision, profile->at_ms + 1));
  cr_expect_not(match_restore_take(restore, "nobody", profile->revision, profile->at_ms));
  struct match_index *restored = match_restore_finish(restore);
  cr_expect_eq(match_index_profile_count(restored), 0);
  cr_expect_eq(match_index_part_count(restored), 0, "a segment of the dead is let go");
  match_index_unref(restored);
  match_index_unref(index);
  free(members);
}

// As after a crash between a new file and the removal of those that it was merged of; and with an older state among them.
Test(keep, who_is_in_several_segments_lives_once) {
  uint64_t state = 4;
  struct crowd_member *members = crowd_new(&state, 0, COUNT), *older = crowd_new(&state, 0, PIECE);
  struct match_index *index = pieces_of(members, COUNT), *before = pieces_of(older, PIECE);
  for (uint32_t i = 0; i < PIECE; i++)
    older[i].profile.revision = members[i].profile.revision + 1;
  struct match_restore *restore = match_restore_new(&match_weights_default.text);
  add_all(restore, before);
  add_all(restore, index);
  add_all(restore, index);
  for (uint32_t i = 0; i < COUNT; i++)
    cr_expect(take(restore, &members[i]));
  struct match_index *restored = match_restore_finish(restore);
  cr_expect_eq(match_index_part_count(restored), match_index_part_count(index));
  expect_alike(restored, index, members);
  match_index_unref(before);
  free(older);
  free(members);
}

Test(keep, restored_is_changed_and_merged_like_any) {
  uint64_t state = 5;
  struct crowd_member *members = crowd_new(&state, 0, COUNT);
  struct match_index *index = pieces_of(members, COUNT);
  struct match_restore *restore = match_restore_new(&match_weights_default.text);
  add_all(restore, index);
  for (uint32_t i = 0; i < COUNT; i++)
    if (i % 4)
      take(restore, &members[i]);
  struct match_index *restored = match_restore_finish(restore);
  for (uint32_t i = 0; i < COUNT; i += 4)
    restored = crowd_put(restored, &members[i], 1);
  struct match_merge *merge = match_merge_plan_all(restored);
  match_merge_run(merge);
  struct match_index *merged = match_merge_install(merge, restored);
  match_merge_free(merge);
  match_index_unref(restored);
  expect_alike(merged, index, members);
  free(members);
}

Test(keep, a_segment_of_other_parameters_is_not_taken) {
  uint64_t state = 6;
  struct crowd_member *members = crowd_new(&state, 0, 10);
  struct match_index *index = pieces_of(members, 10);
  struct match_text_parameters others = match_weights_default.text;
  others.k1 += 0.5;
  struct match_restore *restore = match_restore_new(&others);
  cr_expect_not(match_restore_add(restore, again(match_index_part(index, 0).segment)));
  cr_expect_not(take(restore, &members[0]));
  match_index_unref(match_restore_finish(restore));
  match_index_unref(index);
  free(members);
}

// --- what is to be rewritten

static bool has_dead(const struct match_index_part *part, void *data) {
  ++*(int *)data;
  return part->dead_count > 0;
}

Test(keep, chosen_parts_are_rewritten_without_the_dead) {
  uint64_t state = 7;
  struct crowd_member *members = crowd_new(&state, 0, COUNT);
  struct match_index *index = crowd_remove(pieces_of(members, COUNT), 50);
  int asked = 0;
  cr_assert_eq(match_index_part_count(index), 3);
  cr_expect(match_index_buries(index, 1, "p50"));
  cr_expect_not(match_index_buries(index, 1, "p51"));
  cr_expect_not(match_index_buries(index, 0, "p50"));
  cr_expect(match_segment_holds(match_index_part(index, 1).segment, "p50"));
  struct match_merge *merge = match_merge_plan_some(index, has_dead, &asked);
  cr_expect_eq(asked, 3);
  match_merge_run(merge);
  struct match_index *merged = match_merge_install(merge, index);
  match_merge_free(merge);
  cr_expect_null(match_merge_plan_some(merged, has_dead, &asked), "nobody is dead any more");
  for (size_t i = 0; i < match_index_part_count(merged); i++)
    cr_expect_not(match_segment_holds(match_index_part(merged, i).segment, "p50"));
  expect_alike(merged, index, members);
  free(members);
}
