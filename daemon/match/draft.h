// SPDX-License-Identifier: Apache-2.0
// A segment while it is made: its arrays grow one by one, then they are packed into a block. Order of calls: init, the terms,
// then for each profile in the order of match_draft_order(): the profile, for each of its statements the statement and its
// entries; refusals at any time; finish.
#pragma once

#include "match/segment.h"

struct match_draft_array {
  void *items; // owned
  size_t count, capacity;
};

struct match_draft {
  struct match_segment_header header;
  struct match_draft_array arrays[MATCH_ARRAY_COUNT];
};

// Where profiles go in a segment: < 0 when the first comes before the second.
struct match_draft_key {
  const uint16_t *countries;
  size_t country_count;
  const uint32_t *places;
  size_t place_count;
  uint8_t helix;
  const char *id;
};
int match_draft_order(const struct match_draft_key *one, const struct match_draft_key *other);

void match_draft_init(struct match_draft *draft, const struct match_pitch *pitch);
void match_draft_terms(struct match_draft *draft, uint64_t *terms, size_t count); // ascending; takes them over

void match_draft_profile(struct match_draft *draft, const struct match_profile *profile); // without its statements
// Without its terms; `length` is the number of those that are no pairs.
void match_draft_statement(struct match_draft *draft, const struct match_statement *statement, uint32_t length);
void match_draft_entry(struct match_draft *draft, uint32_t term, uint8_t count); // ascending within a statement
void match_draft_refusal(struct match_draft *draft, uint32_t profile, uint64_t id_hash, bool is_group);

struct match_segment *match_draft_finish(struct match_draft *draft); // one reference; the draft is empty then

// For the steps of finishing: room for `count` items of `item_bytes`, zeroed and counted in.
void *match_draft_room(struct match_draft *draft, enum match_array array, size_t count, size_t item_bytes);

#define match_draft_items(draft, name)                                                                                 \
  ((__typeof__(((struct match_segment *)0)->name))(draft)->arrays[MATCH_ARRAY_##name].items)
#define match_draft_count(draft, name) ((draft)->arrays[MATCH_ARRAY_##name].count)

// The languages in which a profile says something to everybody that does not expire.
uint32_t match_draft_speech(const struct match_draft *draft, uint32_t profile);

// Is the statement heard by everybody, for ever?
bool match_draft_lasts(const struct match_draft *draft, uint32_t statement);

void match_cards_make(
    struct match_draft *draft);               // cards.c: cards without reach, theme_kinds, concept_firsts, concept_ends
void match_invert(struct match_draft *draft); // invert.c: term_users, term_runs, runs, postings, reach
void match_cards_finish(struct match_draft *draft); // cards.c: loose, reach_common
void match_sets_make(struct match_draft *draft);    // sets.c: set_list, sets
