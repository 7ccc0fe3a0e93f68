// SPDX-License-Identifier: Apache-2.0
// The cards of profiles, and which of them declare the same themes.
#include "match/draft.h"

#include "base/memory.h"
#include "match/partner.h"

#include <math.h>
#include <string.h>

// The words of a statement, and its pairs by what they count.
static double words_of(const struct match_draft *draft, uint32_t statement, uint32_t first_pair) {
  const struct match_segment_statement *of = &match_draft_items(draft, statements)[statement];
  const uint32_t *terms = match_draft_items(draft, entry_terms);
  uint32_t end = of[1].entry;
  while (end > of->entry && terms[end - 1] >= first_pair)
    end--;
  return end - of->entry + draft->header.pitch.parameters.pair * (of[1].entry - end);
}

static void add_partners(const struct match_draft *draft, const struct match_segment_statement *statement,
                         struct match_card *card) {
  if (statement->partners == UINT32_MAX)
    return;
  const uint32_t *sought = match_draft_items(draft, partners) + statement->partners;
  if (match_partner_asks(sought))
    card->traits |= MATCH_TRAIT_SEEKS;
  if (match_partner_asks(match_partner_next(sought)))
    card->steady_until = INT32_MIN;
}

static void add_statement(struct match_draft *draft, uint32_t number, uint32_t first_pair, struct match_card *card) {
  const struct match_segment_statement *of = &match_draft_items(draft, statements)[number];
  card->traits |= MATCH_TRAIT_SPEAKS;
  card->steady_until = of->expires_day < card->steady_until ? of->expires_day : card->steady_until;
  card->cooperations |= of->cooperations;
  card->tongues |= of[1].entry > of->entry ? 1u << of->language : 0;
  card->directions |= (uint8_t)(of->direction ? 1u << of->direction : 0);
  card->trls |= (uint16_t)(of->trl ? 1u << of->trl : 0);
  add_partners(draft, of, card);
  if (match_draft_lasts(draft, number))
    card->words = fmaxf(card->words, (float)(words_of(draft, number, first_pair) * (1 - 1e-6)));
  for (uint32_t i = of->concepts; i < of[1].concepts; i++) {
    uint32_t use = match_draft_items(draft, concepts)[i], end = match_concept_number(use) + 1;
    card->traits |= match_concept_is_named(use) ? MATCH_TRAIT_NAMES : 0;
    draft->header.concept_end = end > draft->header.concept_end ? end : draft->header.concept_end;
  }
}

// --- themes

struct kinds {
  uint32_t *slots; // owned: kind + 1; 0: free
  size_t mask;
};

static uint64_t hash_of(const uint32_t *themes, size_t count) {
  uint64_t hash = count;
  for (size_t i = 0; i < count; i++)
    hash = (hash ^ themes[i]) * UINT64_C(0x9E3779B97F4A7C15);
  return hash ^ hash >> 32;
}

static uint32_t kind_of(struct match_draft *draft, struct kinds *kinds, uint32_t profile) {
  const struct match_segment_profile *profiles = match_draft_items(draft, profiles);
  const uint32_t *all = match_draft_items(draft, themes), *themes = all + profiles[profile].theme;
  size_t count = profiles[profile + 1].theme - profiles[profile].theme;
  size_t at = hash_of(themes, count) & kinds->mask;
  for (; kinds->slots[at]; at = (at + 1) & kinds->mask) {
    uint32_t kind = kinds->slots[at] - 1, other = match_draft_items(draft, theme_kinds)[kind];
    if (profiles[other + 1].theme - profiles[other].theme == count &&
        (!count || !memcmp(all + profiles[other].theme, themes, count * sizeof *themes)))
      return kind;
  }
  *(uint32_t *)match_draft_room(draft, MATCH_ARRAY_theme_kinds, 1, sizeof(uint32_t)) = profile;
  kinds->slots[at] = (uint32_t)match_draft_count(draft, theme_kinds);
  return kinds->slots[at] - 1;
}

// The concepts of a profile, statement by statement, for reading them without its statements.
static void mark_concepts(struct match_draft *draft) {
  const struct match_segment_profile *profiles = match_draft_items(draft, profiles);
  const struct match_segment_statement *statements = match_draft_items(draft, statements);
  size_t count = draft->header.profile_count, words = match_draft_count(draft, concepts) / 64 + 1;
  uint32_t *firsts = match_draft_room(draft, MATCH_ARRAY_concept_firsts, count + 1, sizeof *firsts);
  uint64_t *ends = match_draft_room(draft, MATCH_ARRAY_concept_ends, words, sizeof *ends);
  for (size_t i = 0; i <= count; i++)
    firsts[i] = statements[profiles[i].statement].concepts;
  for (size_t i = 0; i < draft->header.statement_count; i++)
    if (statements[i + 1].concepts > statements[i].concepts)
      ends[(statements[i + 1].concepts - 1) / 64] |= UINT64_C(1) << (statements[i + 1].concepts - 1) % 64;
}

void match_cards_make(struct match_draft *draft) {
  size_t count = draft->header.profile_count, room = 16;
  while (room < 2 * count)
    room *= 2;
  struct kinds kinds = {.slots = memory_new(room * sizeof *kinds.slots), .mask = room - 1};
  struct match_card *cards = match_draft_room(draft, MATCH_ARRAY_cards, count, sizeof *cards);
  const struct match_segment_profile *profiles = match_draft_items(draft, profiles);
  uint32_t first_pair = match_first_pair(match_draft_items(draft, terms), draft->header.term_count);
  for (uint32_t i = 0; i < count; i++) {
    cards[i] = (struct match_card){.steady_until = INT32_MAX, .languages = profiles[i].languages};
    for (uint32_t s = profiles[i].statement; s < profiles[i + 1].statement; s++)
      add_statement(draft, s, first_pair, &cards[i]);
    cards[i].theme_kind = kind_of(draft, &kinds, i);
  }
  mark_concepts(draft);
  free(kinds.slots);
}

// --- who is loose

static int order_of_floats(const void *one, const void *other) {
  float a = *(const float *)one, b = *(const float *)other;
  return (a > b) - (a < b);
}

// What all but one in so many have.
static double common(float *values, size_t count) {
  enum { ONE_IN = 16 };
  if (!count)
    return 0;
  qsort(values, count, sizeof *values, order_of_floats);
  return values[count / ONE_IN];
}

static void find_common(struct match_draft *draft) {
  const struct match_card *cards = match_draft_items(draft, cards);
  size_t count = draft->header.profile_count;
  memory_auto float *values = memory_resize(NULL, count, sizeof *values);
  for (size_t i = 0; i < count; i++)
    values[i] = cards[i].reach;
  draft->header.reach_common = common(values, count);
  for (size_t i = 0; i < count; i++)
    values[i] = cards[i].words;
  draft->header.words_common = common(values, count);
}

void match_cards_finish(struct match_draft *draft) {
  const struct match_card *cards = match_draft_items(draft, cards);
  size_t count = draft->header.profile_count;
  find_common(draft);
  uint64_t *loose = match_draft_room(draft, MATCH_ARRAY_loose, (count + 63) / 64, sizeof *loose);
  for (size_t i = 0; i < count; i++) {
    bool is_loose = cards[i].steady_until < INT32_MAX || !(cards[i].traits & MATCH_TRAIT_SPEAKS) ||
                    cards[i].reach < draft->header.reach_common || cards[i].words < draft->header.words_common;
    loose[i / 64] |= (uint64_t)is_loose << i % 64;
  }
}
