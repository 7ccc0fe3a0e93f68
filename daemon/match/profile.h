// SPDX-License-Identifier: Apache-2.0
// What the engine takes in: anything that speaks in statements (a stakeholder, a theme, a free text), already analysed.
// Everything is borrowed during the call that takes it.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A term with the highest bit set is derived from words that are there as terms of their own (text/analyzer.h): it is no word, and
// does not count into the length of a statement.
static inline bool match_term_is_derived(uint64_t term) {
  return term >> 63;
}

// A concept that a text names is its number, below 2²⁴; one that it only hints at, with a strength below 255, carries that above.
enum { MATCH_CONCEPT_MAX = 0xFFFFFF, MATCH_CONCEPT_WHOLE = 255 };

static inline uint32_t match_concept_hint(uint32_t concept, uint8_t strength) {
  return concept | (uint32_t)(MATCH_CONCEPT_WHOLE - strength) << 24;
}

static inline uint32_t match_concept_number(uint32_t use) {
  return use & MATCH_CONCEPT_MAX;
}

static inline bool match_concept_is_named(uint32_t use) {
  return use <= MATCH_CONCEPT_MAX;
}

static inline double match_concept_strength(uint32_t use) {
  return (MATCH_CONCEPT_WHOLE - (use >> 24)) / (double)MATCH_CONCEPT_WHOLE;
}

// Helix roles and sizes are small numbers that the caller chose; the engine only compares them. Kinds are not looked at:
// offers, needs and the rest weigh alike.
struct match_statement {
  uint8_t language;      // 0 … 31, a number that the caller chose: words are compared within a language
  int32_t expires_day;   // last day (since 1970-01-01) on which it counts; INT32_MAX: never expires
  const uint64_t *terms; // text/analyzer.h, in any order, with repetitions; derived ones only beside words
  size_t term_count;
  const uint32_t *concepts; // recognised in the text, with repetitions, and hinted at
  size_t concept_count;
};

struct match_profile {
  const char *id;         // unique in an index; ties are broken by its bytes
  uint64_t revision;      // handed back with a hit
  uint8_t helix;          // 0 … 31
  uint8_t size;           // 0 … 31, 0: unknown
  const uint32_t *places; // numbers of the caller's place table
  size_t place_count;
  const uint16_t *countries; // two ASCII letters, first in the high byte
  size_t country_count;
  const uint32_t *themes; // concepts that it declares, by itself or in its statements
  size_t theme_count;
  const struct match_statement *statements;
  size_t statement_count;
};
