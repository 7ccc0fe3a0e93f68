// SPDX-License-Identifier: Apache-2.0
// Every live profile is looked at once, window by window: gates, text, then the other facets; the best are kept. What
// explains a hit beyond its text is worked out again for the final list only.
#include "match/search.h"

#include "base/memory.h"
#include "match/concepts.h"
#include "match/gate.h"
#include "match/millionths.h"
#include "match/ranking.h"
#include "match/text.h"

#include <assert.h>

struct match_concept_parameters match_concept_parameters_chosen(void) {
  return (struct match_concept_parameters){.statement_share = .7, .hint_share = .8};
}

struct match_searcher {
  /* owned */
  struct match_text *text;
  struct match_concepts *concepts, *themes;
  struct match_numbers wanted;
  struct match_hit hits[MATCH_LIMIT_MAX];
  struct match_ranking ranking;
  struct match_window window;
  /* borrowed during a search */
  const struct match_index *index;
  const struct match_query *query;
};

struct match_searcher *match_searcher_new(void) {
  struct match_searcher *searcher = memory_new(sizeof *searcher);
  searcher->text = match_text_new();
  searcher->concepts = match_concepts_new();
  searcher->themes = match_concepts_new();
  return searcher;
}

struct match_searcher *match_searcher_free(struct match_searcher *searcher) {
  if (!searcher)
    return NULL;
  free(searcher->wanted.items);
  match_concepts_free(searcher->themes);
  match_concepts_free(searcher->concepts);
  match_text_free(searcher->text);
  free(searcher);
  return NULL;
}

// --- the query

static void prepare_concepts(struct match_searcher *searcher) {
  const struct match_concept_parameters concepts_chosen = match_concept_parameters_chosen();
  const struct match_query *query = searcher->query;
  searcher->wanted.count = 0;
  for (size_t i = 0; i < query->profile->statement_count; i++) {
    const struct match_statement *statement = &query->profile->statements[i];
    for (size_t c = 0; statement->expires_day >= query->today && c < statement->concept_count; c++)
      match_numbers_push(&searcher->wanted, statement->concepts[c]);
  }
  match_concepts_prepare(searcher->concepts, query->taxonomy, searcher->wanted.items, searcher->wanted.count,
                         query->concepts ? query->concepts : &concepts_chosen);
}

static void prepare_themes(struct match_searcher *searcher) {
  const struct match_query *query = searcher->query;
  searcher->wanted.count = 0;
  match_numbers_append_set(&searcher->wanted, query->profile->themes, query->profile->theme_count);
  match_concepts_prepare(searcher->themes, query->taxonomy, searcher->wanted.items, searcher->wanted.count, NULL);
}

// --- the facets of a candidate

static bool is_live(const struct match_segment_statement *statement, int32_t today) {
  return statement->expires_day >= today;
}

static struct match_part text_part(const struct match_searcher *searcher, uint32_t profile) {
  const struct match_segment *segment = searcher->window.segment;
  const struct match_segment_profile *of = &segment->profiles[profile];
  uint32_t languages = 0;
  for (uint32_t i = of->statement; i < of[1].statement; i++)
    if (is_live(&segment->statements[i], searcher->query->today) && segment->statements[i].word_count)
      languages |= 1u << segment->statements[i].language;
  if (!match_text_has_terms(searcher->text) || !languages)
    return (struct match_part){0};
  double value = match_text_value(searcher->text, profile - searcher->window.first);
  bool comparable = languages & match_text_languages(searcher->text);
  return (struct match_part){.known = comparable || value > 0, .value = match_millionths(value)};
}

// Leaves in `concepts` what met, for match_concepts_pairs().
static struct match_part concepts_part(struct match_concepts *concepts, const struct match_segment *segment,
                                       uint32_t profile, int32_t today) {
  const struct match_segment_profile *of = &segment->profiles[profile];
  struct match_part part = {0};
  match_concepts_begin(concepts);
  if (!match_concepts_has_wanted(concepts))
    return part;
  for (uint32_t i = of->statement; i < of[1].statement; i++) {
    const struct match_segment_statement *statement = &segment->statements[i];
    if (!is_live(statement, today))
      continue;
    part.known = true;
    match_concepts_offer(concepts, segment->concepts.items + statement->concept,
                         statement[1].concept - statement->concept, i - of->statement);
  }
  part.value = match_millionths(match_concepts_value(concepts));
  return part;
}

static struct match_part theme_part(struct match_concepts *themes, const struct match_segment *segment,
                                    uint32_t profile) {
  const struct match_segment_profile *of = &segment->profiles[profile];
  uint32_t count = of[1].theme - of->theme;
  match_concepts_begin(themes);
  if (!count || !match_concepts_has_wanted(themes))
    return (struct match_part){0};
  match_concepts_offer(themes, segment->themes.items + of->theme, count, UINT32_MAX);
  return (struct match_part){.known = true, .value = match_millionths(match_concepts_value(themes))};
}

static uint32_t place_value(const struct match_places *places, size_t row, uint32_t place) {
  return place < places->count ? places->values[row * places->count + place] : 0;
}

static struct match_part place_part(const struct match_query *query, const struct match_segment *segment,
                                    uint32_t profile) {
  const struct match_segment_profile *of = &segment->profiles[profile];
  struct match_part part = {.known = query->profile->place_count && of[1].place > of->place};
  for (size_t row = 0; row < query->profile->place_count; row++)
    for (uint32_t i = of->place; i < of[1].place; i++) {
      uint32_t value = place_value(&query->places, row, segment->places.items[i]);
      if (value > part.value)
        part.value = value;
    }
  return part;
}

// --- the search

// Returns whether there is evidence.
static bool judge(struct match_searcher *searcher, size_t part, uint32_t profile) {
  const struct match_segment *segment = searcher->window.segment;
  const struct match_query *query = searcher->query;
  struct match_candidate candidate = {.id = match_segment_id(segment, profile),
                                      .revision = segment->profiles[profile].revision,
                                      .part = (uint32_t)part,
                                      .profile = profile};
  candidate.parts[MATCH_TEXT] = text_part(searcher, profile);
  candidate.parts[MATCH_CONCEPTS] = concepts_part(searcher->concepts, segment, profile, query->today);
  candidate.parts[MATCH_THEME] = theme_part(searcher->themes, segment, profile);
  if (!candidate.parts[MATCH_TEXT].value && !candidate.parts[MATCH_CONCEPTS].value &&
      !candidate.parts[MATCH_THEME].value)
    return false;
  candidate.parts[MATCH_PLACE] = place_part(query, segment, profile);
  match_candidate_score(&candidate, &query->weights);
  if (!match_ranking_wants(&searcher->ranking, candidate.score, candidate.id))
    return true;
  candidate.text_pair_count = match_text_pairs(searcher->text, profile - searcher->window.first, candidate.text_pairs);
  match_ranking_push(&searcher->ranking, &candidate);
  return true;
}

static void search_window(struct match_searcher *searcher, const struct match_gate *gate, size_t part,
                          struct match_result *result) {
  struct match_window *window = &searcher->window;
  uint32_t open = match_gate_apply(gate, searcher->index->parts[part].marks, window, result->excluded);
  if (!open)
    return;
  match_text_score(searcher->text, window);
  uint64_t matches = 0;
  for (uint32_t i = window->first; i < window->end; i++)
    if (window->open[i - window->first])
      matches += judge(searcher, part, i);
  result->considered += matches;
  result->excluded[MATCH_EXCLUDED_NO_EVIDENCE] += open - matches;
}

static void search_part(struct match_searcher *searcher, struct match_gate *gate, size_t part,
                        struct match_result *result) {
  struct match_window *window = &searcher->window;
  window->segment = searcher->index->parts[part].segment;
  window->today = searcher->query->today;
  match_gate_enter(gate, window->segment);
  match_text_enter(searcher->text, part);
  uint32_t count = (uint32_t)window->segment->profile_count;
  for (window->first = 0; window->first < count; window->first = window->end) {
    window->end = count - window->first > MATCH_WINDOW_PROFILES ? window->first + MATCH_WINDOW_PROFILES : count;
    search_window(searcher, gate, part, result);
  }
}

// --- reasons

static uint32_t place_pairs(const struct match_query *query, const struct match_segment *segment, uint32_t profile,
                            struct match_pair ret_pairs[MATCH_PAIRS_MAX]) {
  const struct match_segment_profile *of = &segment->profiles[profile];
  struct match_pair best[MATCH_PAIRS_MAX + 1];
  uint32_t count = 0;
  for (size_t row = 0; row < query->profile->place_count; row++)
    for (uint32_t i = of->place; i < of[1].place; i++) {
      uint32_t place = segment->places.items[i], value = place_value(&query->places, row, place), at = count;
      if (!value)
        continue;
      for (; at && best[at - 1].value < value; at--)
        best[at] = best[at - 1];
      best[at] = (struct match_pair){query->profile->places[row], place, UINT32_MAX, value};
      count += count < MATCH_PAIRS_MAX;
    }
  for (uint32_t i = 0; i < count; i++)
    ret_pairs[i] = best[i];
  return count;
}

static void explain(struct match_searcher *searcher, const struct match_candidate *candidate, struct match_hit *hit) {
  const struct match_segment *segment = searcher->index->parts[candidate->part].segment;
  const struct match_query *query = searcher->query;
  *hit = (struct match_hit){
      .id = candidate->id, .revision = candidate->revision, .score = candidate->score, .coverage = candidate->coverage};
  for (int i = 0; i < MATCH_FACET_COUNT; i++)
    hit->parts[i] = candidate->parts[i];
  for (uint32_t i = 0; i < candidate->text_pair_count; i++)
    hit->pairs[MATCH_TEXT][i] = candidate->text_pairs[i];
  hit->pair_counts[MATCH_TEXT] = candidate->text_pair_count;
  concepts_part(searcher->concepts, segment, candidate->profile, query->today);
  hit->pair_counts[MATCH_CONCEPTS] = match_concepts_pairs(searcher->concepts, hit->pairs[MATCH_CONCEPTS]);
  theme_part(searcher->themes, segment, candidate->profile);
  hit->pair_counts[MATCH_THEME] = match_concepts_pairs(searcher->themes, hit->pairs[MATCH_THEME]);
  hit->pair_counts[MATCH_PLACE] = place_pairs(query, segment, candidate->profile, hit->pairs[MATCH_PLACE]);
}

void match_search(struct match_searcher *searcher, const struct match_index *index, const struct match_query *query,
                  struct match_result *ret_result) {
  assert(query->limit >= 1 && query->limit <= MATCH_LIMIT_MAX);
  struct match_result result = {.hits = searcher->hits};
  struct match_gate gate;
  searcher->index = index;
  searcher->query = query;
  searcher->ranking.count = 0;
  searcher->ranking.limit = query->limit;
  match_gate_init(&gate, query);
  match_text_prepare(searcher->text, index, query->profile, query->text, query->today);
  prepare_concepts(searcher);
  prepare_themes(searcher);
  for (size_t i = 0; i < index->part_count; i++)
    search_part(searcher, &gate, i, &result);
  match_ranking_sort(&searcher->ranking);
  result.hit_count = searcher->ranking.count;
  for (size_t i = 0; i < result.hit_count; i++)
    explain(searcher, &searcher->ranking.items[i], &searcher->hits[i]);
  *ret_result = result;
}
