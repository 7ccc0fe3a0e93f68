// SPDX-License-Identifier: Apache-2.0
#include "match/sieve.h"

#include "base/memory.h"

#include <roaring/roaring.h>

static int nearest_first(const void *one, const void *other) {
  const struct match_sieve_value *a = one, *b = other;
  return (a->nearness < b->nearness) - (a->nearness > b->nearness);
}

void match_sieve_enter(struct match_sieve *sieve, const struct match_segment *segment, enum match_attribute attribute,
                       const double *nearness, size_t nearness_count) {
  size_t count = segment->header->arrays[MATCH_ARRAY_set_list].count;
  match_sieve_leave(sieve);
  sieve->none = match_segment_set(segment, attribute, MATCH_SET_NONE);
  for (size_t i = 0; i < count; i++) {
    const struct match_set *set = &segment->set_list[i];
    if (set->attribute != (uint32_t)attribute || set->value >= nearness_count || nearness[set->value] <= 0)
      continue;
    if (sieve->count == sieve->capacity) {
      sieve->capacity = sieve->capacity ? 2 * sieve->capacity : 64;
      sieve->values = memory_resize(sieve->values, sieve->capacity, sizeof *sieve->values);
      sieve->unions = memory_resize(sieve->unions, sieve->capacity, sizeof *sieve->unions);
    }
    sieve->unions[sieve->count] = NULL;
    sieve->values[sieve->count++] = (struct match_sieve_value){nearness[set->value], segment->views[i]};
  }
  if (sieve->count > 1)
    qsort(sieve->values, sieve->count, sizeof *sieve->values, nearest_first);
}

void match_sieve_leave(struct match_sieve *sieve) {
  for (size_t i = 0; i < sieve->count; i++)
    if (sieve->unions[i])
      roaring_bitmap_free(sieve->unions[i]);
  sieve->count = 0;
}

void match_sieve_deinit(struct match_sieve *sieve) {
  match_sieve_leave(sieve);
  free(sieve->unions);
  free(sieve->values);
}

const struct roaring_bitmap_s *match_sieve_get(struct match_sieve *sieve, double nearness) {
  size_t first = 0;
  while (first < sieve->count && sieve->values[first].nearness >= nearness)
    first++;
  if (!first)
    return NULL;
  struct roaring_bitmap_s **sum = &sieve->unions[first - 1];
  if (*sum)
    return *sum;
  size_t made = first - 1;
  while (made && !sieve->unions[made - 1])
    made--;
  *sum = made ? roaring_bitmap_copy(sieve->unions[made - 1]) : roaring_bitmap_create();
  for (size_t i = made; i < first; i++)
    roaring_bitmap_or_inplace(*sum, sieve->values[i].set);
  return *sum;
}
