// SPDX-License-Identifier: Apache-2.0
// Language → words → terms → concepts. Words of Chinese characters go to han.c, words of other dictionary scripts are
// folded, all others are read in the text's language; inside Chinese, in English. Labels are then looked for among the
// terms in the text's own language, among their English readings, and among the characters. Nothing here can fail: any
// bytes have an analysis.
#include "text/analyzer.h"

#include "base/memory.h"
#include "text/han.h"
#include "text/hinting.h"
#include "text/label_trie.h"
#include "text/recognizer.h"
#include "text/terms.h"

#include <assert.h>

struct text_analyzer {
  const struct characters *characters; // borrowed
  /* owned */
  struct word_segmenter *segmenter;
  struct term_maker *terms;
  struct text_token *english; // English readings, when the text is not English
  struct text_token *names;
  struct recognizer_characters symbols;
  struct hinting *hinting;
  /* state */
  size_t english_count, english_capacity;
  size_t name_count, name_capacity;
  size_t run_first; // of the tokens: a pair does not begin before it
};

struct text_analyzer *text_analyzer_new(void) {
  struct text_analyzer *analyzer = memory_new(sizeof *analyzer);
  analyzer->characters = characters_get();
  analyzer->segmenter = word_segmenter_new();
  analyzer->terms = term_maker_new();
  analyzer->hinting = hinting_new();
  return analyzer;
}

struct text_analyzer *text_analyzer_free(struct text_analyzer *analyzer) {
  if (!analyzer)
    return NULL;
  word_segmenter_free(analyzer->segmenter);
  term_maker_free(analyzer->terms);
  hinting_free(analyzer->hinting);
  free(analyzer->names);
  free(analyzer->english);
  free(analyzer->symbols.symbols);
  free(analyzer);
  return NULL;
}

void text_analysis_deinit(struct text_analysis *analysis) {
  if (!analysis)
    return;
  free(analysis->derived);
  free(analysis->tokens);
  free(analysis->tags);
  free(analysis->hints);
  *analysis = (struct text_analysis){0};
}

// The language in which words of letters are read.
static enum text_language language_of_words(enum text_language language) {
  return language == TEXT_CHINESE ? TEXT_ENGLISH : language;
}

static void add_name(struct text_analyzer *analyzer, const struct text_token *name) {
  memory_reserve(analyzer->names, analyzer->name_count, analyzer->name_capacity);
  analyzer->names[analyzer->name_count++] = *name;
}

static void add_derived(struct text_analysis *analysis, const struct text_token *derived) {
  memory_reserve(analysis->derived, analysis->derived_count, analysis->derived_capacity);
  analysis->derived[analysis->derived_count++] = *derived;
}

// Of the newest token and the one before it.
static void add_pair(struct text_analyzer *analyzer, const char *text, struct text_analysis *analysis) {
  if (analysis->token_count < analyzer->run_first + 2)
    return;
  const struct text_token *second = &analysis->tokens[analysis->token_count - 1], *first = second - 1;
  if (first->term != second->term && recognizer_is_near(text, first, second))
    add_derived(analysis, &(struct text_token){term_pair(first->term, second->term), first->begin, second->end});
}

static void add_word(struct text_analyzer *analyzer, enum text_language language, const char *text,
                     const struct word *word, struct text_analysis *analysis) {
  const struct term *term = term_maker_run(analyzer->terms, language, text + word->begin, word->end - word->begin);
  uint32_t begin = word->begin + term->lead, end = word->end - term->trail;
  if (term->term) {
    memory_reserve(analysis->tokens, analysis->token_count, analysis->token_capacity);
    analysis->tokens[analysis->token_count++] = (struct text_token){term->term, begin, end};
    add_pair(analyzer, text, analysis);
    if (term->name)
      add_name(analyzer, &(struct text_token){term->name, begin, end});
  }
  if (term->english && language != TEXT_ENGLISH) {
    memory_reserve(analyzer->english, analyzer->english_count, analyzer->english_capacity);
    analyzer->english[analyzer->english_count++] = (struct text_token){term->english, begin, end};
  }
}

// Returns whether there are Chinese characters among the words.
static bool add_words(struct text_analyzer *analyzer, const char *text, size_t bytes, struct text_analysis *analysis) {
  size_t count, i = 0;
  bool has_han = false;
  const struct word *words = word_segmenter_run(analyzer->segmenter, text, bytes, &count);
  enum text_language language = language_of_words(analysis->language);
  while (i < count) {
    switch (words[i].kind) {
    case WORD_HAN:
      has_han = true;
      i += han_add_tokens(analyzer->characters, text, words + i, count - i, analysis);
      analyzer->run_first = analysis->token_count;
      break;
    case WORD_MIXED:
      has_han = true;
      analyzer->run_first = analysis->token_count;
      add_word(analyzer, TEXT_OTHER, text, &words[i++], analysis);
      analyzer->run_first = analysis->token_count;
      break;
    case WORD_LETTERS:
      add_word(analyzer, language, text, &words[i++], analysis);
      break;
    }
  }
  return has_han;
}

static void add_names(const struct text_analyzer *analyzer, struct text_analysis *analysis) {
  for (size_t i = 0; i < analyzer->name_count; i++)
    add_derived(analysis, &analyzer->names[i]);
}

static void add_tags(struct text_analyzer *analyzer, const struct text_concepts *concepts, const char *text,
                     size_t bytes, bool has_han, struct text_analysis *analysis) {
  enum text_language language = language_of_words(analysis->language);
  recognizer_run(concepts, language, text, analysis->tokens, analysis->token_count, analysis);
  if (language != TEXT_ENGLISH)
    recognizer_run(concepts, TEXT_ENGLISH, text, analyzer->english, analyzer->english_count, analysis);
  if (has_han || analysis->language == TEXT_CHINESE) {
    recognizer_read_characters(analyzer->characters, text, bytes, &analyzer->symbols);
    recognizer_run(concepts, TEXT_CHINESE, text, analyzer->symbols.symbols, analyzer->symbols.count, analysis);
  }
  recognizer_settle(analysis);
  hinting_run(analyzer->hinting, concepts->words, analysis);
}

void text_analyze(struct text_analyzer *analyzer, const struct text_concepts *concepts, const char *text, size_t bytes,
                  enum text_language language, struct text_analysis *ret_analysis) {
  assert(bytes <= INT32_MAX);
  ret_analysis->language = language == TEXT_UNKNOWN ? text_language_detect(text, bytes) : language;
  ret_analysis->token_count = ret_analysis->derived_count = ret_analysis->tag_count = 0;
  ret_analysis->hint_count = 0;
  analyzer->english_count = analyzer->name_count = analyzer->run_first = 0;
  bool has_han = add_words(analyzer, text, bytes, ret_analysis);
  add_names(analyzer, ret_analysis);
  if (concepts)
    add_tags(analyzer, concepts, text, bytes, has_han, ret_analysis);
}
