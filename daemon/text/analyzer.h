// SPDX-License-Identifier: Apache-2.0
// From text to terms and concepts.
//
// The language that a text is said to be in is believed unless the text contradicts it strongly (text/language.h); a sentence that is
// clearly in another one is read in that. A short text without a word that tells, in a language that nobody said, is taken for the one
// whose labels it holds more of.
//
// Words by Unicode's rules (UAX 29, ICU's dictionary for Chinese), folded by NFKC_Casefold and to simplified characters, stripped of
// English possessives and Italian elisions, without stop words, stemmed by Snowball (en, it). Chinese gives ICU's words and
// overlapping bigrams of Han characters, whatever the text's language. Latin words inside a Chinese text are analysed as English.
// A term is a hash (XXH3) of language and stem in 63 bits: no dictionary is needed, equal terms meet across indexes and runs. Words that
// hold a digit (3.5, 2030, CO2) are folded only and have the same term in every language.
//
// Derived terms have the highest bit set. They repeat what the words say already, so that what meets in more than single words counts
// for more: pairs of words that follow each other with nothing but blanks, hyphens, quotes and stop words between them (not of
// Chinese characters, which have their bigrams), and words with two capitals or more in their spelling as written (EGFR, mRNA, LoRa),
// whatever the language.
//
// An analyzer belongs to one thread; it caches stems (4 MB). Any bytes are accepted: a byte that is not UTF-8 becomes U+FFFD and
// splits words, and so does a NUL. Of a word, the first 64 bytes of its folded spelling count, cut at a whole character.
#pragma once

#include "text/concepts.h"

struct text_analyzer;

// To be raised when a text gets other terms, concepts or another language than before: what was analysed before and kept is then
// analysed anew.
enum { TEXT_ANALYSIS_VERSION = 1 };
// What it rests on, as "ICU 72.1, Unicode 15.0". Snowball does not say its version.
const char *text_library_version(void);

struct text_token {
  uint64_t term;
  uint32_t begin, end; // bytes in the text as given, without possessive and elided article
};

// The highest bit of a term.
#define TEXT_DERIVED (UINT64_C(1) << 63)

struct text_tag {
  uint32_t concept;
  uint32_t begin, end; // bytes in the text as given
};

// A concept that is not named but hinted at by words of one of its labels ("waste water" by "water").
struct text_hint {
  uint32_t concept;
  uint8_t strength; // 255 × the share of the label's information that the text has; from TEXT_HINT_MIN to TEXT_HINT_MAX
};

enum { TEXT_HINT_MIN = 64, TEXT_HINT_MAX = 254, TEXT_HINTS_MAX = 32 };

// What one text holds. Reuse it: buffers grow and stay. Zero-initialise before first use.
struct text_analysis {
  enum text_language language; // of the text as a whole
  struct text_token *tokens;   // owned; in order of begin; a Chinese word and its bigrams overlap
  size_t token_count, token_capacity;
  struct text_token *derived; // owned; the pairs, then the names, each in order of begin; none without tokens
  size_t derived_count, derived_capacity;
  struct text_tag *tags; // owned; in order of begin; the longest label at each place, none inside a longer one
  size_t tag_count, tag_capacity;
  struct text_hint
      *hints; // owned; the strongest, in descending order of strength, then ascending of concept; none that has a tag
  size_t hint_count, hint_capacity;
};

struct text_analyzer *text_analyzer_new(void); // the first in a process takes some 50 ms, others next to nothing
struct text_analyzer *text_analyzer_free(struct text_analyzer *analyzer);

// `concepts` may be NULL: no tags. The analysis is overwritten. `bytes` is at most INT32_MAX.
void text_analyze(struct text_analyzer *analyzer, const struct text_concepts *concepts, const char *text, size_t bytes,
                  enum text_language language, struct text_analysis *ret_analysis);
void text_analysis_deinit(struct text_analysis *analysis);

// "did a person mean this name": folded, accents stripped, Chinese to pinyin, spaces and signs to single hyphens: "Università di
// Bologna" → "universita-di-bologna", "南京大学" → "nan-jing-da-xue". At most `room`-1 bytes, NUL-terminated; empty when nothing is
// left. Any thread. The first 4096 bytes of the text are looked at.
void text_slug(const char *text, char *ret_slug, size_t room);
