// SPDX-License-Identifier: Apache-2.0
// What the engine takes in: anything that speaks in statements (a stakeholder, a theme, a free text), already analysed.
// Everything is borrowed during the call that takes it.
//
// Helix roles, sizes, languages, directions and kinds of cooperation are small numbers that the caller chose; the engine only
// compares them. Sets of them are bits: bit n for number n.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A term with this bit set is derived from words that are there as terms of their own (text/analyzer.h): a pair of neighbours, a name
// as written. It weighs less and does not count into lengths.
#define MATCH_TERM_DERIVED (UINT64_C(1) << 63)

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

// A description of partners. Zero and NULL allow everything.
struct match_partner {
  uint32_t helix, sizes;  // bits
  const uint32_t *places; // any of these
  size_t place_count;
  const uint16_t *countries; // any of these
  size_t country_count;
  uint8_t trl_min, trl_max; // 0: not asked
};

enum match_direction {
  MATCH_DIRECTION_NONE,
  MATCH_DIRECTION_OUT, // from one side of the cooperations to the other …
  MATCH_DIRECTION_IN,  // … and back
  MATCH_DIRECTION_JOINT,
  MATCH_DIRECTION_LOCAL,
  MATCH_DIRECTION_COUNT
};

struct match_statement {
  uint8_t language;      // 0 … 31: words are compared within a language
  uint8_t direction;     // enum match_direction
  uint8_t trl;           // technology readiness 1 … 9; 0: not stated
  int32_t expires_day;   // last day (since 1970-01-01) on which it counts; INT32_MAX: never expires
  uint32_t cooperations; // bits
  const uint64_t *terms; // text/analyzer.h, in any order, with repetitions
  size_t term_count;
  const uint32_t *concepts; // recognised in the text, with repetitions, and hinted at
  size_t concept_count;
  struct match_partner sought; // whom it would like to meet
  struct match_partner must;   // for anybody else it is silent
};

struct match_profile {
  const char *id;    // unique in an index; ties are broken by its bytes
  uint64_t revision; // handed back with a hit
  int64_t at_ms; // when the revision was made, Unix time: with its number it tells which text this is (match/keep.h)
  uint8_t helix; // 0 … 31
  uint8_t size;  // 0 … 31, 0: unknown
  uint32_t languages;     // bits: those that it works in; 0: unknown
  int32_t changed_day;    // when it was last confirmed; INT32_MIN: not known, then it counts as of today
  uint32_t assurance;     // millionths: how much of it was verified by somebody else
  const uint32_t *places; // numbers of the caller's place table, the seat first
  size_t place_count;
  const uint16_t *countries; // two ASCII letters, first in the high byte; the seat's first
  size_t country_count;
  const uint32_t *themes; // concepts that it declares, by itself or in its statements
  size_t theme_count;
  const char *const *never; // ids that are never to be suggested to it, nor it to them
  size_t never_count;
  const char *const *group; // ids of those that own it: of one group, no partners
  size_t group_count;
  const struct match_statement *statements;
  size_t statement_count;
};
