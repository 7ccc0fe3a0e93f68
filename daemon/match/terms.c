// SPDX-License-Identifier: Apache-2.0
#include "match/terms.h"

#include "base/memory.h"

#include <assert.h>

enum { SLOT_BITS_MIN = 6 };

// Fibonacci hashing (Knuth, TAOCP 3, 6.4): the high bits of the product depend on all bits of the term.
static size_t home_of(const struct match_terms *terms, uint64_t term) {
  return (size_t)(term * UINT64_C(0x9E3779B97F4A7C15) >> (64 - terms->slot_bits));
}

// The slot that holds the term, or the free one where it belongs.
static uint32_t *slot_of(const struct match_terms *terms, uint64_t term) {
  size_t mask = ((size_t)1 << terms->slot_bits) - 1;
  size_t at = home_of(terms, term);
  while (terms->slots[at] && terms->items[terms->slots[at] - 1] != term)
    at = (at + 1) & mask;
  return &terms->slots[at];
}

static void grow(struct match_terms *terms) {
  free(terms->slots);
  terms->slot_bits = terms->slot_bits ? terms->slot_bits + 1 : SLOT_BITS_MIN;
  terms->slots = memory_new(((size_t)1 << terms->slot_bits) * sizeof *terms->slots);
  for (size_t i = 0; i < terms->count; i++)
    *slot_of(terms, terms->items[i]) = (uint32_t)(i + 1);
}

void match_terms_deinit(struct match_terms *terms) {
  free(terms->slots);
  free(terms->items);
  *terms = (struct match_terms){0};
}

uint32_t match_terms_find(const struct match_terms *terms, uint64_t term) {
  return terms->count ? *slot_of(terms, term) - 1 : UINT32_MAX;
}

uint32_t match_terms_add(struct match_terms *terms, uint64_t term) {
  if (!terms->slot_bits || 2 * (terms->count + 1) > (size_t)1 << terms->slot_bits)
    grow(terms);
  uint32_t *slot = slot_of(terms, term);
  if (*slot)
    return *slot - 1;
  assert(terms->count < UINT32_MAX - 1);
  memory_reserve(terms->items, terms->count, terms->capacity);
  terms->items[terms->count++] = term;
  *slot = (uint32_t)terms->count;
  return *slot - 1;
}
