// SPDX-License-Identifier: Apache-2.0
// From a word to its term: strip what is glued to it, fold, drop stop words, stem, hash. Inside the room only.
//
// Term = XXH3 over one byte for the language and the stem. Words that hold a digit (3.5, 5G, CO2) are neither stemmed
// nor bound to a language, so that they meet across languages. Words repeat: a cache of bounded size remembers the
// outcome by language and spelling. It has pairs of places, the newer word first; the older one gives way, which costs
// time, never the outcome.
#pragma once

#include "text/analyzer.h"

struct term_maker; // belongs to one thread

struct term {
  uint64_t term;       // 0: a stop word, or nothing left
  uint64_t english;    // the term that it has as an English word; 0 likewise
  uint64_t name;       // the derived term of its spelling when it is written like a name (EGFR, mRNA, LoRa), else 0
  uint8_t lead, trail; // bytes of an elided article in front, of a possessive behind: no part of the surface form
};

struct term_maker *term_maker_new(void);
struct term_maker *term_maker_free(struct term_maker *maker);

// `language` is TEXT_ENGLISH, TEXT_ITALIAN or TEXT_OTHER. Borrowed until the next call.
const struct term *term_maker_run(struct term_maker *maker, enum text_language language, const char *word,
                                  size_t bytes);

// Over bytes that are already folded; never 0, and never a derived term. For TEXT_CHINESE and for words that belong to
// no language (TEXT_UNKNOWN).
uint64_t term_hash(enum text_language language, const char *stem, size_t bytes);

// The derived term of two neighbours, in this order.
uint64_t term_pair(uint64_t first, uint64_t second);
