// SPDX-License-Identifier: Apache-2.0
// The faceted way through a window:
//
//   1. words are added up for everybody (match/bound.h);
//   2. one comparison each, then the cards, say who can reach the score that is asked for (match/ceiling.h);
//   3. of those all facets but TEXT are looked at, which gives each an outlook;
//   4. best outlook first, they are scored, until no outlook is good enough any more.
//
// The score asked for is that of the last of the list. As long as the list is not full, one is tried that few can reach, then a
// lesser one, so that it is filled by good ones and not by those who happen to come first.
#include "match/searcher.h"

#include "base/memory.h"

#include <math.h>
#include <string.h>

enum { WORDS = MATCH_WINDOW / 64 };

struct round { // through a window
  struct match_searcher *searcher;
  const struct match_stretch *stretch;
  uint32_t least;       // the score asked for
  uint64_t left[WORDS]; // who was not looked at yet
  uint64_t loose[WORDS], near[WORDS];
};

void match_faceted_prepare(struct match_searcher *searcher) {
  searcher->trial = MATCH_ONE;
}

void match_faceted_deinit(struct match_searcher *searcher) {
  match_sieve_deinit(&searcher->concepts);
  free(searcher->prospects);
}

// The x that may be left out of sums: less than what makes a difference to most scores.
static double spared_of(const struct match_searcher *searcher) {
  const double share = .03;
  return share * searcher->query->weights->text.half;
}

void match_faceted_enter(struct match_searcher *searcher) {
  const struct match_judge *judge = searcher->judge;
  size_t count = match_taxonomy_count(searcher->query->taxonomy);
  const double *nearness = match_judge_nearness(judge);
  match_sieve_enter(&searcher->concepts, judge->segment, MATCH_ATTRIBUTE_CONCEPT, nearness, nearness ? count : 0);
  if (searcher->is_bounded)
    match_bound_spare(searcher->bound, judge->text, spared_of(searcher));
  match_ceiling_enter(searcher->ceiling, searcher->is_bounded ? searcher->bound : NULL);
}

// --- who is looked at

// INFINITY: the impacts do not bound it.
static double x_of(const struct match_searcher *searcher, uint32_t in_window) {
  return searcher->is_bounded ? match_bound_x(searcher->bound, in_window) + searcher->bound->spared : INFINITY;
}

// Who was given no outlook yet gets one.
static void add_prospect(struct match_searcher *searcher, uint32_t in_window, uint32_t outlook) {
  uint32_t profile = searcher->window << MATCH_WINDOW_BITS | in_window;
  struct match_verdict verdict;
  double x = x_of(searcher, in_window);
  if (outlook == MATCH_CEILING_OPEN)
    outlook = match_judge_outlook(searcher->judge, profile, x, &verdict);
  searcher->work.judged++;
  if (outlook < match_ranking_least(&searcher->ranking))
    return;
  memory_reserve(searcher->prospects, searcher->prospect_count, searcher->prospect_capacity);
  searcher->prospects[searcher->prospect_count++] = (struct match_prospect){x, outlook, profile};
}

static void look_at_all(struct round *round) {
  uint32_t base = round->searcher->window << MATCH_WINDOW_BITS;
  for (uint32_t w = 0; w < WORDS; w++) {
    for (uint64_t bits = round->left[w]; bits; bits &= bits - 1)
      if (match_gate_admits(&round->searcher->gate, base + 64 * w + (uint32_t)__builtin_ctzll(bits)))
        add_prospect(round->searcher, 64 * w + (uint32_t)__builtin_ctzll(bits), MATCH_CEILING_OPEN);
    round->left[w] = 0;
  }
}

// By the cards of one district's part of the window.
static void look_at_district(struct round *round, size_t district, uint32_t first, uint32_t end) {
  struct match_searcher *searcher = round->searcher;
  struct match_ceiling *ceiling = searcher->ceiling;
  uint32_t base = searcher->window << MATCH_WINDOW_BITS;
  const struct match_card *cards = ceiling->segment->cards + base;
  const uint16_t *units = searcher->bound->accumulators;
  struct match_ceiling_needs *needs = match_ceiling_needs(ceiling, district);
  uint64_t words[WORDS];
  if (needs->least > UINT16_MAX)
    return;
  match_bound_words_of(searcher->bound, first, end, needs->least, words + first / 64);
  for (uint32_t w = first / 64; w < (end + 63) / 64; w++)
    for (uint64_t bits = words[w] & round->left[w]; bits; bits &= bits - 1) {
      uint32_t bit = (uint32_t)__builtin_ctzll(bits), in_window = 64 * w + bit;
      bool is_loose = round->loose[w] >> bit & 1, is_near = round->near[w] >> bit & 1;
      if (units[in_window] < match_ceiling_least(ceiling, needs, is_loose, is_near, cards[in_window].theme_kind))
        continue;
      searcher->work.bounded++;
      uint32_t outlook = match_ceiling_outlook(ceiling, needs, base + in_window, units[in_window], is_near);
      if (!outlook)
        continue;
      round->left[w] &= ~(UINT64_C(1) << bit);
      if (match_gate_admits(&searcher->gate, base + in_window))
        add_prospect(searcher, in_window, outlook);
    }
}

static size_t district_of(const struct match_segment *segment, uint32_t profile) {
  size_t low = 0, high = segment->header->arrays[MATCH_ARRAY_districts].count - 1;
  while (low + 1 < high) {
    size_t middle = (low + high) / 2;
    if (segment->districts[middle].first <= profile)
      low = middle;
    else
      high = middle;
  }
  return low;
}

static void look_at_districts(struct round *round) {
  uint32_t base = round->searcher->window << MATCH_WINDOW_BITS, first = round->stretch->first,
           end = round->stretch->end;
  const struct match_segment *segment = round->searcher->judge->segment;
  size_t district = district_of(segment, base + first);
  match_ceiling_aim(round->searcher->ceiling, round->least);
  for (; first < end; district++) {
    uint32_t stop =
        segment->districts[district + 1].first - base < end ? segment->districts[district + 1].first - base : end;
    look_at_district(round, district, first, stop);
    first = stop;
  }
}

// --- who is scored

static int best_outlook_first(const void *one, const void *other) {
  const struct match_prospect *a = one, *b = other;
  if (a->outlook != b->outlook)
    return a->outlook > b->outlook ? -1 : 1;
  return (a->profile > b->profile) - (a->profile < b->profile);
}

static void score(struct match_searcher *searcher, const struct match_prospect *prospect) {
  const char *id = match_segment_id(searcher->judge->segment, prospect->profile);
  struct match_verdict verdict;
  searcher->work.scored++;
  match_judge_outlook(searcher->judge, prospect->profile, prospect->x, &verdict);
  match_judge_score(searcher->judge, prospect->profile, &verdict);
  if (verdict.has_evidence && match_ranking_wants(&searcher->ranking, verdict.score, id))
    match_ranking_push(&searcher->ranking,
                       &(struct match_candidate){id, searcher->part, prospect->profile, verdict.score});
}

// Keeps those whose outlook is less than what is asked for now.
static void score_best(struct round *round) {
  struct match_searcher *searcher = round->searcher;
  size_t done = 0, count = searcher->prospect_count;
  if (count > 1)
    qsort(searcher->prospects, count, sizeof *searcher->prospects, best_outlook_first);
  for (; done < count; done++) {
    uint32_t outlook = searcher->prospects[done].outlook;
    if (outlook < round->least || outlook < match_ranking_least(&searcher->ranking))
      break;
    score(searcher, &searcher->prospects[done]);
  }
  searcher->prospect_count = count - done;
  if (done && searcher->prospect_count)
    memmove(searcher->prospects, searcher->prospects + done, searcher->prospect_count * sizeof *searcher->prospects);
}

// --- the window

// What is worth trying after nobody more is to be had with this.
static uint32_t lesser(uint32_t trial) {
  enum { TRIAL_MIN = MATCH_ONE / 8 };
  trial -= trial / 10;
  return trial > TRIAL_MIN ? trial : 0;
}

static void run(struct round *round) {
  struct match_searcher *searcher = round->searcher;
  const struct match_ranking *ranking = &searcher->ranking;
  enum { FEW = 64 };
  searcher->prospect_count = 0;
  if (searcher->judge->any_must || match_segment_count(searcher->judge->segment) <= FEW) {
    look_at_all(round);
    round->least = 0;
    score_best(round);
    return;
  }
  for (;;) {
    uint32_t least = match_ranking_least(ranking);
    bool is_full = ranking->count == ranking->limit;
    round->least = is_full && least >= searcher->trial ? least : searcher->trial;
    look_at_districts(round);
    score_best(round);
    if (!round->least || (ranking->count == ranking->limit && match_ranking_least(ranking) >= round->least))
      return;
    searcher->trial = lesser(searcher->trial);
  }
}

static void begin(struct round *round, const uint64_t *comparable) {
  const struct match_searcher *searcher = round->searcher;
  const struct match_segment *segment = searcher->judge->segment;
  const struct match_stretch *stretch = round->stretch;
  uint32_t words = (stretch->end + 63) / 64;
  const uint64_t *loose = segment->loose + (size_t)searcher->window * WORDS;
  memset(round->left, 0, sizeof round->left);
  for (uint32_t w = stretch->first / 64; w < words; w++) {
    round->left[w] = stretch->open ? stretch->open[w] : UINT64_MAX;
    round->loose[w] = loose[w] | (comparable ? ~comparable[w] : 0);
  }
  if (stretch->first % 64)
    round->left[stretch->first / 64] &= UINT64_MAX << stretch->first % 64;
  if (stretch->end % 64)
    round->left[words - 1] &= (UINT64_C(1) << stretch->end % 64) - 1;
}

// Who has a concept that is near. What the taxonomy does not have could be anything.
static void find_near(struct round *round) {
  struct match_searcher *searcher = round->searcher;
  const struct match_segment_header *header = searcher->judge->segment->header;
  const double any = 1e-300;
  if (!header->has_sets || header->concept_end > match_taxonomy_count(searcher->query->taxonomy)) {
    memset(round->near, 0xFF, sizeof round->near);
    return;
  }
  const struct roaring_bitmap_s *near = match_sieve_get(&searcher->concepts, any);
  if (!near || !match_gate_mask(near, searcher->window, round->near))
    memset(round->near, 0, sizeof round->near);
}

void match_faceted_look(struct match_searcher *searcher, const struct match_stretch *stretch,
                        const uint64_t *comparable) {
  struct round round = {.searcher = searcher, .stretch = stretch};
  if (searcher->is_bounded)
    match_bound_fill(searcher->bound, searcher->window, stretch->first, stretch->end);
  begin(&round, comparable);
  find_near(&round);
  run(&round);
  if (searcher->is_bounded)
    match_bound_clear(searcher->bound);
}
