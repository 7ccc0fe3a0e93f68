// SPDX-License-Identifier: Apache-2.0
// Who has a theme (or a concept) that is near enough to the asker's? For each nearness asked for, the union of the sets of those
// concepts, kept for the next window. Borrowed from one part; inside a search only.
#pragma once

#include "match/segment.h"

struct match_sieve_value {
  double nearness; // to what the asker wants or has, whatever is more
  const struct roaring_bitmap_s *set;
};

struct match_sieve {
  struct match_sieve_value *values; // owned, nearest first
  struct roaring_bitmap_s **unions; // owned; [n]: of the first n + 1; NULL: not made yet
  size_t count, capacity;
  const struct roaring_bitmap_s *none; // who has no value at all; NULL: nobody
};

// `nearness` by value; those from nearness_count on are not near to anything.
void match_sieve_enter(struct match_sieve *sieve, const struct match_segment *segment, enum match_attribute attribute,
                       const double *nearness, size_t nearness_count);
void match_sieve_leave(struct match_sieve *sieve);
void match_sieve_deinit(struct match_sieve *sieve);

// Those with a value at least that near (> 0); NULL: nobody. Borrowed until the sieve is left.
const struct roaring_bitmap_s *match_sieve_get(struct match_sieve *sieve, double nearness);
