// SPDX-License-Identifier: Apache-2.0
// Languages as the engine's small numbers. Those that the analysis knows keep its numbers; other widespread ones have their own,
// so that a French and a German profile do not count as of one language.
#pragma once

#include "text/language.h"

#include <stdint.h>

enum { LANGUAGE_COUNT = 32 };

// Of an ISO 639-1 code, 1 … LANGUAGE_COUNT-1; 0: none, or one without a number.
uint8_t language_number(const char *code);
const char *language_code(uint8_t number); // "" when there is none

// Of a text that was analysed as `analysed`, and was said to be in `code` (may be "").
uint8_t language_of_text(enum text_language analysed, const char *code);
