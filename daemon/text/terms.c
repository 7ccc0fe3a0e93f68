// SPDX-License-Identifier: Apache-2.0
// What is glued to a word is taken off its spelling as given, so that offsets stay true; the rest is folded and stemmed
// by Snowball. The English reading of a word in another language is kept beside its own, for English labels in any
// text.
#include "text/terms.h"

#include "base/memory.h"
#include "text/fold.h"
#include "text/stopwords.h"

#include <assert.h>
#include <libstemmer.h>
#include <stdio.h>
#include <string.h>
#include <unicode/uchar.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

enum { CACHE_BITS = 16, CACHE_WORD_MAX = 30, ELISIONS_MAX = 2, NAME_CAPITALS = 2 };

enum { KIND_NAME = 0x80 }; // in the place of a language

struct cached_term {
  struct term term;
  uint8_t language, bytes; // bytes 0: free
  char word[CACHE_WORD_MAX];
};
static_assert(sizeof(struct cached_term) == 64, "one cache line each");

struct term_maker {
  const struct characters *characters; // borrowed
  /* owned */
  struct sb_stemmer *english, *italian;
  struct cached_term *cache;
  /* state */
  struct term uncached;
};

static struct sb_stemmer *stemmer_new(const char *algorithm) {
  struct sb_stemmer *stemmer = sb_stemmer_new(algorithm, NULL);
  if (!stemmer) {
    fprintf(stderr, "<2>the %s stemmer is missing. Check the installation of libstemmer.\n", algorithm);
    abort();
  }
  return stemmer;
}

struct term_maker *term_maker_new(void) {
  struct term_maker *maker = memory_new(sizeof *maker);
  maker->characters = characters_get();
  maker->english = stemmer_new("english");
  maker->italian = stemmer_new("italian");
  maker->cache = memory_new(sizeof *maker->cache << CACHE_BITS);
  return maker;
}

struct term_maker *term_maker_free(struct term_maker *maker) {
  if (!maker)
    return NULL;
  sb_stemmer_delete(maker->english);
  sb_stemmer_delete(maker->italian);
  free(maker->cache);
  free(maker);
  return NULL;
}

static uint64_t hash_of(int kind, const void *bytes, size_t count) {
  char key[1 + FOLD_WORD_MAX];
  key[0] = (char)kind;
  memcpy(key + 1, bytes, count);
  return XXH3_64bits(key, 1 + count);
}

uint64_t term_hash(enum text_language language, const char *stem, size_t bytes) {
  uint64_t hash = hash_of((int)language, stem, bytes) & ~TEXT_DERIVED;
  return hash ? hash : 1;
}

uint64_t term_pair(uint64_t first, uint64_t second) {
  uint64_t both = first * UINT64_C(0x9E3779B97F4A7C15) + second; // both are hashes already
  both = (both ^ both >> 32) * UINT64_C(0xD6E8FEB86659FD93);
  return (both ^ both >> 29) | TEXT_DERIVED;
}

static bool is_apostrophe(uint32_t character) {
  return character == '\'' || character == 0x2019 || character == 0x2018 || character == 0xFF07;
}

// What Italian elides before a vowel, without the apostrophe.
static bool is_elided(const char *letters, size_t count) {
  static const char elided[][8] = {"l",       "un",    "d",     "dell", "all",  "nell",  "sull",  "dall",    "coll",
                                   "c",       "quest", "quell", "sant", "m",    "t",     "s",     "v",       "n",
                                   "gl",      "degl",  "agl",   "dagl", "negl", "sugl",  "dov",   "com",     "cos",
                                   "anch",    "quant", "tutt",  "bell", "buon", "senz",  "alcun", "ciascun", "nessun",
                                   "qualcun", "grand", "mezz",  "dev",  "fors", "nient", "pover"};
  for (size_t i = 0; i < sizeof elided / sizeof *elided; i++)
    if (strnlen(elided[i], sizeof *elided) == count && !memcmp(elided[i], letters, count))
      return true;
  return false;
}

// Bytes of one elided word at the front with its apostrophe, or 0.
static size_t elision_bytes(const char *word, size_t bytes) {
  char letters[8];
  for (size_t at = 0, count = 0; at < bytes; count++) {
    uint32_t character = characters_next(word, bytes, &at);
    if (is_apostrophe(character))
      return at < bytes && is_elided(letters, count) ? at : 0;
    bool is_letter = (character | 0x20) >= 'a' && (character | 0x20) <= 'z';
    if (!is_letter || count == sizeof letters)
      return 0;
    letters[count] = (char)(character | 0x20);
  }
  return 0;
}

static size_t elisions_bytes(const char *word, size_t bytes) {
  size_t lead = 0;
  for (int i = 0; i < ELISIONS_MAX; i++)
    lead += elision_bytes(word + lead, bytes - lead);
  return lead;
}

// Bytes of 's at the end, or 0. What stands before must not be empty.
static size_t possessive_bytes(const char *word, size_t bytes) {
  if (bytes < 3 || (word[bytes - 1] | 0x20) != 's')
    return 0;
  size_t quote = bytes - 2;
  while (quote && U8_IS_TRAIL(word[quote]))
    quote--;
  size_t at = quote;
  return quote && is_apostrophe(characters_next(word, bytes, &at)) ? bytes - quote : 0;
}

static bool has_digit(const char *folded, size_t bytes) {
  for (size_t i = 0; i < bytes; i++)
    if (folded[i] >= '0' && folded[i] <= '9')
      return true;
  return false;
}

static uint64_t term_of(struct term_maker *maker, enum text_language language, const char *folded, size_t bytes) {
  if (!bytes || stopwords_has(language, folded, bytes))
    return 0;
  if (has_digit(folded, bytes))
    return term_hash(TEXT_UNKNOWN, folded, bytes);
  if (language != TEXT_ENGLISH && language != TEXT_ITALIAN)
    return term_hash(language, folded, bytes);
  struct sb_stemmer *stemmer = language == TEXT_ENGLISH ? maker->english : maker->italian;
  const sb_symbol *stem = sb_stemmer_stem(stemmer, (const sb_symbol *)folded, (int)bytes);
  if (!stem)
    abort(); // only when memory is out
  return term_hash(language, (const char *)stem, (size_t)sb_stemmer_length(stemmer));
}

static bool is_capital(uint32_t character) {
  return character < 0x80 ? character >= 'A' && character <= 'Z' : u_isupper((UChar32)character);
}

// Two capitals make an abbreviation or a coined name; one begins any sentence.
static bool is_written_like_a_name(const char *word, size_t bytes) {
  int capitals = 0;
  for (size_t at = 0; at < bytes && capitals < NAME_CAPITALS;)
    capitals += is_capital(characters_next(word, bytes, &at));
  return capitals == NAME_CAPITALS;
}

static struct term analyze(struct term_maker *maker, enum text_language language, const char *word, size_t bytes) {
  char folded[FOLD_WORD_MAX];
  struct term term = {0};
  if (language == TEXT_ITALIAN)
    term.lead = (uint8_t)elisions_bytes(word, bytes);
  if (language == TEXT_ENGLISH)
    term.trail = (uint8_t)possessive_bytes(word, bytes);
  size_t folded_bytes = fold_word(maker->characters, word + term.lead, bytes - term.lead - term.trail, folded);
  term.term = term_of(maker, language, folded, folded_bytes);
  term.english = language == TEXT_ENGLISH ? term.term : term_of(maker, TEXT_ENGLISH, folded, folded_bytes);
  if (term.term && is_written_like_a_name(word + term.lead, bytes - term.lead - term.trail))
    term.name = hash_of(KIND_NAME, folded, folded_bytes) | TEXT_DERIVED;
  return term;
}

static bool is_cached(const struct cached_term *slot, enum text_language language, const char *word, size_t bytes) {
  return slot->bytes == bytes && slot->language == language && !memcmp(slot->word, word, bytes);
}

const struct term *term_maker_run(struct term_maker *maker, enum text_language language, const char *word,
                                  size_t bytes) {
  if (!bytes || bytes > CACHE_WORD_MAX) {
    maker->uncached = analyze(maker, language, word, bytes);
    return &maker->uncached;
  }
  uint64_t hash = XXH3_64bits_withSeed(word, bytes, language);
  struct cached_term *newer = &maker->cache[hash >> (64 - CACHE_BITS) & ~UINT64_C(1)], *older = newer + 1;
  if (is_cached(newer, language, word, bytes))
    return &newer->term;
  struct cached_term found = *older;
  *older = *newer;
  if (!is_cached(&found, language, word, bytes)) {
    found = (struct cached_term){analyze(maker, language, word, bytes), (uint8_t)language, (uint8_t)bytes, {0}};
    memcpy(found.word, word, bytes);
  }
  *newer = found;
  return &newer->term;
}
