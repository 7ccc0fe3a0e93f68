// SPDX-License-Identifier: Apache-2.0
// Building walks the terms of the profiles twice: once to count postings per term, once to place them. Nothing is
// sorted, because statements come in ascending order.
#include "match/segment.h"

#include "base/memory.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

// --- life

struct match_segment *match_segment_new(void) {
  struct match_segment *segment = memory_new(sizeof *segment);
  atomic_init(&segment->references, 1);
  return segment;
}

struct match_segment *match_segment_ref(struct match_segment *segment) {
  atomic_fetch_add_explicit(&segment->references, 1, memory_order_relaxed);
  return segment;
}

struct match_segment *match_segment_unref(struct match_segment *segment) {
  if (!segment || atomic_fetch_sub_explicit(&segment->references, 1, memory_order_acq_rel) > 1)
    return NULL;
  free(segment->posting_counts);
  free(segment->posting_statements);
  match_terms_deinit(&segment->terms);
  free(segment->id_slots);
  free(segment->ids);
  free(segment->countries.items);
  free(segment->concepts.items);
  free(segment->themes.items);
  free(segment->places.items);
  free(segment->statements);
  free(segment->profiles);
  free(segment);
  return NULL;
}

// --- profiles

static uint64_t add_id(struct match_segment *segment, const char *id) {
  size_t bytes = strlen(id) + 1, offset = segment->id_bytes;
  if (offset + bytes > segment->id_capacity) {
    segment->id_capacity = 2 * segment->id_capacity + bytes;
    segment->ids = memory_resize(segment->ids, segment->id_capacity, 1);
  }
  memcpy(segment->ids + offset, id, bytes);
  segment->id_bytes += bytes;
  return offset;
}

// Without terms only words are counted.
static uint32_t words_of(const struct match_statement *statement) {
  uint32_t words = statement->terms ? 0 : (uint32_t)statement->term_count;
  for (size_t i = 0; statement->terms && i < statement->term_count; i++)
    words += !match_term_is_derived(statement->terms[i]);
  return words;
}

static void add_statement(struct match_segment *segment, const struct match_statement *statement) {
  assert(statement->term_count <= UINT32_MAX && segment->statement_count < UINT32_MAX);
  memory_reserve(segment->statements, segment->statement_count, segment->statement_capacity);
  segment->statements[segment->statement_count++] =
      (struct match_segment_statement){.profile = (uint32_t)segment->profile_count,
                                       .word_count = words_of(statement),
                                       .expires_day = statement->expires_day,
                                       .concept = (uint32_t)segment->concepts.count,
                                       .language = statement->language};
  match_numbers_append_set(&segment->concepts, statement->concepts, statement->concept_count);
}

static struct match_segment_profile start_of(const struct match_segment *segment) {
  return (struct match_segment_profile){.id = segment->id_bytes,
                                        .statement = (uint32_t)segment->statement_count,
                                        .place = (uint32_t)segment->places.count,
                                        .country = (uint32_t)segment->countries.count,
                                        .theme = (uint32_t)segment->themes.count,
                                        .expires_day = INT32_MAX};
}

static void add_statements(struct match_segment *segment, const struct match_profile *profile,
                           struct match_segment_profile *added) {
  for (size_t i = 0; i < profile->statement_count; i++) {
    const struct match_statement *statement = &profile->statements[i];
    add_statement(segment, statement);
    uint32_t words = segment->statements[segment->statement_count - 1].word_count;
    added->word_count += words;
    added->text_statement_count += words > 0;
    if (statement->expires_day < added->expires_day)
      added->expires_day = statement->expires_day;
  }
  if (profile->statement_count > segment->profile_statement_count_max)
    segment->profile_statement_count_max = profile->statement_count;
}

void match_segment_add(struct match_segment *segment, const struct match_profile *profile) {
  assert(profile->helix < 32 && profile->size < 32 && segment->profile_count < UINT32_MAX - 1);
  struct match_segment_profile added = start_of(segment);
  added.revision = profile->revision;
  added.helix = profile->helix;
  added.size = profile->size;
  added.id = add_id(segment, profile->id);
  match_numbers_append_set(&segment->places, profile->places, profile->place_count);
  match_numbers_append_set(&segment->themes, profile->themes, profile->theme_count);
  for (size_t i = 0; i < profile->country_count; i++)
    match_numbers_push(&segment->countries, profile->countries[i]);
  add_statements(segment, profile, &added);
  memory_reserve(segment->profiles, segment->profile_count, segment->profile_capacity);
  segment->profiles[segment->profile_count++] = added;
  match_totals_add(&segment->totals, match_segment_totals_of(segment, (uint32_t)segment->profile_count - 1));
}

struct match_totals match_segment_totals_of(const struct match_segment *segment, uint32_t profile) {
  const struct match_segment_profile *of = &segment->profiles[profile];
  return (struct match_totals){.profile_count = 1,
                               .text_count = of->word_count > 0,
                               .statement_count = of->text_statement_count,
                               .word_count = of->word_count};
}

// --- ids

// FNV-1a (Fowler, Noll, Vo), stirred so that its high bits may choose the slot.
uint64_t match_segment_id_hash(const char *id) {
  uint64_t hash = UINT64_C(0xCBF29CE484222325);
  for (const unsigned char *at = (const unsigned char *)id; *at; at++)
    hash = (hash ^ *at) * UINT64_C(0x100000001B3);
  return (hash ^ hash >> 32) * UINT64_C(0x9E3779B97F4A7C15);
}

// The slot of the id, or the free one where it belongs.
static uint32_t *id_slot(const struct match_segment *segment, const char *id, uint64_t hash) {
  size_t mask = ((size_t)1 << segment->id_slot_bits) - 1;
  size_t at = (size_t)(hash >> (64 - segment->id_slot_bits));
  while (segment->id_slots[at] && strcmp(match_segment_id(segment, segment->id_slots[at] - 1), id))
    at = (at + 1) & mask;
  return &segment->id_slots[at];
}

static void fill_id_slots(struct match_segment *segment) {
  segment->id_slot_bits = 1;
  while ((size_t)1 << segment->id_slot_bits < 2 * segment->profile_count)
    segment->id_slot_bits++;
  segment->id_slots = memory_new(((size_t)1 << segment->id_slot_bits) * sizeof *segment->id_slots);
  for (uint32_t i = 0; i < segment->profile_count; i++) {
    const char *id = match_segment_id(segment, i);
    uint32_t *slot = id_slot(segment, id, match_segment_id_hash(id));
    assert(!*slot);
    *slot = i + 1;
  }
}

uint32_t match_segment_find(const struct match_segment *segment, const char *id, uint64_t hash) {
  return *id_slot(segment, id, hash) - 1;
}

// --- sealing

void match_segment_seal(struct match_segment *segment) {
  struct match_segment_profile end = start_of(segment);
  memory_reserve(segment->profiles, segment->profile_count, segment->profile_capacity);
  segment->profiles[segment->profile_count] = end;
  memory_reserve(segment->statements, segment->statement_count, segment->statement_capacity);
  segment->statements[segment->statement_count] =
      (struct match_segment_statement){.concept = (uint32_t)segment->concepts.count};
  segment->profile_capacity = segment->profile_count + 1;
  segment->statement_capacity = segment->statement_count + 1;
  segment->profiles = memory_resize(segment->profiles, segment->profile_capacity, sizeof *segment->profiles);
  segment->statements = memory_resize(segment->statements, segment->statement_capacity, sizeof *segment->statements);
  segment->ids = memory_resize(segment->ids, segment->id_bytes, 1);
  segment->id_capacity = segment->id_bytes;
  match_numbers_trim(&segment->places);
  match_numbers_trim(&segment->themes);
  match_numbers_trim(&segment->concepts);
  match_numbers_trim(&segment->countries);
  fill_id_slots(segment);
}

void match_segment_reserve_postings(struct match_segment *segment) {
  match_terms_trim(&segment->terms);
  for (size_t i = 0; i < segment->terms.count; i++) {
    struct match_term *term = &segment->terms.items[i];
    term->first = segment->posting_count;
    segment->posting_count += term->count;
    term->count = 0;
  }
  segment->posting_statements = memory_resize(NULL, segment->posting_count, sizeof *segment->posting_statements);
  segment->posting_counts = memory_resize(NULL, segment->posting_count, sizeof *segment->posting_counts);
}

// --- postings of new profiles

// The term of every token, as a number, so that the second walk need not look it up again.
struct tokens {
  uint32_t *terms;     // owned
  uint32_t *last_seen; // owned: by term, number of the last statement that used it + 1
  size_t last_seen_capacity;
};

static void count_token(struct match_segment *segment, struct tokens *tokens, size_t at, uint64_t term,
                        uint32_t statement) {
  size_t number = match_terms_add(&segment->terms, term);
  if (number >= tokens->last_seen_capacity) {
    size_t old = tokens->last_seen_capacity;
    tokens->last_seen_capacity = segment->terms.capacity;
    tokens->last_seen = memory_resize(tokens->last_seen, tokens->last_seen_capacity, sizeof *tokens->last_seen);
    memset(tokens->last_seen + old, 0, (tokens->last_seen_capacity - old) * sizeof *tokens->last_seen);
  }
  tokens->terms[at] = (uint32_t)number;
  struct match_term *item = &segment->terms.items[number];
  uint32_t last = tokens->last_seen[number];
  if (last == statement + 1)
    return;
  item->count++;
  item->profile_count += !last || segment->statements[last - 1].profile != segment->statements[statement].profile;
  tokens->last_seen[number] = statement + 1;
}

static void place_token(struct match_segment *segment, uint32_t number, uint32_t statement) {
  struct match_term *item = &segment->terms.items[number];
  uint64_t next = item->first + item->count;
  if (item->count && segment->posting_statements[next - 1] == statement) {
    segment->posting_counts[next - 1] += segment->posting_counts[next - 1] < UINT16_MAX;
    return;
  }
  segment->posting_statements[next] = statement;
  segment->posting_counts[next] = 1;
  item->count++;
}

static size_t count_terms(const struct match_profile *const *profiles, size_t count) {
  size_t terms = 0;
  for (size_t i = 0; i < count; i++)
    for (size_t s = 0; s < profiles[i]->statement_count; s++)
      terms += profiles[i]->statements[s].term_count;
  return terms;
}

static void index_terms(struct match_segment *segment, const struct match_profile *const *profiles) {
  struct tokens tokens = {.terms =
                              memory_resize(NULL, count_terms(profiles, segment->profile_count), sizeof *tokens.terms)};
  size_t at = 0;
  uint32_t number = 0;
  for (size_t i = 0; i < segment->profile_count; i++)
    for (size_t s = 0; s < profiles[i]->statement_count; s++, number++)
      for (size_t t = 0; t < profiles[i]->statements[s].term_count; t++)
        count_token(segment, &tokens, at++, profiles[i]->statements[s].terms[t], number);
  match_segment_reserve_postings(segment);
  at = number = 0;
  for (size_t i = 0; i < segment->profile_count; i++)
    for (size_t s = 0; s < profiles[i]->statement_count; s++, number++)
      for (size_t t = 0; t < profiles[i]->statements[s].term_count; t++)
        place_token(segment, tokens.terms[at++], number);
  free(tokens.last_seen);
  free(tokens.terms);
}

// The last of each id, in the order in which ids last came.
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
  for (size_t i = 0; i < chosen / 2; i++) {
    const struct match_profile *swap = ret_chosen[i];
    ret_chosen[i] = ret_chosen[chosen - 1 - i];
    ret_chosen[chosen - 1 - i] = swap;
  }
  return chosen;
}

struct match_segment *match_segment_of(const struct match_profile *profiles, size_t count) {
  if (!count)
    return NULL;
  memory_auto const struct match_profile **chosen = memory_new(count * sizeof *chosen);
  size_t chosen_count = choose(profiles, count, chosen);
  struct match_segment *segment = match_segment_new();
  for (size_t i = 0; i < chosen_count; i++)
    match_segment_add(segment, chosen[i]);
  match_segment_seal(segment);
  index_terms(segment, chosen);
  return segment;
}

size_t match_segment_memory(const struct match_segment *segment) {
  size_t numbers = segment->places.capacity + segment->themes.capacity + segment->concepts.capacity +
                   segment->countries.capacity + ((size_t)1 << segment->id_slot_bits);
  return sizeof *segment + segment->profile_capacity * sizeof *segment->profiles +
         segment->statement_capacity * sizeof *segment->statements + segment->id_capacity + numbers * sizeof(uint32_t) +
         match_terms_memory(&segment->terms) +
         segment->posting_count * (sizeof *segment->posting_statements + sizeof *segment->posting_counts);
}
