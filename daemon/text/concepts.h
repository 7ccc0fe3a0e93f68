// SPDX-License-Identifier: Apache-2.0
// Recognises the labels of a thesaurus in text. A concept is a number that the caller chose and means the same in every language:
// this is what crosses languages. Immutable once built, so that any thread may read it.
//
// Looked for are the labels of the languages of the text's sentences, English labels in every text, and labels with Chinese characters wherever there
// are such characters. Labels in words are found by their terms (folded, stemmed, elisions stripped), so that plural and singular
// meet; stop words do not matter, but a label does not reach over the end of a sentence, a comma or an empty line. Labels with Chinese
// characters are found by their folded characters, with or without spaces; their Latin letters must not continue a Latin word.
//
// The longest label at each place wins. What lies inside a longer recognised label is not reported; of two that cross both are.
// When two concepts share a label both are reported.
//
// Concepts are also hinted at by single words of their labels, in any order: thesauri seldom name a thing in just the words of a text,
// but what two texts hint at together tells much, across languages too (explicit semantic analysis: Gabrilovich, Markovitch 2007;
// across languages: Potthast, Stein, Anderka 2008). Of a label, a word tells ln(1 + number of labels in the language / (n + ½)), n of
// them having the word; Chinese labels have dictionary words and bigrams for words.
#pragma once

#include "text/language.h"

#include <stdbool.h>
#include <stdint.h>

struct text_concepts;

struct text_label {
  uint32_t concept;
  enum text_language language; // TEXT_UNKNOWN: detected
  const char *label;           // UTF-8, borrowed during the call
};

// A label of which nothing is left after analysis is passed over.
struct text_concepts *text_concepts_new(const struct text_label *labels, size_t count);
struct text_concepts *text_concepts_free(struct text_concepts *concepts);

// Whether a term is a word of a label of the concept: which words hinted at it.
bool text_concepts_has_word(const struct text_concepts *concepts, uint64_t term, uint32_t concept);
