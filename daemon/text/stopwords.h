// SPDX-License-Identifier: Apache-2.0
// Words that carry grammar, not meaning: they give no terms. Inside the room only.
#pragma once

#include "text/language.h"

#include <stdbool.h>
#include <stdint.h>

// `word` is folded and stripped; `language` TEXT_ENGLISH or TEXT_ITALIAN, others have no list.
bool stopwords_has(enum text_language language, const char *word, size_t bytes);

// A Chinese character that is a word of grammar when it stands alone.
bool stopwords_has_han(uint32_t character);

// The list itself, ascending by bytes; NULL and 0 where there is none.
const char *const *stopwords_list(enum text_language language, size_t *ret_count);
