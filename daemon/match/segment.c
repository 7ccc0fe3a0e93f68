// SPDX-License-Identifier: Apache-2.0
#include "match/segment.h"

#include "base/memory.h"
#include "match/draft.h"
#include "match/radix.h"
#include "match/terms.h"

#include <assert.h>
#include <roaring/roaring.h>
#include <string.h>

#define MAGIC UINT64_C(0x3267736D78696C68) // "hlixmsg2"; the last sign is the layout's version

// --- sums

void match_totals_add(struct match_totals *totals, const struct match_totals *more) {
  totals->profile_count += more->profile_count;
  totals->text_count += more->text_count;
  totals->statement_count += more->statement_count;
  totals->term_count += more->term_count;
}

void match_totals_take(struct match_totals *totals, const struct match_totals *less) {
  totals->profile_count -= less->profile_count;
  totals->text_count -= less->text_count;
  totals->statement_count -= less->statement_count;
  totals->term_count -= less->term_count;
}

struct match_pitch match_pitch_of(const struct match_text_parameters *parameters, const struct match_totals *totals) {
  double terms = totals->term_count ? (double)totals->term_count : 1;
  return (struct match_pitch){.parameters = *parameters,
                              .statement_mean = totals->statement_count ? terms / (double)totals->statement_count : 1,
                              .profile_mean = totals->text_count ? terms / (double)totals->text_count : 1};
}

uint32_t match_first_pair(const uint64_t *terms, size_t count) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (terms[middle] & MATCH_TERM_DERIVED)
      high = middle;
    else
      low = middle + 1;
  }
  return (uint32_t)low;
}

// --- life

static uint64_t bytes_of_items(void) {
  uint64_t bytes = sizeof(struct match_segment_header);
#define ARRAY(type, name) bytes = bytes * 31 + sizeof(type);
  MATCH_SEGMENT_ARRAYS(ARRAY)
#undef ARRAY
  return bytes;
}

void match_segment_stamp(struct match_segment_header *header, uint64_t bytes) {
  header->magic = MAGIC;
  header->bytes = bytes;
  header->item_bytes = bytes_of_items();
}

static bool is_segment(const struct match_segment_header *header, size_t bytes) {
  if (bytes < sizeof *header || header->magic != MAGIC || header->bytes != bytes ||
      header->item_bytes != bytes_of_items())
    return false;
  static const size_t item_bytes[MATCH_ARRAY_COUNT] = {
#define ARRAY(type, name) [MATCH_ARRAY_##name] = sizeof(type),
      MATCH_SEGMENT_ARRAYS(ARRAY)
#undef ARRAY
  };
  for (size_t i = 0; i < MATCH_ARRAY_COUNT; i++)
    if (header->arrays[i].offset > bytes ||
        header->arrays[i].count > (bytes - header->arrays[i].offset) / item_bytes[i])
      return false;
  return header->arrays[MATCH_ARRAY_profiles].count == header->profile_count + 1 &&
         header->arrays[MATCH_ARRAY_statements].count == header->statement_count + 1;
}

static void make_views(struct match_segment *segment) {
  size_t count = segment->header->arrays[MATCH_ARRAY_set_list].count;
  segment->views = memory_new(count * sizeof *segment->views);
  for (size_t i = 0; i < count; i++) {
    const struct match_set *set = &segment->set_list[i];
    segment->views[i] = roaring_bitmap_frozen_view((const char *)segment->sets + set->offset, set->bytes);
    assert(segment->views[i]);
  }
}

struct match_segment *match_segment_open(void *block, size_t bytes,
                                         void (*release)(void *block, size_t bytes, void *data), void *data) {
  const struct match_segment_header *header = block;
  if (!is_segment(header, bytes))
    return NULL;
  struct match_segment *segment = memory_new(sizeof *segment);
  segment->header = header;
#define ARRAY(type, name)                                                                                              \
  segment->name = (const type *)(const void *)((const char *)block + header->arrays[MATCH_ARRAY_##name].offset);
  MATCH_SEGMENT_ARRAYS(ARRAY)
#undef ARRAY
  segment->release = release;
  segment->release_data = data;
  segment->first_pair = match_first_pair(segment->terms, header->term_count);
  atomic_init(&segment->references, 1);
  make_views(segment);
  return segment;
}

struct match_segment *match_segment_ref(struct match_segment *segment) {
  atomic_fetch_add_explicit(&segment->references, 1, memory_order_relaxed);
  return segment;
}

struct match_segment *match_segment_unref(struct match_segment *segment) {
  if (!segment || atomic_fetch_sub_explicit(&segment->references, 1, memory_order_acq_rel) > 1)
    return NULL;
  for (size_t i = 0; i < segment->header->arrays[MATCH_ARRAY_set_list].count; i++)
    roaring_bitmap_free(segment->views[i]);
  free(segment->views);
  segment->release((void *)(uintptr_t)segment->header, (size_t)segment->header->bytes, segment->release_data);
  free(segment);
  return NULL;
}

// --- looking up

// FNV-1a (Fowler, Noll, Vo), stirred so that its high bits may choose the slot.
uint64_t match_segment_id_hash(const char *id) {
  uint64_t hash = UINT64_C(0xCBF29CE484222325);
  for (const unsigned char *at = (const unsigned char *)id; *at; at++)
    hash = (hash ^ *at) * UINT64_C(0x100000001B3);
  return (hash ^ hash >> 32) * UINT64_C(0x9E3779B97F4A7C15);
}

uint32_t match_segment_find(const struct match_segment *segment, const char *id, uint64_t hash) {
  size_t mask = ((size_t)1 << segment->header->id_slot_bits) - 1;
  size_t at = (size_t)(hash >> (64 - segment->header->id_slot_bits));
  while (segment->id_slots[at] && strcmp(match_segment_id(segment, segment->id_slots[at] - 1), id))
    at = (at + 1) & mask;
  return segment->id_slots[at] - 1;
}

uint32_t match_segment_find_term(const struct match_segment *segment, uint64_t term) {
  uint64_t bits = segment->header->term_bucket_bits;
  size_t bucket = bits ? (size_t)(term >> (64 - bits)) : 0;
  for (uint32_t at = segment->term_buckets[bucket]; at < segment->term_buckets[bucket + 1]; at++)
    if (segment->terms[at] >= term)
      return segment->terms[at] == term ? at : UINT32_MAX;
  return UINT32_MAX;
}

const struct roaring_bitmap_s *match_segment_set(const struct match_segment *segment, enum match_attribute attribute,
                                                 uint32_t value) {
  size_t low = 0, high = (size_t)segment->header->arrays[MATCH_ARRAY_set_list].count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    const struct match_set *set = &segment->set_list[middle];
    if (set->attribute < (uint32_t)attribute || (set->attribute == (uint32_t)attribute && set->value < value))
      low = middle + 1;
    else
      high = middle;
  }
  if (low == segment->header->arrays[MATCH_ARRAY_set_list].count ||
      segment->set_list[low].attribute != (uint32_t)attribute || segment->set_list[low].value != value)
    return NULL;
  return segment->views[low];
}

struct match_totals match_segment_totals_of(const struct match_segment *segment, uint32_t profile) {
  const struct match_segment_profile *of = &segment->profiles[profile];
  struct match_totals totals = {.profile_count = 1, .term_count = of->length};
  for (uint32_t i = of->statement; i < of[1].statement; i++)
    totals.statement_count += segment->statements[i + 1].entry > segment->statements[i].entry;
  totals.text_count = totals.statement_count > 0;
  return totals;
}

size_t match_segment_memory(const struct match_segment *segment) {
  return sizeof *segment + (size_t)segment->header->bytes +
         (size_t)segment->header->arrays[MATCH_ARRAY_set_list].count * sizeof *segment->views;
}

// --- of profiles

// The last of each id, in the order of a segment.
static size_t choose(const struct match_profile *profiles, size_t count, const struct match_profile **ret_chosen) {
  size_t slot_count = 2;
  while (slot_count < 2 * count)
    slot_count *= 2;
  memory_auto const char **seen = memory_new(slot_count * sizeof *seen);
  size_t chosen = 0;
  for (size_t i = count; i-- > 0;) {
    size_t at = (size_t)(match_segment_id_hash(profiles[i].id) >> 32) & (slot_count - 1);
    while (seen[at] && strcmp(seen[at], profiles[i].id))
      at = (at + 1) & (slot_count - 1);
    if (!seen[at])
      ret_chosen[chosen++] = &profiles[i];
    seen[at] = profiles[i].id;
  }
  return chosen;
}

static int order_of_profiles(const void *one, const void *other) {
  const struct match_profile *a = *(const struct match_profile *const *)one;
  const struct match_profile *b = *(const struct match_profile *const *)other;
  return match_draft_order(
      &(struct match_draft_key){a->countries, a->country_count, a->places, a->place_count, a->helix, a->id},
      &(struct match_draft_key){b->countries, b->country_count, b->places, b->place_count, b->helix, b->id});
}

// All terms of the profiles once, ascending; and their numbers in that order by the number that `seen` gave them.
static void collect_terms(struct match_draft *draft, const struct match_profile *const *profiles, size_t count,
                          struct match_terms *seen, uint32_t **ret_numbers) {
  for (size_t i = 0; i < count; i++)
    for (size_t s = 0; s < profiles[i]->statement_count; s++)
      for (size_t t = 0; t < profiles[i]->statements[s].term_count; t++)
        match_terms_add(seen, profiles[i]->statements[s].terms[t]);
  uint64_t *sorted = memory_resize(NULL, seen->count, sizeof *sorted);
  if (seen->count)
    memcpy(sorted, seen->items, seen->count * sizeof *sorted);
  struct match_radix radix = {0};
  match_radix_sort(&radix, sorted, seen->count);
  match_radix_deinit(&radix);
  *ret_numbers = memory_resize(NULL, seen->count, sizeof **ret_numbers);
  for (size_t i = 0; i < seen->count; i++)
    (*ret_numbers)[match_terms_find(seen, sorted[i])] = (uint32_t)i;
  match_draft_terms(draft, sorted, seen->count);
}

struct room { // for the terms of a statement
  uint32_t *numbers;
  size_t capacity;
  struct match_radix radix;
};

static void add_statement(struct match_draft *draft, const struct match_statement *statement,
                          const struct match_terms *seen, const uint32_t *numbers, struct room *room) {
  uint32_t length = 0;
  size_t count = statement->term_count;
  assert(count < UINT32_MAX);
  if (count > room->capacity) {
    room->capacity = 2 * count;
    room->numbers = memory_resize(room->numbers, room->capacity, sizeof *room->numbers);
  }
  for (size_t i = 0; i < count; i++) {
    length += !(statement->terms[i] & MATCH_TERM_DERIVED);
    room->numbers[i] = numbers[match_terms_find(seen, statement->terms[i])];
  }
  match_draft_statement(draft, statement, length);
  match_radix_sort_short(&room->radix, room->numbers, count);
  for (size_t first = 0, end; first < count; first = end) {
    end = first + 1;
    while (end < count && room->numbers[end] == room->numbers[first])
      end++;
    match_draft_entry(draft, room->numbers[first], end - first < UINT8_MAX ? (uint8_t)(end - first) : UINT8_MAX);
  }
}

static void add_profile(struct match_draft *draft, const struct match_profile *profile, const struct match_terms *seen,
                        const uint32_t *numbers, struct room *room) {
  uint32_t number = (uint32_t)match_draft_count(draft, profiles);
  match_draft_profile(draft, profile);
  for (size_t i = 0; i < profile->never_count; i++)
    match_draft_refusal(draft, number, match_segment_id_hash(profile->never[i]), false);
  for (size_t i = 0; i < profile->group_count; i++)
    match_draft_refusal(draft, number, match_segment_id_hash(profile->group[i]), true);
  for (size_t i = 0; i < profile->statement_count; i++)
    add_statement(draft, &profile->statements[i], seen, numbers, room);
}

struct match_segment *match_segment_of(const struct match_profile *profiles, size_t count,
                                       const struct match_pitch *pitch) {
  if (!count)
    return NULL;
  memory_auto const struct match_profile **chosen = memory_new(count * sizeof *chosen);
  size_t chosen_count = choose(profiles, count, chosen);
  qsort(chosen, chosen_count, sizeof *chosen, order_of_profiles);
  struct match_draft draft;
  match_draft_init(&draft, pitch);
  struct match_terms seen = {0};
  struct room room = {0};
  uint32_t *numbers;
  collect_terms(&draft, chosen, chosen_count, &seen, &numbers);
  for (size_t i = 0; i < chosen_count; i++)
    add_profile(&draft, chosen[i], &seen, numbers, &room);
  match_terms_deinit(&seen);
  match_radix_deinit(&room.radix);
  free(room.numbers);
  free(numbers);
  return match_draft_finish(&draft);
}
