// SPDX-License-Identifier: Apache-2.0
// The layout is fixed by the counts alone, and most counts by others: so hardly anything is left that could be otherwise.
#include "match/frame.h"

#include <string.h>

#define MAGIC                                                                                                          \
  UINT64_C(                                                                                                            \
      0x3367736D78696C68) // "hlixmsg3"; the last sign is to be raised with the layout and with the meaning of an array

enum { ID_SLOT_BITS_MAX = 32, TERM_BUCKET_BITS_MAX = 28, SET_ALIGNMENT = 32 };

static const size_t item_bytes[MATCH_ARRAY_COUNT] = {
#define ARRAY(type, name) [MATCH_ARRAY_##name] = sizeof(type),
    MATCH_SEGMENT_ARRAYS(ARRAY)
#undef ARRAY
};

static uint64_t bytes_of_items(void) {
  uint64_t bytes = sizeof(struct match_segment_header);
  for (size_t i = 0; i < MATCH_ARRAY_COUNT; i++)
    bytes = bytes * 31 + item_bytes[i];
  return bytes;
}

// A multiply-xorshift over the words: every bit of the header comes through.
static uint64_t check_of(const struct match_segment_header *header) {
  _Static_assert(sizeof *header % sizeof(uint64_t) == 0, "whole words");
  uint64_t words[sizeof *header / sizeof(uint64_t)], check = 0;
  memcpy(words, header, sizeof words);
  for (size_t i = 1; i < sizeof words / sizeof *words; i++) {
    check = (check ^ words[i]) * UINT64_C(0x9E3779B97F4A7C15);
    check ^= check >> 32;
  }
  return check;
}

void match_segment_stamp(struct match_segment_header *header, uint64_t bytes) {
  header->magic = MAGIC;
  header->bytes = bytes;
  header->item_bytes = bytes_of_items();
  header->check = check_of(header);
}

static size_t aligned(size_t bytes) {
  return (bytes + MATCH_BLOCK_ALIGNMENT - 1) / MATCH_BLOCK_ALIGNMENT * MATCH_BLOCK_ALIGNMENT;
}

// One array behind the other, to the end of the block.
static bool arrays_fill(const struct match_segment_header *header, size_t bytes) {
  size_t at = aligned(sizeof *header);
  for (size_t i = 0; i < MATCH_ARRAY_COUNT; i++) {
    if (header->arrays[i].offset != at || at > bytes || header->arrays[i].count > (bytes - at) / item_bytes[i])
      return false;
    at += aligned(header->arrays[i].count * item_bytes[i]);
  }
  return at == bytes;
}

// The item that follows the last one, of an array that has one; the array is not empty.
#define last_of(header, name)                                                                                          \
  ((__typeof__(((struct match_segment *)0)->name))(const void *)((const char *)(header) +                              \
                                                                 (header)->arrays[MATCH_ARRAY_##name].offset) +        \
   (header)->arrays[MATCH_ARRAY_##name].count - 1)

static uint64_t count_of(const struct match_segment_header *header, enum match_array array) {
  return header->arrays[array].count;
}

static bool counts_agree(const struct match_segment_header *header) {
  uint64_t profiles = header->profile_count, statements = header->statement_count, terms = header->term_count;
  return profiles && profiles < UINT32_MAX && statements < UINT32_MAX && terms < UINT32_MAX &&
         count_of(header, MATCH_ARRAY_profiles) == profiles + 1 && count_of(header, MATCH_ARRAY_cards) == profiles &&
         count_of(header, MATCH_ARRAY_theme_kinds) <= profiles && count_of(header, MATCH_ARRAY_theme_kinds) &&
         count_of(header, MATCH_ARRAY_loose) == (profiles + 63) / 64 &&
         count_of(header, MATCH_ARRAY_concept_firsts) == profiles + 1 &&
         count_of(header, MATCH_ARRAY_concept_ends) == count_of(header, MATCH_ARRAY_concepts) / 64 + 1 &&
         count_of(header, MATCH_ARRAY_statements) == statements + 1 && count_of(header, MATCH_ARRAY_terms) == terms &&
         count_of(header, MATCH_ARRAY_term_users) == terms && count_of(header, MATCH_ARRAY_term_runs) == terms + 1 &&
         header->id_slot_bits && header->id_slot_bits <= ID_SLOT_BITS_MAX &&
         count_of(header, MATCH_ARRAY_id_slots) == UINT64_C(1) << header->id_slot_bits &&
         profiles < count_of(header, MATCH_ARRAY_id_slots) && header->term_bucket_bits <= TERM_BUCKET_BITS_MAX &&
         count_of(header, MATCH_ARRAY_term_buckets) == (UINT64_C(1) << header->term_bucket_bits) + 1 &&
         count_of(header, MATCH_ARRAY_entry_terms) == count_of(header, MATCH_ARRAY_entry_counts) &&
         count_of(header, MATCH_ARRAY_runs) && count_of(header, MATCH_ARRAY_groups) > 1 &&
         count_of(header, MATCH_ARRAY_districts) > 1 && count_of(header, MATCH_ARRAY_ids) &&
         count_of(header, MATCH_ARRAY_exacting) <= profiles;
}

// What follows the last range of an array says how long the arrays are into which the ranges point.
static bool ends_agree(const struct match_segment_header *header) {
  const struct match_segment_profile *profile = last_of(header, profiles);
  const struct match_segment_statement *statement = last_of(header, statements);
  return profile->id == count_of(header, MATCH_ARRAY_ids) && profile->statement == header->statement_count &&
         profile->place == count_of(header, MATCH_ARRAY_places) &&
         profile->country == count_of(header, MATCH_ARRAY_countries) &&
         profile->theme == count_of(header, MATCH_ARRAY_themes) &&
         statement->entry == count_of(header, MATCH_ARRAY_entry_terms) &&
         statement->concepts == count_of(header, MATCH_ARRAY_concepts) &&
         *last_of(header, concept_firsts) == count_of(header, MATCH_ARRAY_concepts) && !*last_of(header, ids) &&
         *last_of(header, term_buckets) == header->term_count &&
         *last_of(header, term_runs) + UINT64_C(1) == count_of(header, MATCH_ARRAY_runs) &&
         last_of(header, runs)->first == count_of(header, MATCH_ARRAY_postings) &&
         last_of(header, groups)->first == header->profile_count &&
         last_of(header, districts)->first == header->profile_count;
}

bool match_frame_is_sound(const void *block, size_t bytes) {
  const struct match_segment_header *header = block;
  return (uintptr_t)block % MATCH_BLOCK_ALIGNMENT == 0 && bytes >= sizeof *header && header->magic == MAGIC &&
         header->bytes == bytes && header->item_bytes == bytes_of_items() && header->check == check_of(header) &&
         arrays_fill(header, bytes) && counts_agree(header) && ends_agree(header);
}

bool match_frame_holds_set(const struct match_segment_header *header, const struct match_set *set) {
  uint64_t bytes = count_of(header, MATCH_ARRAY_sets);
  return set->offset % SET_ALIGNMENT == 0 && set->offset <= bytes && set->bytes <= bytes - set->offset;
}
