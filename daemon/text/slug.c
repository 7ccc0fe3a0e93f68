// SPDX-License-Identifier: Apache-2.0
// Fold, then ICU's transliterators into plain ASCII, then everything but letters and digits becomes a hyphen. ASCII
// needs no transliterator. The transliterator is made once per process and cloned for each call, because it is not for
// several threads.
#include "text/analyzer.h"
#include "text/characters.h"

#include "base/memory.h"

#include <pthread.h>
#include <string.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum { SOURCE_BYTES_MAX = 4096, GROWTH = 8 };

static pthread_once_t transliterator_once = PTHREAD_ONCE_INIT;
static const UTransliterator *transliterator_model; // written once

static void transliterator_open(void) {
  UErrorCode status = U_ZERO_ERROR;
  UChar id[64];
  u_uastrcpy(id, "NFKC; Any-Latin; Latin-ASCII; Lower");
  transliterator_model = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
  characters_require(status, "Any-Latin; Latin-ASCII; Lower");
}

struct slug {
  char *out;
  size_t bytes, room;
};

static void slug_add(struct slug *slug, uint32_t character) {
  if (slug->bytes + 1 >= slug->room)
    return;
  if (character >= 'A' && character <= 'Z')
    character |= 0x20;
  bool is_plain = (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
  if (is_plain)
    slug->out[slug->bytes++] = (char)character;
  else if (slug->bytes && slug->out[slug->bytes - 1] != '-')
    slug->out[slug->bytes++] = '-';
}

static void slug_end(struct slug *slug) {
  if (slug->bytes && slug->out[slug->bytes - 1] == '-')
    slug->bytes--;
  slug->out[slug->bytes] = 0;
}

static bool is_ascii(const char *text, size_t bytes) {
  for (size_t i = 0; i < bytes; i++)
    if ((uint8_t)text[i] >= 0x80)
      return false;
  return true;
}

static void slug_transliterated(struct slug *slug, const char *text, size_t bytes) {
  pthread_once(&transliterator_once, transliterator_open);
  UErrorCode status = U_ZERO_ERROR;
  int32_t length = 0, capacity = (int32_t)(bytes * GROWTH) + 64;
  memory_auto UChar *units = memory_new((size_t)capacity * sizeof *units);
  for (size_t at = 0; at < bytes;) {
    uint32_t character = characters_next(text, bytes, &at);
    U16_APPEND_UNSAFE(units, length, character);
  }
  int32_t limit = length;
  UTransliterator *transliterator = utrans_clone(transliterator_model, &status);
  characters_require(status, "Any-Latin; Latin-ASCII; Lower");
  utrans_transUChars(transliterator, units, &length, capacity, 0, &limit, &status);
  characters_require(status, "a transliteration");
  utrans_close(transliterator);
  for (int32_t i = 0; i < length; i++)
    slug_add(slug, units[i]);
}

void text_slug(const char *text, char *ret_slug, size_t room) {
  struct slug slug = {ret_slug, 0, room};
  size_t bytes = strnlen(text, SOURCE_BYTES_MAX);
  if (!room)
    return;
  if (is_ascii(text, bytes))
    for (size_t i = 0; i < bytes; i++)
      slug_add(&slug, (uint8_t)text[i]);
  else
    slug_transliterated(&slug, text, bytes);
  slug_end(&slug);
}
