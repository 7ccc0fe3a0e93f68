// SPDX-License-Identifier: Apache-2.0
#include "match/draft.h"

#include "base/memory.h"
#include "match/numbers.h"
#include "match/partner.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const size_t item_bytes[MATCH_ARRAY_COUNT] = {
#define ARRAY(type, name) [MATCH_ARRAY_##name] = sizeof(type),
    MATCH_SEGMENT_ARRAYS(ARRAY)
#undef ARRAY
};

// --- arrays

void *match_draft_room(struct match_draft *draft, enum match_array array, size_t count, size_t bytes) {
  struct match_draft_array *to = &draft->arrays[array];
  assert(bytes == item_bytes[array]);
  if (to->count + count > to->capacity) {
    to->capacity = to->count + count > 2 * to->capacity ? to->count + count : 2 * to->capacity;
    to->items = memory_resize(to->items, to->capacity, bytes);
  }
  char *room = (char *)to->items + to->count * bytes;
  if (count)
    memset(room, 0, count * bytes);
  to->count += count;
  return room;
}

#define push(draft, type, name, ...)                                                                                   \
  (*(type *)match_draft_room(draft, MATCH_ARRAY_##name, 1, sizeof(type)) = (type)__VA_ARGS__)

static void push_numbers(struct match_draft *draft, enum match_array array, const uint32_t *numbers, size_t count) {
  if (count)
    memcpy(match_draft_room(draft, array, count, sizeof *numbers), numbers, count * sizeof *numbers);
}

// --- what comes in

static int order_of_countries(const struct match_draft_key *one, const struct match_draft_key *other) {
  for (size_t i = 0; i < one->country_count && i < other->country_count; i++)
    if (one->countries[i] != other->countries[i])
      return one->countries[i] < other->countries[i] ? -1 : 1;
  return (one->country_count > other->country_count) - (one->country_count < other->country_count);
}

static int order_of_places(const struct match_draft_key *one, const struct match_draft_key *other) {
  for (size_t i = 0; i < one->place_count && i < other->place_count; i++)
    if (one->places[i] != other->places[i])
      return one->places[i] < other->places[i] ? -1 : 1;
  return (one->place_count > other->place_count) - (one->place_count < other->place_count);
}

int match_draft_order(const struct match_draft_key *one, const struct match_draft_key *other) {
  int order = order_of_countries(one, other);
  if (order)
    return order;
  if (one->helix != other->helix)
    return one->helix < other->helix ? -1 : 1;
  order = order_of_places(one, other);
  return order ? order : strcmp(one->id, other->id);
}

void match_draft_init(struct match_draft *draft, const struct match_pitch *pitch) {
  *draft = (struct match_draft){.header = {.pitch = *pitch,
                                           .languages_all = UINT32_MAX,
                                           .changed_day_min = INT32_MAX,
                                           .changed_day_max = INT32_MIN,
                                           .assurance_min = UINT32_MAX}};
}

void match_draft_terms(struct match_draft *draft, uint64_t *terms, size_t count) {
  assert(count < UINT32_MAX);
  draft->arrays[MATCH_ARRAY_terms] = (struct match_draft_array){terms, count, count};
}

static uint32_t count_of(const struct match_draft *draft, enum match_array array) {
  assert(draft->arrays[array].count < UINT32_MAX);
  return (uint32_t)draft->arrays[array].count;
}

static void push_set(struct match_draft *draft, enum match_array array, const uint32_t *numbers, size_t count) {
  struct match_numbers set = {0};
  match_numbers_append_set(&set, numbers, count);
  push_numbers(draft, array, set.items, set.count);
  free(set.items);
}

// A day that is not known counts as of today, whenever that is.
static void note_prior(struct match_segment_header *header, const struct match_profile *profile) {
  int64_t day = profile->changed_day == INT32_MIN ? INT32_MAX : profile->changed_day;
  header->changed_day_min = day < header->changed_day_min ? day : header->changed_day_min;
  header->changed_day_max = day > header->changed_day_max ? day : header->changed_day_max;
  header->assurance_min = profile->assurance < header->assurance_min ? profile->assurance : header->assurance_min;
  header->assurance_max = profile->assurance > header->assurance_max ? profile->assurance : header->assurance_max;
}

void match_draft_profile(struct match_draft *draft, const struct match_profile *profile) {
  assert(profile->helix < 32 && profile->size < 32);
  push(draft, struct match_segment_profile, profiles,
       {.revision = profile->revision,
        .at_ms = profile->at_ms,
        .id = count_of(draft, MATCH_ARRAY_ids),
        .statement = count_of(draft, MATCH_ARRAY_statements),
        .place = count_of(draft, MATCH_ARRAY_places),
        .country = count_of(draft, MATCH_ARRAY_countries),
        .theme = count_of(draft, MATCH_ARRAY_themes),
        .languages = profile->languages,
        .assurance = profile->assurance,
        .changed_day = profile->changed_day,
        .helix = profile->helix,
        .size = profile->size});
  size_t id_bytes = strlen(profile->id) + 1;
  memcpy(match_draft_room(draft, MATCH_ARRAY_ids, id_bytes, 1), profile->id, id_bytes);
  push_set(draft, MATCH_ARRAY_places, profile->places, profile->place_count);
  push_set(draft, MATCH_ARRAY_themes, profile->themes, profile->theme_count);
  for (size_t i = 0; i < profile->country_count; i++)
    push(draft, uint16_t, countries, profile->countries[i]);
  note_prior(&draft->header, profile);
}

static void push_partner(struct match_draft *draft, const struct match_partner *partner) {
  struct match_numbers packed = {0};
  match_partner_pack(partner, &packed);
  push_numbers(draft, MATCH_ARRAY_partners, packed.items, packed.count);
  free(packed.items);
}

void match_draft_statement(struct match_draft *draft, const struct match_statement *statement, uint32_t length) {
  uint32_t partners = UINT32_MAX;
  if (!match_partner_is_empty(&statement->sought) || !match_partner_is_empty(&statement->must)) {
    partners = count_of(draft, MATCH_ARRAY_partners);
    push_partner(draft, &statement->sought);
    push_partner(draft, &statement->must);
  }
  struct match_segment_profile *profile = &((struct match_segment_profile *)draft->arrays[MATCH_ARRAY_profiles]
                                                .items)[match_draft_count(draft, profiles) - 1];
  push(draft, struct match_segment_statement, statements,
       {.profile = (uint32_t)match_draft_count(draft, profiles) - 1,
        .length = length,
        .entry = count_of(draft, MATCH_ARRAY_entry_terms),
        .concepts = count_of(draft, MATCH_ARRAY_concepts),
        .cooperations = statement->cooperations,
        .partners = partners,
        .expires_day = statement->expires_day,
        .language = statement->language,
        .direction = statement->direction,
        .trl = statement->trl});
  push_set(draft, MATCH_ARRAY_concepts, statement->concepts, statement->concept_count);
  profile->length += length;
  draft->header.has_expiry |= statement->expires_day < INT32_MAX;
}

void match_draft_entry(struct match_draft *draft, uint32_t term, uint8_t count) {
  push(draft, uint32_t, entry_terms, term);
  push(draft, uint8_t, entry_counts, count);
}

void match_draft_refusal(struct match_draft *draft, uint32_t profile, uint64_t id_hash, bool is_group) {
  push(draft, struct match_refusal, refusals, {.id_hash = id_hash, .profile = profile, .is_group = is_group});
}

// --- finishing

static void end_ranges(struct match_draft *draft) {
  draft->header.profile_count = match_draft_count(draft, profiles);
  draft->header.statement_count = match_draft_count(draft, statements);
  draft->header.term_count = match_draft_count(draft, terms);
  push(draft, struct match_segment_profile, profiles,
       {.id = count_of(draft, MATCH_ARRAY_ids),
        .statement = (uint32_t)draft->header.statement_count,
        .place = count_of(draft, MATCH_ARRAY_places),
        .country = count_of(draft, MATCH_ARRAY_countries),
        .theme = count_of(draft, MATCH_ARRAY_themes)});
  push(draft, struct match_segment_statement, statements,
       {.entry = count_of(draft, MATCH_ARRAY_entry_terms), .concepts = count_of(draft, MATCH_ARRAY_concepts)});
}

static void fill_id_slots(struct match_draft *draft) {
  size_t count = draft->header.profile_count, bits = 1;
  while ((size_t)1 << bits < 2 * count)
    bits++;
  draft->header.id_slot_bits = bits;
  uint32_t *slots = match_draft_room(draft, MATCH_ARRAY_id_slots, (size_t)1 << bits, sizeof *slots);
  const struct match_segment_profile *profiles = match_draft_items(draft, profiles);
  const char *ids = match_draft_items(draft, ids);
  for (uint32_t i = 0; i < count; i++) {
    size_t at = (size_t)(match_segment_id_hash(ids + profiles[i].id) >> (64 - bits));
    for (; slots[at]; at = (at + 1) & (((size_t)1 << bits) - 1))
      assert(strcmp(ids + profiles[slots[at] - 1].id, ids + profiles[i].id));
    slots[at] = i + 1;
  }
}

static void fill_term_buckets(struct match_draft *draft) {
  size_t count = draft->header.term_count, bits = 0;
  while (bits < 28 && (size_t)1 << bits < count)
    bits++;
  draft->header.term_bucket_bits = bits;
  uint32_t *buckets = match_draft_room(draft, MATCH_ARRAY_term_buckets, ((size_t)1 << bits) + 1, sizeof *buckets);
  const uint64_t *terms = match_draft_items(draft, terms);
  size_t bucket = 0;
  for (size_t i = 0; i < count; i++)
    for (size_t of = bits ? (size_t)(terms[i] >> (64 - bits)) : 0; bucket <= of; bucket++)
      buckets[bucket] = (uint32_t)i;
  for (; bucket <= (size_t)1 << bits; bucket++)
    buckets[bucket] = (uint32_t)count;
}

static bool same_group(const struct match_draft *draft, uint32_t one, uint32_t other) {
  const struct match_segment_profile *profiles = match_draft_items(draft, profiles);
  const uint16_t *countries = match_draft_items(draft, countries);
  size_t count = profiles[one + 1].country - profiles[one].country;
  return profiles[one].helix == profiles[other].helix &&
         count == profiles[other + 1].country - profiles[other].country &&
         (!count ||
          !memcmp(countries + profiles[one].country, countries + profiles[other].country, count * sizeof *countries));
}

static bool same_places(const struct match_draft *draft, uint32_t one, uint32_t other) {
  const struct match_segment_profile *profiles = match_draft_items(draft, profiles);
  const uint32_t *places = match_draft_items(draft, places);
  size_t count = profiles[one + 1].place - profiles[one].place;
  return count == profiles[other + 1].place - profiles[other].place &&
         (!count || !memcmp(places + profiles[one].place, places + profiles[other].place, count * sizeof *places));
}

static void push_group(struct match_draft *draft, uint32_t first) {
  const struct match_segment_profile *of = &match_draft_items(draft, profiles)[first];
  uint32_t count = of[1].country - of->country;
  push(draft, struct match_group, groups,
       {.first = first,
        .country = count ? match_draft_items(draft, countries)[of->country] : 0,
        .country_count = (uint16_t)(count < UINT16_MAX ? count : UINT16_MAX),
        .helix = of->helix});
}

static void list_groups(struct match_draft *draft) {
  for (uint32_t i = 0; i < draft->header.profile_count; i++) {
    bool begins = !i || !same_group(draft, i - 1, i);
    if (begins)
      push_group(draft, i);
    if (begins || !same_places(draft, i - 1, i))
      push(draft, struct match_district, districts, {.first = i});
  }
  push(draft, struct match_group, groups, {.first = (uint32_t)draft->header.profile_count});
  push(draft, struct match_district, districts, {.first = (uint32_t)draft->header.profile_count});
}

bool match_draft_lasts(const struct match_draft *draft, uint32_t statement) {
  const struct match_segment_statement *of = &match_draft_items(draft, statements)[statement];
  return of->expires_day == INT32_MAX &&
         (of->partners == UINT32_MAX ||
          !match_partner_asks(match_partner_next(match_draft_items(draft, partners) + of->partners)));
}

uint32_t match_draft_speech(const struct match_draft *draft, uint32_t profile) {
  const struct match_segment_profile *of = &match_draft_items(draft, profiles)[profile];
  const struct match_segment_statement *statements = match_draft_items(draft, statements);
  uint32_t languages = 0;
  for (uint32_t i = of->statement; i < of[1].statement; i++)
    if (match_draft_lasts(draft, i) && statements[i + 1].entry > statements[i].entry)
      languages |= 1u << statements[i].language;
  return languages;
}

// Whether some statement must have certain partners.
static bool is_exacting(const struct match_draft *draft, uint32_t profile) {
  const struct match_segment_profile *of = &match_draft_items(draft, profiles)[profile];
  const struct match_segment_statement *statements = match_draft_items(draft, statements);
  for (uint32_t i = of->statement; i < of[1].statement; i++)
    if (statements[i].partners != UINT32_MAX &&
        match_partner_asks(match_partner_next(match_draft_items(draft, partners) + statements[i].partners)))
      return true;
  return false;
}

// Sums over the profiles, and the languages that each of them speaks.
static void sum_up(struct match_draft *draft) {
  struct match_segment_header *header = &draft->header;
  const struct match_segment_profile *profiles = match_draft_items(draft, profiles);
  const struct match_segment_statement *statements = match_draft_items(draft, statements);
  header->totals.profile_count = header->profile_count;
  for (uint32_t i = 0; i < header->profile_count; i++) {
    uint64_t before = header->totals.statement_count;
    for (uint32_t s = profiles[i].statement; s < profiles[i + 1].statement; s++)
      header->totals.statement_count += statements[s + 1].entry > statements[s].entry;
    header->totals.text_count += header->totals.statement_count > before;
    header->totals.term_count += profiles[i].length;
    header->languages_all &= match_draft_speech(draft, i);
    if (profiles[i + 1].statement - profiles[i].statement > header->statement_count_max)
      header->statement_count_max = profiles[i + 1].statement - profiles[i].statement;
    if (is_exacting(draft, i))
      push(draft, uint32_t, exacting, i);
  }
}

static int order_of_refusals(const void *one, const void *other) {
  const struct match_refusal *a = one, *b = other;
  if (a->id_hash != b->id_hash)
    return a->id_hash < b->id_hash ? -1 : 1;
  return (a->profile > b->profile) - (a->profile < b->profile);
}

static size_t aligned(size_t bytes) {
  return (bytes + MATCH_BLOCK_ALIGNMENT - 1) / MATCH_BLOCK_ALIGNMENT * MATCH_BLOCK_ALIGNMENT;
}

static void release_heap(void *block, size_t bytes, void *data) {
  (void)bytes;
  (void)data;
  free(block);
}

static struct match_segment *pack(struct match_draft *draft) {
  size_t bytes = aligned(sizeof draft->header);
  for (size_t i = 0; i < MATCH_ARRAY_COUNT; i++) {
    draft->header.arrays[i].offset = bytes;
    draft->header.arrays[i].count = draft->arrays[i].count;
    bytes += aligned(draft->arrays[i].count * item_bytes[i]);
  }
  match_segment_stamp(&draft->header, bytes);
  char *block = memory_aligned(MATCH_BLOCK_ALIGNMENT, bytes);
  memcpy(block, &draft->header, sizeof draft->header);
  memset(block + sizeof draft->header, 0, aligned(sizeof draft->header) - sizeof draft->header);
  for (size_t i = 0; i < MATCH_ARRAY_COUNT; i++) {
    size_t used = draft->arrays[i].count * item_bytes[i];
    if (used)
      memcpy(block + draft->header.arrays[i].offset, draft->arrays[i].items, used);
    memset(block + draft->header.arrays[i].offset + used, 0, aligned(used) - used);
    free(draft->arrays[i].items);
    draft->arrays[i] = (struct match_draft_array){0};
  }
  struct match_segment *segment = match_segment_open(block, bytes, release_heap, NULL);
  assert(segment);
  return segment;
}

struct match_segment *match_draft_finish(struct match_draft *draft) {
  end_ranges(draft);
  fill_id_slots(draft);
  fill_term_buckets(draft);
  list_groups(draft);
  sum_up(draft);
  if (match_draft_count(draft, refusals))
    qsort(draft->arrays[MATCH_ARRAY_refusals].items, match_draft_count(draft, refusals), sizeof(struct match_refusal),
          order_of_refusals);
  match_cards_make(draft);
  match_invert(draft);
  match_cards_finish(draft);
  match_sets_make(draft);
  return pack(draft);
}
