// SPDX-License-Identifier: Apache-2.0
#include "match/bound.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// With fewer postings than one in so many of the accumulators of a range, the postings are walked once more instead of all
// accumulators.
enum { SPARSE = 16, ACCUMULATOR_MAX = UINT16_MAX };

struct match_bound *match_bound_new(void) {
  struct match_bound *bound = memory_new(sizeof *bound);
  bound->accumulators = memory_aligned(64, MATCH_WINDOW * sizeof *bound->accumulators);
  memset(bound->accumulators, 0, MATCH_WINDOW * sizeof *bound->accumulators);
  bound->scan = match_scan_get(MATCH_PATH_BEST);
  return bound;
}

struct match_bound *match_bound_free(struct match_bound *bound) {
  if (!bound)
    return NULL;
  free(bound->accumulators);
  free(bound->stretches);
  free(bound->terms);
  free(bound);
  return NULL;
}

// --- a part

static uint32_t greatest_impact(const struct match_segment *segment, uint32_t run, uint32_t end) {
  uint32_t greatest = 0;
  for (; run < end; run++)
    greatest = segment->runs[run].maximum > greatest ? segment->runs[run].maximum : greatest;
  return greatest;
}

static int order_of_greatest(const void *one, const void *other) {
  const struct match_bound_term *a = one, *b = other;
  if (a->greatest != b->greatest)
    return a->greatest > b->greatest ? -1 : 1;
  return (a->run > b->run) - (a->run < b->run);
}

static void list_terms(struct match_bound *bound, const struct match_text *text, size_t part) {
  const struct match_segment *segment = bound->segment;
  bound->term_count = 0;
  if (text->term_count > bound->term_capacity) {
    bound->term_capacity = 2 * text->term_count;
    bound->terms = memory_resize(bound->terms, bound->term_capacity, sizeof *bound->terms);
    bound->stretches = memory_resize(bound->stretches, bound->term_capacity, sizeof *bound->stretches);
  }
  for (size_t i = 0; i < text->term_count; i++) {
    uint32_t number = match_text_number(text, part, i);
    if (number == UINT32_MAX)
      continue;
    uint32_t run = segment->term_runs[number], end = segment->term_runs[number + 1];
    double gain = text->terms[i].most * bound->stretch / MATCH_IMPACT_ONE;
    bound->terms[bound->term_count++] =
        (struct match_bound_term){.run = run,
                                  .run_end = end,
                                  .postings = segment->runs[end].first - segment->runs[run].first,
                                  .gain = gain,
                                  .greatest = gain * greatest_impact(segment, run, end),
                                  .place = (uint32_t)i};
  }
}

// The pitch at which the impacts were computed against that of today: g grows with the mean length, at most as the mean does.
static double stretch_of(const struct match_segment *segment, const struct match_text *text) {
  const struct match_pitch *pitch = &segment->header->pitch;
  double stretch = fmax(text->statement_mean / pitch->statement_mean, text->profile_mean / pitch->profile_mean);
  return fmax(1, stretch) * (1 + 1e-6);
}

// Units are rounded down and then one more: a factor rounded down would lose less than that, but is rounded up all the same.
static void set_factors(struct match_bound *bound) {
  double sum = 0;
  for (size_t i = 0; i < bound->kept; i++)
    sum += bound->terms[i].greatest;
  bound->scale = sum > 0 ? (ACCUMULATOR_MAX - 3. * (double)bound->kept - 2) / sum : 1;
  bound->unit = 1 / bound->scale * (1 + 1e-12);
  for (size_t i = 0; i < bound->kept; i++)
    bound->terms[i].factor = (uint32_t)(bound->terms[i].gain * bound->scale * 65536) + 1;
}

static inline uint16_t units_of(uint32_t factor, match_posting posting) {
  return (uint16_t)(((uint64_t)factor * match_posting_impact(posting) >> 16) + 1);
}

// Each sum is two units and a step of the impact too great for each term at the most.
static void measure_looseness(struct match_bound *bound, const struct match_text *text) {
  const struct match_pitch *pitch = &bound->segment->header->pitch;
  double shrink = fmin(text->statement_mean / pitch->statement_mean, text->profile_mean / pitch->profile_mean);
  bound->looseness = bound->stretch / fmin(1, shrink) * (1 + 1e-6);
  bound->slack = 3. * (double)bound->term_count;
  for (size_t i = 0; i < bound->term_count; i++)
    bound->slack += bound->terms[i].gain * bound->scale;
}

bool match_bound_serves(const struct match_text *text) {
  enum { TERMS_MAX = 8192, EVIDENCE_MAX = 7 };
  double most = 0;
  for (size_t i = 0; i < MATCH_STATEMENTS_BEST; i++)
    most += text->discounts[i];
  return text->term_count <= TERMS_MAX && most <= EVIDENCE_MAX;
}

void match_bound_enter(struct match_bound *bound, const struct match_text *text, size_t part) {
  bound->segment = text->index->parts[part].segment;
  bound->stretch = stretch_of(bound->segment, text);
  list_terms(bound, text, part);
  if (bound->term_count > 1)
    qsort(bound->terms, bound->term_count, sizeof *bound->terms, order_of_greatest);
  bound->kept = bound->term_count;
  bound->spared = 0;
  set_factors(bound);
  measure_looseness(bound, text);
}

// What the asker has for a term: all that it can bring back, but for a discount.
static double back_of(const struct match_text_term *term) {
  return term->weight * term->evidence;
}

static void measure_back(struct match_bound *bound, const struct match_text *text) {
  double discounts = 0;
  for (size_t i = 0; i < MATCH_STATEMENTS_BEST && i < bound->segment->header->statement_count_max; i++)
    discounts += text->asked_discounts[i];
  bound->back_ratio = bound->back_spared = 0;
  for (size_t i = 0; i < bound->term_count; i++) {
    const struct match_text_term *term = &text->terms[bound->terms[i].place];
    if (i >= bound->kept)
      bound->back_spared += back_of(term) * discounts;
    else if (term->most > 0)
      bound->back_ratio = fmax(bound->back_ratio, back_of(term) / term->most);
  }
}

void match_bound_spare(struct match_bound *bound, const struct match_text *text, double x) {
  double sum = 0;
  bound->kept = bound->term_count;
  while (bound->kept && sum + bound->terms[bound->kept - 1].greatest <= x)
    sum += bound->terms[--bound->kept].greatest;
  bound->spared = sum * (1 + 1e-9);
  set_factors(bound);
  measure_back(bound, text);
}

double match_bound_at_least(const struct match_bound *bound, double x) {
  return (x - bound->slack * bound->unit) / bound->looseness;
}

// --- a window

static struct match_bound_term *advance(struct match_bound *bound, size_t i, uint32_t window) {
  struct match_bound_term *term = &bound->terms[i];
  while (term->run < term->run_end && bound->segment->runs[term->run].window < window)
    term->run++;
  return term->run < term->run_end && bound->segment->runs[term->run].window == window ? term : NULL;
}

double match_bound_window_max(struct match_bound *bound, uint32_t window) {
  double sum = 0;
  for (size_t i = 0; i < bound->term_count; i++) {
    const struct match_bound_term *term = advance(bound, i, window);
    if (term)
      sum += term->gain * bound->segment->runs[term->run].maximum + 3 * bound->unit;
  }
  return sum;
}

static uint32_t lower(const match_posting *postings, uint32_t first, uint32_t end, uint32_t profile) {
  while (first < end) {
    uint32_t middle = first + (end - first) / 2;
    if (match_posting_profile(postings[middle]) < profile)
      first = middle + 1;
    else
      end = middle;
  }
  return first;
}

// The postings of a term's run within the range that is filled.
static struct match_bound_stretch within(const struct match_bound *bound, const struct match_bound_term *term) {
  const struct match_segment *segment = bound->segment;
  struct match_bound_stretch stretch = {segment->runs[term->run].first, segment->runs[term->run + 1].first};
  if (bound->first)
    stretch.first = lower(segment->postings, stretch.first, stretch.end, bound->first);
  if (bound->end < MATCH_WINDOW)
    stretch.end = lower(segment->postings, stretch.first, stretch.end, bound->end);
  return stretch;
}

static uint32_t add_term(struct match_bound *bound, const struct match_bound_term *term,
                         struct match_bound_stretch stretch) {
  const match_posting *restrict postings = bound->segment->postings + stretch.first;
  uint16_t *restrict accumulators = bound->accumulators;
  uint32_t factor = term->factor, count = stretch.end - stretch.first, i = 0;
  for (; i + 4 <= count; i += 4) {
    match_posting a = postings[i], b = postings[i + 1], c = postings[i + 2], d = postings[i + 3];
    accumulators[match_posting_profile(a)] += units_of(factor, a);
    accumulators[match_posting_profile(b)] += units_of(factor, b);
    accumulators[match_posting_profile(c)] += units_of(factor, c);
    accumulators[match_posting_profile(d)] += units_of(factor, d);
  }
  for (; i < count; i++)
    accumulators[match_posting_profile(postings[i])] += units_of(factor, postings[i]);
  return count;
}

static bool is_open(const struct match_bound_search *search, uint32_t profile) {
  return !search->open || search->open[profile / 64] >> (profile % 64) & 1;
}

static double x_of(const struct match_bound *bound, uint32_t units) {
  return units * bound->unit;
}

static void set_range(struct match_bound *bound, uint32_t window, uint32_t first, uint32_t end) {
  bound->window = window;
  bound->first = first;
  bound->end = end;
  bound->filled = 0;
}

// Nobody without a term is found: a threshold is at least 1.
void match_bound_aim(struct match_bound *bound, double x_min) {
  double units = ceil(x_min * bound->scale);
  bound->threshold = units < 1 ? 1 : units < ACCUMULATOR_MAX ? (uint16_t)units : ACCUMULATOR_MAX;
}

// --- step by step

void match_bound_fill(struct match_bound *bound, uint32_t window, uint32_t first, uint32_t end) {
  set_range(bound, window, first, end);
  for (size_t i = 0; i < bound->kept; i++) {
    const struct match_bound_term *term = advance(bound, i, window);
    if (term)
      bound->filled += add_term(bound, term, within(bound, term));
  }
  bound->postings += bound->filled;
}

void match_bound_clear(struct match_bound *bound) {
  memset(bound->accumulators + bound->first, 0, (bound->end - bound->first) * sizeof *bound->accumulators);
}

double match_bound_x_max(const struct match_bound *bound) {
  uint16_t most = 0;
  for (uint32_t i = bound->first; i < bound->end; i++)
    most = bound->accumulators[i] > most ? bound->accumulators[i] : most;
  return x_of(bound, most);
}

void match_bound_words(struct match_bound *bound, uint32_t first, uint32_t end, uint64_t *ret_words) {
  uint32_t word = first / 64, words = (end + 63) / 64 - word;
  bound->scan(bound->accumulators + (size_t)64 * word, words, bound->threshold, ret_words);
  if (first % 64)
    ret_words[0] &= UINT64_MAX << first % 64;
  if (end % 64)
    ret_words[words - 1] &= (UINT64_C(1) << end % 64) - 1;
}

void match_bound_words_of(struct match_bound *bound, uint32_t first, uint32_t end, uint32_t units,
                          uint64_t *ret_words) {
  uint32_t words = (end + 63) / 64 - first / 64;
  if (units) {
    bound->threshold = (uint16_t)units;
    match_bound_words(bound, first, end, ret_words);
    return;
  }
  memset(ret_words, 0xFF, words * sizeof *ret_words);
  if (first % 64)
    ret_words[0] &= UINT64_MAX << first % 64;
  if (end % 64)
    ret_words[words - 1] &= (UINT64_C(1) << end % 64) - 1;
}

// --- all at once

// What the term adds for one profile; 0: it has it not.
static uint32_t look_up(const struct match_bound *bound, size_t term, uint32_t profile) {
  const struct match_bound_stretch *stretch = &bound->stretches[term];
  uint32_t at = lower(bound->segment->postings, stretch->first, stretch->end, profile);
  if (at == stretch->end || match_posting_profile(bound->segment->postings[at]) != profile)
    return 0;
  return units_of(bound->terms[term].factor, bound->segment->postings[at]);
}

// Terms of the window: in bound->stretches, and the number of those whose postings are added up first. Terms are in the order of
// their greatest gain (of the part), so the last ones can add least.
static uint32_t most_of(const struct match_bound *bound, size_t term) {
  const struct match_bound_term *of = &bound->terms[term];
  if (bound->stretches[term].first == bound->stretches[term].end)
    return 0;
  return (uint32_t)((uint64_t)of->factor * bound->segment->runs[of->run].maximum >> 16) + 1;
}

static size_t count_needed(const struct match_bound *bound, uint32_t *ret_rest) {
  enum { WORTH = 2 };
  size_t needed = bound->term_count;
  uint32_t rest = 0, kept = bound->filled, spared = 0;
  while (needed > 1 && rest + most_of(bound, needed - 1) < bound->threshold) {
    uint32_t postings = bound->stretches[needed - 1].end - bound->stretches[needed - 1].first;
    rest += most_of(bound, needed - 1);
    spared += postings;
    kept -= postings;
    needed--;
  }
  if (kept * WORTH >= spared) {
    *ret_rest = 0;
    return bound->term_count;
  }
  *ret_rest = rest;
  return needed;
}

// Takes the postings of the window's first terms; returns how many of all terms there are.
static void find_stretches(struct match_bound *bound, const struct match_bound_search *search) {
  set_range(bound, search->window, search->first, search->end);
  for (size_t i = 0; i < bound->term_count; i++) {
    const struct match_bound_term *term = advance(bound, i, search->window);
    bound->stretches[i] = term ? within(bound, term) : (struct match_bound_stretch){0};
    bound->filled += bound->stretches[i].end - bound->stretches[i].first;
  }
}

static void try_profile(struct match_bound *bound, const struct match_bound_search *search, uint32_t profile,
                        uint32_t units, size_t needed) {
  if (!is_open(search, profile))
    return;
  for (size_t i = needed; i < bound->term_count; i++)
    units += look_up(bound, i, profile);
  if (units >= bound->threshold)
    search->found(search->data, profile, x_of(bound, units));
}

// Walks the postings that were added up once more and leaves zeros: quicker than passing over accumulators that few have touched.
static void take_sparse(struct match_bound *bound, const struct match_bound_search *search, size_t needed,
                        uint32_t rest) {
  const match_posting *postings = bound->segment->postings;
  for (size_t i = 0; i < needed; i++)
    for (uint32_t p = bound->stretches[i].first; p < bound->stretches[i].end; p++) {
      uint32_t profile = match_posting_profile(postings[p]), units = bound->accumulators[profile];
      bound->accumulators[profile] = 0;
      if (units && units + rest >= bound->threshold)
        try_profile(bound, search, profile, units, needed);
    }
}

static void take_dense(struct match_bound *bound, const struct match_bound_search *search) {
  uint32_t first = search->first / 64, words = (search->end + 63) / 64 - first;
  match_bound_words(bound, search->first, search->end, bound->hits);
  for (uint32_t w = 0; w < words; w++)
    for (uint64_t hits = search->open ? bound->hits[w] & search->open[first + w] : bound->hits[w]; hits;
         hits &= hits - 1) {
      uint32_t profile = 64 * (first + w) + (uint32_t)__builtin_ctzll(hits);
      search->found(search->data, profile, match_bound_x(bound, profile));
    }
  match_bound_clear(bound);
}

void match_bound_run(struct match_bound *bound, const struct match_bound_search *search) {
  uint32_t rest, added = 0;
  find_stretches(bound, search);
  size_t needed = count_needed(bound, &rest);
  for (size_t i = 0; i < needed; i++)
    added += add_term(bound, &bound->terms[i], bound->stretches[i]);
  bound->postings += added;
  if (needed < bound->term_count || added < (search->end - search->first) / SPARSE)
    take_sparse(bound, search, needed, rest);
  else
    take_dense(bound, search);
}
