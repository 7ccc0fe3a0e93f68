// SPDX-License-Identifier: Apache-2.0
// Character by character through the table; a word with a character that may change with its neighbours (an accent
// written apart, Korean letters) goes through ICU's normalizer as a whole.
#include "text/fold.h"

#include <unicode/unorm2.h>
#include <unicode/utf16.h>

static bool append(char *folded, size_t *bytes, uint32_t character) {
  if (*bytes + U8_LENGTH(character) > FOLD_WORD_MAX)
    return false;
  U8_APPEND_UNSAFE(folded, *bytes, character);
  return true;
}

// As many bytes as are looked at, without cutting a character.
static size_t source_bytes(const char *word, size_t bytes) {
  size_t end = 0, next = 0;
  while (next < bytes && next <= FOLD_SOURCE_MAX) {
    end = next;
    characters_next(word, bytes, &next);
  }
  return next <= FOLD_SOURCE_MAX ? next : end;
}

static size_t fold_together(const struct characters *characters, const char *word, size_t bytes, char *ret_folded) {
  UChar source[FOLD_SOURCE_MAX], folded[FOLD_SOURCE_MAX * FOLD_CHARACTER_MAX];
  int32_t source_count = 0, unit = 0;
  for (size_t at = 0; at < bytes;) {
    uint32_t character = characters_next(word, bytes, &at);
    U16_APPEND_UNSAFE(source, source_count, character);
  }
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *normalizer = unorm2_getNFKCCasefoldInstance(&status);
  int32_t count =
      unorm2_normalize(normalizer, source, source_count, folded, FOLD_SOURCE_MAX * FOLD_CHARACTER_MAX, &status);
  characters_require(status, "NFKC_Casefold");
  size_t folded_bytes = 0;
  while (unit < count) {
    UChar32 character;
    U16_NEXT(folded, unit, count, character);
    uint32_t simple = character < 0x10000 ? characters->folds[character] : FOLD_SLOW;
    if (!append(ret_folded, &folded_bytes, simple == FOLD_SLOW ? (uint32_t)character : simple))
      break;
  }
  return folded_bytes;
}

size_t fold_word(const struct characters *characters, const char *word, size_t bytes,
                 char ret_folded[static FOLD_WORD_MAX]) {
  size_t folded_bytes = 0;
  bytes = source_bytes(word, bytes);
  for (size_t at = 0; at < bytes;) {
    uint32_t character = characters_next(word, bytes, &at);
    uint32_t folded = character < 0x10000 ? characters->folds[character] : FOLD_SLOW;
    if (folded == FOLD_SLOW)
      return fold_together(characters, word, bytes, ret_folded);
    if (!append(ret_folded, &folded_bytes, folded))
      break;
  }
  return folded_bytes;
}
