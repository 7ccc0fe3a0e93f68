// SPDX-License-Identifier: Apache-2.0
// The scanner and ICU must find the same words. Random texts over all characters that the scanner takes, with fixed seeds.
#include "text/characters.h"
#include "text/words.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <stdlib.h>
#include <string.h>

enum { PIECES_MAX = 24, TEXT_BYTES_MAX = PIECES_MAX * U8_MAX_LENGTH, ROUNDS = 20000 };

static uint64_t random_state;

// splitmix64, https://prng.di.unimi.it/splitmix64.c
static uint32_t random_below(uint32_t limit) {
  uint64_t z = (random_state += UINT64_C(0x9E3779B97F4A7C15));
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return (uint32_t)((z ^ (z >> 31)) % limit);
}

static void expect_agreement(struct word_segmenter *scanner, struct word_segmenter *icu, const char *text,
                             size_t bytes) {
  size_t scanned_count, expected_count;
  const struct word *scanned = word_segmenter_scan(scanner, text, bytes, &scanned_count);
  const struct word *expected = word_segmenter_ask_icu(icu, text, bytes, &expected_count);
  cr_assert_not_null(scanned, "the scanner gave up on \"%.*s\"", (int)bytes, text);
  cr_assert(scanned_count == expected_count, "%zu words instead of %zu in \"%.*s\"", scanned_count, expected_count,
            (int)bytes, text);
  for (size_t i = 0; i < scanned_count; i++)
    cr_assert(scanned[i].begin == expected[i].begin && scanned[i].end == expected[i].end &&
                  scanned[i].kind == expected[i].kind,
              "word %zu in \"%.*s\" is %u-%u instead of %u-%u", i, (int)bytes, text, scanned[i].begin, scanned[i].end,
              expected[i].begin, expected[i].end);
}

static size_t random_text(char *text, const uint32_t *alphabet, uint32_t letters) {
  size_t bytes = 0;
  for (uint32_t pieces = 1 + random_below(PIECES_MAX - 1); pieces; pieces--) {
    uint32_t character = alphabet[random_below(letters)];
    U8_APPEND_UNSAFE(text, bytes, character);
  }
  return bytes;
}

static void expect_agreement_over(const uint32_t *alphabet, uint32_t letters, uint64_t seed) {
  struct word_segmenter *scanner = word_segmenter_new(), *icu = word_segmenter_new();
  char text[TEXT_BYTES_MAX];
  random_state = seed;
  for (int round = 0; round < ROUNDS; round++)
    expect_agreement(scanner, icu, text, random_text(text, alphabet, letters));
  word_segmenter_free(scanner);
  word_segmenter_free(icu);
}

Test(words, scanner_agrees_with_icu_on_signs_between_letters_and_digits) {
  static const uint32_t alphabet[] = {'a',   'B',    'z',  0xE8, '1',   '9',   '.',    ',',    ':',    ';',
                                      '\'',  0x2019, '_',  '-',  ' ',   '"',   '@',    0xB7,   0x2024, 0xAD,
                                      0x301, 0x200B, '\n', '\r', 0x3B1, 0x44F, 0x202F, 0xFF0C, 0xFF0E, '/'};
  expect_agreement_over(alphabet, sizeof alphabet / sizeof *alphabet, 1);
}

Test(words, scanner_agrees_with_icu_on_western_text) {
  uint32_t alphabet[0x250 + 0x70], count = 0;
  for (uint32_t c = 0; c < 0x250; c++)
    alphabet[count++] = c;
  for (uint32_t c = 0x2010; c < 0x2070; c++)
    if (characters_class(characters_get(), c) < CHARACTER_HAN)
      alphabet[count++] = c;
  expect_agreement_over(alphabet, count, 2);
}

Test(words, scanner_agrees_with_icu_on_every_character_it_takes) {
  uint32_t *alphabet = calloc(0x20000, sizeof *alphabet), count = 0;
  for (uint32_t c = 0; c < 0x20000; c++)
    if (!U_IS_SURROGATE(c) && characters_class(characters_get(), c) < CHARACTER_HAN)
      alphabet[count++] = c;
  cr_assert(count > 10000);
  expect_agreement_over(alphabet, count, 3);
  struct word_segmenter *scanner = word_segmenter_new(), *icu = word_segmenter_new();
  for (uint32_t i = 0; i < count; i++) { // each beside letters, digits and signs
    char text[64] = "ab";
    size_t bytes = 2;
    U8_APPEND_UNSAFE(text, bytes, alphabet[i]);
    memcpy(text + bytes, "c1", 2);
    bytes += 2;
    U8_APPEND_UNSAFE(text, bytes, alphabet[i]);
    memcpy(text + bytes, "2_", 2);
    bytes += 2;
    U8_APPEND_UNSAFE(text, bytes, alphabet[i]);
    U8_APPEND_UNSAFE(text, bytes, alphabet[i]);
    memcpy(text + bytes, ".d", 2);
    expect_agreement(scanner, icu, text, bytes + 2);
  }
  word_segmenter_free(scanner);
  word_segmenter_free(icu);
  free(alphabet);
}

Test(words, scanner_agrees_with_icu_on_bytes_that_are_no_text) {
  struct word_segmenter *scanner = word_segmenter_new(), *icu = word_segmenter_new();
  static const char bytes[] = "a1 \xC3\xA8.'\xE2\x80\x99\xFF\xC0\x80";
  char text[TEXT_BYTES_MAX];
  random_state = 4;
  for (int round = 0; round < ROUNDS; round++) {
    size_t length = random_below(24);
    for (size_t i = 0; i < length; i++)
      text[i] = bytes[random_below(sizeof bytes)]; // the NUL too
    expect_agreement(scanner, icu, text, length);
  }
  word_segmenter_free(scanner);
  word_segmenter_free(icu);
}

static void expect_words(const char *text, const char *expected) {
  struct word_segmenter *segmenter = word_segmenter_new();
  char joined[512] = "";
  size_t count;
  const struct word *words = word_segmenter_run(segmenter, text, strlen(text), &count);
  for (size_t i = 0; i < count; i++) {
    strcat(joined, i ? "|" : "");
    strncat(joined, text + words[i].begin, words[i].end - words[i].begin);
  }
  cr_expect_str_eq(joined, expected);
  word_segmenter_free(segmenter);
}

Test(words, follow_unicode_and_not_our_habits) {
  expect_words("State-of-the-art 3.5 e.g.", "State|of|the|art|3.5|e.g");
  expect_words("it's 1,000.50 km/h", "it's|1,000.50|km|h");
  expect_words("snake_case __ a_1", "snake_case|a_1");
  expect_words("info@example.com", "info|example.com");
  expect_words("Note:this 10:30", "Note|this|10|30");
  expect_words("l'azienda d\u2019energia 'quoted'", "l'azienda|d\u2019energia|quoted");
  expect_words("", "");
  expect_words(" \t\n.,;", "");
}

Test(words, chinese_is_cut_by_the_dictionary) {
  expect_words("我们提供人工智能", "我们|提供|人工|智能");
  expect_words("我們提供", "我們|提供");
}

Test(words, scanner_gives_up_where_a_dictionary_is_needed) {
  struct word_segmenter *segmenter = word_segmenter_new();
  static const char *const texts[] = {"能源", "エネルギー", "พลังงาน", "אנרגיה", "a\u200Db"};
  size_t count;
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    cr_expect_null(word_segmenter_scan(segmenter, texts[i], strlen(texts[i]), &count), "%s", texts[i]);
  word_segmenter_free(segmenter);
}
