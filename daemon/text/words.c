// SPDX-License-Identifier: Apache-2.0
// The scanner is rules WB4 … WB13b of https://unicode.org/reports/tr29/ for letters, digits, connectors and what may
// stand between them: a word is a run of those three; a sign in the middle joins two letters, or two digits; marks and
// format characters belong to what they follow. It gives up at the first character whose rules need a dictionary or
// Hebrew's exceptions.
//
// ICU works on UTF-16: the text is converted with a map of offsets. Han characters are simplified on the way, so that
// traditional and simplified spellings are cut alike.
#include "text/words.h"

#include "base/memory.h"
#include "text/characters.h"

#include <assert.h>
#include <unicode/ubrk.h>
#include <unicode/utf16.h>

struct word_segmenter {
  const struct characters *characters; // borrowed
  /* owned */
  UBreakIterator *iterator;
  struct word *words;
  UChar *units;
  uint32_t *offsets; // of each unit, and of the end
  /* state */
  size_t word_count, word_capacity, unit_capacity;
};

struct word_segmenter *word_segmenter_new(void) {
  struct word_segmenter *segmenter = memory_new(sizeof *segmenter);
  UErrorCode status = U_ZERO_ERROR;
  segmenter->characters = characters_get();
  segmenter->iterator = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
  characters_require(status, "word boundaries");
  return segmenter;
}

struct word_segmenter *word_segmenter_free(struct word_segmenter *segmenter) {
  if (!segmenter)
    return NULL;
  ubrk_close(segmenter->iterator);
  free(segmenter->words);
  free(segmenter->units);
  free(segmenter->offsets);
  free(segmenter);
  return NULL;
}

static void add_word(struct word_segmenter *segmenter, size_t begin, size_t end, enum word_kind kind) {
  memory_reserve(segmenter->words, segmenter->word_count, segmenter->word_capacity);
  segmenter->words[segmenter->word_count++] = (struct word){(uint32_t)begin, (uint32_t)end, kind};
}

static inline enum character_class class_next(const struct characters *characters, const char *text, size_t bytes,
                                              size_t *at) {
  uint8_t byte = (uint8_t)text[*at];
  if (byte < 0x80) {
    ++*at;
    return characters->classes[byte];
  }
  return characters_class(characters, characters_next(text, bytes, at));
}

static inline bool is_word_part(enum character_class class) {
  return class == CHARACTER_LETTER || class == CHARACTER_DIGIT || class == CHARACTER_CONNECTOR;
}

static inline bool needs_icu(enum character_class class) {
  return class >= CHARACTER_HAN;
}

static bool joins(enum character_class before, enum character_class middle, enum character_class after) {
  if (before != after)
    return false;
  if (before == CHARACTER_LETTER)
    return middle == CHARACTER_MID_LETTER || middle == CHARACTER_MID_BOTH;
  return before == CHARACTER_DIGIT && (middle == CHARACTER_MID_NUMBER || middle == CHARACTER_MID_BOTH);
}

struct scan {
  const struct characters *characters;
  const char *text;
  size_t bytes;
};

// Behind the sign in the middle: the end of the letter or digit that it joins to `before`, or 0.
static size_t joined_end(const struct scan *scan, enum character_class before, enum character_class middle, size_t at) {
  enum character_class after = CHARACTER_IGNORED;
  while (at < scan->bytes && after == CHARACTER_IGNORED)
    after = class_next(scan->characters, scan->text, scan->bytes, &at);
  return joins(before, middle, after) ? at : 0;
}

// The end of the word whose first character has class `last` and ends at `at`.
static inline size_t word_end(const struct scan *scan, enum character_class last, size_t at, bool *ret_has_text) {
  bool has_text = last != CHARACTER_CONNECTOR;
  while (at < scan->bytes) {
    size_t next = at;
    enum character_class class = class_next(scan->characters, scan->text, scan->bytes, &next);
    if (is_word_part(class)) {
      last = class;
      has_text |= class != CHARACTER_CONNECTOR;
    } else if (class != CHARACTER_IGNORED) {
      if (class < CHARACTER_MID_LETTER || class > CHARACTER_MID_BOTH)
        break;
      next = joined_end(scan, last, class, next);
      if (!next)
        break;
    }
    at = next;
  }
  *ret_has_text = has_text;
  return at;
}

const struct word *word_segmenter_scan(struct word_segmenter *segmenter, const char *text, size_t bytes,
                                       size_t *ret_count) {
  const struct scan scan = {segmenter->characters, text, bytes};
  segmenter->word_count = 0;
  for (size_t at = 0; at < bytes;) {
    size_t begin = at;
    enum character_class class = class_next(scan.characters, text, bytes, &at);
    if (needs_icu(class))
      return NULL;
    if (!is_word_part(class))
      continue;
    bool has_text;
    at = word_end(&scan, class, at, &has_text);
    if (has_text)
      add_word(segmenter, begin, at, WORD_LETTERS);
  }
  memory_reserve(segmenter->words, segmenter->word_count, segmenter->word_capacity);
  *ret_count = segmenter->word_count;
  return segmenter->words;
}

static uint32_t simplified(const struct characters *characters, uint32_t character) {
  if (character >= 0x10000 || characters->classes[character] != CHARACTER_HAN)
    return character;
  return characters->folds[character] == FOLD_SLOW ? character : characters->folds[character];
}

// ICU would join words with an at sign, which UAX 29 does not.
static uint32_t unit_for_icu(const struct characters *characters, uint32_t character) {
  return character == '@' ? ' ' : simplified(characters, character);
}

static int32_t convert(struct word_segmenter *segmenter, const char *text, size_t bytes) {
  if (segmenter->unit_capacity < bytes + 1) {
    segmenter->unit_capacity = bytes + 1;
    segmenter->units = memory_resize(segmenter->units, bytes + 1, sizeof *segmenter->units);
    segmenter->offsets = memory_resize(segmenter->offsets, bytes + 1, sizeof *segmenter->offsets);
  }
  int32_t count = 0;
  for (size_t at = 0; at < bytes;) {
    segmenter->offsets[count] = (uint32_t)at;
    uint32_t character = unit_for_icu(segmenter->characters, characters_next(text, bytes, &at));
    if (character >= 0x10000)
      segmenter->offsets[count + 1] = segmenter->offsets[count];
    U16_APPEND_UNSAFE(segmenter->units, count, character);
  }
  segmenter->offsets[count] = (uint32_t)bytes;
  return count;
}

// False when the segment is no word.
static bool kind_of(const struct characters *characters, const char *text, size_t at, size_t end,
                    enum word_kind *ret_kind) {
  bool letters = false, han = false, mixed = false;
  while (at < end) {
    enum character_class class = class_next(characters, text, end, &at);
    letters |= class == CHARACTER_LETTER || class == CHARACTER_DIGIT;
    han |= class == CHARACTER_HAN;
    mixed |= class > CHARACTER_HAN;
  }
  if (!letters && !han && !mixed)
    return false;
  *ret_kind = mixed || (letters && han) ? WORD_MIXED : han ? WORD_HAN : WORD_LETTERS;
  return true;
}

const struct word *word_segmenter_ask_icu(struct word_segmenter *segmenter, const char *text, size_t bytes,
                                          size_t *ret_count) {
  assert(bytes <= INT32_MAX);
  UErrorCode status = U_ZERO_ERROR;
  int32_t length = convert(segmenter, text, bytes), from = 0;
  ubrk_setText(segmenter->iterator, segmenter->units, length, &status);
  characters_require(status, "word boundaries");
  segmenter->word_count = 0;
  for (int32_t to; (to = ubrk_next(segmenter->iterator)) != UBRK_DONE; from = to) {
    enum word_kind kind;
    uint32_t begin = segmenter->offsets[from], end = segmenter->offsets[to];
    if (kind_of(segmenter->characters, text, begin, end, &kind))
      add_word(segmenter, begin, end, kind);
  }
  memory_reserve(segmenter->words, segmenter->word_count, segmenter->word_capacity);
  *ret_count = segmenter->word_count;
  return segmenter->words;
}

const struct word *word_segmenter_run(struct word_segmenter *segmenter, const char *text, size_t bytes,
                                      size_t *ret_count) {
  const struct word *words = word_segmenter_scan(segmenter, text, bytes, ret_count);
  return words ? words : word_segmenter_ask_icu(segmenter, text, bytes, ret_count);
}
