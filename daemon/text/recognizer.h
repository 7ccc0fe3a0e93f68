// SPDX-License-Identifier: Apache-2.0
// Finds labels in sequences of symbols. A symbol is a term (labels in words) or a folded character (labels with Chinese
// characters), with its place in the text. Inside the room only.
#pragma once

#include "text/analyzer.h"
#include "text/characters.h"

// Adds a tag for the longest label that begins at each symbol. `language` says whose labels are meant; TEXT_CHINESE
// means that the symbols are characters. Call recognizer_settle() when all sequences of a text have been through.
void recognizer_run(const struct text_concepts *concepts, enum text_language language, const char *text,
                    const struct text_token *symbols, size_t symbol_count, struct text_analysis *analysis);

// Whether there is nothing between two words that would part them: no sentence end, comma or bracket, and not much text.
bool recognizer_is_near(const char *text, const struct text_token *before, const struct text_token *after);

// Orders the tags, drops those that lie inside a longer one, and repetitions.
void recognizer_settle(struct text_analysis *analysis);

// The symbols of a text for TEXT_CHINESE: folded characters without white space and marks.
struct recognizer_characters {
  struct text_token *symbols; // owned
  size_t count, capacity;
};

void recognizer_read_characters(const struct characters *characters, const char *text, size_t bytes,
                                struct recognizer_characters *ret_characters);
