// SPDX-License-Identifier: Apache-2.0
// A change costs what it brings, a look into the id table of every segment per id, and a copy of the marks of those
// segments in which something dies (a bit per profile).
#include "match/index.h"

#include "base/memory.h"
#include "match/snapshot.h"

// --- life

struct match_index *match_snapshot_new(const struct match_index *like, size_t part_count_max) {
  struct match_index *index = memory_new(sizeof *index + part_count_max * sizeof *index->parts);
  index->totals = like->totals;
  index->parameters = like->parameters;
  atomic_init(&index->references, 1);
  return index;
}

struct match_index *match_index_new(const struct match_text_parameters *parameters) {
  return match_snapshot_new(&(const struct match_index){.parameters = *parameters}, 0);
}

struct match_index *match_index_ref(struct match_index *index) {
  atomic_fetch_add_explicit(&index->references, 1, memory_order_relaxed);
  return index;
}

static void release(struct match_snapshot_part part) {
  match_segment_unref(part.segment);
  match_marks_unref(part.marks);
}

struct match_index *match_index_unref(struct match_index *index) {
  if (!index || atomic_fetch_sub_explicit(&index->references, 1, memory_order_acq_rel) > 1)
    return NULL;
  for (size_t i = 0; i < index->part_count; i++)
    release(index->parts[i]);
  free(index);
  return NULL;
}

void match_snapshot_push(struct match_index *index, struct match_snapshot_part part) {
  if (match_snapshot_live_count(&part))
    index->parts[index->part_count++] = part;
  else
    release(part);
}

// --- change

struct change {
  struct match_totals totals;
  struct match_snapshot_part *parts; // owned references
  struct match_numbers *killed;      // owned; by part: when there are any, its marks are ours to write
  size_t part_count;
};

static void kill_in(struct change *change, size_t number, uint32_t profile) {
  struct match_snapshot_part *part = &change->parts[number];
  if (!change->killed[number].count) {
    struct match_marks *copy = match_marks_copy(part->marks, match_segment_count(part->segment));
    match_marks_unref(part->marks);
    part->marks = copy;
  }
  match_numbers_push(&change->killed[number], profile);
  match_marks_kill(part->marks, profile);
  struct match_totals gone = match_segment_totals_of(part->segment, profile);
  match_totals_take(&change->totals, &gone);
}

// An id is alive in one segment at most.
static void kill_id(struct change *change, const char *id) {
  uint64_t hash = match_segment_id_hash(id);
  for (size_t i = 0; i < change->part_count; i++) {
    uint32_t profile = match_segment_find(change->parts[i].segment, id, hash);
    if (profile == UINT32_MAX || match_marks_is_dead(change->parts[i].marks, profile))
      continue;
    kill_in(change, i, profile);
    return;
  }
}

static void settle(struct change *change) {
  for (size_t i = 0; i < change->part_count; i++) {
    if (change->killed[i].count)
      match_marks_settle(change->parts[i].marks, change->parts[i].segment, &change->killed[i]);
    free(change->killed[i].items);
  }
}

static struct match_index *outcome(const struct match_index *index, const struct change *change,
                                   struct match_segment *added) {
  struct match_index *changed = match_snapshot_new(index, change->part_count + 1);
  changed->totals = change->totals;
  for (size_t i = 0; i < change->part_count; i++)
    match_snapshot_push(changed, change->parts[i]);
  if (!added)
    return changed;
  match_totals_add(&changed->totals, &added->header->totals);
  match_snapshot_push(changed, (struct match_snapshot_part){.segment = added});
  return changed;
}

// What the profiles add up to, repetitions included: a mean is all that is wanted of it.
static struct match_totals totals_of(const struct match_profile *profiles, size_t count) {
  struct match_totals totals = {.profile_count = count, .text_count = count};
  for (size_t i = 0; i < count; i++)
    for (size_t s = 0; s < profiles[i].statement_count; s++) {
      totals.statement_count++;
      for (size_t t = 0; t < profiles[i].statements[s].term_count; t++)
        totals.term_count += !(profiles[i].statements[s].terms[t] & MATCH_TERM_DERIVED);
    }
  return totals;
}

struct match_index *match_index_change(const struct match_index *index, const struct match_profile *added,
                                       size_t added_count, const char *const *removed, size_t removed_count) {
  memory_auto struct match_snapshot_part *parts = memory_new(index->part_count * sizeof *parts);
  memory_auto struct match_numbers *killed = memory_new(index->part_count * sizeof *killed);
  struct change change = {index->totals, parts, killed, index->part_count};
  for (size_t i = 0; i < index->part_count; i++)
    parts[i] = match_snapshot_part_ref(&index->parts[i]);
  for (size_t i = 0; i < removed_count; i++)
    kill_id(&change, removed[i]);
  for (size_t i = 0; i < added_count; i++)
    kill_id(&change, added[i].id);
  settle(&change);
  struct match_totals totals = change.totals;
  if (added_count > totals.profile_count)
    totals = totals_of(added, added_count);
  struct match_pitch pitch = match_pitch_of(&index->parameters, &totals);
  return outcome(index, &change, match_segment_of(added, added_count, &pitch));
}

// --- figures

uint64_t match_index_profile_count(const struct match_index *index) {
  return index->totals.profile_count;
}

size_t match_index_memory(const struct match_index *index) {
  size_t bytes = sizeof *index + index->part_count * sizeof *index->parts;
  for (size_t i = 0; i < index->part_count; i++)
    bytes += match_segment_memory(index->parts[i].segment) + match_marks_memory(index->parts[i].marks);
  return bytes;
}
