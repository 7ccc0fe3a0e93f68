// SPDX-License-Identifier: Apache-2.0
// Candidates are compared by a key: x itself when all have the same prior, else the score that x and the prior give.
#include "match/searcher.h"

#include "base/memory.h"

#include <math.h>

static void score_plain(struct match_searcher *searcher, uint32_t profile) {
  const char *id = match_segment_id(searcher->judge->segment, profile);
  searcher->work.scored++;
  uint32_t score = match_judge_plain(searcher->judge, profile);
  if (score && match_ranking_wants(&searcher->ranking, score, id))
    match_ranking_push(&searcher->ranking, &(struct match_candidate){id, searcher->part, profile, score});
}

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
  searcher->promises[searcher->promise_count++] =
      (struct match_promise){key_of(searcher, x, prior), searcher->part, profile};
}

static int order_of_promises(const void *one, const void *other) {
  const struct match_promise *a = one, *b = other;
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

static void prefetch(const struct match_searcher *searcher, size_t at, enum match_text_stage stage) {
  if (at < searcher->promise_count && searcher->promises[at].part == searcher->part)
    match_text_prefetch(searcher->judge->text, searcher->promises[at].profile, stage);
}

// Best first, until nobody's promise is good enough any more.
void match_plain_finish(struct match_searcher *searcher) {
  enum { SOON = 6, NEXT = 3 };
  size_t count = drop_promises(searcher);
  if (count)
    qsort(searcher->promises, count, sizeof *searcher->promises, order_of_promises);
  searcher->part = UINT32_MAX;
  for (size_t i = 0; i < count; i++) {
    if (score_of_key(searcher, searcher->promises[i].key) < match_ranking_least(&searcher->ranking))
      break;
    match_enter_part(searcher, searcher->promises[i].part);
    for (size_t ahead = i ? SOON : 1; ahead <= SOON; ahead++)
      prefetch(searcher, i + ahead, MATCH_TEXT_SOON);
    for (size_t ahead = i ? NEXT : 1; ahead <= NEXT; ahead++)
      prefetch(searcher, i + ahead, MATCH_TEXT_NEXT);
    score_plain(searcher, searcher->promises[i].profile);
  }
}

void match_plain_look(struct match_searcher *searcher, const struct match_stretch *stretch) {
  if (match_bound_window_max(searcher->bound, searcher->window) < searcher->x_min) {
    searcher->work.windows_skipped++;
    return;
  }
  match_bound_run(searcher->bound, &(struct match_bound_search){searcher->window, stretch->first, stretch->end,
                                                                stretch->open, promise, searcher});
}

void match_plain_prepare(struct match_searcher *searcher) {
  searcher->promise_count = searcher->least_count = 0;
  searcher->is_even = has_even_prior(searcher);
  if (searcher->is_even && searcher->index->part_count)
    searcher->prior_even = match_judge_prior_max(searcher->judge, searcher->index->parts[0].segment);
}

void match_plain_enter(struct match_searcher *searcher) {
  aim(searcher);
}

void match_plain_deinit(struct match_searcher *searcher) {
  free(searcher->promises);
}
