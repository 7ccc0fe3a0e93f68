// SPDX-License-Identifier: Apache-2.0
// Segments are classed by the power of 4 of their live profiles, and four or more of a class become one, wherever they
// stand: an id is alive in one segment only, so their order means nothing. At most three remain in each class, and a
// profile is copied once per class, so both the number of segments and the copying per profile grow with the logarithm.
// A segment of which more than half is dead is written anew by itself.
#include "match/index.h"

#include "base/memory.h"
#include "match/draft.h"
#include "match/keep.h"
#include "match/snapshot.h"

#include <assert.h>

enum { FAN_IN = 4, CLASS_COUNT = 17, GONE = UINT32_MAX };

struct match_merge {
  struct match_index *index; // owned reference
  size_t *sources;           // owned: parts of the index
  size_t source_count;
  uint32_t **moved;             // owned: by source and profile, its number in `merged`, or GONE
  struct match_segment *merged; // owned reference, NULL before run()
};

// --- plan

static unsigned class_of(const struct match_snapshot_part *part) {
  unsigned class = 0;
  for (size_t live = match_snapshot_live_count(part); live >= FAN_IN; live /= FAN_IN)
    class ++;
  return class;
}

static bool is_mostly_dead(const struct match_snapshot_part *part) {
  return match_marks_dead_count(part->marks) > match_segment_count(part->segment) / 2;
}

// Puts the sources into `merge`; the smallest class goes first because it is done soonest.
static bool choose_class(struct match_merge *merge) {
  size_t counts[CLASS_COUNT] = {0};
  for (size_t i = 0; i < merge->index->part_count; i++)
    counts[class_of(&merge->index->parts[i])]++;
  unsigned class = 0;
  while (class < CLASS_COUNT && counts[class] < FAN_IN)
    class ++;
  for (size_t i = 0; i < merge->index->part_count; i++)
    if (class_of(&merge->index->parts[i]) == class)
      merge->sources[merge->source_count++] = i;
  return merge->source_count > 0;
}

static void choose_dead(struct match_merge *merge) {
  for (size_t i = 0; !merge->source_count && i < merge->index->part_count; i++)
    if (is_mostly_dead(&merge->index->parts[i]))
      merge->sources[merge->source_count++] = i;
}

static struct match_merge *plan_new(struct match_index *index) {
  struct match_merge *merge = memory_new(sizeof *merge);
  merge->index = match_index_ref(index);
  merge->sources = memory_new(index->part_count * sizeof *merge->sources);
  return merge;
}

static struct match_merge *planned(struct match_merge *merge) {
  if (!merge->source_count)
    return match_merge_free(merge);
  merge->moved = memory_new(merge->source_count * sizeof *merge->moved);
  return merge;
}

struct match_merge *match_merge_plan(struct match_index *index) {
  struct match_merge *merge = plan_new(index);
  if (!choose_class(merge))
    choose_dead(merge);
  return planned(merge);
}

struct match_merge *match_merge_plan_all(struct match_index *index) {
  struct match_merge *merge = plan_new(index);
  for (size_t i = 0; index->part_count > 1 && i < index->part_count; i++)
    merge->sources[merge->source_count++] = i;
  return planned(merge);
}

struct match_merge *match_merge_plan_some(struct match_index *index,
                                          bool (*is_chosen)(const struct match_index_part *part, void *data),
                                          void *data) {
  struct match_merge *merge = plan_new(index);
  for (size_t i = 0; i < index->part_count; i++) {
    struct match_index_part part = match_index_part(index, i);
    if (is_chosen(&part, data))
      merge->sources[merge->source_count++] = i;
  }
  return planned(merge);
}

struct match_merge *match_merge_free(struct match_merge *merge) {
  if (!merge)
    return NULL;
  match_segment_unref(merge->merged);
  for (size_t i = 0; merge->moved && i < merge->source_count; i++)
    free(merge->moved[i]);
  free(merge->moved);
  free(merge->sources);
  match_index_unref(merge->index);
  free(merge);
  return NULL;
}

// --- run

struct source_profile { // a living one
  struct match_draft_key key;
  uint32_t source, number;
};

static const struct match_snapshot_part *source_part(const struct match_merge *merge, size_t source) {
  return &merge->index->parts[merge->sources[source]];
}

static int order_of_sources(const void *one, const void *other) {
  const struct source_profile *a = one, *b = other;
  return match_draft_order(&a->key, &b->key);
}

static struct source_profile *list_living(const struct match_merge *merge, size_t *ret_count) {
  size_t most = 0, count = 0;
  for (size_t i = 0; i < merge->source_count; i++)
    most += match_snapshot_live_count(source_part(merge, i));
  struct source_profile *list = memory_resize(NULL, most, sizeof *list);
  for (uint32_t i = 0; i < merge->source_count; i++) {
    const struct match_snapshot_part *part = source_part(merge, i);
    for (uint32_t p = 0; p < match_segment_count(part->segment); p++) {
      const struct match_segment_profile *of = &part->segment->profiles[p];
      if (match_marks_is_dead(part->marks, p))
        continue;
      list[count++] = (struct source_profile){{.countries = part->segment->countries + of->country,
                                               .country_count = of[1].country - of->country,
                                               .places = part->segment->places + of->place,
                                               .place_count = of[1].place - of->place,
                                               .helix = of->helix,
                                               .id = match_segment_id(part->segment, p)},
                                              i,
                                              p};
    }
  }
  qsort(list, count, sizeof *list, order_of_sources);
  *ret_count = count;
  return list;
}

// By term of the part, 1 when somebody living uses it.
static uint32_t *mark_used(const struct match_snapshot_part *part) {
  const struct match_segment *segment = part->segment;
  uint32_t *used = memory_new(segment->header->term_count * sizeof *used);
  for (uint32_t p = 0; p < match_segment_count(segment); p++) {
    const struct match_segment_profile *of = &segment->profiles[p];
    if (match_marks_is_dead(part->marks, p))
      continue;
    for (uint32_t e = segment->statements[of->statement].entry; e < segment->statements[of[1].statement].entry; e++)
      used[segment->entry_terms[e]] = 1;
  }
  return used;
}

// The union of the terms in use, ascending. Leaves in numbers[source][term] the number that a used term has there.
static uint64_t *unite_terms(const struct match_merge *merge, uint32_t **numbers, size_t *ret_count) {
  size_t most = 0, count = 0;
  memory_auto size_t *at = memory_new(merge->source_count * sizeof *at);
  for (size_t i = 0; i < merge->source_count; i++)
    most += source_part(merge, i)->segment->header->term_count;
  uint64_t *terms = memory_resize(NULL, most, sizeof *terms);
  for (;;) {
    uint64_t least = UINT64_MAX;
    bool any = false;
    for (size_t i = 0; i < merge->source_count; i++) {
      const struct match_segment *segment = source_part(merge, i)->segment;
      while (at[i] < segment->header->term_count && !numbers[i][at[i]])
        at[i]++;
      if (at[i] == segment->header->term_count)
        continue;
      any = true;
      if (segment->terms[at[i]] < least)
        least = segment->terms[at[i]];
    }
    if (!any)
      break;
    for (size_t i = 0; i < merge->source_count; i++) {
      const struct match_segment *segment = source_part(merge, i)->segment;
      if (at[i] < segment->header->term_count && segment->terms[at[i]] == least)
        numbers[i][at[i]++] = (uint32_t)count;
    }
    terms[count++] = least;
  }
  *ret_count = count;
  return terms;
}

static struct match_partner partner_of(const uint32_t *partner, uint16_t *countries) {
  const uint32_t *places = partner + MATCH_PARTNER_NUMBERS;
  for (uint32_t i = 0; i < partner[MATCH_PARTNER_COUNTRY_COUNT]; i++)
    countries[i] = (uint16_t)places[partner[MATCH_PARTNER_PLACE_COUNT] + i];
  return (struct match_partner){.helix = partner[MATCH_PARTNER_HELIX],
                                .sizes = partner[MATCH_PARTNER_SIZES],
                                .places = places,
                                .place_count = partner[MATCH_PARTNER_PLACE_COUNT],
                                .countries = countries,
                                .country_count = partner[MATCH_PARTNER_COUNTRY_COUNT],
                                .trl_min = (uint8_t)(partner[MATCH_PARTNER_TRL] & 0xFF),
                                .trl_max = (uint8_t)(partner[MATCH_PARTNER_TRL] >> 8)};
}

static void copy_statement(struct match_draft *draft, const struct match_segment *segment, uint32_t number,
                           const uint32_t *numbers) {
  const struct match_segment_statement *of = &segment->statements[number];
  struct match_statement statement = {.language = of->language,
                                      .direction = of->direction,
                                      .trl = of->trl,
                                      .expires_day = of->expires_day,
                                      .cooperations = of->cooperations,
                                      .concepts = segment->concepts + of->concepts,
                                      .concept_count = of[1].concepts - of->concepts};
  memory_auto uint16_t *countries = NULL;
  if (of->partners != UINT32_MAX) {
    const uint32_t *sought = segment->partners + of->partners, *must = match_partner_next(sought);
    countries =
        memory_new((sought[MATCH_PARTNER_COUNTRY_COUNT] + must[MATCH_PARTNER_COUNTRY_COUNT]) * sizeof *countries);
    statement.sought = partner_of(sought, countries);
    statement.must = partner_of(must, countries + sought[MATCH_PARTNER_COUNTRY_COUNT]);
  }
  match_draft_statement(draft, &statement, of->length);
  for (uint32_t e = of->entry; e < of[1].entry; e++)
    match_draft_entry(draft, numbers[segment->entry_terms[e]], segment->entry_counts[e]);
}

static void copy_profile(struct match_draft *draft, const struct match_segment *segment, uint32_t number,
                         const uint32_t *numbers) {
  const struct match_segment_profile *of = &segment->profiles[number], *next = of + 1;
  match_draft_profile(draft, &(struct match_profile){.id = match_segment_id(segment, number),
                                                     .revision = of->revision,
                                                     .at_ms = of->at_ms,
                                                     .helix = of->helix,
                                                     .size = of->size,
                                                     .languages = of->languages,
                                                     .changed_day = of->changed_day,
                                                     .assurance = of->assurance,
                                                     .places = segment->places + of->place,
                                                     .place_count = next->place - of->place,
                                                     .countries = segment->countries + of->country,
                                                     .country_count = next->country - of->country,
                                                     .themes = segment->themes + of->theme,
                                                     .theme_count = next->theme - of->theme});
  for (uint32_t i = of->statement; i < next->statement; i++)
    copy_statement(draft, segment, i, numbers);
}

static void copy_refusals(struct match_draft *draft, const struct match_segment *segment, const uint32_t *moved) {
  for (size_t i = 0; i < segment->header->arrays[MATCH_ARRAY_refusals].count; i++) {
    const struct match_refusal *refusal = &segment->refusals[i];
    if (moved[refusal->profile] != GONE)
      match_draft_refusal(draft, moved[refusal->profile], refusal->id_hash, refusal->is_group);
  }
}

static void copy_living(struct match_merge *merge, uint32_t *const *numbers, struct match_draft *draft) {
  size_t count;
  struct source_profile *living = list_living(merge, &count);
  for (size_t i = 0; i < merge->source_count; i++) {
    size_t profiles = match_segment_count(source_part(merge, i)->segment);
    merge->moved[i] = memory_resize(NULL, profiles, sizeof **merge->moved);
    for (size_t p = 0; p < profiles; p++)
      merge->moved[i][p] = GONE;
  }
  for (uint32_t i = 0; i < count; i++) {
    const struct source_profile *from = &living[i];
    copy_profile(draft, source_part(merge, from->source)->segment, from->number, numbers[from->source]);
    merge->moved[from->source][from->number] = i;
  }
  for (size_t i = 0; i < merge->source_count; i++)
    copy_refusals(draft, source_part(merge, i)->segment, merge->moved[i]);
  free(living);
}

void match_merge_run(struct match_merge *merge) {
  assert(!merge->merged);
  struct match_draft draft;
  struct match_pitch pitch = match_pitch_of(&merge->index->parameters, &merge->index->totals);
  size_t term_count;
  memory_auto uint32_t **numbers = memory_new(merge->source_count * sizeof *numbers);
  for (size_t i = 0; i < merge->source_count; i++)
    numbers[i] = mark_used(source_part(merge, i));
  match_draft_init(&draft, &pitch);
  uint64_t *terms = unite_terms(merge, numbers, &term_count);
  match_draft_terms(&draft, terms, term_count);
  copy_living(merge, numbers, &draft);
  for (size_t i = 0; i < merge->source_count; i++)
    free(numbers[i]);
  merge->merged = match_draft_finish(&draft);
}

// --- install

static size_t source_of(const struct match_merge *merge, const struct match_segment *segment) {
  size_t i = 0;
  while (i < merge->source_count && merge->index->parts[merge->sources[i]].segment != segment)
    i++;
  return i;
}

// Those that were alive when the merge was planned and are dead now.
static void carry_over(const uint32_t *moved, const struct match_snapshot_part *now, struct match_marks *marks,
                       struct match_numbers *killed) {
  for (uint32_t i = 0; i < match_segment_count(now->segment); i++) {
    if (moved[i] == GONE || !match_marks_is_dead(now->marks, i))
      continue;
    match_numbers_push(killed, moved[i]);
    match_marks_kill(marks, moved[i]);
  }
}

struct match_index *match_merge_install(const struct match_merge *merge, const struct match_index *newest) {
  assert(merge->merged);
  size_t found = 0;
  for (size_t i = 0; i < newest->part_count; i++)
    found += source_of(merge, newest->parts[i].segment) < merge->source_count;
  if (found < merge->source_count)
    return NULL;
  struct match_index *index = match_snapshot_new(newest, newest->part_count + 1);
  struct match_marks *marks = match_marks_copy(NULL, match_segment_count(merge->merged));
  struct match_numbers killed = {0};
  for (size_t i = 0; i < newest->part_count; i++) {
    size_t source = source_of(merge, newest->parts[i].segment);
    if (source < merge->source_count)
      carry_over(merge->moved[source], &newest->parts[i], marks, &killed);
    else
      match_snapshot_push(index, match_snapshot_part_ref(&newest->parts[i]));
  }
  if (killed.count)
    match_marks_settle(marks, merge->merged, &killed);
  else
    marks = match_marks_unref(marks);
  free(killed.items);
  match_snapshot_push(index, (struct match_snapshot_part){match_segment_ref(merge->merged), marks});
  return index;
}
