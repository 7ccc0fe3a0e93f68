// SPDX-License-Identifier: Apache-2.0
// Terms of Chinese: ICU's words, and the overlapping pairs of neighbouring characters, because the dictionary lacks
// names and cuts compounds. A word of two characters is its own pair and given once. A word of grammar ends the run of
// pairs: it gives no term and no pair reaches over it. Inside the room only.
#pragma once

#include "text/analyzer.h"
#include "text/characters.h"
#include "text/words.h"

// words[0] is WORD_HAN; consumes it and the Chinese words that touch it, returns how many (at least 1).
size_t han_add_tokens(const struct characters *characters, const char *text, const struct word *words, size_t count,
                      struct text_analysis *analysis);
