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

// What a posting costs against what it tells.
static int order_of_worth(const void *one, const void *other) {
  const struct match_bound_term *a = one, *b = other;
  double left = a->greatest * b->postings, right = b->greatest * a->postings;
  if (left != right)
    return left > right ? -1 : 1;
  return (a->run > b->run) - (a->run < b->run);
}

static void list_terms(struct match_bound *bound, const struct match_text *text, size_t part) {
  const struct match_segment *segment = bound->segment;
  bound->term_count = 0;
  if (text->term_count > bound->term_capacity) {
    bound->term_capacity = 2 * text->term_count;
    bound->terms = memory_resize(bound->terms, bound->term_capacity, sizeof *bound->terms);
  }
  for (size_t i = 0; i < text->term_count; i++) {
    uint32_t number = match_text_number(text, part, i);
    if (number == UINT32_MAX)
      continue;
    uint32_t run = segment->term_runs[number], end = segment->term_runs[number + 1];
    double gain = text->terms[i].gain * bound->stretch / MATCH_IMPACT_ONE;
    bound->terms[bound->term_count++] =
        (struct match_bound_term){.run = run,
                                  .run_end = end,
                                  .postings = segment->runs[end].first - segment->runs[run].first,
                                  .gain = gain,
                                  .greatest = gain * greatest_impact(segment, run, end)};
  }
}

// The pitch at which the impacts were computed against that of today: g grows with the mean length, at most as the mean does.
static double stretch_of(const struct match_segment *segment, const struct match_text *text) {
  const struct match_pitch *pitch = &segment->header->pitch;
  double stretch = fmax(text->statement_mean / pitch->statement_mean, text->profile_mean / pitch->profile_mean);
  return fmax(1, stretch) * (1 + 1e-6);
}

static void leave_out(struct match_bound *bound, double x_left_out) {
  bound->kept_count = bound->term_count;
  bound->left_out = 0;
  if (x_left_out <= 0)
    return;
  qsort(bound->terms, bound->term_count, sizeof *bound->terms, order_of_worth);
  while (bound->kept_count && bound->left_out + bound->terms[bound->kept_count - 1].greatest < x_left_out)
    bound->left_out += bound->terms[--bound->kept_count].greatest;
}

// Units are rounded down and then one more: a factor rounded down would lose less than that, but is rounded up all the same.
static void set_factors(struct match_bound *bound) {
  double sum = 0;
  for (size_t i = 0; i < bound->kept_count; i++)
    sum += bound->terms[i].greatest;
  bound->scale = sum > 0 ? (ACCUMULATOR_MAX - 3. * (double)bound->kept_count - 2) / sum : 1;
  for (size_t i = 0; i < bound->kept_count; i++)
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
  bound->slack = 3. * (double)bound->kept_count + bound->left_out;
  for (size_t i = 0; i < bound->kept_count; i++)
    bound->slack += bound->terms[i].gain * bound->scale;
}

void match_bound_enter(struct match_bound *bound, const struct match_text *text, size_t part, double x_left_out) {
  bound->segment = text->index->parts[part].segment;
  bound->stretch = stretch_of(bound->segment, text);
  list_terms(bound, text, part);
  leave_out(bound, x_left_out);
  set_factors(bound);
  bound->left_out *= bound->scale;
  measure_looseness(bound, text);
}

double match_bound_at_least(const struct match_bound *bound, double x) {
  return (x - bound->slack / bound->scale) / bound->looseness;
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
  for (size_t i = 0; i < bound->kept_count; i++) {
    const struct match_bound_term *term = advance(bound, i, window);
    if (term)
      sum += term->gain * bound->segment->runs[term->run].maximum + 3 / bound->scale;
  }
  return sum + bound->left_out / bound->scale;
}

struct stretch { // of postings
  uint32_t first, end;
};

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
static struct stretch within(const struct match_bound *bound, const struct match_bound_term *term) {
  const struct match_segment *segment = bound->segment;
  struct stretch stretch = {segment->runs[term->run].first, segment->runs[term->run + 1].first};
  if (bound->first)
    stretch.first = lower(segment->postings, stretch.first, stretch.end, bound->first);
  if (bound->end < MATCH_WINDOW)
    stretch.end = lower(segment->postings, stretch.first, stretch.end, bound->end);
  return stretch;
}

static uint32_t add_term(struct match_bound *bound, const struct match_bound_term *term, struct stretch stretch) {
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

void match_bound_fill(struct match_bound *bound, uint32_t window, uint32_t first, uint32_t end) {
  bound->window = window;
  bound->first = first;
  bound->end = end;
  bound->filled = 0;
  for (size_t i = 0; i < bound->kept_count; i++) {
    const struct match_bound_term *term = advance(bound, i, window);
    if (term)
      bound->filled += add_term(bound, term, within(bound, term));
  }
  bound->postings += bound->filled;
}

static bool is_sparse(const struct match_bound *bound) {
  return bound->filled < (bound->end - bound->first) / SPARSE;
}

static void clear_range(struct match_bound *bound, uint32_t first, uint32_t end) {
  memset(bound->accumulators + first, 0, (end - first) * sizeof *bound->accumulators);
}

void match_bound_clear(struct match_bound *bound) {
  if (!is_sparse(bound)) {
    clear_range(bound, bound->first, bound->end);
    return;
  }
  for (size_t i = 0; i < bound->kept_count; i++) {
    const struct match_bound_term *term = advance(bound, i, bound->window);
    struct stretch stretch = term ? within(bound, term) : (struct stretch){0};
    for (uint32_t p = stretch.first; p < stretch.end; p++)
      bound->accumulators[match_posting_profile(bound->segment->postings[p])] = 0;
  }
}

static bool is_open(const struct match_bound_search *search, uint32_t profile) {
  return !search->open || search->open[profile / 64] >> (profile % 64) & 1;
}

// Walks the postings once more. What is reported is cleared, so that it is reported once.
static void collect_sparse(struct match_bound *bound, const struct match_bound_search *search, uint16_t threshold) {
  for (size_t i = 0; i < bound->kept_count; i++) {
    const struct match_bound_term *term = advance(bound, i, bound->window);
    struct stretch stretch = term ? within(bound, term) : (struct stretch){0};
    for (uint32_t p = stretch.first; p < stretch.end; p++) {
      uint32_t profile = match_posting_profile(bound->segment->postings[p]);
      if (bound->accumulators[profile] < threshold || profile < search->first || profile >= search->end)
        continue;
      if (is_open(search, profile))
        search->found(search->data, profile);
      bound->accumulators[profile] = 0;
    }
  }
}

// Passes over all accumulators of the range.
static void collect_dense(struct match_bound *bound, const struct match_bound_search *search, uint16_t threshold) {
  uint32_t first = search->first / 64, words = (search->end + 63) / 64 - first;
  if (!bound->scan(bound->accumulators + (size_t)64 * first, words, threshold, bound->hits))
    return;
  if (search->first % 64)
    bound->hits[0] &= UINT64_MAX << search->first % 64;
  if (search->end % 64)
    bound->hits[words - 1] &= (UINT64_C(1) << search->end % 64) - 1;
  for (uint32_t w = 0; w < words; w++)
    for (uint64_t hits = search->open ? bound->hits[w] & search->open[first + w] : bound->hits[w]; hits; hits &= hits - 1)
      search->found(search->data, 64 * (first + w) + (uint32_t)__builtin_ctzll(hits));
}

// Nobody without a term is found: a threshold is at least 1.
static uint16_t threshold_of(const struct match_bound *bound, double x_min) {
  double units = ceil(x_min * bound->scale - bound->left_out);
  return units < 1 ? 1 : units < ACCUMULATOR_MAX ? (uint16_t)units : ACCUMULATOR_MAX;
}

void match_bound_collect(struct match_bound *bound, const struct match_bound_search *search) {
  uint16_t threshold = threshold_of(bound, search->x_min);
  if (!bound->filled || search->first >= search->end)
    return;
  if (is_sparse(bound))
    collect_sparse(bound, search, threshold);
  else
    collect_dense(bound, search, threshold);
}
