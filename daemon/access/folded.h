// SPDX-License-Identifier: Apache-2.0
// A text as one compares names in it: compatibility decomposed (NFKC), in small letters, without accents and what is not seen, each
// letter with its place in the text. So "Écolé", "ECOLE" and "ｅｃｏｌｅ" are the same five. Inside the room only.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum folded_class { FOLDED_OTHER, FOLDED_LETTER, FOLDED_DIGIT, FOLDED_HAN }; // HAN: also kana; scripts without blanks

struct folded_unit {
  uint32_t letter;   // Unicode; digits of any script are '0' to '9'
  size_t begin, end; // bytes of the character that it comes from; those of "㎡" are two units of one character
  enum folded_class class;
  bool upper, lower; // in the text
};

struct folded {
  struct folded_unit *units; // owned
  size_t count;
};

// What a redacted text has in the place of a leak, "[…]": nothing goes on across it.
enum { FOLDED_HOLE = 0x2026 };

struct folded folded_new(const char *text); // valid UTF-8
void folded_deinit(struct folded *folded);  // all zero is fine

// The bytes of units begin … end - 1 (at least one), with what is not seen behind them.
size_t folded_begin_byte(const struct folded *folded, size_t begin);
size_t folded_end_byte(const struct folded *folded, size_t end);

static inline bool folded_is_word(const struct folded *folded, size_t at) {
  return at < folded->count && (folded->units[at].class == FOLDED_LETTER || folded->units[at].class == FOLDED_DIGIT);
}

static inline bool folded_is_digit(const struct folded *folded, size_t at) {
  return at < folded->count && folded->units[at].class == FOLDED_DIGIT;
}

static inline uint32_t folded_at(const struct folded *folded, size_t at) { // 0 behind the end
  return at < folded->count ? folded->units[at].letter : 0;
}

static inline bool folded_is_upper(const struct folded *folded, size_t at) {
  return at < folded->count && folded->units[at].upper;
}

// Is `at` inside a word?
static inline bool folded_cuts(const struct folded *folded, size_t at) {
  return at > 0 && folded_is_word(folded, at - 1) && folded_is_word(folded, at);
}

// The end of the word that begins at `at`; `at` when none does.
static inline size_t folded_word_end(const struct folded *folded, size_t at) {
  while (folded_is_word(folded, at))
    at++;
  return at;
}

// Do these units spell one of `words` (ASCII, small letters)? A star stands for any ending that words
// have, and for digits: "econom*" is "economia" and "economics".
bool folded_is_among(const struct folded_unit *units, size_t count, const char *const *words, size_t word_count);
