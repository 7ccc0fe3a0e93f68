// SPDX-License-Identifier: Apache-2.0
#include "service/languages.h"

#include <assert.h>
#include <string.h>

// Without en, it and zh: the official languages of the EU, of its neighbours, and of the trade around China.
static const char others[][3] = {"fr", "de", "es", "pt", "nl", "pl", "ro", "el", "cs", "hu", "sv", "da", "fi", "bg",
                                 "hr", "sk", "sl", "lt", "lv", "et", "ru", "uk", "ja", "ko", "ar", "tr", "vi"};

enum { FIRST = TEXT_OTHER + 1, OTHERS = sizeof others / sizeof *others };

static_assert(FIRST + OTHERS == LANGUAGE_COUNT, "every number is used");

uint8_t language_number(const char *code) {
  enum text_language known = text_language_of(code);
  if (known != TEXT_OTHER)
    return (uint8_t)known;
  for (uint8_t i = 0; i < OTHERS; i++)
    if (!strncmp(code, others[i], 2) && (!code[2] || code[2] == '-' || code[2] == '_'))
      return (uint8_t)(FIRST + i);
  return 0;
}

const char *language_code(uint8_t number) {
  if (number >= FIRST && number < LANGUAGE_COUNT)
    return others[number - FIRST];
  return number == TEXT_UNKNOWN || number >= TEXT_OTHER ? "" : text_language_code((enum text_language)number);
}

uint8_t language_of_text(enum text_language analysed, const char *code) {
  uint8_t own = analysed == TEXT_OTHER ? language_number(code) : 0;
  return own ? own : (uint8_t)analysed;
}
