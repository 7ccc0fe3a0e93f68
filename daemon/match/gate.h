// SPDX-License-Identifier: Apache-2.0
// Who may appear at all: the filter of a query, and what one side will not have.
//
// In a part with sets the filter is worked out on sets: helix and country are ranges of profiles, everything else are bitmaps; and
// so are the counts of those left out. In a small part every profile is looked at.
#pragma once

#include "match/partner.h"
#include "match/search.h"
#include "match/snapshot.h"

struct match_range {
  uint32_t first, end; // profiles
};

struct match_closed {
  uint32_t profile;
  enum match_exclusion reason;
};

struct match_gate {
  /* borrowed */
  const struct match_query *query;
  const struct match_snapshot_part *part; // entered
  /* of the query */
  uint64_t id_hash, exclude_hash;
  struct match_facts asker;
  struct match_numbers musts; // owned: what each statement of the asker that did not expire must have, packed
  size_t must_count;
  bool asker_is_exacting; // all of those must have something
  size_t theme_count;     // how far filter.themes reaches
  /* of the part: who is open, but for the dead and the closed */
  struct match_range *ranges; // owned, ascending
  size_t range_count, range_capacity;
  struct roaring_bitmap_s *open; // owned; NULL: everybody in the ranges
  struct match_closed *closed;   // owned, ascending
  size_t closed_count, closed_capacity;
  uint64_t open_count; // alive, and not closed
};

void match_gate_init(struct match_gate *gate, const struct match_query *query);
void match_gate_deinit(struct match_gate *gate);

// Adds to `excluded` those who are left out, each once under the first reason.
void match_gate_enter(struct match_gate *gate, const struct match_snapshot_part *part,
                      uint64_t excluded[MATCH_EXCLUSION_COUNT]);

// Of somebody who is in the ranges and open: alive, and not closed?
bool match_gate_admits(const struct match_gate *gate, uint32_t profile);

// Sets the bits of a window's profiles that are in a set; returns whether there is any.
bool match_gate_mask(const struct roaring_bitmap_s *set, uint32_t window, uint64_t ret_words[MATCH_WINDOW / 64]);

// All that speaks against a profile of a part: bit n: exclusion n. Needs no entering.
uint32_t match_gate_reasons(const struct match_gate *gate, const struct match_segment *segment, uint32_t profile);
