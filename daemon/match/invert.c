// SPDX-License-Identifier: Apache-2.0
// From who uses which terms to which terms are used by whom. Two walks over the profiles: one counts runs and profiles per term,
// one puts the postings where they belong, so that nothing is sorted.
#include "match/draft.h"

#include "base/memory.h"

#include <assert.h>
#include <math.h>

enum { NOWHERE = UINT16_MAX };

struct cursor {
  uint32_t posting, run;
  uint32_t seen; // profile + 1 that used it last
  uint16_t window;
};

struct use {
  uint32_t term;
  uint32_t statement; // within the profile
  uint8_t count;
};

struct inversion {
  struct match_draft *draft;
  const struct match_segment_profile *profiles;
  const struct match_segment_statement *statements;
  const uint32_t *entry_terms;
  const uint8_t *entry_counts;
  /* owned */
  struct cursor *cursors;    // by term
  struct use *uses, *merged; // of one profile
  size_t use_count, use_capacity, merged_capacity;
  double discounts[MATCH_STATEMENTS_BEST];
  double asked[MATCH_STATEMENTS_BEST]; // [n]: the greatest n + 1 discounts of statements asked about, summed
};

static void count_profile(struct inversion *inversion, uint32_t profile, struct match_users *term_users,
                          uint32_t *term_runs) {
  const struct match_segment_profile *of = &inversion->profiles[profile];
  uint16_t window = (uint16_t)(profile >> MATCH_WINDOW_BITS);
  for (uint32_t e = inversion->statements[of->statement].entry; e < inversion->statements[of[1].statement].entry; e++) {
    uint32_t term = inversion->entry_terms[e];
    struct cursor *cursor = &inversion->cursors[term];
    term_users[term].statements++;
    if (cursor->seen == profile + 1)
      continue;
    cursor->seen = profile + 1;
    term_users[term].profiles++;
    term_runs[term] += cursor->window != window;
    cursor->window = window;
  }
}

static void make_room(struct inversion *inversion) {
  struct match_draft *draft = inversion->draft;
  const struct match_users *term_users = match_draft_items(draft, term_users);
  uint32_t *term_runs = draft->arrays[MATCH_ARRAY_term_runs].items;
  uint64_t postings = 0, runs = 0;
  for (size_t i = 0; i < draft->header.term_count; i++) {
    uint32_t run_count = term_runs[i];
    inversion->cursors[i] = (struct cursor){.posting = (uint32_t)postings, .run = (uint32_t)runs, .window = NOWHERE};
    term_runs[i] = (uint32_t)runs;
    postings += term_users[i].profiles;
    runs += run_count;
  }
  assert(postings < UINT32_MAX && runs < UINT32_MAX);
  term_runs[draft->header.term_count] = (uint32_t)runs;
  match_draft_room(draft, MATCH_ARRAY_postings, postings, sizeof(match_posting));
  struct match_run *list = match_draft_room(draft, MATCH_ARRAY_runs, runs + 1, sizeof(struct match_run));
  list[runs].first = (uint32_t)postings;
}

// Merges one statement's entries into the uses, by term; of one term, statements come in their order.
static void merge_statement(struct inversion *inversion, uint32_t statement, uint32_t number) {
  uint32_t at = inversion->statements[statement].entry, end = inversion->statements[statement + 1].entry;
  size_t count = 0, old = 0;
  if (inversion->use_count + (end - at) > inversion->merged_capacity) {
    inversion->merged_capacity = 2 * (inversion->use_count + (end - at));
    inversion->merged = memory_resize(inversion->merged, inversion->merged_capacity, sizeof *inversion->merged);
  }
  while (at < end || old < inversion->use_count) {
    bool takes_old =
        old < inversion->use_count && (at == end || inversion->uses[old].term <= inversion->entry_terms[at]);
    if (takes_old) {
      inversion->merged[count++] = inversion->uses[old++];
    } else {
      inversion->merged[count++] = (struct use){inversion->entry_terms[at], number, inversion->entry_counts[at]};
      at++;
    }
  }
  struct use *swap = inversion->uses;
  size_t capacity = inversion->use_capacity;
  inversion->uses = inversion->merged;
  inversion->use_capacity = inversion->merged_capacity;
  inversion->merged = swap;
  inversion->merged_capacity = capacity;
  inversion->use_count = count;
}

// Of `count` uses of one term.
static double evidence_of(const struct inversion *inversion, const struct match_segment_profile *profile,
                          const struct use *uses, size_t count) {
  const struct match_pitch *pitch = &inversion->draft->header.pitch;
  double best[MATCH_STATEMENTS_BEST], sum = 0, total = 0;
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t length = inversion->statements[profile->statement + uses[i].statement].length;
    double value = match_saturation(&pitch->parameters, uses[i].count, length, pitch->statement_mean);
    total += uses[i].count;
    if (kept == MATCH_STATEMENTS_BEST && value <= best[kept - 1])
      continue;
    size_t at = kept < MATCH_STATEMENTS_BEST ? kept++ : kept - 1;
    for (; at && best[at - 1] < value; at--)
      best[at] = best[at - 1];
    best[at] = value;
  }
  for (size_t i = 0; i < kept; i++)
    sum += best[i] * inversion->discounts[i];
  double whole = match_saturation(&pitch->parameters, total, profile->length, pitch->profile_mean);
  return pitch->parameters.mix * sum + (1 - pitch->parameters.mix) * whole;
}

static void place(struct inversion *inversion, uint32_t profile, uint32_t term, double evidence) {
  struct match_draft *draft = inversion->draft;
  struct cursor *cursor = &inversion->cursors[term];
  struct match_run *runs = draft->arrays[MATCH_ARRAY_runs].items;
  uint16_t window = (uint16_t)(profile >> MATCH_WINDOW_BITS);
  if (cursor->window != window) {
    cursor->window = window;
    runs[cursor->run++] = (struct match_run){.first = cursor->posting, .window = window};
  }
  struct match_run *run = &runs[cursor->run - 1];
  match_posting posting = match_posting_of(profile & (MATCH_WINDOW - 1), evidence);
  if (match_posting_impact(posting) > run->maximum)
    run->maximum = (uint16_t)match_posting_impact(posting);
  ((match_posting *)draft->arrays[MATCH_ARRAY_postings].items)[cursor->posting++] = posting;
}

static double asked_of(const struct inversion *inversion, size_t statements) {
  return inversion->asked[(statements < MATCH_STATEMENTS_BEST ? statements : MATCH_STATEMENTS_BEST) - 1];
}

static void place_profile(struct inversion *inversion, uint32_t profile) {
  const struct match_segment_profile *of = &inversion->profiles[profile];
  struct match_card *card = &((struct match_card *)inversion->draft->arrays[MATCH_ARRAY_cards].items)[profile];
  double least = INFINITY;
  inversion->use_count = 0;
  for (uint32_t i = of->statement; i < of[1].statement; i++)
    merge_statement(inversion, i, i - of->statement);
  for (size_t first = 0, end; first < inversion->use_count; first = end) {
    end = first + 1;
    while (end < inversion->use_count && inversion->uses[end].term == inversion->uses[first].term)
      end++;
    double evidence = evidence_of(inversion, of, inversion->uses + first, end - first);
    place(inversion, profile, inversion->uses[first].term, evidence);
    least = fmin(least, evidence / asked_of(inversion, end - first));
  }
  card->reach = inversion->use_count ? (float)(least * card->words * (1 - 1e-6)) : 0;
}

void match_invert(struct match_draft *draft) {
  struct inversion inversion = {.draft = draft,
                                .profiles = match_draft_items(draft, profiles),
                                .statements = match_draft_items(draft, statements),
                                .entry_terms = match_draft_items(draft, entry_terms),
                                .entry_counts = match_draft_items(draft, entry_counts),
                                .cursors = memory_resize(NULL, draft->header.term_count, sizeof *inversion.cursors)};
  for (size_t i = 0; i < draft->header.term_count; i++)
    inversion.cursors[i] = (struct cursor){.window = NOWHERE};
  for (size_t i = 0; i < MATCH_STATEMENTS_BEST; i++) {
    inversion.discounts[i] = pow((double)i + 1, -draft->header.pitch.parameters.discount);
    inversion.asked[i] =
        (i ? inversion.asked[i - 1] : 0) + pow((double)i + 1, -draft->header.pitch.parameters.asked_discount);
  }
  struct match_users *users_of =
      match_draft_room(draft, MATCH_ARRAY_term_users, draft->header.term_count, sizeof *users_of);
  uint32_t *runs_of = match_draft_room(draft, MATCH_ARRAY_term_runs, draft->header.term_count + 1, sizeof(uint32_t));
  for (uint32_t i = 0; i < draft->header.profile_count; i++)
    count_profile(&inversion, i, users_of, runs_of);
  make_room(&inversion);
  for (uint32_t i = 0; i < draft->header.profile_count; i++)
    place_profile(&inversion, i);
  free(inversion.merged);
  free(inversion.uses);
  free(inversion.cursors);
}
