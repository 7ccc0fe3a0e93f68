// SPDX-License-Identifier: Apache-2.0
#include "match/keep.h"

#include "base/memory.h"
#include "match/snapshot.h"

#include <string.h>

size_t match_index_part_count(const struct match_index *index) {
  return index->part_count;
}

struct match_index_part match_index_part(const struct match_index *index, size_t number) {
  const struct match_snapshot_part *part = &index->parts[number];
  return (struct match_index_part){number, part->segment, match_snapshot_live_count(part),
                                   match_marks_dead_count(part->marks)};
}

bool match_segment_holds(const struct match_segment *segment, const char *id) {
  return match_segment_find(segment, id, match_segment_id_hash(id)) != UINT32_MAX;
}

bool match_index_buries(const struct match_index *index, size_t number, const char *id) {
  const struct match_snapshot_part *part = &index->parts[number];
  uint32_t profile = match_segment_find(part->segment, id, match_segment_id_hash(id));
  return profile != UINT32_MAX && match_marks_is_dead(part->marks, profile);
}

// --- back again

struct part {
  struct match_segment *segment; // owned reference
  uint64_t *lives;               // owned: a bit per profile
  size_t live_count;
};

struct match_restore {
  struct match_text_parameters parameters;
  struct part *parts; // owned
  size_t count, capacity;
};

struct match_restore *match_restore_new(const struct match_text_parameters *parameters) {
  struct match_restore *restore = memory_new(sizeof *restore);
  restore->parameters = *parameters;
  return restore;
}

bool match_restore_add(struct match_restore *restore, struct match_segment *segment) {
  if (memcmp(&segment->header->pitch.parameters, &restore->parameters, sizeof restore->parameters) != 0) {
    match_segment_unref(segment);
    return false;
  }
  memory_reserve(restore->parts, restore->count, restore->capacity);
  restore->parts[restore->count++] = (struct part){
      .segment = segment, .lives = memory_new((match_segment_count(segment) + 63) / 64 * sizeof(uint64_t))};
  return true;
}

bool match_restore_take(struct match_restore *restore, const char *id, uint64_t revision, int64_t at_ms) {
  uint64_t hash = match_segment_id_hash(id);
  for (size_t i = 0; i < restore->count; i++) {
    struct part *part = &restore->parts[i];
    uint32_t number = match_segment_find(part->segment, id, hash);
    if (number == UINT32_MAX || part->segment->profiles[number].revision != revision ||
        part->segment->profiles[number].at_ms != at_ms)
      continue;
    uint64_t bit = UINT64_C(1) << (number % 64);
    part->live_count += !(part->lives[number / 64] & bit);
    part->lives[number / 64] |= bit;
    return true;
  }
  return false;
}

static bool lives_in(const struct part *part, uint32_t number) {
  return part->lives[number / 64] >> (number % 64) & 1;
}

int match_restore_each_other(const struct match_restore *restore, int (*function)(const char *id, void *data),
                             void *data) {
  int result = 0;
  for (size_t i = 0; i < restore->count; i++) {
    const struct part *part = &restore->parts[i];
    for (uint32_t p = 0; p < match_segment_count(part->segment) && !result; p++)
      if (!lives_in(part, p))
        result = function(match_segment_id(part->segment, p), data);
  }
  return result;
}

// Takes the part's reference over.
static void push_part(struct match_index *index, const struct part *part) {
  uint32_t count = match_segment_count(part->segment);
  struct match_snapshot_part pushed = {.segment = part->segment};
  if (part->live_count < count) {
    struct match_numbers killed = {0};
    pushed.marks = match_marks_copy(NULL, count);
    for (uint32_t i = 0; i < count; i++)
      if (!lives_in(part, i)) {
        match_marks_kill(pushed.marks, i);
        match_numbers_push(&killed, i);
      }
    if (part->live_count) // else nobody will ask, and it goes at once
      match_marks_settle(pushed.marks, part->segment, &killed);
    free(killed.items);
  }
  match_totals_add(&index->totals, &part->segment->header->totals);
  for (uint32_t i = 0; pushed.marks && i < count; i++)
    if (match_marks_is_dead(pushed.marks, i)) {
      struct match_totals gone = match_segment_totals_of(part->segment, i);
      match_totals_take(&index->totals, &gone);
    }
  match_snapshot_push(index, pushed);
}

struct match_index *match_restore_finish(struct match_restore *restore) {
  struct match_index *index =
      match_snapshot_new(&(const struct match_index){.parameters = restore->parameters}, restore->count);
  for (size_t i = 0; i < restore->count; i++) {
    push_part(index, &restore->parts[i]);
    free(restore->parts[i].lives);
  }
  free(restore->parts);
  free(restore);
  return index;
}
