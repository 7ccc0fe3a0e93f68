// SPDX-License-Identifier: Apache-2.0
// Which profiles have which value, as roaring bitmaps (Lemire, Kaser, Kurz, Deri, O'Hara, Saint-Jacques, Ssi-Yan-Kai 2018): what
// filters are made of. A small segment has none: looking at each of its profiles is quicker.
#include "match/draft.h"

#include "base/memory.h"

#include <roaring/roaring.h>
#include <string.h>

enum { SETS_PROFILES_MIN = 256, SET_ALIGNMENT = 32, ATTRIBUTE_COUNT = MATCH_ATTRIBUTE_SPEECH + 1 };

struct shelf { // the sets of one attribute, by value
  roaring_bitmap_t **sets, *none;
  size_t count;
};

static void put(struct shelf *shelf, uint32_t value, uint32_t profile) {
  if (value >= shelf->count) {
    size_t count = (size_t)value + 1 > 2 * shelf->count ? (size_t)value + 1 : 2 * shelf->count;
    shelf->sets = memory_resize(shelf->sets, count, sizeof *shelf->sets);
    memset(shelf->sets + shelf->count, 0, (count - shelf->count) * sizeof *shelf->sets);
    shelf->count = count;
  }
  if (!shelf->sets[value])
    shelf->sets[value] = roaring_bitmap_create();
  roaring_bitmap_add(shelf->sets[value], profile);
}

static void put_none(struct shelf *shelf, uint32_t profile) {
  if (!shelf->none)
    shelf->none = roaring_bitmap_create();
  roaring_bitmap_add(shelf->none, profile);
}

static void put_bits(struct shelf *shelf, uint32_t bits, uint32_t profile) {
  for (; bits; bits &= bits - 1)
    put(shelf, (uint32_t)__builtin_ctz(bits), profile);
}

static void put_profile(const struct match_draft *draft, uint32_t number, struct shelf shelves[ATTRIBUTE_COUNT]) {
  const struct match_segment_profile *of = &match_draft_items(draft, profiles)[number];
  const struct match_segment_statement *statements = match_draft_items(draft, statements);
  uint32_t languages = of->languages, directions = 0;
  for (uint32_t i = of->statement; i < of[1].statement; i++) {
    directions |= statements[i].direction ? 1u << statements[i].direction : 0;
    languages |= statements[i + 1].entry > statements[i].entry ? 1u << statements[i].language : 0;
  }
  put(&shelves[MATCH_ATTRIBUTE_SIZE], of->size, number);
  for (uint32_t i = of->theme; i < of[1].theme; i++)
    put(&shelves[MATCH_ATTRIBUTE_THEME], match_draft_items(draft, themes)[i], number);
  if (of->theme == of[1].theme)
    put_none(&shelves[MATCH_ATTRIBUTE_THEME], number);
  uint32_t first = statements[of->statement].concepts, end = statements[of[1].statement].concepts;
  for (uint32_t i = first; i < end; i++)
    put(&shelves[MATCH_ATTRIBUTE_CONCEPT], match_concept_number(match_draft_items(draft, concepts)[i]), number);
  if (first == end)
    put_none(&shelves[MATCH_ATTRIBUTE_CONCEPT], number);
  put_bits(&shelves[MATCH_ATTRIBUTE_DIRECTION], directions, number);
  put_bits(&shelves[MATCH_ATTRIBUTE_LANGUAGE], languages, number);
  put_bits(&shelves[MATCH_ATTRIBUTE_SPEECH], match_draft_speech(draft, number), number);
}

// Takes the set over.
static void keep(struct match_draft *draft, uint32_t attribute, uint32_t value, roaring_bitmap_t *set) {
  roaring_bitmap_run_optimize(set);
  size_t bytes = roaring_bitmap_frozen_size_in_bytes(set);
  size_t offset = match_draft_count(draft, sets), room = (bytes + SET_ALIGNMENT - 1) / SET_ALIGNMENT * SET_ALIGNMENT;
  // the writer takes its target as it comes, the reader wants it aligned: the array is, in the block
  roaring_bitmap_frozen_serialize(set, match_draft_room(draft, MATCH_ARRAY_sets, room, 1));
  struct match_set *entry = match_draft_room(draft, MATCH_ARRAY_set_list, 1, sizeof *entry);
  *entry = (struct match_set){.attribute = attribute, .value = value, .offset = offset, .bytes = bytes};
  roaring_bitmap_free(set);
}

void match_sets_make(struct match_draft *draft) {
  struct shelf shelves[ATTRIBUTE_COUNT] = {0};
  draft->header.has_sets = draft->header.profile_count >= SETS_PROFILES_MIN;
  for (uint32_t i = 0; draft->header.has_sets && i < draft->header.profile_count; i++)
    put_profile(draft, i, shelves);
  for (uint32_t attribute = 0; attribute < ATTRIBUTE_COUNT; attribute++) {
    struct shelf *shelf = &shelves[attribute];
    for (uint32_t value = 0; value < shelf->count; value++)
      if (shelf->sets[value])
        keep(draft, attribute, value, shelf->sets[value]);
    if (shelf->none)
      keep(draft, attribute, MATCH_SET_NONE, shelf->none);
    free(shelf->sets);
  }
}
