// SPDX-License-Identifier: Apache-2.0
// The folded spelling of a word. Inside the room only.
#pragma once

#include "text/characters.h"

// A longer word is cut at whole characters: what follows no longer tells it from others. Of the spelling as given, no
// more than FOLD_SOURCE_MAX bytes are looked at.
enum { FOLD_WORD_MAX = 64, FOLD_SOURCE_MAX = 256 };

// Writes at most FOLD_WORD_MAX bytes of UTF-8 and returns how many; 0 when nothing is left.
size_t fold_word(const struct characters *characters, const char *word, size_t bytes,
                 char ret_folded[static FOLD_WORD_MAX]);
