// SPDX-License-Identifier: Apache-2.0
// A segment's block is kept in a file and opened again: it must answer as before, or not be taken.
#include "base/memory.h"
#include "crowd.h"
#include "match/segment.h"
#include "match/snapshot.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { FEW = 60, MANY = 300 }; // without sets and with

static void give_back(void *block, size_t bytes, void *data) {
  cr_assert_geq(bytes, sizeof(struct match_segment_header));
  free(block);
  ++*(int *)data;
}

static void *copy_of(const struct match_segment *segment) {
  void *copy = memory_aligned(64, segment->header->bytes);
  memcpy(copy, segment->header, segment->header->bytes);
  return copy;
}

static struct match_index *reopened(const struct match_index *index, int *released) {
  const struct match_segment *segment = index->parts[0].segment;
  struct match_index *copy = match_snapshot_new(index, 1);
  struct match_segment *opened = match_segment_open(copy_of(segment), segment->header->bytes, give_back, released);
  cr_assert_not_null(opened);
  match_snapshot_push(copy, (struct match_snapshot_part){.segment = opened});
  return copy;
}

static void expect_reopened_alike(uint32_t count) {
  uint64_t state = count;
  struct crowd_member *members = crowd_new(&state, 0, count);
  struct match_index *index = crowd_put(match_index_new(&match_weights_default.text), members, count);
  int released = 0;
  struct match_index *copy = reopened(index, &released);
  crowd_expect_same_answers(index, copy, members, 40);
  match_index_unref(index);
  cr_assert_eq(released, 0, "the copy is in use");
  match_index_unref(copy);
  cr_assert_eq(released, 1);
  free(members);
}

Test(segment, reopened_answers_the_same) {
  expect_reopened_alike(FEW);
}

Test(segment, with_sets_reopened_answers_the_same) {
  expect_reopened_alike(MANY);
}

Test(segment, reopened_can_be_changed_and_merged) {
  uint64_t state = 9;
  struct crowd_member *members = crowd_new(&state, 0, FEW);
  struct match_index *index = crowd_put(match_index_new(&match_weights_default.text), members, FEW);
  int released = 0;
  struct match_index *copy = reopened(index, &released);
  crowd_fill(&members[3], &state, 3);
  copy = crowd_put(copy, &members[3], 1);
  struct match_merge *merge = match_merge_plan_all(copy);
  match_merge_run(merge);
  struct match_index *merged = match_merge_install(merge, copy);
  match_merge_free(merge);
  match_index_unref(copy);
  cr_assert_eq(released, 1, "merged, it is needed no more");
  index = crowd_put(index, &members[3], 1);
  crowd_expect_same_answers(index, merged, members, 20);
  match_index_unref(index);
  match_index_unref(merged);
  free(members);
}

// --- refused

struct specimen {
  struct match_segment *segment;
  struct match_segment_header *header; // of a copy
  size_t bytes;
};

static struct specimen specimen_new(void) {
  uint64_t state = 2;
  struct crowd_member *members = crowd_new(&state, 0, 1);
  members->profile.statement_count = 2;
  struct match_pitch pitch = match_pitch_of(&match_weights_default.text, &(struct match_totals){0});
  struct match_segment *segment = match_segment_of(&members->profile, 1, &pitch);
  free(members);
  return (struct specimen){segment, copy_of(segment), segment->header->bytes};
}

static void specimen_end(struct specimen *specimen) {
  free(specimen->header);
  match_segment_unref(specimen->segment);
}

static bool is_refused(const struct specimen *specimen, size_t bytes) {
  return !match_segment_open(specimen->header, bytes, give_back, NULL);
}

Test(segment, truncated_is_refused) {
  struct specimen specimen = specimen_new();
  cr_assert(is_refused(&specimen, 0));
  cr_assert(is_refused(&specimen, sizeof *specimen.header - 1));
  cr_assert(is_refused(&specimen, sizeof *specimen.header));
  cr_assert(is_refused(&specimen, specimen.bytes - 1));
  specimen.header->bytes = sizeof *specimen.header; // it says so itself: then its arrays lie outside
  cr_assert(is_refused(&specimen, sizeof *specimen.header));
  specimen_end(&specimen);
}

Test(segment, of_another_kind_or_layout_is_refused) {
  struct specimen specimen = specimen_new();
  uint64_t *const numbers[] = {&specimen.header->magic, &specimen.header->bytes, &specimen.header->item_bytes,
                               &specimen.header->profile_count, &specimen.header->statement_count};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    for (unsigned bit = 0; bit < 64; bit++) {
      *numbers[i] ^= UINT64_C(1) << bit;
      cr_assert(is_refused(&specimen, specimen.bytes), "number %zu, bit %u", i, bit);
      *numbers[i] ^= UINT64_C(1) << bit;
    }
  specimen_end(&specimen);
}

Test(segment, with_arrays_outside_of_the_block_is_refused) {
  struct specimen specimen = specimen_new();
  for (size_t i = 0; i < MATCH_ARRAY_COUNT; i++) {
    uint64_t offset = specimen.header->arrays[i].offset, count = specimen.header->arrays[i].count;
    specimen.header->arrays[i].offset = specimen.bytes + 1;
    cr_assert(is_refused(&specimen, specimen.bytes), "array %zu begins behind the end", i);
    specimen.header->arrays[i].offset = UINT64_MAX - 63;
    cr_assert(is_refused(&specimen, specimen.bytes), "array %zu begins far behind the end", i);
    specimen.header->arrays[i].offset = offset;
    specimen.header->arrays[i].count = specimen.bytes + 1;
    cr_assert(is_refused(&specimen, specimen.bytes), "array %zu goes on behind the end", i);
    specimen.header->arrays[i].count = UINT64_MAX / 2; // times the size of an item it would wrap
    cr_assert(is_refused(&specimen, specimen.bytes), "array %zu is endless", i);
    specimen.header->arrays[i].count = count;
  }
  specimen_end(&specimen);
}
