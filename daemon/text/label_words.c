// SPDX-License-Identifier: Apache-2.0
// Shares are integers, so that their sums do not depend on the order in which a text's words come.
#include "text/label_words.h"

#include "base/memory.h"

#include <math.h>

struct label_words *label_words_new(void) {
  return memory_new(sizeof(struct label_words));
}

struct label_words *label_words_free(struct label_words *words) {
  if (!words)
    return NULL;
  free(words->languages);
  free(words->concepts);
  free(words->slots);
  free(words->words);
  free(words);
  return NULL;
}

void label_words_add(struct label_words *words, enum text_language language, const struct text_analysis *label,
                     uint32_t concept) {
  if (!label->token_count)
    return;
  memory_reserve(words->concepts, words->label_count, words->concept_capacity);
  memory_reserve(words->languages, words->label_count, words->language_capacity);
  words->concepts[words->label_count] = concept;
  words->languages[words->label_count] = (uint8_t)language;
  words->label_counts[language]++;
  for (size_t i = 0; i < label->token_count; i++) {
    memory_reserve(words->words, words->word_count, words->word_capacity);
    words->words[words->word_count++] = (struct label_word){label->tokens[i].term, (uint32_t)words->label_count, 0};
  }
  words->label_count++;
}

// --- sealing

static int order_of_words(const void *one, const void *other) {
  const struct label_word *a = one, *b = other;
  if (a->term != b->term)
    return a->term < b->term ? -1 : 1;
  return (a->label > b->label) - (a->label < b->label);
}

static size_t slot_of(const struct label_words *words, uint64_t term) {
  return (size_t)((term * UINT64_C(0x9E3779B97F4A7C15)) >> (64 - words->slot_bits));
}

static void fill_slots(struct label_words *words) {
  words->slot_bits = 1;
  while ((size_t)1 << words->slot_bits < 2 * words->word_count)
    words->slot_bits++;
  size_t mask = ((size_t)1 << words->slot_bits) - 1;
  words->slots = memory_new((mask + 1) * sizeof *words->slots);
  for (uint32_t i = 0; i < words->word_count; i++) {
    if (i && words->words[i - 1].term == words->words[i].term)
      continue;
    size_t at = slot_of(words, words->words[i].term);
    while (words->slots[at])
      at = (at + 1) & mask;
    words->slots[at] = i + 1;
  }
}

static double information(const struct label_words *words, const struct label_word *word, size_t labels) {
  return log(1 + words->label_counts[words->languages[word->label]] / ((double)labels + .5));
}

// Calls for every word with the number of labels that share its term.
static void share_out(struct label_words *words, double *sums, bool is_second_pass) {
  for (size_t first = 0, end; first < words->word_count; first = end) {
    for (end = first + 1; end < words->word_count && words->words[end].term == words->words[first].term;)
      end++;
    for (size_t i = first; i < end; i++) {
      struct label_word *word = &words->words[i];
      double tells = information(words, word, end - first);
      if (is_second_pass)
        word->share = (uint32_t)lround(tells / sums[word->label] * LABEL_WORDS_ONE);
      else
        sums[word->label] += tells;
    }
  }
}

void label_words_seal(struct label_words *words) {
  if (!words->word_count)
    return;
  qsort(words->words, words->word_count, sizeof *words->words, order_of_words);
  size_t kept = 0;
  for (size_t i = 0; i < words->word_count; i++)
    if (!i || order_of_words(&words->words[i], &words->words[kept - 1]))
      words->words[kept++] = words->words[i];
  words->word_count = kept;
  memory_auto double *sums = memory_new(words->label_count * sizeof *sums);
  share_out(words, sums, false);
  share_out(words, sums, true);
  fill_slots(words);
}

const struct label_word *label_words_find(const struct label_words *words, uint64_t term, size_t *ret_count) {
  *ret_count = 0;
  if (!words->word_count)
    return NULL;
  size_t mask = ((size_t)1 << words->slot_bits) - 1, at = slot_of(words, term);
  while (words->slots[at] && words->words[words->slots[at] - 1].term != term)
    at = (at + 1) & mask;
  if (!words->slots[at])
    return NULL;
  size_t first = words->slots[at] - 1, end = first;
  while (end < words->word_count && words->words[end].term == term)
    end++;
  *ret_count = end - first;
  return &words->words[first];
}

bool label_words_has(const struct label_words *words, uint64_t term, uint32_t concept) {
  size_t count;
  const struct label_word *found = label_words_find(words, term, &count);
  for (size_t i = 0; i < count; i++)
    if (words->concepts[found[i].label] == concept)
      return true;
  return false;
}
