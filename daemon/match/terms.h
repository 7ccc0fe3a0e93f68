// SPDX-License-Identifier: Apache-2.0
// The dictionary of a segment: term → its postings. Terms lie densely in the order they came, so that they can be
// walked; an open-addressing table (linear probing, at most half full) finds them.
#pragma once

#include <stddef.h>
#include <stdint.h>

struct match_term {
  uint64_t term;
  uint64_t first; // its postings: first … first + count - 1
  uint32_t count;
  uint32_t profile_count; // how many profiles use it
};

struct match_terms {
  struct match_term *items; // owned
  uint32_t *slots;          // owned: number of the item + 1; 0: free
  size_t count, capacity;
  unsigned slot_bits;
};

void match_terms_deinit(struct match_terms *terms);

struct match_term *match_terms_find(const struct match_terms *terms, uint64_t term); // NULL when absent
size_t match_terms_add(struct match_terms *terms, uint64_t term); // its number; new ones are zero but for the term
void match_terms_trim(struct match_terms *terms);                 // gives back what growing took too much
size_t match_terms_memory(const struct match_terms *terms);
