// SPDX-License-Identifier: Apache-2.0
// Part by part, window by window: bounds of TEXT for everybody (match/bound.h), a look at those who can still get into the list,
// a full score for those who stay promising. Two ways:
//
//   plain    words are all that can count: bounds order the candidates so well that full scores are needed only for the few at the
//            top. The k-th greatest bound, less what rounding may have added, tells what the k-th best has at the least.
//   faceted  everything else: the threshold is the worst score of the list so far, and what it asks of TEXT depends on the
//            places of a district, which are known before anybody in it is looked at.
#include "match/search.h"

#include "base/memory.h"
#include "match/bound.h"
#include "match/gate.h"
#include "match/judge.h"
#include "match/ranking.h"
#include "match/sieve.h"

#include <assert.h>
#include <math.h>
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

struct promise { // of a candidate in the plain way
  double key;    // at most
  uint32_t part, profile;
};

struct match_searcher {
  /* owned */
  struct match_judge *judge;
  struct match_bound *bound;
  struct match_hit hits[MATCH_LIMIT_MAX];
  struct match_ranking ranking;
  struct promise *promises;
  size_t promise_count, promise_capacity;
  double least[MATCH_LIMIT_MAX]; // heap, least on top: keys of what the best promises have at the least
  size_t least_count;
  /* state of a search */
  const struct match_index *index;
  const struct match_query *query;
  struct match_gate gate;
  struct match_work work;
  uint32_t part, window;
  bool is_bounded;     // impacts are of the parameters of the query
  bool is_even;        // everybody has the same prior …
  uint32_t prior_even; // … which is this
  double x_min;        // what the plain way still wants, in the part
  double x_max;        // of the window
  uint64_t open_words[MATCH_WINDOW / 64], comparable_words[MATCH_WINDOW / 64];
  struct match_sieve themes, concepts;
};

struct match_searcher *match_searcher_new(void) {
  struct match_searcher *searcher = memory_new(sizeof *searcher);
  searcher->judge = match_judge_new();
  searcher->bound = match_bound_new();
  return searcher;
}

struct match_searcher *match_searcher_free(struct match_searcher *searcher) {
  if (!searcher)
    return NULL;
  match_sieve_deinit(&searcher->concepts);
  match_sieve_deinit(&searcher->themes);
  free(searcher->promises);
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

// --- one candidate

static void score(struct match_searcher *searcher, uint32_t profile, struct match_verdict *verdict) {
  const char *id = match_segment_id(searcher->judge->segment, profile);
  searcher->work.scored++;
  match_judge_score(searcher->judge, profile, verdict);
  if (!verdict->has_evidence || !match_ranking_wants(&searcher->ranking, verdict->score, id))
    return;
  match_ranking_push(&searcher->ranking, &(struct match_candidate){id, searcher->part, profile, verdict->score});
}

static void score_plain(struct match_searcher *searcher, uint32_t profile) {
  const char *id = match_segment_id(searcher->judge->segment, profile);
  searcher->work.scored++;
  uint32_t score = match_judge_plain(searcher->judge, profile);
  if (score && match_ranking_wants(&searcher->ranking, score, id))
    match_ranking_push(&searcher->ranking, &(struct match_candidate){id, searcher->part, profile, score});
}

// x as it was bounded.
static void consider(struct match_searcher *searcher, uint32_t profile, double x) {
  struct match_verdict verdict;
  if (!match_gate_admits(&searcher->gate, profile))
    return;
  searcher->work.judged++;
  if (match_judge_outlook(searcher->judge, profile, x, &verdict) >= match_ranking_least(&searcher->ranking))
    score(searcher, profile, &verdict);
}

// --- the plain way
//
// Candidates are compared by a key: x itself when all have the same prior, else the score that x and the prior give.

static double key_of(const struct match_searcher *searcher, double x, uint32_t prior) {
  if (searcher->is_even)
    return x;
  return match_text_squash(&searcher->query->weights->text, fmax(0, x)) * prior;
}

static bool has_even_prior(struct match_searcher *searcher) {
  uint32_t prior = 0;
  for (size_t i = 0; i < searcher->index->part_count; i++) {
    const struct match_segment *segment = searcher->index->parts[i].segment;
    uint32_t least = match_judge_prior_min(searcher->judge, segment);
    if (least != match_judge_prior_max(searcher->judge, segment) || (prior && least != prior))
      return false;
    prior = least;
  }
  return true;
}

// Scores are rounded to millionths, and equal ones ordered by id: who is less by so many may still be wanted.
enum { ROUNDING = 4 };

// The key that everybody must reach who is still wanted.
static double least_key(const struct match_searcher *searcher) {
  const struct match_text_parameters *parameters = &searcher->query->weights->text;
  if (searcher->least_count < searcher->ranking.limit)
    return 0;
  if (!searcher->is_even)
    return searcher->least[0] - ROUNDING;
  double value = match_text_squash(parameters, searcher->least[0]) - (double)ROUNDING / searcher->prior_even;
  return value > 0 ? match_text_unsquash(parameters, value) : 0;
}

// At the x that the key asks for in the part.
static void aim(struct match_searcher *searcher) {
  double key = least_key(searcher);
  uint32_t prior_max = match_judge_prior_max(searcher->judge, searcher->judge->segment);
  searcher->x_min = searcher->is_even || key <= 0
                        ? fmax(0, key)
                        : match_text_unsquash(&searcher->query->weights->text, key / prior_max) * (1 - 1e-9);
  match_bound_aim(searcher->bound, searcher->x_min);
}

static void raise_least(struct match_searcher *searcher, double key) {
  double *heap = searcher->least;
  size_t at;
  if (searcher->least_count < searcher->ranking.limit) {
    for (at = searcher->least_count++; at && heap[(at - 1) / 2] > key; at = (at - 1) / 2)
      heap[at] = heap[(at - 1) / 2];
  } else {
    at = 0;
    for (size_t child; (child = 2 * at + 1) < searcher->least_count; at = child) {
      child += child + 1 < searcher->least_count && heap[child + 1] < heap[child];
      if (heap[child] >= key)
        break;
      heap[at] = heap[child];
    }
  }
  heap[at] = key;
  aim(searcher);
}

// A statement that expired, or is silent, says less than its profile's impacts promise.
static bool keeps_promise(const struct match_searcher *searcher, uint32_t profile) {
  return searcher->judge->segment->cards[profile].steady_until >= searcher->query->today;
}

static void promise(void *data, uint32_t in_window, double x) {
  struct match_searcher *searcher = data;
  uint32_t profile = searcher->window << MATCH_WINDOW_BITS | in_window;
  if (x < searcher->x_min || !match_gate_admits(&searcher->gate, profile))
    return;
  uint32_t prior = searcher->is_even ? 0 : match_judge_prior(searcher->judge, profile);
  double at_least = key_of(searcher, match_bound_at_least(searcher->bound, x), prior);
  if ((searcher->least_count < searcher->ranking.limit || at_least > searcher->least[0]) &&
      keeps_promise(searcher, profile))
    raise_least(searcher, at_least);
  match_text_prefetch(searcher->judge->text, profile, MATCH_TEXT_WHILE);
  memory_reserve(searcher->promises, searcher->promise_count, searcher->promise_capacity);
  searcher->promises[searcher->promise_count++] = (struct promise){key_of(searcher, x, prior), searcher->part, profile};
}

static int order_of_promises(const void *one, const void *other) {
  const struct promise *a = one, *b = other;
  if (a->key != b->key)
    return a->key > b->key ? -1 : 1;
  if (a->part != b->part)
    return a->part < b->part ? -1 : 1;
  return (a->profile > b->profile) - (a->profile < b->profile);
}

static size_t drop_promises(struct match_searcher *searcher) {
  double least = least_key(searcher);
  size_t kept = 0;
  for (size_t i = 0; i < searcher->promise_count; i++)
    if (searcher->promises[i].key >= least)
      searcher->promises[kept++] = searcher->promises[i];
  return searcher->promise_count = kept;
}

// The greatest score that a key can stand for.
static uint32_t score_of_key(const struct match_searcher *searcher, double key) {
  double score =
      searcher->is_even ? match_text_squash(&searcher->query->weights->text, key) * searcher->prior_even : key;
  return score + ROUNDING < MATCH_ONE ? (uint32_t)score + ROUNDING : MATCH_ONE;
}

static void enter(struct match_searcher *searcher, uint32_t part) {
  if (searcher->part != part)
    match_judge_enter(searcher->judge, part);
  searcher->part = part;
}

static void prefetch(const struct match_searcher *searcher, size_t at, enum match_text_stage stage) {
  if (at < searcher->promise_count && searcher->promises[at].part == searcher->part)
    match_text_prefetch(searcher->judge->text, searcher->promises[at].profile, stage);
}

// Best first, until nobody's promise is good enough any more.
static void keep_promises(struct match_searcher *searcher) {
  enum { SOON = 6, NEXT = 3 };
  size_t count = drop_promises(searcher);
  if (count)
    qsort(searcher->promises, count, sizeof *searcher->promises, order_of_promises);
  searcher->part = UINT32_MAX;
  for (size_t i = 0; i < count; i++) {
    if (score_of_key(searcher, searcher->promises[i].key) < match_ranking_least(&searcher->ranking))
      break;
    enter(searcher, searcher->promises[i].part);
    for (size_t ahead = i ? SOON : 1; ahead <= SOON; ahead++)
      prefetch(searcher, i + ahead, MATCH_TEXT_SOON);
    for (size_t ahead = i ? NEXT : 1; ahead <= NEXT; ahead++)
      prefetch(searcher, i + ahead, MATCH_TEXT_NEXT);
    score_plain(searcher, searcher->promises[i].profile);
  }
}

static void look_plain(struct match_searcher *searcher, uint32_t first, uint32_t end, const uint64_t *open) {
  if (match_bound_window_max(searcher->bound, searcher->window) < searcher->x_min) {
    searcher->work.windows_skipped++;
    return;
  }
  match_bound_run(searcher->bound, &(struct match_bound_search){searcher->window, first, end, open, promise, searcher});
}

// --- the faceted way

// INFINITY: the impacts do not bound it.
static double x_of(const struct match_searcher *searcher, uint32_t in_window) {
  return searcher->is_bounded ? match_bound_x(searcher->bound, in_window) : INFINITY;
}

static void consider_words(struct match_searcher *searcher, uint32_t first, uint32_t end, const uint64_t *words) {
  for (uint32_t w = first / 64; w < (end + 63) / 64; w++)
    for (uint64_t bits = words[w]; bits; bits &= bits - 1) {
      uint32_t in_window = 64 * w + (uint32_t)__builtin_ctzll(bits);
      consider(searcher, searcher->window << MATCH_WINDOW_BITS | in_window, x_of(searcher, in_window));
    }
}

// Narrows the words of a range to those who have a theme (a concept) near enough, or none where that is as good.
static void sift(struct match_searcher *searcher, struct match_sieve *sieve, double nearness, bool none, uint32_t first,
                 uint32_t end, uint64_t *words) {
  uint64_t with[MATCH_WINDOW / 64], without[MATCH_WINDOW / 64];
  if (nearness <= 0)
    return;
  const roaring_bitmap_t *near = match_sieve_get(sieve, nearness);
  bool any = near && match_gate_mask(near, searcher->window, with);
  bool any_none = none && sieve->none && match_gate_mask(sieve->none, searcher->window, without);
  for (uint32_t w = first / 64; w < (end + 63) / 64; w++)
    words[w] &= (any ? with[w] : 0) | (any_none ? without[w] : 0);
}

static void all_words(uint32_t first, uint32_t end, uint64_t *ret_words) {
  for (uint32_t w = first / 64; w < (end + 63) / 64; w++)
    ret_words[w] = UINT64_MAX;
  if (first % 64)
    ret_words[first / 64] &= UINT64_MAX << first % 64;
  if (end % 64)
    ret_words[end / 64] &= (UINT64_C(1) << end % 64) - 1;
}

// Who of a range can still get into the list; `comparable`: those whose x is bounded, NULL: all.
static void select_range(struct match_searcher *searcher, const struct match_needs *needs, uint32_t first, uint32_t end,
                         const uint64_t *open, const uint64_t *comparable, uint64_t *words) {
  if (needs->x > 0 && searcher->is_bounded) {
    match_bound_aim(searcher->bound, needs->x);
    match_bound_words(searcher->bound, first, end, words + first / 64);
  } else {
    all_words(first, end, words);
  }
  if (comparable && needs->x > 0) {
    uint64_t all[MATCH_WINDOW / 64];
    all_words(first, end, all);
    for (uint32_t w = first / 64; w < (end + 63) / 64; w++)
      words[w] |= all[w] & ~comparable[w];
  }
  for (uint32_t w = first / 64; open && w < (end + 63) / 64; w++)
    words[w] &= open[w];
  if (comparable || !searcher->judge->segment->header->has_sets)
    return;
  sift(searcher, &searcher->themes, needs->theme, needs->no_theme, first, end, words);
  sift(searcher, &searcher->concepts, needs->concept, needs->no_concept, first, end, words);
}

// One district's part of a window that is filled.
static void look_at_district(struct match_searcher *searcher, const struct match_district *district, uint32_t first,
                             uint32_t end, const uint64_t *open, const uint64_t *comparable) {
  uint64_t words[MATCH_WINDOW / 64];
  uint32_t least = match_ranking_least(&searcher->ranking);
  struct match_needs needs = match_judge_needs(searcher->judge, least, district, searcher->x_max);
  bool nobody = needs.x == INFINITY || (needs.theme == INFINITY && !needs.no_theme) ||
                (needs.concept == INFINITY && !needs.no_concept);
  if (nobody && !comparable)
    return;
  select_range(searcher, &needs, first, end, open, comparable, words);
  consider_words(searcher, first, end, words);
}

static const struct match_district *district_of(const struct match_segment *segment, uint32_t profile) {
  size_t low = 0, high = segment->header->arrays[MATCH_ARRAY_districts].count - 1;
  while (low + 1 < high) {
    size_t middle = (low + high) / 2;
    if (segment->districts[middle].first <= profile)
      low = middle;
    else
      high = middle;
  }
  return &segment->districts[low];
}

static void look_faceted(struct match_searcher *searcher, uint32_t first, uint32_t end, const uint64_t *open,
                         const uint64_t *comparable) {
  uint32_t base = searcher->window << MATCH_WINDOW_BITS;
  const struct match_district *district = district_of(searcher->judge->segment, base + first);
  if (searcher->is_bounded)
    match_bound_fill(searcher->bound, searcher->window, first, end);
  searcher->x_max = searcher->is_bounded ? match_bound_x_max(searcher->bound) : INFINITY;
  for (; first < end; district++) {
    uint32_t stop = district[1].first - base < end ? district[1].first - base : end;
    look_at_district(searcher, district, first, stop, open, comparable);
    first = stop;
  }
  if (searcher->is_bounded)
    match_bound_clear(searcher->bound);
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
  const uint64_t *open = NULL, *comparable = NULL;
  if (searcher->gate.open) {
    if (!match_gate_mask(searcher->gate.open, searcher->window, searcher->open_words))
      return;
    open = searcher->open_words;
  }
  if (outing->comparable) {
    match_gate_mask(outing->comparable, searcher->window, searcher->comparable_words);
    comparable = searcher->comparable_words;
  }
  searcher->work.windows++;
  if (outing->is_plain)
    look_plain(searcher, first, end, open);
  else
    look_faceted(searcher, first, end, open, comparable);
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

static void enter_sieves(struct match_searcher *searcher) {
  const struct match_judge *judge = searcher->judge;
  size_t count = match_taxonomy_count(searcher->query->taxonomy);
  const double *themes = match_judge_nearness(judge, MATCH_THEME),
               *concepts = match_judge_nearness(judge, MATCH_CONCEPTS);
  match_sieve_enter(&searcher->themes, judge->segment, MATCH_ATTRIBUTE_THEME, themes, themes ? count : 0);
  match_sieve_enter(&searcher->concepts, judge->segment, MATCH_ATTRIBUTE_CONCEPT, concepts, concepts ? count : 0);
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
    aim(searcher);
  } else {
    outing.comparable = comparable_of(searcher);
    enter_sieves(searcher);
  }
  for (size_t i = 0; i < searcher->gate.range_count; i++)
    look_through(&outing, &searcher->gate.ranges[i]);
  if (outing.comparable)
    roaring_bitmap_free(outing.comparable);
}

// --- the list

static void explain(struct match_searcher *searcher, const struct match_candidate *candidate, struct match_hit *hit,
                    struct match_verdict *verdict) {
  enter(searcher, candidate->part);
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
  searcher->promise_count = searcher->least_count = 0;
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
  searcher->is_even = is_plain && has_even_prior(searcher);
  if (searcher->is_even && index->part_count)
    searcher->prior_even = match_judge_prior_max(searcher->judge, index->parts[0].segment);
  for (searcher->part = 0; searcher->part < index->part_count; searcher->part++)
    search_part(searcher, is_plain, &result);
  if (is_plain)
    keep_promises(searcher);
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
