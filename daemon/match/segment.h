// SPDX-License-Identifier: Apache-2.0
// A segment: some profiles, laid out in arrays for reading, with the postings of their terms. Immutable once sealed and
// shared by reference count. Profiles, and their statements, are numbered from 0 within the segment; the statements of
// a profile lie together, and so do its places, countries, themes, and the concepts of its statements.
#pragma once

#include "match/numbers.h"
#include "match/profile.h"
#include "match/terms.h"

#include <stdatomic.h>

// Sums over profiles, exact so that they can be added and taken away.
struct match_totals {
  uint64_t profile_count;
  uint64_t text_count;      // profiles with words
  uint64_t statement_count; // statements with words
  uint64_t word_count;
};

static inline void match_totals_add(struct match_totals *totals, struct match_totals more) {
  totals->profile_count += more.profile_count;
  totals->text_count += more.text_count;
  totals->statement_count += more.statement_count;
  totals->word_count += more.word_count;
}

static inline void match_totals_take(struct match_totals *totals, struct match_totals less) {
  totals->profile_count -= less.profile_count;
  totals->text_count -= less.text_count;
  totals->statement_count -= less.statement_count;
  totals->word_count -= less.word_count;
}

// Ranges end where those of the next one begin; one more follows the last.
struct match_segment_profile {
  uint64_t revision;
  uint64_t id;                               // offset of the string
  uint32_t statement, place, country, theme; // first one
  uint32_t word_count;
  uint32_t text_statement_count;
  int32_t expires_day; // of the statement that expires first
  uint8_t helix, size;
};

struct match_segment_statement {
  uint32_t profile;
  uint32_t word_count;
  int32_t expires_day;
  uint32_t concept; // first one
  uint8_t language;
};

struct match_segment {
  /* owned */
  struct match_segment_profile *profiles;
  struct match_segment_statement *statements;
  struct match_numbers places, themes, concepts, countries;
  char *ids;
  uint32_t *id_slots; // number of the profile + 1; 0: free
  struct match_terms terms;
  uint32_t *posting_statements; // ascending within a term
  uint16_t *posting_counts;     // how often the statement uses the term; UINT16_MAX: so often or more

  /* state */
  size_t profile_count, profile_capacity;
  size_t statement_count, statement_capacity;
  size_t id_bytes, id_capacity;
  unsigned id_slot_bits;
  uint64_t posting_count;
  size_t profile_statement_count_max; // the most statements that one profile has
  struct match_totals totals;         // of all its profiles, dead or alive
  atomic_uint references;
};

// A segment of these profiles; of those with the same id the last one wins. NULL when there are none.
struct match_segment *match_segment_of(const struct match_profile *profiles, size_t count);
struct match_segment *match_segment_ref(struct match_segment *segment);
struct match_segment *match_segment_unref(struct match_segment *segment); // returns NULL

// How a segment is put together otherwise: add profiles (their terms are only counted), seal, then fill `terms` and
// postings.
struct match_segment *match_segment_new(void); // one reference
void match_segment_add(struct match_segment *segment, const struct match_profile *profile);
void match_segment_seal(struct match_segment *segment);
// Makes room for the postings that the counts of the terms announce, and sets those to 0 again.
void match_segment_reserve_postings(struct match_segment *segment);

uint64_t match_segment_id_hash(const char *id);
uint32_t match_segment_find(const struct match_segment *segment, const char *id, uint64_t hash); // UINT32_MAX: absent
struct match_totals match_segment_totals_of(const struct match_segment *segment, uint32_t profile);
size_t match_segment_memory(const struct match_segment *segment);

static inline const char *match_segment_id(const struct match_segment *segment, uint32_t profile) {
  return segment->ids + segment->profiles[profile].id;
}
