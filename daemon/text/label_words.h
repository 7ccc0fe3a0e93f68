// SPDX-License-Identifier: Apache-2.0
// Which labels a term is a word of, and how much of each it tells. Filled label by label, then sealed. Inside the room only.
#pragma once

#include "text/analyzer.h"

// How much a whole label tells.
enum { LABEL_WORDS_ONE = 1 << 16 };

struct label_word { // one term of one label
  uint64_t term;
  uint32_t label, share; // share: of LABEL_WORDS_ONE
};

struct label_words {
  /* owned */
  struct label_word *words; // once sealed: in order of term, then label
  uint32_t *slots;          // first word of a term + 1; open addressing, at most half full
  uint32_t *concepts;       // by label
  uint8_t *languages;       // by label
  uint32_t label_counts[TEXT_OTHER + 1];
  /* state */
  size_t word_count, word_capacity, label_count, concept_capacity, language_capacity;
  unsigned slot_bits;
};

struct label_words *label_words_new(void);
struct label_words *label_words_free(struct label_words *words); // returns NULL

// The label's tokens; a label without any is passed over.
void label_words_add(struct label_words *words, enum text_language language, const struct text_analysis *label,
                     uint32_t concept);
void label_words_seal(struct label_words *words);

// The words that are this term, one for each label that has it.
const struct label_word *label_words_find(const struct label_words *words, uint64_t term, size_t *ret_count);
bool label_words_has(const struct label_words *words, uint64_t term, uint32_t concept);
