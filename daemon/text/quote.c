// SPDX-License-Identifier: Apache-2.0
// A window of bytes_max bytes slides over the tokens that have weight. Tokens enter in order of their ends and leave in
// order of their begins; a term counts while at least one of its tokens is inside. The heaviest window wins, then the
// shortest, then the first. It then grows to whole sentences, or as far as there is room, to whole words on both sides.
#include "text/quote.h"

#include "base/memory.h"

#include <string.h>

struct pick {
  uint64_t term;
  float weight;
  uint32_t begin, end;
  uint32_t group; // equal terms share one
};

struct group {
  uint32_t inside;
  float weight; // the greatest of its tokens
};

struct window {
  /* owned */
  struct pick *by_begin;
  struct pick **by_end;
  struct group *groups;
  /* state */
  size_t count, added;
  double sum;
};

static int compare_terms(const void *a, const void *b) {
  const struct pick *x = *(struct pick *const *)a, *y = *(struct pick *const *)b;
  return (x->term > y->term) - (x->term < y->term);
}

static int compare_ends(const void *a, const void *b) {
  const struct pick *x = *(struct pick *const *)a, *y = *(struct pick *const *)b;
  if (x->end != y->end)
    return x->end < y->end ? -1 : 1;
  return (x > y) - (x < y);
}

static void pick_tokens(struct window *window, const struct text_analysis *analysis, const float *weights,
                        uint32_t bytes_max) {
  window->by_begin = memory_new(analysis->token_count * sizeof *window->by_begin);
  for (size_t i = 0; i < analysis->token_count; i++) {
    const struct text_token *token = &analysis->tokens[i];
    if (weights[i] > 0 && token->end - token->begin <= bytes_max)
      window->by_begin[window->count++] = (struct pick){token->term, weights[i], token->begin, token->end, 0};
  }
}

static void group_terms(struct window *window) {
  struct pick **order = memory_new(window->count * sizeof *order);
  window->groups = memory_new(window->count * sizeof *window->groups);
  for (size_t i = 0; i < window->count; i++)
    order[i] = &window->by_begin[i];
  qsort(order, window->count, sizeof *order, compare_terms);
  for (size_t i = 0, group = 0; i < window->count; i++) {
    group += i && order[i]->term != order[i - 1]->term;
    order[i]->group = (uint32_t)group;
    if (order[i]->weight > window->groups[group].weight)
      window->groups[group].weight = order[i]->weight;
  }
  qsort(order, window->count, sizeof *order, compare_ends);
  window->by_end = order;
}

static void window_add(struct window *window, const struct pick *pick) {
  struct group *group = &window->groups[pick->group];
  if (!group->inside++)
    window->sum += group->weight;
}

static void window_remove(struct window *window, const struct pick *pick) {
  struct group *group = &window->groups[pick->group];
  if (!--group->inside)
    window->sum -= group->weight;
}

// The end of the last token that is inside when the window begins at `begin`.
static uint32_t window_end(const struct window *window, uint32_t begin) {
  size_t last = window->added;
  while (window->by_end[last - 1]->begin < begin)
    last--;
  return window->by_end[last - 1]->end;
}

static struct text_span heaviest(struct window *window, uint32_t bytes_max) {
  struct text_span best = {0};
  double best_sum = 0;
  for (size_t i = 0; i < window->count; i++) {
    uint32_t begin = window->by_begin[i].begin;
    while (window->added < window->count && window->by_end[window->added]->end - (uint64_t)begin <= bytes_max)
      window_add(window, window->by_end[window->added++]);
    uint32_t end = window_end(window, begin);
    if (window->sum > best_sum || (window->sum == best_sum && end - begin < best.end - best.begin)) {
      best_sum = window->sum;
      best = (struct text_span){begin, end};
    }
    window_remove(window, &window->by_begin[i]);
  }
  return best;
}

static bool is_white(char byte) {
  return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static bool is_trail(char byte) {
  return ((uint8_t)byte & 0xC0) == 0x80;
}

static bool is_full_stop(char byte) {
  return byte == '.' || byte == '!' || byte == '?';
}

// The three bytes before `at` are a Chinese sentence end.
static bool is_behind_wide_stop(const char *text, size_t at) {
  return at >= 3 && (!memcmp(text + at - 3, "。", 3) || !memcmp(text + at - 3, "！", 3) ||
                     !memcmp(text + at - 3, "？", 3) || !memcmp(text + at - 3, "；", 3));
}

// A sentence may begin, and the one before it end, at `at` (white space still to be trimmed).
static bool is_sentence_edge(const char *text, size_t bytes, size_t at) {
  if (at == 0 || at == bytes || text[at - 1] == '\n' || text[at] == '\n' || is_behind_wide_stop(text, at))
    return true;
  return is_full_stop(text[at - 1]) && is_white(text[at]);
}

// Bytes from E3 to E9 lead the characters of Chinese and Japanese, which need no space between words.
static bool is_wide_lead(char byte) {
  return (uint8_t)byte >= 0xE3 && (uint8_t)byte <= 0xE9;
}

static bool is_word_edge(const char *text, size_t bytes, size_t at) {
  if (at == 0 || at == bytes)
    return true;
  if (is_trail(text[at]))
    return false;
  return is_white(text[at - 1]) || is_white(text[at]) || is_wide_lead(text[at]) ||
         (at >= 3 && is_wide_lead(text[at - 3]));
}

struct edges {
  const char *text;
  size_t bytes;
  bool (*is_edge)(const char *text, size_t bytes, size_t at);
};

// The nearest edge not behind `at` and not before `floor`; false when there is none.
static bool edge_before(const struct edges *edges, uint32_t at, uint32_t floor, uint32_t *ret_edge) {
  for (;; at--) {
    if (edges->is_edge(edges->text, edges->bytes, at)) {
      *ret_edge = at;
      return true;
    }
    if (at <= floor)
      return false;
  }
}

static bool edge_after(const struct edges *edges, uint32_t at, uint32_t ceiling, uint32_t *ret_edge) {
  for (; at <= ceiling; at++)
    if (edges->is_edge(edges->text, edges->bytes, at)) {
      *ret_edge = at;
      return true;
    }
  return false;
}

static struct text_span trimmed(const char *text, struct text_span span) {
  while (span.begin < span.end && is_white(text[span.begin]))
    span.begin++;
  while (span.end > span.begin && is_white(text[span.end - 1]))
    span.end--;
  return span;
}

struct limits {
  uint32_t begin, end; // the quote stays between them
};

// As far as bytes_max allows a quote that must hold `core` to reach.
static struct limits reach(size_t bytes, struct text_span core, uint32_t bytes_max) {
  uint32_t slack = bytes_max - (core.end - core.begin);
  return (struct limits){core.begin > slack ? core.begin - slack : 0,
                         bytes - core.end > slack ? core.end + slack : (uint32_t)bytes};
}

// The farthest word edge from `from` towards `to`, or `from`.
static uint32_t farthest_word_edge(const struct edges *words, uint32_t from, uint32_t to) {
  uint32_t edge = from;
  bool found = to < from ? edge_after(words, to, from, &edge) : edge_before(words, to, from, &edge);
  return found ? edge : from;
}

static uint32_t later(uint32_t a, uint32_t b) {
  return a > b ? a : b;
}

// No room for whole sentences: half of the room in front, then behind, and what is left in front again.
static struct text_span grown_by_words(const char *text, size_t bytes, struct text_span core, struct limits sentence,
                                       uint32_t bytes_max) {
  const struct edges words = {text, bytes, is_word_edge};
  uint32_t slack_half = (bytes_max - (core.end - core.begin)) / 2;
  uint32_t half_way = core.begin > slack_half ? core.begin - slack_half : 0;
  struct text_span span = core;
  span.begin = farthest_word_edge(&words, core.begin, later(half_way, sentence.begin));
  uint32_t end_max = reach(bytes, span, bytes_max).end;
  span.end = farthest_word_edge(&words, core.end, end_max < sentence.end ? end_max : sentence.end);
  uint32_t begin_min = reach(bytes, span, bytes_max).begin;
  span.begin = farthest_word_edge(&words, span.begin, later(begin_min, sentence.begin));
  return span;
}

static struct text_span grown(const char *text, size_t bytes, struct text_span core, uint32_t bytes_max) {
  const struct edges sentences = {text, bytes, is_sentence_edge};
  struct limits limits = reach(bytes, core, bytes_max), sentence = limits;
  bool has_begin = edge_before(&sentences, core.begin, limits.begin, &sentence.begin);
  bool has_end = edge_after(&sentences, core.end, limits.end, &sentence.end);
  if (has_begin && has_end) {
    struct text_span whole = trimmed(text, (struct text_span){sentence.begin, sentence.end});
    if (whole.end - whole.begin <= bytes_max)
      return whole;
  }
  return trimmed(text, grown_by_words(text, bytes, core, sentence, bytes_max));
}

struct text_span text_quote(const char *text, size_t bytes, const struct text_analysis *analysis, const float *weights,
                            uint32_t bytes_max) {
  struct window window = {0};
  struct text_span span = {0};
  pick_tokens(&window, analysis, weights, bytes_max);
  if (window.count) {
    group_terms(&window);
    span = grown(text, bytes, heaviest(&window, bytes_max), bytes_max);
  }
  free(window.by_begin);
  free(window.by_end);
  free(window.groups);
  return span;
}
