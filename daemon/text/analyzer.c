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
#include <string.h>

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
  bool may_be_mixed;
  size_t sentence_end;
  enum text_language sentence_language; // in which its words are read
  unsigned languages;                   // bits: in which any words were read
  size_t run_first;                     // of the tokens: a pair does not begin before it
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
  if (term->english && analysis->language != TEXT_ENGLISH) {
    memory_reserve(analyzer->english, analyzer->english_count, analyzer->english_capacity);
    analyzer->english[analyzer->english_count++] = (struct text_token){term->english, begin, end};
  }
}

// --- sentences

static bool is_full_stop(const char *text, size_t at, size_t bytes) {
  if (text[at] == '\n')
    return true;
  if (text[at] == '.' || text[at] == '!' || text[at] == '?' || text[at] == ';')
    return at + 1 == bytes || text[at + 1] == ' ' || text[at + 1] == '\n';
  return bytes - at >= 3 && (!memcmp(text + at, "。", 3) || !memcmp(text + at, "；", 3));
}

// Moves on to the sentence that the word at `begin` is in.
static void enter_sentence(struct text_analyzer *analyzer, const char *text, size_t bytes, size_t begin,
                           enum text_language language) {
  size_t end = begin;
  while (end < bytes && !is_full_stop(text, end, bytes))
    end++;
  analyzer->sentence_end = end;
  enum text_language settled = text_language_settle(language, text + begin, end - begin).language;
  analyzer->sentence_language = language_of_words(settled);
  analyzer->languages |= 1u << analyzer->sentence_language;
}

// --- words

// Returns whether there are Chinese characters among the words.
static bool add_words(struct text_analyzer *analyzer, const char *text, size_t bytes, struct text_analysis *analysis) {
  size_t count, i = 0;
  bool has_han = false;
  const struct word *words = word_segmenter_run(analyzer->segmenter, text, bytes, &count);
  analyzer->sentence_language = language_of_words(analysis->language);
  analyzer->sentence_end = analyzer->may_be_mixed ? 0 : bytes;
  while (i < count) {
    if (words[i].begin >= analyzer->sentence_end)
      enter_sentence(analyzer, text, bytes, words[i].begin, analysis->language);
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
      add_word(analyzer, analyzer->sentence_language, text, &words[i++], analysis);
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
  for (enum text_language language = TEXT_ENGLISH; language <= TEXT_OTHER; language++)
    if (analyzer->languages & 1u << language && language != TEXT_CHINESE)
      recognizer_run(concepts, language, text, analysis->tokens, analysis->token_count, analysis);
  if (analysis->language != TEXT_ENGLISH)
    recognizer_run(concepts, TEXT_ENGLISH, text, analyzer->english, analyzer->english_count, analysis);
  if (has_han || analysis->language == TEXT_CHINESE) {
    recognizer_read_characters(analyzer->characters, text, bytes, &analyzer->symbols);
    recognizer_run(concepts, TEXT_CHINESE, text, analyzer->symbols.symbols, analyzer->symbols.count, analysis);
  }
  recognizer_settle(analysis);
  hinting_run(analyzer->hinting, concepts->words, analysis);
}

static void analyze(struct text_analyzer *analyzer, const struct text_concepts *concepts, const char *text,
                    size_t bytes, struct text_analysis *analysis) {
  analysis->token_count = analysis->derived_count = analysis->tag_count = analysis->hint_count = 0;
  analyzer->english_count = analyzer->name_count = analyzer->run_first = 0;
  analyzer->languages = 1u << language_of_words(analysis->language);
  bool has_han = add_words(analyzer, text, bytes, analysis);
  add_names(analyzer, analysis);
  if (concepts)
    add_tags(analyzer, concepts, text, bytes, has_han, analysis);
}

// How much of the text the thesaurus knows.
static size_t known_bytes(const struct text_analysis *analysis) {
  size_t known = 0;
  for (size_t i = 0; i < analysis->tag_count; i++)
    known += analysis->tags[i].end - analysis->tags[i].begin;
  return known;
}

void text_analyze(struct text_analyzer *analyzer, const struct text_concepts *concepts, const char *text, size_t bytes,
                  enum text_language language, struct text_analysis *ret_analysis) {
  assert(bytes <= INT32_MAX);
  const struct text_language_verdict verdict = text_language_settle(language, text, bytes);
  ret_analysis->language = verdict.language;
  analyzer->may_be_mixed = verdict.may_be_mixed;
  analyze(analyzer, concepts, text, bytes, ret_analysis);
  if (verdict.is_certain || !concepts ||
      ret_analysis->language != TEXT_ENGLISH) // which stands for texts that nothing is known of
    return;
  size_t known = known_bytes(ret_analysis);
  ret_analysis->language = TEXT_ITALIAN;
  analyze(analyzer, concepts, text, bytes, ret_analysis);
  if (known_bytes(ret_analysis) > known)
    return;
  ret_analysis->language = TEXT_ENGLISH;
  analyze(analyzer, concepts, text, bytes, ret_analysis);
}
