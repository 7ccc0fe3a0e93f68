// SPDX-License-Identifier: Apache-2.0
// What the analysis must know about each character, taken from ICU once per process: its part in finding words (UAX
// 29), and its folded form. Inside the room only.
//
// Folding is NFKC_Casefold (case, width, ligatures), then traditional Chinese characters become simplified ones and
// curly apostrophes straight. Where that needs more than one character, or depends on the neighbours, the table says so
// (FOLD_SLOW).
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicode/utf8.h>
#include <unicode/utypes.h>

enum character_class {
  CHARACTER_OTHER,
  CHARACTER_LETTER,
  CHARACTER_DIGIT,
  CHARACTER_CONNECTOR,  // ExtendNumLet: the low line and its kin
  CHARACTER_MID_LETTER, // joins two letters
  CHARACTER_MID_NUMBER, // joins two digits
  CHARACTER_MID_BOTH,   // joins two letters or two digits
  CHARACTER_IGNORED,    // marks and format characters: belong to what they follow
  CHARACTER_HAN,
  CHARACTER_KANA,    // and Hangul: letters of their own kind beside Han
  CHARACTER_COMPLEX, // only ICU can tell: Thai and its kin, Hebrew, the zero width joiner
};

enum { FOLD_SLOW = 0xFFFF, FOLD_CHARACTER_MAX = 18, CHARACTER_BAD = 0xFFFD };

struct characters {
  uint8_t classes[0x10000]; // enum character_class of the basic plane
  uint16_t folds[0x10000];  // the folded character, or FOLD_SLOW
};

const struct characters *characters_get(void); // built at the first call; any thread

// Ends the process when ICU lacks its data or memory: nothing can be analysed then.
void characters_require(UErrorCode status, const char *what);

enum character_class characters_class_by_property(uint32_t character); // slow: for those above the basic plane

static inline enum character_class characters_class(const struct characters *characters, uint32_t character) {
  return character < 0x10000 ? characters->classes[character] : characters_class_by_property(character);
}

// Folds one character without regard to its neighbours; returns how many characters it gave (0 … FOLD_CHARACTER_MAX).
size_t characters_fold(const struct characters *characters, uint32_t character,
                       uint32_t ret_folded[static FOLD_CHARACTER_MAX]);

// The character at *at, which moves behind it. A byte that starts nothing valid is CHARACTER_BAD and counts for itself.
static inline uint32_t characters_next(const char *text, size_t bytes, size_t *at) {
  size_t begin = *at;
  UChar32 character;
  U8_NEXT(text, *at, bytes, character);
  if (character >= 0)
    return (uint32_t)character;
  *at = begin + 1;
  return CHARACTER_BAD;
}
