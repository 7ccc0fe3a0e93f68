// SPDX-License-Identifier: Apache-2.0
// A segment: some profiles, laid out in arrays for reading. Immutable and shared by reference count.
//
// All arrays lie in one block of bytes without pointers in it, so that a segment can be kept in a file and opened again as it
// is (match/keep.h). Everything is numbered from 0 within the segment. Profiles stand in the order of their countries, then of
// their helix, then of their places, then of their ids: whoever has the same countries and helix lies together (a group),
// and within it whoever has the same places (a district), so that the commonest filters are ranges. The statements of a
// profile lie together, and so do its places, themes and the rest.
//
//   forward   by statement, the terms that it uses (ascending) and how often: for scoring in full
//   inverted  by term and window of 2¹⁴ profiles (a run), who uses it and with what impact (match/impact.h): for finding whom
//             scoring in full is worth
#pragma once

#include "match/impact.h"
#include "match/parameters.h"
#include "match/profile.h"

#include <stdatomic.h>
#include <stdbool.h>

// Sums over profiles, exact so that they can be added and taken away. Terms without pairs.
struct match_totals {
  uint64_t profile_count;
  uint64_t text_count;      // profiles with terms
  uint64_t statement_count; // statements with terms
  uint64_t term_count;
};

void match_totals_add(struct match_totals *totals, const struct match_totals *more);
void match_totals_take(struct match_totals *totals, const struct match_totals *less);

// What impacts are computed for. The mean lengths are of the time when the segment was made.
struct match_pitch {
  struct match_text_parameters parameters;
  double statement_mean, profile_mean; // terms; > 0
};
struct match_pitch match_pitch_of(const struct match_text_parameters *parameters, const struct match_totals *totals);

enum { MATCH_WINDOW_BITS = 14, MATCH_WINDOW = 1 << MATCH_WINDOW_BITS, MATCH_STATEMENTS_BEST = 16 };

// Ranges end where those of the next one begin; one more follows the last.
struct match_segment_profile {
  uint64_t revision;
  int64_t at_ms;
  uint32_t id;                               // offset of the string
  uint32_t statement, place, country, theme; // first one
  uint32_t length;                           // terms without pairs
  uint32_t languages;                        // that it works in
  uint32_t assurance;
  int32_t changed_day;
  uint8_t helix, size;
};

// What a profile says in all of its statements, on half a line of the cache: for bounding its score without reading them
// (match/ceiling.h).
struct match_card {
  int32_t steady_until; // the last day on which everybody hears all of them; INT32_MIN: never
  float words;          // different words of the longest one that lasts, each pair counting pitch.parameters.pair
  float
      reach; // `words` times the least evidence e(t, P) that a term has, by asked discount of a statement that uses it
  uint32_t theme_kind;                       // who has the same declares the same themes
  uint32_t cooperations, tongues, languages; // bits; tongues: in which it says something; languages: in which it works
  uint16_t trls;                             // bits
  uint8_t directions;                        // bits
  uint8_t traits;                            // bits
};
enum match_trait {
  MATCH_TRAIT_SPEAKS = 1, // there are statements
  MATCH_TRAIT_NAMES = 2,  // some name concepts
  MATCH_TRAIT_SEEKS = 4,  // some say whom they seek
};

struct match_segment_statement {
  uint32_t profile;
  uint32_t length;
  uint32_t entry;    // first one; as many as different terms
  uint32_t concepts; // first one
  uint32_t cooperations;
  uint32_t partners; // offset in `partners` of whom it seeks, then whom it must have; UINT32_MAX: neither
  int32_t expires_day;
  uint8_t language, direction, trl;
};

// A partner in `partners`: these numbers, then its places, then its countries. TRL: least, then greatest in the second byte.
enum match_partner_number {
  MATCH_PARTNER_HELIX,
  MATCH_PARTNER_SIZES,
  MATCH_PARTNER_PLACE_COUNT,
  MATCH_PARTNER_COUNTRY_COUNT,
  MATCH_PARTNER_TRL,
  MATCH_PARTNER_NUMBERS
};

static inline const uint32_t *match_partner_next(const uint32_t *partner) {
  return partner + MATCH_PARTNER_NUMBERS + partner[MATCH_PARTNER_PLACE_COUNT] + partner[MATCH_PARTNER_COUNTRY_COUNT];
}

static inline bool match_partner_asks(const uint32_t *partner) {
  return partner[MATCH_PARTNER_HELIX] || partner[MATCH_PARTNER_SIZES] || partner[MATCH_PARTNER_PLACE_COUNT] ||
         partner[MATCH_PARTNER_COUNTRY_COUNT] || partner[MATCH_PARTNER_TRL];
}

struct match_users { // of a term
  uint32_t profiles, statements;
};

struct match_run {
  uint32_t first; // posting; the next run's follows the last
  uint16_t window;
  uint16_t maximum; // impact
};

// One more of each follows the last. What a group or a district has in common is what its first profile has.
struct match_group {
  uint32_t first;         // profile
  uint16_t country;       // of the first profile, the first one; 0: none
  uint16_t country_count; // the others are to be looked for there
  uint8_t helix;
};

struct match_district {
  uint32_t first; // profile
};

// Somebody who is never to be suggested, or belongs to the same group.
struct match_refusal {
  uint64_t id_hash; // of the other
  uint32_t profile;
  uint32_t is_group;
};

// Which profiles have a value of an attribute: `bytes` in `sets` at `offset`, a frozen roaring bitmap.
enum match_attribute {
  MATCH_ATTRIBUTE_SIZE,
  MATCH_ATTRIBUTE_THEME,
  MATCH_ATTRIBUTE_CONCEPT, // some statement names it, or hints at it
  MATCH_ATTRIBUTE_DIRECTION,
  MATCH_ATTRIBUTE_LANGUAGE, // works in it, or says something in it
  MATCH_ATTRIBUTE_SPEECH,   // says something in it to everybody, and that does not expire
};

enum { MATCH_SET_NONE = UINT32_MAX }; // as a value: those without any, of THEME and CONCEPT

struct match_set {
  uint32_t attribute, value; // ascending
  uint64_t offset, bytes;
};

// The arrays of a segment: type, name. Each lies in the block at a multiple of 64 bytes.
#define MATCH_SEGMENT_ARRAYS(ARRAY)                                                                                    \
  ARRAY(struct match_segment_profile, profiles)                                                                        \
  ARRAY(struct match_card, cards)                                                                                      \
  ARRAY(uint32_t, theme_kinds) /* by kind, the first profile that has it */                                            \
  ARRAY(uint64_t, loose) /* bits: whose card does not tell for ever, or with less reach or words than is common */     \
  ARRAY(struct match_segment_statement, statements)                                                                    \
  ARRAY(uint32_t, places)                                                                                              \
  ARRAY(uint32_t, themes)                                                                                              \
  ARRAY(uint32_t, concepts)                                                                                            \
  ARRAY(uint32_t, concept_firsts) /* by profile, its first concept; one more follows */                                \
  ARRAY(uint64_t, concept_ends)   /* bits: the last concept of a statement */                                          \
  ARRAY(uint16_t, countries)                                                                                           \
  ARRAY(uint32_t, partners)                                                                                            \
  ARRAY(char, ids)                                                                                                     \
  ARRAY(uint32_t, id_slots)     /* number of the profile + 1; 0: free */                                               \
  ARRAY(uint64_t, terms)        /* ascending */                                                                        \
  ARRAY(uint32_t, term_buckets) /* by the term's high bits, the first such term; one more follows */                   \
  ARRAY(struct match_users, term_users)                                                                                \
  ARRAY(uint32_t, term_runs) /* by term, the first run; one more follows */                                            \
  ARRAY(uint32_t, entry_terms)                                                                                         \
  ARRAY(uint8_t, entry_counts) /* UINT8_MAX: so often or more */                                                       \
  ARRAY(struct match_run, runs)                                                                                        \
  ARRAY(match_posting, postings) /* ascending in a run */                                                              \
  ARRAY(struct match_group, groups)                                                                                    \
  ARRAY(struct match_district, districts)                                                                              \
  ARRAY(struct match_refusal, refusals) /* by id_hash */                                                               \
  ARRAY(uint32_t, exacting)             /* profiles with a statement that must have certain partners, ascending */     \
  ARRAY(struct match_set, set_list)                                                                                    \
  ARRAY(uint8_t, sets)

enum { MATCH_BLOCK_ALIGNMENT = 64 }; // of the block, and of each array in it

enum match_array {
#define ARRAY(type, name) MATCH_ARRAY_##name,
  MATCH_SEGMENT_ARRAYS(ARRAY)
#undef ARRAY
      MATCH_ARRAY_COUNT
};

// The block starts with this.
struct match_segment_header {
  uint64_t check;        // over what follows in the header
  uint64_t magic, bytes; // of the whole block
  uint64_t item_bytes;   // of all array types: a layout of another build is not taken
  uint64_t profile_count, statement_count, term_count;
  uint64_t id_slot_bits, term_bucket_bits;
  struct match_totals totals; // of all its profiles, dead or alive
  struct match_pitch pitch;
  uint64_t statement_count_max; // the most statements that one profile has
  uint64_t languages_all;       // bits: languages that every profile has in its MATCH_ATTRIBUTE_SPEECH
  int64_t changed_day_min, changed_day_max;
  uint64_t assurance_min, assurance_max;
  uint64_t has_expiry;               // some statement expires
  uint64_t concept_end;              // 1 + the greatest concept of its statements
  double reach_common, words_common; // most profiles have as much
  uint64_t has_sets;
  struct {
    uint64_t offset, count;
  } arrays[MATCH_ARRAY_COUNT];
};

struct roaring_bitmap_s;

struct match_segment {
  const struct match_segment_header *header; // the block
#define ARRAY(type, name) const type *name;
  MATCH_SEGMENT_ARRAYS(ARRAY)
#undef ARRAY
  uint32_t first_pair; // from this term on they are pairs of words
  /* owned */
  const struct roaring_bitmap_s **views; // by set
  void (*release)(void *block, size_t bytes, void *data);
  void *release_data;
  atomic_uint references;
};

// By this a block is known again. The last to be written: it vouches for the rest of the header.
void match_segment_stamp(struct match_segment_header *header, uint64_t bytes);

// A segment of these profiles; of those with the same id the last one wins. NULL when there are none.
struct match_segment *match_segment_of(const struct match_profile *profiles, size_t count,
                                       const struct match_pitch *pitch);

// A segment over a block that was one before. `release` is called when nobody needs it any more. NULL when it is no such
// block: any other header than the one that was stamped, a block of another length or not at a multiple of
// MATCH_BLOCK_ALIGNMENT, arrays that do not lie and end as their header and each other's ends say (match/frame.h). The items
// within the arrays are not looked at, which would take as long as to read them all: whoever kept a block vouches for its
// bytes by a checksum over all of them (store/segments.h does).
struct match_segment *match_segment_open(void *block, size_t bytes,
                                         void (*release)(void *block, size_t bytes, void *data), void *data);
struct match_segment *match_segment_ref(struct match_segment *segment);
struct match_segment *match_segment_unref(struct match_segment *segment); // returns NULL

uint32_t match_first_pair(const uint64_t *terms, size_t count); // how many of the ascending terms are no pairs
uint64_t match_segment_id_hash(const char *id);
uint32_t match_segment_find(const struct match_segment *segment, const char *id, uint64_t hash); // UINT32_MAX: absent
uint32_t match_segment_find_term(const struct match_segment *segment, uint64_t term);            // UINT32_MAX: absent
// Who has a value of an attribute; NULL: nobody, or the segment has no sets.
const struct roaring_bitmap_s *match_segment_set(const struct match_segment *segment, enum match_attribute attribute,
                                                 uint32_t value);
struct match_totals match_segment_totals_of(const struct match_segment *segment, uint32_t profile);
size_t match_segment_memory(const struct match_segment *segment);

static inline const char *match_segment_id(const struct match_segment *segment, uint32_t profile) {
  return segment->ids + segment->profiles[profile].id;
}

static inline uint32_t match_segment_count(const struct match_segment *segment) {
  return (uint32_t)segment->header->profile_count;
}

// How often a word stands for itself: BM25's saturation, 0 … 1.
static inline double match_saturation(const struct match_text_parameters *parameters, double count, double length,
                                      double mean) {
  return count / (count + parameters->k1 * (1 - parameters->b + parameters->b * length / mean));
}
