// SPDX-License-Identifier: Apache-2.0
// A label with Chinese characters, or said to be Chinese, is spelled in folded characters and found before and without
// any cutting into words. All others are spelled in the terms of their words, stop words left out: a text's words need
// not be equal, only their stems.
#include "text/concepts.h"

#include "text/label_trie.h"
#include "text/label_words.h"
#include "text/recognizer.h"

#include <stdlib.h>
#include <string.h>

struct label_reader {
  const struct characters *characters;
  struct text_analyzer *analyzer;
  struct text_analysis analysis;
  struct recognizer_characters spelled;
};

static bool has_han(const struct label_reader *reader, const char *label, size_t bytes) {
  for (size_t at = 0; at < bytes;)
    if (characters_class(reader->characters, characters_next(label, bytes, &at)) == CHARACTER_HAN)
      return true;
  return false;
}

static void read_label(struct label_reader *reader, const struct text_label *label, struct text_concepts *concepts) {
  size_t bytes = strlen(label->label);
  if (label->language == TEXT_CHINESE || has_han(reader, label->label, bytes)) {
    recognizer_read_characters(reader->characters, label->label, bytes, &reader->spelled);
    label_trie_add(concepts, TEXT_CHINESE, reader->spelled.symbols, reader->spelled.count, label->concept);
    text_analyze(reader->analyzer, NULL, label->label, bytes, TEXT_CHINESE, &reader->analysis);
    label_words_add(concepts->words, TEXT_CHINESE, &reader->analysis, label->concept);
    return;
  }
  text_analyze(reader->analyzer, NULL, label->label, bytes, label->language, &reader->analysis);
  label_trie_add(concepts, reader->analysis.language, reader->analysis.tokens, reader->analysis.token_count,
                 label->concept);
  label_words_add(concepts->words, reader->analysis.language, &reader->analysis, label->concept);
}

struct text_concepts *text_concepts_new(const struct text_label *labels, size_t count) {
  struct text_concepts *concepts = label_trie_new();
  struct label_reader reader = {.characters = characters_get(), .analyzer = text_analyzer_new()};
  for (size_t i = 0; i < count; i++)
    read_label(&reader, &labels[i], concepts);
  label_words_seal(concepts->words);
  text_analyzer_free(reader.analyzer);
  text_analysis_deinit(&reader.analysis);
  free(reader.spelled.symbols);
  return concepts;
}

bool text_concepts_has_word(const struct text_concepts *concepts, uint64_t term, uint32_t concept) {
  return label_words_has(concepts->words, term, concept);
}

struct text_concepts *text_concepts_free(struct text_concepts *concepts) {
  return label_trie_free(concepts);
}
