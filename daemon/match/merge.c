// SPDX-License-Identifier: Apache-2.0
// Segments are classed by the power of 4 of their live profiles, and four or more of a class become one, wherever they
// stand: an id is alive in one segment only, so their order means nothing. At most three remain in each class, and a
// profile is copied once per class, so both the number of segments and the copying per profile grow with the logarithm.
// A segment of which more than half is dead is written anew by itself.
#include "match/index.h"

#include "base/memory.h"
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
  return match_marks_dead_count(part->marks) > part->segment->profile_count / 2;
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

static bool choose_dead(struct match_merge *merge) {
  for (size_t i = 0; i < merge->index->part_count; i++)
    if (is_mostly_dead(&merge->index->parts[i])) {
      merge->sources[merge->source_count++] = i;
      return true;
    }
  return false;
}

struct match_merge *match_merge_plan(struct match_index *index) {
  struct match_merge *merge = memory_new(sizeof *merge);
  merge->index = match_index_ref(index);
  merge->sources = memory_new(index->part_count * sizeof *merge->sources);
  if (!choose_class(merge) && !choose_dead(merge))
    return match_merge_free(merge);
  merge->moved = memory_new(merge->source_count * sizeof *merge->moved);
  return merge;
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

// Room to speak of a profile in a segment as of a match_profile.
struct speaker {
  struct match_statement *statements; // owned
  uint16_t *countries;                // owned
  size_t statement_capacity, country_capacity;
};

static void speak_countries(struct speaker *speaker, const struct match_segment *segment, uint32_t first,
                            uint32_t end) {
  for (uint32_t i = first; i < end; i++) {
    memory_reserve(speaker->countries, i - first, speaker->country_capacity);
    speaker->countries[i - first] = (uint16_t)segment->countries.items[i];
  }
}

static void speak_statements(struct speaker *speaker, const struct match_segment *segment, uint32_t first,
                             uint32_t end) {
  for (uint32_t i = first; i < end; i++) {
    const struct match_segment_statement *of = &segment->statements[i];
    memory_reserve(speaker->statements, i - first, speaker->statement_capacity);
    speaker->statements[i - first] = (struct match_statement){.language = of->language,
                                                              .expires_day = of->expires_day,
                                                              .term_count = of->word_count,
                                                              .concepts = segment->concepts.items + of->concept,
                                                              .concept_count = of[1].concept - of->concept};
  }
}

static struct match_profile speak(struct speaker *speaker, const struct match_segment *segment, uint32_t number) {
  const struct match_segment_profile *of = &segment->profiles[number], *next = of + 1;
  speak_countries(speaker, segment, of->country, next->country);
  speak_statements(speaker, segment, of->statement, next->statement);
  return (struct match_profile){.id = match_segment_id(segment, number),
                                .revision = of->revision,
                                .helix = of->helix,
                                .size = of->size,
                                .places = segment->places.items + of->place,
                                .place_count = next->place - of->place,
                                .countries = speaker->countries,
                                .country_count = next->country - of->country,
                                .themes = segment->themes.items + of->theme,
                                .theme_count = next->theme - of->theme,
                                .statements = speaker->statements,
                                .statement_count = next->statement - of->statement};
}

static uint32_t *move_profiles(const struct match_snapshot_part *part, struct match_segment *merged) {
  struct speaker speaker = {0};
  uint32_t *moved = memory_new(part->segment->profile_count * sizeof *moved);
  for (uint32_t i = 0; i < part->segment->profile_count; i++) {
    moved[i] = GONE;
    if (match_marks_is_dead(part->marks, i))
      continue;
    moved[i] = (uint32_t)merged->profile_count;
    struct match_profile profile = speak(&speaker, part->segment, i);
    match_segment_add(merged, &profile);
  }
  free(speaker.countries);
  free(speaker.statements);
  return moved;
}

static uint32_t count_live(const struct match_snapshot_part *part, const struct match_term *term) {
  if (!part->marks)
    return term->count;
  const uint32_t *statements = part->segment->posting_statements + term->first;
  uint32_t live = 0;
  for (uint32_t i = 0; i < term->count; i++)
    live += !match_marks_is_dead(part->marks, part->segment->statements[statements[i]].profile);
  return live;
}

static void count_terms(const struct match_snapshot_part *part, struct match_segment *merged) {
  for (size_t i = 0; i < part->segment->terms.count; i++) {
    const struct match_term *term = &part->segment->terms.items[i];
    uint32_t live = count_live(part, term);
    if (!live)
      continue;
    size_t number = match_terms_add(&merged->terms, term->term);
    merged->terms.items[number].count += live;
  }
}

static void move_term(const struct match_segment *from, const uint32_t *moved, const struct match_term *term,
                      struct match_segment *merged) {
  struct match_term *to = match_terms_find(&merged->terms, term->term);
  uint32_t last = GONE;
  for (uint64_t at = term->first; at < term->first + term->count; at++) {
    uint32_t statement = from->posting_statements[at], profile = from->statements[statement].profile;
    if (moved[profile] == GONE)
      continue;
    uint32_t base = merged->profiles[moved[profile]].statement;
    merged->posting_statements[to->first + to->count] = base + statement - from->profiles[profile].statement;
    merged->posting_counts[to->first + to->count++] = from->posting_counts[at];
    to->profile_count += profile != last;
    last = profile;
  }
}

void match_merge_run(struct match_merge *merge) {
  assert(!merge->merged);
  merge->merged = match_segment_new();
  for (size_t i = 0; i < merge->source_count; i++)
    merge->moved[i] = move_profiles(&merge->index->parts[merge->sources[i]], merge->merged);
  match_segment_seal(merge->merged);
  for (size_t i = 0; i < merge->source_count; i++)
    count_terms(&merge->index->parts[merge->sources[i]], merge->merged);
  match_segment_reserve_postings(merge->merged);
  for (size_t i = 0; i < merge->source_count; i++) {
    const struct match_segment *from = merge->index->parts[merge->sources[i]].segment;
    for (size_t t = 0; t < from->terms.count; t++)
      move_term(from, merge->moved[i], &from->terms.items[t], merge->merged);
  }
}

// --- install

static size_t source_of(const struct match_merge *merge, const struct match_segment *segment) {
  size_t i = 0;
  while (i < merge->source_count && merge->index->parts[merge->sources[i]].segment != segment)
    i++;
  return i;
}

// Those that were alive when the merge was planned and are dead now.
static void carry_over(const uint32_t *moved, const struct match_snapshot_part *now, const struct match_merge *merge,
                       struct match_marks **marks) {
  for (uint32_t i = 0; i < now->segment->profile_count; i++) {
    if (moved[i] == GONE || !match_marks_is_dead(now->marks, i))
      continue;
    if (!*marks)
      *marks = match_marks_copy(NULL, merge->merged->profile_count);
    match_marks_kill(*marks, moved[i]);
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
  struct match_snapshot_part merged = {.segment = match_segment_ref(merge->merged)};
  for (size_t i = 0; i < newest->part_count; i++) {
    size_t source = source_of(merge, newest->parts[i].segment);
    if (source < merge->source_count)
      carry_over(merge->moved[source], &newest->parts[i], merge, &merged.marks);
    else
      match_snapshot_push(index, match_snapshot_part_ref(&newest->parts[i]));
  }
  match_snapshot_push(index, merged);
  return index;
}
