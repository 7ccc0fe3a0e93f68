// SPDX-License-Identifier: Apache-2.0
// Where the words of a text are (UAX 29). Inside the room only.
//
// Two ways that agree: a scanner driven by the character table, for everything but the scripts that need ICU (Chinese,
// Japanese, Thai, Hebrew …), and ICU's break iterator with its dictionaries. tests/unit/text/test_words.c compares
// them.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum word_kind {
  WORD_LETTERS, // letters, digits, both
  WORD_HAN,     // only Han characters
  WORD_MIXED,   // from other scripts that need a dictionary
};

struct word {
  uint32_t begin, end; // bytes
  enum word_kind kind;
};

struct word_segmenter; // belongs to one thread

struct word_segmenter *word_segmenter_new(void);
struct word_segmenter *word_segmenter_free(struct word_segmenter *segmenter);

// Words that hold at least one letter, digit or ideograph, in order. Borrowed until the next call. bytes <= INT32_MAX.
const struct word *word_segmenter_run(struct word_segmenter *segmenter, const char *text, size_t bytes,
                                      size_t *ret_count);

// The two ways by themselves. The scanner gives NULL when the text needs ICU.
const struct word *word_segmenter_scan(struct word_segmenter *segmenter, const char *text, size_t bytes,
                                       size_t *ret_count);
const struct word *word_segmenter_ask_icu(struct word_segmenter *segmenter, const char *text, size_t bytes,
                                          size_t *ret_count);
