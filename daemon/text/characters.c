// SPDX-License-Identifier: Apache-2.0
// The tables are built by asking ICU about every character of the basic plane, a few milliseconds once per process.
// ICU's word rules differ from the bare Unicode property in one point that matters here: colons do not join letters
// (CLDR 42).
#include "text/characters.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum { HAN_FIRST = 0x3400, HAN_LAST = 0x9FFF, HAN_COUNT = HAN_LAST - HAN_FIRST + 1 };

static pthread_once_t characters_once = PTHREAD_ONCE_INIT;
static struct characters *characters_table; // written once, by characters_build

void characters_require(UErrorCode status, const char *what) {
  if (U_SUCCESS(status))
    return;
  fprintf(stderr, "<2>Unicode support (ICU) cannot provide %s: %s. Check the installation of libicu.\n", what,
          u_errorName(status));
  abort();
}

static bool is_common_han(uint32_t character) {
  return character >= HAN_FIRST && character <= HAN_LAST;
}

static bool is_colon(UChar32 character) {
  return character == ':' || character == 0xFE55 || character == 0xFF1A;
}

static enum character_class class_by_word_break(UChar32 character) {
  switch ((UWordBreakValues)u_getIntPropertyValue(character, UCHAR_WORD_BREAK)) {
  case U_WB_ALETTER:
    return CHARACTER_LETTER;
  case U_WB_NUMERIC:
    return CHARACTER_DIGIT;
  case U_WB_EXTENDNUMLET:
    return CHARACTER_CONNECTOR;
  case U_WB_MIDLETTER:
    return is_colon(character) ? CHARACTER_OTHER : CHARACTER_MID_LETTER;
  case U_WB_MIDNUM:
    return CHARACTER_MID_NUMBER;
  case U_WB_MIDNUMLET:
  case U_WB_SINGLE_QUOTE:
    return CHARACTER_MID_BOTH;
  case U_WB_EXTEND:
  case U_WB_FORMAT:
    return CHARACTER_IGNORED;
  case U_WB_KATAKANA:
    return CHARACTER_KANA;
  case U_WB_HEBREW_LETTER:
  case U_WB_ZWJ:
    return CHARACTER_COMPLEX;
  case U_WB_OTHER:
  case U_WB_CR:
  case U_WB_LF:
  case U_WB_NEWLINE:
  case U_WB_DOUBLE_QUOTE:
  case U_WB_REGIONAL_INDICATOR:
  case U_WB_WSEGSPACE:
  case U_WB_E_BASE:
  case U_WB_E_BASE_GAZ:
  case U_WB_E_MODIFIER:
  case U_WB_GLUE_AFTER_ZWJ:
  case U_WB_COUNT:
    return CHARACTER_OTHER;
  }
  return CHARACTER_OTHER;
}

enum character_class characters_class_by_property(uint32_t character) {
  UErrorCode status = U_ZERO_ERROR;
  UScriptCode script = uscript_getScript((UChar32)character, &status);
  if (script == USCRIPT_HAN)
    return CHARACTER_HAN;
  if (script == USCRIPT_KATAKANA || script == USCRIPT_HIRAGANA || script == USCRIPT_HANGUL)
    return CHARACTER_KANA;
  if (u_getIntPropertyValue((UChar32)character, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT)
    return CHARACTER_COMPLEX;
  return class_by_word_break((UChar32)character);
}

// The folded character when it stands for itself whatever surrounds it.
static uint16_t fold_alone(const UNormalizer2 *normalizer, UChar character) {
  if (U16_IS_SURROGATE(character) || !unorm2_hasBoundaryBefore(normalizer, character))
    return FOLD_SLOW;
  UChar folded[FOLD_CHARACTER_MAX];
  UErrorCode status = U_ZERO_ERROR;
  int32_t count = unorm2_normalize(normalizer, &character, 1, folded, FOLD_CHARACTER_MAX, &status);
  return U_SUCCESS(status) && count == 1 ? folded[0] : FOLD_SLOW;
}

// One line per Han character goes through ICU's transliterator; a line that stays one character long is taken over.
static void simplify_han(uint16_t *folds) {
  UErrorCode status = U_ZERO_ERROR;
  UChar id[32];
  u_uastrcpy(id, "Traditional-Simplified");
  UTransliterator *transliterator = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
  characters_require(status, "Traditional-Simplified");
  int32_t length = 2 * HAN_COUNT, limit = length, capacity = 4 * HAN_COUNT;
  memory_auto UChar *lines = memory_new((size_t)capacity * sizeof *lines);
  for (int32_t i = 0; i < HAN_COUNT; i++) {
    lines[2 * i] = (UChar)(HAN_FIRST + i);
    lines[2 * i + 1] = '\n';
  }
  utrans_transUChars(transliterator, lines, &length, capacity, 0, &limit, &status);
  characters_require(status, "simplified characters");
  utrans_close(transliterator);
  const UChar *line = lines;
  for (int32_t i = 0; i < HAN_COUNT; i++) {
    const UChar *end = u_memchr(line, '\n', (int32_t)(lines + length - line));
    if (end == line + 1)
      folds[HAN_FIRST + i] = *line;
    line = end + 1;
  }
}

static void characters_build(void) {
  struct characters *table = memory_new(sizeof *table);
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *normalizer = unorm2_getNFKCCasefoldInstance(&status);
  characters_require(status, "NFKC_Casefold");
  for (uint32_t c = 0; c < 0x10000; c++)
    table->folds[c] = fold_alone(normalizer, (UChar)c);
  simplify_han(table->folds);
  for (uint32_t c = 0; c < 0x10000; c++) {
    table->classes[c] = (uint8_t)characters_class_by_property(c);
    if (!is_common_han(c) && is_common_han(table->folds[c])) // a radical, a compatibility ideograph
      table->folds[c] = table->folds[table->folds[c]];
  }
  table->folds[0x2018] = table->folds[0x2019] = '\'';
  characters_table = table;
}

const struct characters *characters_get(void) {
  pthread_once(&characters_once, characters_build);
  return characters_table;
}

static size_t fold_with_icu(UChar32 character, uint32_t *ret_folded) {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2 *normalizer = unorm2_getNFKCCasefoldInstance(&status);
  UChar source[2], folded[2 * FOLD_CHARACTER_MAX];
  int32_t source_count = 0, at = 0;
  size_t count = 0;
  U16_APPEND_UNSAFE(source, source_count, character);
  int32_t length = unorm2_normalize(normalizer, source, source_count, folded, 2 * FOLD_CHARACTER_MAX, &status);
  characters_require(status, "NFKC_Casefold");
  while (at < length && count < FOLD_CHARACTER_MAX) {
    UChar32 next;
    U16_NEXT(folded, at, length, next);
    ret_folded[count++] = (uint32_t)next;
  }
  return count;
}

size_t characters_fold(const struct characters *characters, uint32_t character,
                       uint32_t ret_folded[static FOLD_CHARACTER_MAX]) {
  uint32_t folded = character < 0x10000 ? characters->folds[character] : FOLD_SLOW;
  if (folded == FOLD_SLOW)
    return fold_with_icu((UChar32)character, ret_folded);
  ret_folded[0] = folded;
  return 1;
}
