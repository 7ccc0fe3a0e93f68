// SPDX-License-Identifier: Apache-2.0
// Each distinct word adds its share to the labels that have it; the labels that got enough are sorted, and the strongest
// kept.
#include "text/hinting.h"

#include "base/memory.h"

struct hinting {
  /* owned */
  uint64_t *terms;
  uint32_t *sums;    // by label; zero between texts
  uint32_t *touched; // labels
  /* state */
  size_t term_capacity, sum_capacity, touched_count, touched_capacity;
};

struct hinting *hinting_new(void) {
  return memory_new(sizeof(struct hinting));
}

struct hinting *hinting_free(struct hinting *hinting) {
  if (!hinting)
    return NULL;
  free(hinting->touched);
  free(hinting->sums);
  free(hinting->terms);
  free(hinting);
  return NULL;
}

static void make_room(struct hinting *hinting, size_t labels, size_t tokens) {
  if (labels > hinting->sum_capacity) {
    free(hinting->sums);
    hinting->sums = memory_new(labels * sizeof *hinting->sums);
    hinting->sum_capacity = labels;
  }
  if (tokens > hinting->term_capacity) {
    hinting->terms = memory_resize(hinting->terms, tokens, sizeof *hinting->terms);
    hinting->term_capacity = tokens;
  }
}

static void add_word(struct hinting *hinting, const struct label_words *words, uint64_t term) {
  size_t count;
  const struct label_word *found = label_words_find(words, term, &count);
  for (size_t i = 0; i < count; i++) {
    uint32_t label = found[i].label;
    if (!hinting->sums[label]) {
      memory_reserve(hinting->touched, hinting->touched_count, hinting->touched_capacity);
      hinting->touched[hinting->touched_count++] = label;
    }
    hinting->sums[label] += found[i].share;
  }
}

static int order_of_terms(const void *one, const void *other) {
  uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
  return (a > b) - (a < b);
}

static void add_words(struct hinting *hinting, const struct label_words *words, const struct text_analysis *analysis) {
  for (size_t i = 0; i < analysis->token_count; i++)
    hinting->terms[i] = analysis->tokens[i].term;
  qsort(hinting->terms, analysis->token_count, sizeof *hinting->terms, order_of_terms);
  for (size_t i = 0; i < analysis->token_count; i++)
    if (!i || hinting->terms[i] != hinting->terms[i - 1])
      add_word(hinting, words, hinting->terms[i]);
}

// --- the strongest

static bool has_tag(const struct text_analysis *analysis, uint32_t concept) {
  for (size_t i = 0; i < analysis->tag_count; i++)
    if (analysis->tags[i].concept == concept)
      return true;
  return false;
}

static int by_concept(const void *one, const void *other) {
  const struct text_hint *a = one, *b = other;
  if (a->concept != b->concept)
  return a->concept < b->concept ? -1 : 1;
  return b->strength - a->strength;
}

static int by_strength(const void *one, const void *other) {
  const struct text_hint *a = one, *b = other;
  if (a->strength != b->strength)
    return b->strength - a->strength;
  return (a->concept > b->concept) - (a->concept < b->concept);
}

// Leaves zeros.
static void take_sums(struct hinting *hinting, const struct label_words *words, struct text_analysis *analysis) {
  for (size_t i = 0; i < hinting->touched_count; i++) {
    uint32_t label = hinting->touched[i],
             strength = (hinting->sums[label] * UINT8_MAX + LABEL_WORDS_ONE / 2) / LABEL_WORDS_ONE;
    hinting->sums[label] = 0;
    if (strength < TEXT_HINT_MIN)
      continue;
    memory_reserve(analysis->hints, analysis->hint_count, analysis->hint_capacity);
    analysis->hints[analysis->hint_count++] =
        (struct text_hint){words->concepts[label], (uint8_t)(strength < TEXT_HINT_MAX ? strength : TEXT_HINT_MAX)};
  }
  hinting->touched_count = 0;
}

static void keep_strongest(struct text_analysis *analysis) {
  struct text_hint *hints = analysis->hints;
  size_t kept = 0;
  if (!analysis->hint_count)
    return;
  qsort(hints, analysis->hint_count, sizeof *hints, by_concept);
  for (size_t i = 0; i < analysis->hint_count; i++) {
    bool is_repeated = kept && hints[kept - 1].concept == hints[i].concept;
    if (!is_repeated && !has_tag(analysis, hints[i].concept))
      hints[kept++] = hints[i];
  }
  qsort(hints, kept, sizeof *hints, by_strength);
  analysis->hint_count = kept < TEXT_HINTS_MAX ? kept : TEXT_HINTS_MAX;
}

void hinting_run(struct hinting *hinting, const struct label_words *words, struct text_analysis *analysis) {
  if (!analysis->token_count || !words->word_count)
    return;
  make_room(hinting, words->label_count, analysis->token_count);
  add_words(hinting, words, analysis);
  take_sums(hinting, words, analysis);
  keep_strongest(analysis);
}
