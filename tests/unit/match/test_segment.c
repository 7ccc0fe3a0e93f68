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

static void leave(void *block, size_t bytes, void *data) {
  (void)block;
  (void)bytes;
  (void)data;
}

static bool is_refused(const struct specimen *specimen, size_t bytes) {
  struct match_segment *segment = match_segment_open(specimen->header, bytes, leave, NULL);
  match_segment_unref(segment);
  return !segment;
}

Test(segment, truncated_is_refused) {
  struct specimen specimen = specimen_new();
  cr_assert(is_refused(&specimen, 0));
  cr_assert(is_refused(&specimen, sizeof *specimen.header - 1));
  cr_assert(is_refused(&specimen, sizeof *specimen.header));
  cr_assert(is_refused(&specimen, specimen.bytes - 1));
  match_segment_stamp(specimen.header, sizeof *specimen.header); // it says so itself: then its arrays lie outside
  cr_assert(is_refused(&specimen, sizeof *specimen.header));
  specimen_end(&specimen);
}

Test(segment, with_any_bit_of_the_header_turned_is_refused) {
  struct specimen specimen = specimen_new();
  unsigned char *bytes = (unsigned char *)specimen.header;
  for (size_t bit = 0; bit < 8 * sizeof *specimen.header; bit++) {
    bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    cr_assert(is_refused(&specimen, specimen.bytes), "bit %zu", bit);
    bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
  }
  cr_assert_not(is_refused(&specimen, specimen.bytes));
  specimen_end(&specimen);
}

Test(segment, at_an_odd_address_is_refused) {
  struct specimen specimen = specimen_new();
  char *room = memory_aligned(64, specimen.bytes + 64);
  memcpy(room + 8, specimen.header, specimen.bytes);
  cr_assert_null(match_segment_open(room + 8, specimen.bytes, give_back, NULL));
  free(room);
  specimen_end(&specimen);
}

// --- refused although the header is stamped: somebody's fault, or their will

static void expect_refused_when(struct specimen *specimen, uint64_t *number, uint64_t value, const char *what) {
  uint64_t before = *number;
  *number = value;
  match_segment_stamp(specimen->header, specimen->bytes);
  cr_expect(is_refused(specimen, specimen->bytes), "%s: %llu in place of %llu", what, (unsigned long long)value,
            (unsigned long long)before);
  *number = before;
  match_segment_stamp(specimen->header, specimen->bytes);
}

Test(segment, with_other_numbers_in_its_header_is_refused) {
  struct specimen specimen = specimen_new();
  uint64_t *const numbers[] = {&specimen.header->profile_count, &specimen.header->statement_count,
                               &specimen.header->term_count, &specimen.header->id_slot_bits,
                               &specimen.header->term_bucket_bits};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    for (unsigned bit = 0; bit < 64; bit++)
      expect_refused_when(&specimen, numbers[i], *numbers[i] ^ UINT64_C(1) << bit, "a number");
    expect_refused_when(&specimen, numbers[i], *numbers[i] + 1, "a number");
    expect_refused_when(&specimen, numbers[i], UINT64_MAX, "a number");
  }
  specimen_end(&specimen);
}

Test(segment, with_other_arrays_in_its_header_is_refused) {
  struct specimen specimen = specimen_new();
  for (size_t i = 0; i < MATCH_ARRAY_COUNT; i++) {
    uint64_t *offset = &specimen.header->arrays[i].offset, *count = &specimen.header->arrays[i].count;
    const uint64_t offsets[] = {*offset + 1, *offset + 64, *offset - 64, specimen.bytes + 1, UINT64_MAX - 63};
    for (size_t o = 0; o < sizeof offsets / sizeof *offsets; o++)
      expect_refused_when(&specimen, offset, offsets[o], "an offset");
    expect_refused_when(&specimen, count, specimen.bytes + 1, "behind the end");
    expect_refused_when(&specimen, count, UINT64_MAX / 2, "times the size of an item it would wrap");
    // these are as long as nothing else says: their items follow each other by number or end by themselves
    bool is_free = i == MATCH_ARRAY_partners || i == MATCH_ARRAY_refusals || i == MATCH_ARRAY_exacting ||
                   i == MATCH_ARRAY_set_list || i == MATCH_ARRAY_sets;
    if (!is_free)
      expect_refused_when(&specimen, count, *count + 1, "one item more");
    if (!is_free && *count)
      expect_refused_when(&specimen, count, *count - 1, "one item less");
  }
  specimen_end(&specimen);
}

static struct specimen specimen_with_sets(void) {
  uint64_t state = 3;
  struct crowd_member *members = crowd_new(&state, 0, MANY);
  struct match_index *index = crowd_put(match_index_new(&match_weights_default.text), members, MANY);
  struct match_segment *segment = match_segment_ref(index->parts[0].segment);
  match_index_unref(index);
  free(members);
  return (struct specimen){segment, copy_of(segment), segment->header->bytes};
}

Test(segment, with_sets_that_are_none_is_refused) {
  struct specimen specimen = specimen_with_sets();
  struct match_set *sets =
      (struct match_set *)((char *)specimen.header + specimen.header->arrays[MATCH_ARRAY_set_list].offset);
  size_t count = specimen.header->arrays[MATCH_ARRAY_set_list].count;
  cr_assert_gt(count, 10);
  for (size_t i = 0; i < count; i++) {
    struct match_set before = sets[i];
    const struct match_set others[] = {{.offset = before.offset + 1, .bytes = before.bytes},
                                       {.offset = before.offset, .bytes = before.bytes + 1},
                                       {.offset = before.offset, .bytes = 0},
                                       {.offset = before.offset, .bytes = UINT64_MAX},
                                       {.offset = UINT64_MAX - 31, .bytes = 64}};
    for (size_t o = 0; o < sizeof others / sizeof *others; o++) {
      sets[i] = others[o];
      cr_expect(is_refused(&specimen, specimen.bytes), "set %zu, way %zu", i, o);
    }
    sets[i] = before;
  }
  cr_assert_not(is_refused(&specimen, specimen.bytes));
  specimen_end(&specimen);
}

// What is in the arrays is for a checksum to tell; opening must bear it.
Test(segment, with_any_bytes_in_its_arrays_is_opened_or_refused) {
  struct specimen specimen = specimen_with_sets();
  unsigned char *bytes = (unsigned char *)specimen.header;
  uint64_t state = 5;
  size_t head = sizeof *specimen.header, opened = 0;
  for (int round = 0; round < 4000; round++) {
    size_t at = head + crowd_roll(&state, (uint32_t)(specimen.bytes - head));
    unsigned char before = bytes[at];
    bytes[at] = (unsigned char)crowd_roll(&state, 256);
    opened += !is_refused(&specimen, specimen.bytes);
    bytes[at] = before;
  }
  cr_expect_gt(opened, 0);
  specimen_end(&specimen);
}
