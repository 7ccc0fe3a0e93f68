// SPDX-License-Identifier: Apache-2.0
// Numbers terms in the order in which they come: open addressing (linear probing, at most half full).
#pragma once

#include <stddef.h>
#include <stdint.h>

struct match_terms {
  uint64_t *items; // owned
  uint32_t *slots; // owned: number of the item + 1; 0: free
  size_t count, capacity;
  unsigned slot_bits;
};

void match_terms_deinit(struct match_terms *terms);

uint32_t match_terms_add(struct match_terms *terms, uint64_t term);        // its number, new or known
uint32_t match_terms_find(const struct match_terms *terms, uint64_t term); // UINT32_MAX: absent
