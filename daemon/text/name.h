// SPDX-License-Identifier: Apache-2.0
// The name of an organisation as its words, so that spellings of one name come out alike: NFKC, small letters, simplified characters,
// no accents, no signs. "Università S.r.l." gives universita, srl; "南京ＡＢＣ（集团）" gives 南京, abc, 集团.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TEXT_NAME_CHARACTERS_MAX = 320, TEXT_NAME_WORDS_MAX = 48 }; // of what is longer, the beginning counts

struct text_name_word {
  uint16_t begin, count; // in the characters
  bool is_han;           // Chinese characters that stand together; else letters and digits
};

struct text_name {
  uint32_t characters[TEXT_NAME_CHARACTERS_MAX]; // Unicode, folded, nothing between the words
  struct text_name_word words[TEXT_NAME_WORDS_MAX];
  size_t character_count, word_count;
};

// Letters that stand alone one after the other are one word: s, r, l is srl. Any thread; any bytes.
void text_name_fold(const char *name, struct text_name *ret_name);
