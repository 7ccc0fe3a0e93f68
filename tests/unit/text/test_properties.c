// SPDX-License-Identifier: Apache-2.0
// What holds of any bytes.
#include "text/analyzer.h"
#include "text/fold.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES = 384, ROUNDS = 3000 };

static const struct text_label labels[] = {
    {0, TEXT_ENGLISH, "renewable energy"}, {1, TEXT_ITALIAN, "energia dell'acqua"}, {2, TEXT_CHINESE, "可再生能源"}};

static struct text_analyzer *analyzer;
static struct text_concepts *concepts;
static struct text_analysis one, other;

static void set_up(void) {
  analyzer = text_analyzer_new();
  concepts = text_concepts_new(labels, sizeof labels / sizeof *labels);
  srandom(20261127);
}

static void tear_down(void) {
  text_analyzer_free(analyzer);
  text_concepts_free(concepts);
  text_analysis_deinit(&one);
  text_analysis_deinit(&other);
}

TestSuite(properties, .init = set_up, .fini = tear_down, .timeout = 120);

// Words, signs and bytes that no text has, in any order.
static size_t any_text(char text[static BYTES]) {
  static const char *const pieces[] = {
      "energy", "renewable ", "ENERGY ",  "l'energia", " dell’acqua", "能源", "可再生", "，",  "。",
      ". ",     "\n",         " ",        "ＡＩ",      "3.5",         "è ",   "the ",   "di ", "e\u0301",
      "循環",   "\xFF",       "\xE4\xB8", "🚀",         "カ",          "ไทย",  "-",      "(",   "CO2 "};
  size_t bytes = 0;
  for (int i = (int)(random() % 24); i > 0; i--) {
    const char *piece = pieces[(size_t)random() % (sizeof pieces / sizeof *pieces)];
    if (bytes + strlen(piece) > BYTES)
      break;
    memcpy(text + bytes, piece, strlen(piece));
    bytes += strlen(piece);
  }
  if (bytes < BYTES && random() % 4 == 0)
    text[bytes++] = (char)random();
  return bytes;
}

static enum text_language any_language(void) {
  return (enum text_language)(random() % (TEXT_OTHER + 1));
}

static void expect_inside(const struct text_token *tokens, size_t count, size_t bytes) {
  for (size_t i = 0; i < count; i++)
    cr_assert(tokens[i].term && tokens[i].begin < tokens[i].end && tokens[i].end <= bytes);
}

Test(properties, places_lie_inside_the_text) {
  char text[BYTES];
  for (int round = 0; round < ROUNDS; round++) {
    size_t bytes = any_text(text);
    text_analyze(analyzer, concepts, text, bytes, any_language(), &one);
    expect_inside(one.tokens, one.token_count, bytes);
    expect_inside(one.derived, one.derived_count, bytes);
    cr_assert(one.token_count || !one.derived_count);
    for (size_t i = 0; i < one.tag_count; i++)
      cr_assert(one.tags[i].begin < one.tags[i].end && one.tags[i].end <= bytes);
  }
}

static void expect_equal(const struct text_token *a, size_t a_count, const struct text_token *b, size_t b_count) {
  cr_assert_eq(a_count, b_count);
  for (size_t i = 0; i < a_count; i++)
    cr_assert(a[i].term == b[i].term && a[i].begin == b[i].begin && a[i].end == b[i].end);
}

Test(properties, an_analysis_does_not_depend_on_what_came_before) {
  struct text_analyzer *young = NULL;
  char text[BYTES];
  for (int round = 0; round < ROUNDS; round++) {
    if (round % 500 == 0) {
      text_analyzer_free(young);
      young = text_analyzer_new();
    }
    size_t bytes = any_text(text);
    enum text_language language = any_language();
    text_analyze(analyzer, concepts, text, bytes, language, &one);
    text_analyze(young, concepts, text, bytes, language, &other);
    cr_assert_eq(one.language, other.language);
    expect_equal(one.tokens, one.token_count, other.tokens, other.token_count);
    expect_equal(one.derived, one.derived_count, other.derived, other.derived_count);
    cr_assert_eq(one.hint_count, other.hint_count);
    for (size_t i = 0; i < one.hint_count; i++)
      cr_assert(one.hints[i].concept == other.hints[i].concept && one.hints[i].strength == other.hints[i].strength);
  }
  text_analyzer_free(young);
}

Test(properties, folding_what_is_folded_changes_nothing) {
  const struct characters *characters = characters_get();
  char text[BYTES], once[FOLD_WORD_MAX], twice[FOLD_WORD_MAX];
  for (int round = 0; round < ROUNDS; round++) {
    size_t bytes = fold_word(characters, text, any_text(text), once);
    size_t again = fold_word(characters, once, bytes, twice);
    cr_assert(bytes == again && !memcmp(once, twice, bytes), "%.*s and %.*s", (int)bytes, once, (int)again, twice);
  }
}

// In one said language, and with an empty line between them, two texts hold what each of them holds alone.
Test(properties, texts_that_are_joined_hold_what_they_held) {
  static const char *const texts[] = {
      "Renewable energy for cities", "energia dell'acqua", "可再生能源。", "the CO2", "", "ＡＩ robot"};
  enum { TEXTS = sizeof texts / sizeof *texts };
  char joined[BYTES];
  for (size_t i = 0; i < TEXTS * TEXTS; i++) {
    const char *first = texts[i / TEXTS], *second = texts[i % TEXTS];
    strcat(strcat(strcpy(joined, first), "\n\n"), second);
    text_analyze(analyzer, NULL, joined, strlen(joined), TEXT_ENGLISH, &one);
    size_t tokens = one.token_count, derived = one.derived_count;
    text_analyze(analyzer, NULL, first, strlen(first), TEXT_ENGLISH, &other);
    tokens -= other.token_count;
    derived -= other.derived_count;
    text_analyze(analyzer, NULL, second, strlen(second), TEXT_ENGLISH, &other);
    cr_expect(tokens == other.token_count && derived == other.derived_count, "\"%s\" and \"%s\"", first, second);
  }
}

Test(properties, the_library_says_its_version) {
  const char *version = text_library_version();
  cr_expect_eq(strncmp(version, "ICU ", 4), 0, "%s", version);
  cr_expect(strstr(version, ", Unicode "));
  cr_expect_eq(text_library_version(), version);
}
