// SPDX-License-Identifier: Apache-2.0
#include "match/bound.h"

#include "base/memory.h"
#include "match/codes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Below so many postings in a part a term's codes are multiplied one by one; below one in so many of the accumulators of a range, the
// postings are walked once more instead of all accumulators.
enum { TABLE_POSTINGS_MIN = 512, SPARSE = 24, ACCUMULATOR_MAX = UINT16_MAX };

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
  free(bound->tables);
  free(bound->terms);
  free(bound);
  return NULL;
}

// --- a part

static uint8_t greatest_code(const struct match_segment *segment, uint32_t run, uint32_t end) {
  uint8_t greatest = 0;
  for (; run < end; run++)
    greatest = segment->runs[run].maximum > greatest ? segment->runs[run].maximum : greatest;
  return greatest;
}

// What a posting costs against what it tells.
static int order_of_worth(const void *one, const void *other) {
  const struct match_bound_term *a = one, *b = other;
  double left = (double)a->greatest * b->postings, right = (double)b->greatest * a->postings;
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
    float gain = (float)(text->terms[i].gain * bound->stretch);
    bound->terms[bound->term_count++] =
        (struct match_bound_term){.run = run,
                                  .run_end = end,
                                  .postings = segment->runs[end].first - segment->runs[run].first,
                                  .factor = gain,
                                  .greatest = gain * match_code_value(greatest_code(segment, run, end))};
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

static void tabulate(struct match_bound_term *term, uint16_t *units) {
  for (int code = 0; code < MATCH_CODE_COUNT; code++)
    units[code] = (uint16_t)(term->factor * match_code_value((uint8_t)code)) + 1;
  term->units = units;
}

static void make_tables(struct match_bound *bound) {
  if (bound->kept_count > bound->table_capacity) {
    bound->table_capacity = 2 * bound->kept_count;
    free(bound->tables);
    bound->tables = memory_aligned(64, bound->table_capacity * MATCH_CODE_COUNT * sizeof *bound->tables);
  }
  for (size_t i = 0; i < bound->kept_count; i++) {
    struct match_bound_term *term = &bound->terms[i];
    term->factor *= (float)bound->scale;
    term->greatest *= (float)bound->scale;
    term->units = NULL;
    if (term->postings >= TABLE_POSTINGS_MIN)
      tabulate(term, bound->tables + i * MATCH_CODE_COUNT);
  }
}

// Each sum is a unit too great for each term at the most, a code by a 32nd of its value, or up to the least code when that is more.
static void measure_looseness(struct match_bound *bound, const struct match_text *text) {
  const struct match_pitch *pitch = &bound->segment->header->pitch;
  double shrink = fmin(text->statement_mean / pitch->statement_mean, text->profile_mean / pitch->profile_mean);
  bound->looseness = 33. / 32 * bound->stretch / fmin(1, shrink) * (1 + 1e-6);
  bound->slack = (double)bound->kept_count + bound->left_out;
  for (size_t i = 0; bound->segment->header->has_tiny && i < bound->kept_count; i++)
    bound->slack += bound->terms[i].factor * match_code_value(0);
}

void match_bound_enter(struct match_bound *bound, const struct match_text *text, size_t part, double x_left_out) {
  bound->segment = text->index->parts[part].segment;
  bound->stretch = stretch_of(bound->segment, text);
  list_terms(bound, text, part);
  leave_out(bound, x_left_out);
  double sum = 0;
  for (size_t i = 0; i < bound->kept_count; i++)
    sum += bound->terms[i].greatest;
  bound->scale = sum > 0 ? (ACCUMULATOR_MAX - 2. * (double)bound->kept_count - 2) / (sum * (1 + 1e-5)) : 1;
  bound->left_out *= bound->scale;
  make_tables(bound);
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
      sum += term->factor * match_code_value(bound->segment->runs[term->run].maximum) + 1;
  }
  return (sum + bound->left_out) / bound->scale;
}

struct stretch { // of postings
  uint32_t first, end;
};

static uint32_t lower(const uint16_t *profiles, uint32_t first, uint32_t end, uint32_t profile) {
  while (first < end) {
    uint32_t middle = first + (end - first) / 2;
    if (profiles[middle] < profile)
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
    stretch.first = lower(segment->posting_profiles, stretch.first, stretch.end, bound->first);
  if (bound->end < MATCH_WINDOW)
    stretch.end = lower(segment->posting_profiles, stretch.first, stretch.end, bound->end);
  return stretch;
}

static void add_tabulated(uint16_t *restrict accumulators, const uint16_t *restrict profiles,
                          const uint8_t *restrict codes, const uint16_t *restrict units, uint32_t count) {
  uint32_t i = 0;
  for (; i + 4 <= count; i += 4) {
    uint16_t a = units[codes[i]], b = units[codes[i + 1]], c = units[codes[i + 2]], d = units[codes[i + 3]];
    accumulators[profiles[i]] += a;
    accumulators[profiles[i + 1]] += b;
    accumulators[profiles[i + 2]] += c;
    accumulators[profiles[i + 3]] += d;
  }
  for (; i < count; i++)
    accumulators[profiles[i]] += units[codes[i]];
}

static uint32_t add_term(struct match_bound *bound, const struct match_bound_term *term, struct stretch stretch) {
  const uint16_t *profiles = bound->segment->posting_profiles + stretch.first;
  const uint8_t *codes = bound->segment->posting_codes + stretch.first;
  uint32_t count = stretch.end - stretch.first;
  if (term->units)
    add_tabulated(bound->accumulators, profiles, codes, term->units, count);
  else
    for (uint32_t i = 0; i < count; i++)
      bound->accumulators[profiles[i]] += (uint16_t)((uint16_t)(term->factor * match_code_value(codes[i])) + 1);
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
      bound->accumulators[bound->segment->posting_profiles[p]] = 0;
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
      uint32_t profile = bound->segment->posting_profiles[p];
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
