// SPDX-License-Identifier: Apache-2.0
// Character by character: folded as words of texts are (text/characters.h), then taken apart into letter and accents (NFD), of which
// the letter stays. Letters that Unicode does not take apart (ø, ł) have a table here.
#include "text/name.h"
#include "text/characters.h"

#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

enum {
  ACCENTS_BELOW = 0x2000,
  NAME_BYTES_MAX = 4096
}; // above are no letters that carry accents; Korean must stay whole

static const struct {
  uint32_t character;
  char letters[3];
} whole_letters[] = {{0xE6, "ae"}, {0xF0, "d"},  {0xF8, "o"},  {0xFE, "th"}, {0x111, "d"},
                     {0x127, "h"}, {0x131, "i"}, {0x142, "l"}, {0x153, "oe"}};

struct folding {
  const struct characters *characters;
  const UNormalizer2 *decomposer;
  struct text_name *name;
  bool in_word; // the next letter belongs to the last word
};

static void add(struct folding *folding, uint32_t character, bool is_han) {
  struct text_name *name = folding->name;
  struct text_name_word *last = name->word_count ? &name->words[name->word_count - 1] : NULL;
  if (name->character_count == TEXT_NAME_CHARACTERS_MAX)
    return;
  if (!folding->in_word || !last || last->is_han != is_han) {
    if (name->word_count == TEXT_NAME_WORDS_MAX)
      return;
    last = &name->words[name->word_count++];
    *last = (struct text_name_word){.begin = (uint16_t)name->character_count, .is_han = is_han};
    folding->in_word = true;
  }
  name->characters[name->character_count++] = character;
  last->count++;
}

static bool add_whole_letter(struct folding *folding, uint32_t character) {
  for (size_t i = 0; i < sizeof whole_letters / sizeof *whole_letters; i++)
    if (whole_letters[i].character == character) {
      for (const char *letter = whole_letters[i].letters; *letter; letter++)
        add(folding, (unsigned char)*letter, false);
      return true;
    }
  return false;
}

static void add_letter(struct folding *folding, uint32_t character) {
  UChar parts[FOLD_CHARACTER_MAX];
  UErrorCode status = U_ZERO_ERROR;
  if (add_whole_letter(folding, character))
    return;
  int32_t count =
      character < 0x80 || character >= ACCENTS_BELOW
          ? -1
          : unorm2_getDecomposition(folding->decomposer, (UChar32)character, parts, FOLD_CHARACTER_MAX, &status);
  if (count <= 0 || U_FAILURE(status)) {
    add(folding, character, false);
    return;
  }
  for (int32_t unit = 0; unit < count;) {
    UChar32 part;
    U16_NEXT(parts, unit, count, part);
    if (characters_class(folding->characters, (uint32_t)part) != CHARACTER_IGNORED)
      add(folding, (uint32_t)part, false);
  }
}

static void add_folded(struct folding *folding, uint32_t character) {
  switch (characters_class(folding->characters, character)) {
  case CHARACTER_LETTER:
  case CHARACTER_DIGIT:
  case CHARACTER_KANA:
  case CHARACTER_COMPLEX:
    add_letter(folding, character);
    break;
  case CHARACTER_HAN:
    add(folding, character, true);
    break;
  case CHARACTER_IGNORED:
    break;
  case CHARACTER_OTHER:
  case CHARACTER_CONNECTOR:
  case CHARACTER_MID_LETTER:
  case CHARACTER_MID_NUMBER:
  case CHARACTER_MID_BOTH:
    folding->in_word = false;
    break;
  }
}

static bool is_single(const struct text_name *name, size_t word) {
  return !name->words[word].is_han && name->words[word].count == 1;
}

// Nothing stands between the words, so that joining is a matter of counting.
static void join_single_letters(struct text_name *name) {
  size_t count = 0;
  for (size_t i = 0; i < name->word_count;) {
    struct text_name_word word = name->words[i];
    size_t next = i + 1;
    while (is_single(name, i) && next < name->word_count && is_single(name, next))
      word.count = (uint16_t)(word.count + name->words[next++].count);
    name->words[count++] = word;
    i = next;
  }
  name->word_count = count;
}

void text_name_fold(const char *text, struct text_name *ret_name) {
  UErrorCode status = U_ZERO_ERROR;
  struct folding folding = {.characters = characters_get(), .name = ret_name};
  folding.decomposer = unorm2_getNFDInstance(&status);
  characters_require(status, "NFD");
  ret_name->character_count = ret_name->word_count = 0;
  size_t bytes = strnlen(text, NAME_BYTES_MAX);
  for (size_t at = 0; at < bytes;) {
    uint32_t folded[FOLD_CHARACTER_MAX];
    size_t count = characters_fold(folding.characters, characters_next(text, bytes, &at), folded);
    for (size_t i = 0; i < count; i++)
      add_folded(&folding, folded[i]);
  }
  join_single_letters(ret_name);
}
