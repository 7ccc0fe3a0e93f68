// SPDX-License-Identifier: Apache-2.0
#include "match/gate.h"

#include "base/memory.h"

#include <roaring/containers/containers.h>
#include <roaring/roaring.h>
#include <string.h>

// --- the query

static void keep_must(struct match_gate *gate, const struct match_statement *statement) {
  gate->must_count++;
  gate->asker_is_exacting &= !match_partner_is_empty(&statement->must);
  match_partner_pack(&statement->must, &gate->musts);
}

void match_gate_init(struct match_gate *gate, const struct match_query *query) {
  *gate = (struct match_gate){.query = query,
                              .id_hash = match_segment_id_hash(query->profile->id),
                              .asker = match_facts_of_profile(query->profile, query->today),
                              .asker_is_exacting = true,
                              .theme_count = match_taxonomy_count(query->taxonomy)};
  if (query->filter.exclude_id)
    gate->exclude_hash = match_segment_id_hash(query->filter.exclude_id);
  for (size_t i = 0; i < query->profile->statement_count; i++)
    if (query->profile->statements[i].expires_day >= query->today)
      keep_must(gate, &query->profile->statements[i]);
  gate->asker_is_exacting &= gate->must_count > 0;
}

static void leave_part(struct match_gate *gate) {
  if (gate->open)
    roaring_bitmap_free(gate->open);
  gate->open = NULL;
  gate->range_count = gate->closed_count = 0;
}

void match_gate_deinit(struct match_gate *gate) {
  leave_part(gate);
  free(gate->closed);
  free(gate->ranges);
  free(gate->musts.items);
}

// --- one profile

static bool any_allowed(const uint8_t *allowed, size_t allowed_count, const uint32_t *numbers, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (numbers[i] < allowed_count && allowed[numbers[i]])
      return true;
  return false;
}

static bool any_country(const struct match_filter *filter, const uint16_t *countries, size_t count) {
  for (size_t i = 0; i < count; i++)
    for (size_t j = 0; j < filter->country_count; j++)
      if (countries[i] == filter->countries[j])
        return true;
  return false;
}

struct speech {
  uint32_t directions, languages;
};

static struct speech speech_of(const struct match_segment *segment, uint32_t profile) {
  const struct match_segment_profile *of = &segment->profiles[profile];
  struct speech speech = {.languages = of->languages};
  for (uint32_t i = of->statement; i < of[1].statement; i++) {
    speech.directions |= segment->statements[i].direction ? 1u << segment->statements[i].direction : 0;
    if (segment->statements[i + 1].entry > segment->statements[i].entry)
      speech.languages |= 1u << segment->statements[i].language;
  }
  return speech;
}

static uint32_t bit(bool applies, enum match_exclusion reason) {
  return applies ? 1u << reason : 0;
}

// Of the filter.
static uint32_t filter_reasons(const struct match_gate *gate, const struct match_segment *segment, uint32_t profile) {
  const struct match_filter *filter = &gate->query->filter;
  const struct match_segment_profile *of = &segment->profiles[profile];
  struct speech speech = filter->directions || filter->languages ? speech_of(segment, profile) : (struct speech){0};
  return bit(filter->helix && !(filter->helix >> of->helix & 1), MATCH_EXCLUDED_HELIX) |
         bit(filter->sizes && !(filter->sizes >> of->size & 1), MATCH_EXCLUDED_SIZE) |
         bit(filter->places && !any_allowed(filter->places, gate->query->places.count, segment->places + of->place,
                                            of[1].place - of->place),
             MATCH_EXCLUDED_PLACE) |
         bit(filter->country_count &&
                 !any_country(filter, segment->countries + of->country, of[1].country - of->country),
             MATCH_EXCLUDED_COUNTRY) |
         bit(filter->themes &&
                 !any_allowed(filter->themes, gate->theme_count, segment->themes + of->theme, of[1].theme - of->theme),
             MATCH_EXCLUDED_THEME) |
         bit(filter->directions && !(filter->directions & speech.directions), MATCH_EXCLUDED_DIRECTION) |
         bit(filter->languages && !(filter->languages & speech.languages), MATCH_EXCLUDED_LANGUAGE);
}

static bool asker_must_not(const struct match_gate *gate, const struct match_segment *segment, uint32_t profile) {
  if (!gate->asker_is_exacting)
    return false;
  struct match_facts facts = match_facts_of(segment, profile, gate->query->today);
  const uint32_t *must = gate->musts.items;
  for (size_t i = 0; i < gate->must_count; i++, must = match_partner_next(must))
    if (match_partner_suits(must, &facts))
      return false;
  return true;
}

static bool candidate_must_not(const struct match_gate *gate, const struct match_segment *segment, uint32_t profile) {
  const struct match_segment_profile *of = &segment->profiles[profile];
  bool speaks = false;
  if (gate->query->impersonal)
    return false;
  for (uint32_t i = of->statement; i < of[1].statement; i++) {
    const struct match_segment_statement *statement = &segment->statements[i];
    if (statement->expires_day < gate->query->today)
      continue;
    speaks = true;
    if (statement->partners == UINT32_MAX ||
        match_partner_suits(match_partner_next(segment->partners + statement->partners), &gate->asker))
      return false;
  }
  return speaks;
}

static bool is_listed(const char *const *ids, size_t count, const char *id) {
  for (size_t i = 0; i < count; i++)
    if (!strcmp(ids[i], id))
      return true;
  return false;
}

static size_t first_refusal(const struct match_segment *segment, uint64_t id_hash) {
  size_t low = 0, high = segment->header->arrays[MATCH_ARRAY_refusals].count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (segment->refusals[middle].id_hash < id_hash)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static bool refuses(const struct match_gate *gate, const struct match_segment *segment, uint32_t profile,
                    bool is_group) {
  size_t count = segment->header->arrays[MATCH_ARRAY_refusals].count;
  for (size_t i = first_refusal(segment, gate->id_hash);
       *gate->query->profile->id && i < count && segment->refusals[i].id_hash == gate->id_hash; i++)
    if (segment->refusals[i].profile == profile && (segment->refusals[i].is_group != 0) == is_group)
      return true;
  return false;
}

uint32_t match_gate_reasons(const struct match_gate *gate, const struct match_segment *segment, uint32_t profile) {
  const struct match_profile *asker = gate->query->profile;
  const char *id = match_segment_id(segment, profile), *self = gate->query->filter.exclude_id;
  return filter_reasons(gate, segment, profile) | bit(self && !strcmp(self, id), MATCH_EXCLUDED_SELF) |
         bit(is_listed(asker->never, asker->never_count, id) || refuses(gate, segment, profile, false),
             MATCH_EXCLUDED_NEVER) |
         bit(is_listed(asker->group, asker->group_count, id) || refuses(gate, segment, profile, true),
             MATCH_EXCLUDED_GROUP) |
         bit(asker_must_not(gate, segment, profile) || candidate_must_not(gate, segment, profile), MATCH_EXCLUDED_MUST);
}

// --- who is open

static void push_range(struct match_gate *gate, uint32_t first, uint32_t end) {
  if (first == end)
    return;
  if (gate->range_count && gate->ranges[gate->range_count - 1].end == first) {
    gate->ranges[gate->range_count - 1].end = end;
    return;
  }
  memory_reserve(gate->ranges, gate->range_count, gate->range_capacity);
  gate->ranges[gate->range_count++] = (struct match_range){first, end};
}

static size_t alive_in(const struct match_snapshot_part *part, uint32_t first, uint32_t end) {
  size_t count = end - first;
  if (!part->marks)
    return count;
  for (uint32_t word = first / 64; word * 64 < end; word++) {
    uint64_t bits = part->marks->words[word];
    if (word == first / 64)
      bits &= UINT64_MAX << first % 64;
    if (end - word * 64 < 64)
      bits &= (UINT64_C(1) << (end - word * 64)) - 1;
    count -= (size_t)__builtin_popcountll(bits);
  }
  return count;
}

// Looks at every living profile.
static void walk(struct match_gate *gate, uint64_t excluded[MATCH_EXCLUSION_COUNT]) {
  const struct match_segment *segment = gate->part->segment;
  for (uint32_t i = 0; i < match_segment_count(segment); i++) {
    if (match_marks_is_dead(gate->part->marks, i))
      continue;
    uint32_t reasons = filter_reasons(gate, segment, i);
    if (reasons) {
      excluded[__builtin_ctz(reasons)]++;
      continue;
    }
    push_range(gate, i, i + 1);
    gate->open_count++;
  }
}

static bool is_asked_country(const struct match_gate *gate, const struct match_group *group) {
  const struct match_filter *filter = &gate->query->filter;
  const struct match_segment *segment = gate->part->segment;
  if (group->country_count <= 1)
    return group->country_count && any_country(filter, &group->country, 1);
  const struct match_segment_profile *of = &segment->profiles[group->first];
  return any_country(filter, segment->countries + of->country, of[1].country - of->country);
}

static bool group_is_open(const struct match_gate *gate, const struct match_group *group, bool with_country) {
  const struct match_filter *filter = &gate->query->filter;
  if (filter->helix && !(filter->helix >> group->helix & 1))
    return false;
  return !with_country || !filter->country_count || is_asked_country(gate, group);
}

static bool district_is_open(const struct match_gate *gate, uint32_t profile) {
  const struct match_segment *segment = gate->part->segment;
  const struct match_segment_profile *of = &segment->profiles[profile];
  return any_allowed(gate->query->filter.places, gate->query->places.count, segment->places + of->place,
                     of[1].place - of->place);
}

static uint64_t count_ranges(const struct match_gate *gate) {
  uint64_t alive = 0;
  for (size_t i = 0; i < gate->range_count; i++)
    alive += alive_in(gate->part, gate->ranges[i].first, gate->ranges[i].end);
  return alive;
}

// The ranges of the groups that pass helix, and country if wanted.
static void take_groups(struct match_gate *gate, bool with_country) {
  const struct match_segment *segment = gate->part->segment;
  gate->range_count = 0;
  for (size_t i = 0; i + 1 < segment->header->arrays[MATCH_ARRAY_groups].count; i++)
    if (group_is_open(gate, &segment->groups[i], with_country))
      push_range(gate, segment->groups[i].first, segment->groups[i + 1].first);
}

// The same, and place.
static void take_districts(struct match_gate *gate, bool with_country) {
  const struct match_segment *segment = gate->part->segment;
  const struct match_group *group = segment->groups;
  gate->range_count = 0;
  for (size_t i = 0; i + 1 < segment->header->arrays[MATCH_ARRAY_districts].count; i++) {
    uint32_t first = segment->districts[i].first;
    while (group[1].first <= first)
      group++;
    if (group_is_open(gate, group, with_country) && district_is_open(gate, first))
      push_range(gate, first, segment->districts[i + 1].first);
  }
}

static void unite(const struct match_segment *segment, enum match_attribute attribute, uint32_t value,
                  roaring_bitmap_t *sum) {
  const roaring_bitmap_t *set = match_segment_set(segment, attribute, value);
  if (set)
    roaring_bitmap_or_inplace(sum, set);
}

static roaring_bitmap_t *of_bits(const struct match_segment *segment, enum match_attribute attribute, uint32_t bits) {
  roaring_bitmap_t *sum = roaring_bitmap_create();
  for (; bits; bits &= bits - 1)
    unite(segment, attribute, (uint32_t)__builtin_ctz(bits), sum);
  return sum;
}

static roaring_bitmap_t *of_allowed(const struct match_segment *segment, enum match_attribute attribute,
                                    const uint8_t *allowed, size_t count) {
  roaring_bitmap_t *sum = roaring_bitmap_create();
  for (uint32_t i = 0; i < count; i++)
    if (allowed[i])
      unite(segment, attribute, i, sum);
  return sum;
}

static uint64_t alive_of(const struct match_gate *gate, const roaring_bitmap_t *set) {
  uint64_t count = roaring_bitmap_get_cardinality(set);
  const struct match_marks *marks = gate->part->marks;
  for (size_t word = 0; marks && word < marks->word_count; word++)
    for (uint64_t bits = marks->words[word]; bits; bits &= bits - 1)
      count -= roaring_bitmap_contains(set, (uint32_t)(word * 64) + (uint32_t)__builtin_ctzll(bits));
  return count;
}

// Narrows `open` by a set, which it frees, and counts who falls out.
static void narrow(struct match_gate *gate, roaring_bitmap_t *set, enum match_exclusion reason,
                   uint64_t excluded[MATCH_EXCLUSION_COUNT]) {
  if (!gate->open) {
    gate->open = roaring_bitmap_create();
    for (size_t i = 0; i < gate->range_count; i++)
      roaring_bitmap_add_range_closed(gate->open, gate->ranges[i].first, gate->ranges[i].end - 1);
  }
  roaring_bitmap_and_inplace(gate->open, set);
  roaring_bitmap_free(set);
  uint64_t left = alive_of(gate, gate->open);
  excluded[reason] += gate->open_count - left;
  gate->open_count = left;
}

// Narrows by what makes ranges.
static void narrow_ranges(struct match_gate *gate, bool with_country, enum match_exclusion reason,
                          uint64_t excluded[MATCH_EXCLUSION_COUNT]) {
  if (gate->query->filter.places)
    take_districts(gate, with_country);
  else
    take_groups(gate, with_country);
  if (gate->open) {
    roaring_bitmap_t *set = roaring_bitmap_create();
    for (size_t i = 0; i < gate->range_count; i++)
      roaring_bitmap_add_range_closed(set, gate->ranges[i].first, gate->ranges[i].end - 1);
    narrow(gate, set, reason, excluded);
    return;
  }
  uint64_t alive = count_ranges(gate);
  excluded[reason] += gate->open_count - alive;
  gate->open_count = alive;
}

// In the order of the reasons.
static void combine(struct match_gate *gate, uint64_t excluded[MATCH_EXCLUSION_COUNT]) {
  const struct match_filter *filter = &gate->query->filter;
  const struct match_segment *segment = gate->part->segment;
  take_groups(gate, false);
  gate->open_count = count_ranges(gate);
  excluded[MATCH_EXCLUDED_HELIX] += match_snapshot_live_count(gate->part) - gate->open_count;
  if (filter->sizes)
    narrow(gate, of_bits(segment, MATCH_ATTRIBUTE_SIZE, filter->sizes), MATCH_EXCLUDED_SIZE, excluded);
  if (filter->places)
    narrow_ranges(gate, false, MATCH_EXCLUDED_PLACE, excluded);
  if (filter->country_count)
    narrow_ranges(gate, true, MATCH_EXCLUDED_COUNTRY, excluded);
  if (filter->themes)
    narrow(gate, of_allowed(segment, MATCH_ATTRIBUTE_THEME, filter->themes, gate->theme_count), MATCH_EXCLUDED_THEME,
           excluded);
  if (filter->directions)
    narrow(gate, of_bits(segment, MATCH_ATTRIBUTE_DIRECTION, filter->directions), MATCH_EXCLUDED_DIRECTION, excluded);
  if (filter->languages)
    narrow(gate, of_bits(segment, MATCH_ATTRIBUTE_LANGUAGE, filter->languages), MATCH_EXCLUDED_LANGUAGE, excluded);
}

// --- who is closed

static void close_profile(struct match_gate *gate, uint32_t profile) {
  if (profile == UINT32_MAX)
    return;
  memory_reserve(gate->closed, gate->closed_count, gate->closed_capacity);
  gate->closed[gate->closed_count++] = (struct match_closed){profile, MATCH_EXCLUSION_COUNT};
}

static void close_id(struct match_gate *gate, const char *id) {
  close_profile(gate, match_segment_find(gate->part->segment, id, match_segment_id_hash(id)));
}

static bool is_in_ranges(const struct match_gate *gate, uint32_t profile) {
  size_t low = 0, high = gate->range_count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (gate->ranges[middle].end <= profile)
      low = middle + 1;
    else
      high = middle;
  }
  return low < gate->range_count && gate->ranges[low].first <= profile;
}

static bool is_open(const struct match_gate *gate, uint32_t profile) {
  return !match_marks_is_dead(gate->part->marks, profile) && is_in_ranges(gate, profile) &&
         (!gate->open || roaring_bitmap_contains(gate->open, profile));
}

static int order_of_closed(const void *one, const void *other) {
  uint32_t a = ((const struct match_closed *)one)->profile, b = ((const struct match_closed *)other)->profile;
  return (a > b) - (a < b);
}

// Who may be closed: looked at one by one afterwards.
static void suspect(struct match_gate *gate) {
  const struct match_query *query = gate->query;
  const struct match_segment *segment = gate->part->segment;
  if (query->filter.exclude_id)
    close_id(gate, query->filter.exclude_id);
  for (size_t i = 0; i < query->profile->never_count; i++)
    close_id(gate, query->profile->never[i]);
  for (size_t i = 0; i < query->profile->group_count; i++)
    close_id(gate, query->profile->group[i]);
  size_t count = segment->header->arrays[MATCH_ARRAY_refusals].count;
  for (size_t i = first_refusal(segment, gate->id_hash);
       *query->profile->id && i < count && segment->refusals[i].id_hash == gate->id_hash; i++)
    close_profile(gate, segment->refusals[i].profile);
  for (size_t i = 0; i < segment->header->arrays[MATCH_ARRAY_exacting].count; i++)
    close_profile(gate, segment->exacting[i]);
  for (uint32_t i = 0; gate->asker_is_exacting && i < match_segment_count(segment); i++)
    close_profile(gate, i);
  if (gate->closed_count)
    qsort(gate->closed, gate->closed_count, sizeof *gate->closed, order_of_closed);
}

static void close_those_refused(struct match_gate *gate, uint64_t excluded[MATCH_EXCLUSION_COUNT]) {
  const uint32_t of_filter = (1u << MATCH_EXCLUDED_SELF) - 1;
  suspect(gate);
  size_t kept = 0;
  for (size_t i = 0; i < gate->closed_count; i++) {
    uint32_t profile = gate->closed[i].profile;
    if ((i && profile == gate->closed[i - 1].profile) || !is_open(gate, profile))
      continue;
    uint32_t reasons = match_gate_reasons(gate, gate->part->segment, profile) & ~of_filter;
    if (!reasons)
      continue;
    enum match_exclusion reason = (enum match_exclusion)__builtin_ctz(reasons);
    excluded[reason]++;
    gate->open_count--;
    gate->closed[kept++] = (struct match_closed){profile, reason};
  }
  gate->closed_count = kept;
}

void match_gate_enter(struct match_gate *gate, const struct match_snapshot_part *part,
                      uint64_t excluded[MATCH_EXCLUSION_COUNT]) {
  leave_part(gate);
  gate->part = part;
  gate->open_count = 0;
  if (part->segment->header->has_sets)
    combine(gate, excluded);
  else
    walk(gate, excluded);
  close_those_refused(gate, excluded);
}

bool match_gate_admits(const struct match_gate *gate, uint32_t profile) {
  if (match_marks_is_dead(gate->part->marks, profile))
    return false;
  if (!gate->closed_count)
    return true;
  const struct match_closed key = {.profile = profile};
  return !bsearch(&key, gate->closed, gate->closed_count, sizeof key, order_of_closed);
}

// --- masks

enum { CONTAINER_WINDOWS = 0x10000 / MATCH_WINDOW, MASK_WORDS = MATCH_WINDOW / 64 };

static void mask_array(const array_container_t *array, uint32_t first, uint64_t *words) {
  int32_t low = 0, high = array->cardinality;
  while (low < high) {
    int32_t middle = (low + high) / 2;
    if (array->array[middle] < first)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < array->cardinality && array->array[low] < first + MATCH_WINDOW; low++)
    words[(array->array[low] - first) / 64] |= UINT64_C(1) << (array->array[low] % 64);
}

static void mask_run(const run_container_t *runs, uint32_t first, uint64_t *words) {
  for (int32_t i = 0; i < runs->n_runs; i++) {
    uint32_t from = runs->runs[i].value, to = from + runs->runs[i].length + 1;
    from = from < first ? first : from;
    to = to > first + MATCH_WINDOW ? first + MATCH_WINDOW : to;
    if (from < to)
      bitset_set_lenrange(words, from - first, to - from - 1);
  }
}

bool match_gate_mask(const struct roaring_bitmap_s *set, uint32_t window, uint64_t ret_words[MASK_WORDS]) {
  const roaring_array_t *containers = &set->high_low_container;
  int32_t at = ra_get_index(containers, (uint16_t)(window / CONTAINER_WINDOWS));
  if (at < 0) {
    memset(ret_words, 0, MASK_WORDS * sizeof *ret_words);
    return false;
  }
  uint8_t type;
  const void *container = ra_get_container_at_index(containers, (uint16_t)at, &type);
  container = container_unwrap_shared(container, &type);
  uint32_t first = window % CONTAINER_WINDOWS * MATCH_WINDOW;
  if (type == BITSET_CONTAINER_TYPE_CODE) {
    memcpy(ret_words, ((const bitset_container_t *)container)->array + first / 64, MASK_WORDS * sizeof *ret_words);
  } else {
    memset(ret_words, 0, MASK_WORDS * sizeof *ret_words);
    if (type == ARRAY_CONTAINER_TYPE_CODE)
      mask_array(container, first, ret_words);
    else
      mask_run(container, first, ret_words);
  }
  uint64_t any = 0;
  for (size_t i = 0; i < MASK_WORDS; i++)
    any |= ret_words[i];
  return any != 0;
}
