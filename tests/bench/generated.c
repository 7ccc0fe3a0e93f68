// SPDX-License-Identifier: Apache-2.0
#include "generated.h"
#include "base/memory.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
  WORDS = 200000, // of the vocabulary
  STATEMENTS = 3,
  TITLE_WORDS = 8,
  TEXT_WORDS = 120,
  WORD_BYTES_MAX = 16,
};

// xorshift64* (Vigna 2016).
static double random_share(uint64_t *state) {
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return (double)(*state * 0x2545f4914f6cdd1d >> 11) * 0x1p-53;
}

// The share of words up to rank r grows with log r when frequency falls with 1/r.
static unsigned random_rank(uint64_t *state) {
  return (unsigned)exp(random_share(state) * log(WORDS));
}

// A word of consonants and vowels for every rank: common ones are short, as in languages.
static size_t write_word(char *out, unsigned rank) {
  static const char consonants[] = "btdkmnprslgvfz", vowels[] = "aeiou";
  size_t count = 0;
  for (unsigned rest = rank; rest; rest /= 70) {
    unsigned syllable = (rest - 1) % 70;
    out[count++] = consonants[syllable / 5];
    out[count++] = vowels[syllable % 5];
  }
  out[count++] = ' ';
  return count;
}

static char *make_text(unsigned words, uint64_t *state) {
  char *text = memory_new(words * WORD_BYTES_MAX + 1);
  size_t count = 0;
  for (unsigned i = 0; i < words; i++)
    count += write_word(text + count, random_rank(state));
  text[count - 1] = '.';
  return text;
}

static Helix__V1__Statement *make_statement(uint64_t *state) {
  Helix__V1__Statement *statement = memory_new(sizeof *statement);
  helix__v1__statement__init(statement);
  statement->kind = HELIX__V1__STATEMENT_KIND__REFERENCE;
  statement->year = 2020;
  statement->title = make_text(TITLE_WORDS, state);
  statement->text = make_text(TEXT_WORDS, state);
  return statement;
}

Helix__V1__Stakeholder *generated_profile(size_t number) {
  uint64_t state = (number + 1) * 0x9e3779b97f4a7c15; // not 0
  Helix__V1__Stakeholder *profile = memory_new(sizeof *profile);
  helix__v1__stakeholder__init(profile);
  profile->name = make_text(3, &state);
  profile->helix = HELIX__V1__HELIX__BUSINESS;
  profile->n_statements = STATEMENTS;
  profile->statements = memory_new(STATEMENTS * sizeof(Helix__V1__Statement *));
  for (size_t i = 0; i < STATEMENTS; i++)
    profile->statements[i] = make_statement(&state);
  return profile;
}
