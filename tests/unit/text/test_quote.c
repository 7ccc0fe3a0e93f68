// SPDX-License-Identifier: Apache-2.0
#include "text/quote.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

static struct text_analyzer *analyzer;

static void set_up(void) {
  analyzer = text_analyzer_new();
}

static void tear_down(void) {
  text_analyzer_free(analyzer);
}

TestSuite(quote, .init = set_up, .fini = tear_down);

static bool is_among(const struct text_analysis *words, uint64_t term) {
  for (size_t i = 0; i < words->token_count; i++)
    if (words->tokens[i].term == term)
      return true;
  return false;
}

// Tokens that occur in `sought` weigh 1.
static struct text_span quote(enum text_language language, const char *text, const char *sought, uint32_t bytes_max) {
  struct text_analysis analysis = {0}, words = {0};
  text_analyze(analyzer, NULL, text, strlen(text), language, &analysis);
  text_analyze(analyzer, NULL, sought, strlen(sought), language, &words);
  float *weights = calloc(analysis.token_count + 1, sizeof *weights);
  for (size_t i = 0; i < analysis.token_count; i++)
    weights[i] = is_among(&words, analysis.tokens[i].term);
  struct text_span span = text_quote(text, strlen(text), &analysis, weights, bytes_max);
  free(weights);
  text_analysis_deinit(&analysis);
  text_analysis_deinit(&words);
  return span;
}

static void expect_quote(enum text_language language, const char *text, const char *sought, uint32_t bytes_max,
                         const char *expected) {
  struct text_span span = quote(language, text, sought, bytes_max);
  char *quoted = strndup(text + span.begin, span.end - span.begin);
  cr_expect_str_eq(quoted, expected);
  free(quoted);
}

Test(quote, whole_sentences_where_they_fit) {
  expect_quote(TEXT_ENGLISH, "We are in Bologna. We recycle batteries of cars. Call us!", "battery recycling", 40,
               "We recycle batteries of cars.");
  expect_quote(TEXT_ENGLISH, "First line\nSecond about energy\nThird", "energy", 40, "Second about energy");
  expect_quote(TEXT_CHINESE, "我们在南京。我们回收电池。欢迎！", "电池", 40, "我们回收电池。");
}

Test(quote, whole_words_where_sentences_do_not_fit) {
  expect_quote(TEXT_ENGLISH, "Our company from Nanjing has been recycling batteries for electric cars and boats",
               "battery recycling", 36, "has been recycling batteries for");
}

Test(quote, the_place_with_most_different_terms_wins) {
  expect_quote(TEXT_ENGLISH,
               "Energy energy energy energy. Nothing here to see, move along now please. Solar energy of tomorrow.",
               "solar energy", 30, "Solar energy of tomorrow.");
}

Test(quote, nothing_with_weight_is_an_empty_span) {
  struct text_span span = quote(TEXT_ENGLISH, "We recycle batteries.", "spaghetti", 40);
  cr_expect(eq(u32, span.begin, span.end));
  span = quote(TEXT_ENGLISH, "", "spaghetti", 40);
  cr_expect(eq(u32, span.begin, span.end));
  span = quote(TEXT_ENGLISH, "We recycle batteries.", "batteries", 0);
  cr_expect(eq(u32, span.begin, span.end));
}

Test(quote, a_word_longer_than_the_room_cannot_be_shown) {
  struct text_span span = quote(TEXT_ENGLISH, "Internationalisation matters", "internationalisation", 10);
  cr_expect(eq(u32, span.begin, span.end));
}

Test(quote, elided_articles_are_shown) {
  expect_quote(TEXT_ITALIAN, "Ci occupiamo da sempre dell'energia pulita per tutti noi", "energia", 24,
               "dell'energia pulita per");
}

static void expect_sound(const char *text, size_t bytes, struct text_span span, uint32_t bytes_max) {
  cr_assert(span.begin <= span.end && span.end <= bytes);
  cr_assert(span.end - span.begin <= bytes_max);
  cr_assert(span.begin == span.end || ((uint8_t)text[span.begin] & 0xC0) != 0x80);
  cr_assert(span.end == bytes || ((uint8_t)text[span.end] & 0xC0) != 0x80);
}

Test(quote, is_never_longer_than_allowed_and_never_cuts_a_character) {
  static const char *const pieces[] = {"energia ", "è ", "能源", "。",           ". ",    "l'",
                                       "città",    " ",  "\n",   "rinnovabile ", "可再生"};
  char text[1024];
  srandom(5);
  for (int round = 0; round < 2000; round++) {
    text[0] = 0;
    for (long count = random() % 60; count; count--)
      strcat(text, pieces[(size_t)random() % (sizeof pieces / sizeof *pieces)]);
    uint32_t bytes_max = (uint32_t)random() % 120;
    struct text_span span = quote(TEXT_ITALIAN, text, "energia 能源", bytes_max);
    expect_sound(text, strlen(text), span, bytes_max);
  }
}
