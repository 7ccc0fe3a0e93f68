// SPDX-License-Identifier: Apache-2.0
// Part by part, window by window, in one of two ways (match/searcher.h); then the list and its reasons.
#include "match/search.h"

#include "base/memory.h"
#include "match/searcher.h"

#include <assert.h>
#include <roaring/roaring.h>
#include <string.h>

const struct match_weights match_weights_default = {
    .facets = {[MATCH_TEXT] = 340000,
               [MATCH_CONCEPTS] = 200000,
               [MATCH_THEME] = 200000,
               [MATCH_PLACE] = 80000,
               [MATCH_COOPERATION] = 50000,
               [MATCH_DIRECTION] = 30000,
               [MATCH_SOUGHT] = 50000,
               [MATCH_READINESS] = 20000,
               [MATCH_LANGUAGE] = 30000},
    .freshness = 200000,
    .assurance = 200000,
    .fresh_days = 730,
    .text = {.k1 = 1.2,
             .b = .75,
             .pair = .6,
             .repetition = .5,
             .repetition_prior = .25,
             .repetition_prior_n = 10,
             .mix = .25,
             .discount = 1.2,
             .asked_discount = .8,
             .half = .25},
    .concepts = {.statement_share = .7, .hint_share = .8},
};

struct match_searcher *match_searcher_new(void) {
  struct match_searcher *searcher = memory_new(sizeof *searcher);
  searcher->judge = match_judge_new();
  searcher->bound = match_bound_new();
  searcher->ceiling = match_ceiling_new(searcher->judge);
  return searcher;
}

struct match_searcher *match_searcher_free(struct match_searcher *searcher) {
  if (!searcher)
    return NULL;
  match_faceted_deinit(searcher);
  match_plain_deinit(searcher);
  match_ceiling_free(searcher->ceiling);
  match_bound_free(searcher->bound);
  match_judge_free(searcher->judge);
  free(searcher);
  return NULL;
}

bool match_searcher_set_path(struct match_searcher *searcher, enum match_path path) {
  match_scan *scan = match_scan_get(path);
  if (scan)
    searcher->bound->scan = scan;
  return scan != NULL;
}

void match_enter_part(struct match_searcher *searcher, uint32_t part) {
  if (searcher->part != part)
    match_judge_enter(searcher->judge, part);
  searcher->part = part;
}

// --- a part

// Who speaks a language of the query to everybody; NULL: all do. For the others words do not bound the score.
static roaring_bitmap_t *comparable_of(const struct match_searcher *searcher) {
  const struct match_segment *segment = searcher->judge->segment;
  uint32_t languages = searcher->judge->voice.languages;
  if (segment->header->languages_all & languages)
    return NULL;
  roaring_bitmap_t *sum = roaring_bitmap_create();
  for (uint32_t bits = languages; bits; bits &= bits - 1) {
    const roaring_bitmap_t *set = match_segment_set(segment, MATCH_ATTRIBUTE_SPEECH, (uint32_t)__builtin_ctz(bits));
    if (set)
      roaring_bitmap_or_inplace(sum, set);
  }
  return sum;
}

struct outing { // through one part
  struct match_searcher *searcher;
  roaring_bitmap_t *comparable; // owned
  bool is_plain;
};

static void look(struct outing *outing, uint32_t first, uint32_t end) {
  struct match_searcher *searcher = outing->searcher;
  uint64_t open_words[MATCH_WINDOW / 64], comparable_words[MATCH_WINDOW / 64], *open = NULL, *comparable = NULL;
  if (searcher->gate.open && !match_gate_mask(searcher->gate.open, searcher->window, open = open_words))
    return;
  if (outing->comparable)
    match_gate_mask(outing->comparable, searcher->window, comparable = comparable_words);
  searcher->work.windows++;
  const struct match_stretch stretch = {first, end, open};
  if (outing->is_plain)
    match_plain_look(searcher, &stretch);
  else
    match_faceted_look(searcher, &stretch, comparable);
}

static void look_through(struct outing *outing, const struct match_range *range) {
  struct match_searcher *searcher = outing->searcher;
  for (uint32_t first = range->first, end; first < range->end; first = end) {
    searcher->window = first >> MATCH_WINDOW_BITS;
    uint32_t base = searcher->window << MATCH_WINDOW_BITS;
    end = base + MATCH_WINDOW < range->end ? base + MATCH_WINDOW : range->end;
    look(outing, first - base, end - base);
  }
}

static void search_part(struct match_searcher *searcher, bool is_plain, struct match_result *result) {
  struct outing outing = {.searcher = searcher, .is_plain = is_plain};
  match_gate_enter(&searcher->gate, &searcher->index->parts[searcher->part], result->excluded);
  result->considered += searcher->gate.open_count;
  if (!searcher->gate.open_count)
    return;
  match_judge_enter(searcher->judge, searcher->part);
  if (searcher->is_bounded)
    match_bound_enter(searcher->bound, searcher->judge->text, searcher->part);
  if (is_plain) {
    match_plain_enter(searcher);
  } else {
    outing.comparable = comparable_of(searcher);
    match_faceted_enter(searcher);
  }
  for (size_t i = 0; i < searcher->gate.range_count; i++)
    look_through(&outing, &searcher->gate.ranges[i]);
  if (outing.comparable)
    roaring_bitmap_free(outing.comparable);
}

// --- the list

static void explain(struct match_searcher *searcher, const struct match_candidate *candidate, struct match_hit *hit,
                    struct match_verdict *verdict) {
  match_enter_part(searcher, candidate->part);
  match_judge_outlook(searcher->judge, candidate->profile, 0, verdict);
  match_judge_score(searcher->judge, candidate->profile, verdict);
  match_judge_explain(searcher->judge, candidate->profile, verdict, hit);
}

static uint32_t rank_with(const struct match_searcher *searcher, size_t row, uint32_t score) {
  const char *id = searcher->ranking.items[row].id;
  uint32_t rank = (uint32_t)row + 1;
  for (; rank > 1; rank--) {
    const struct match_candidate *above = &searcher->ranking.items[rank - 2];
    if (above->score > score || (above->score == score && strcmp(above->id, id) < 0))
      break;
  }
  return rank;
}

// Of the facets that would lift it above the row before, the lightest.
static void find_raise(const struct match_searcher *searcher, size_t row, const struct match_verdict *verdict,
                       struct match_hit *hit) {
  const struct match_query *query = searcher->query;
  uint32_t best = UINT32_MAX;
  for (int side = 0; row && side < (query->mutual ? MATCH_SIDE_COUNT : 1); side++)
    for (int i = 0; i < MATCH_FACET_COUNT; i++) {
      const struct match_part *part = &verdict->halves[side].parts[i];
      uint32_t weight = query->weights->facets[i];
      if (!weight || weight >= best || query->fixed >> i & 1 || (part->known && part->value == MATCH_ONE))
        continue;
      uint32_t score =
          match_judge_with(searcher->judge, verdict, (enum match_side)side, (enum match_facet)i, MATCH_ONE);
      uint32_t rank = rank_with(searcher, row, score);
      if (rank > row)
        continue;
      best = weight;
      hit->raise = (struct match_change){true, (enum match_side)side, (enum match_facet)i, score, rank};
    }
}

static void name_hit(const struct match_searcher *searcher, const struct match_candidate *candidate,
                     struct match_hit *hit) {
  const struct match_segment *segment = searcher->index->parts[candidate->part].segment;
  hit->id = candidate->id;
  hit->revision = segment->profiles[candidate->profile].revision;
  hit->score = candidate->score;
}

static void list_hits(struct match_searcher *searcher, struct match_result *result) {
  match_ranking_sort(&searcher->ranking);
  result->hit_count = searcher->ranking.count;
  searcher->part = UINT32_MAX;
  for (size_t i = 0; i < result->hit_count; i++) {
    struct match_verdict verdict;
    if (searcher->query->bare) {
      name_hit(searcher, &searcher->ranking.items[i], &searcher->hits[i]);
      continue;
    }
    explain(searcher, &searcher->ranking.items[i], &searcher->hits[i], &verdict);
    find_raise(searcher, i, &verdict, &searcher->hits[i]);
  }
}

static void begin(struct match_searcher *searcher, const struct match_index *index, const struct match_query *query) {
  searcher->index = index;
  searcher->query = query;
  searcher->ranking.count = 0;
  searcher->ranking.limit = query->limit;
  searcher->ranking.after = query->after;
  searcher->work = (struct match_work){0};
  searcher->bound->postings = 0;
  match_gate_init(&searcher->gate, query);
  match_judge_prepare(searcher->judge, index, query);
}

// Impacts are made of these.
static bool have_same_evidence(const struct match_text_parameters *one, const struct match_text_parameters *other) {
  return !(one->k1 < other->k1 || one->k1 > other->k1) && !(one->b < other->b || one->b > other->b) &&
         !(one->mix < other->mix || one->mix > other->mix) &&
         !(one->discount < other->discount || one->discount > other->discount);
}

void match_search(struct match_searcher *searcher, const struct match_index *index, const struct match_query *query,
                  struct match_result *ret_result) {
  assert(query->limit >= 1 && query->limit <= MATCH_LIMIT_MAX);
  struct match_result result = {.hits = searcher->hits};
  begin(searcher, index, query);
  searcher->is_bounded =
      have_same_evidence(&index->parameters, &query->weights->text) && match_bound_serves(searcher->judge->text);
  bool is_plain = searcher->is_bounded && match_judge_is_plain(searcher->judge) && !query->after.id;
  if (is_plain)
    match_plain_prepare(searcher);
  else
    match_faceted_prepare(searcher);
  for (searcher->part = 0; searcher->part < index->part_count; searcher->part++)
    search_part(searcher, is_plain, &result);
  if (is_plain)
    match_plain_finish(searcher);
  list_hits(searcher, &result);
  match_gate_deinit(&searcher->gate);
  if (result.hit_count < query->limit && !query->after.id)
    result.excluded[MATCH_EXCLUDED_NO_EVIDENCE] = result.considered - result.hit_count;
  searcher->work.postings = searcher->bound->postings;
  result.work = searcher->work;
  *ret_result = result;
}

int match_explain(struct match_searcher *searcher, const struct match_index *index, const struct match_query *query,
                  const char *id, struct match_hit *ret_hit, uint32_t *ret_reasons) {
  struct match_verdict verdict;
  uint64_t hash = match_segment_id_hash(id);
  for (uint32_t part = 0; part < index->part_count; part++) {
    const struct match_snapshot_part *of = &index->parts[part];
    uint32_t profile = match_segment_find(of->segment, id, hash);
    if (profile == UINT32_MAX || match_marks_is_dead(of->marks, profile))
      continue;
    begin(searcher, index, query);
    *ret_reasons = match_gate_reasons(&searcher->gate, of->segment, profile);
    match_gate_deinit(&searcher->gate);
    searcher->part = UINT32_MAX;
    explain(searcher, &(struct match_candidate){id, part, profile, 0}, ret_hit, &verdict);
    if (!verdict.has_evidence)
      *ret_reasons |= 1u << MATCH_EXCLUDED_NO_EVIDENCE;
    return 0;
  }
  return 1;
}
