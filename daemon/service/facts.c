// SPDX-License-Identifier: Apache-2.0
#include "service/facts.h"

#include "service/assurance.h"
#include "service/partner.h"
#include "service/wording.h"

#include <stdlib.h>
#include <string.h>

// Two statements of the two sides, in the order query, candidate.
struct pair {
  size_t query, candidate;
};

// Calls `is_pair` for all statements that speak; false: none of them is one.
typedef bool pair_test(const struct match_statement *query, const struct match_statement *candidate, const void *data);

static bool find_pair(const struct meeting *meeting, pair_test *is_pair, const void *data, struct pair *ret_pair) {
  const struct match_profile *query = meeting->query->profile, *candidate = meeting->candidate->profile;
  for (size_t i = 0; i < query->statement_count; i++)
    for (size_t j = 0; j < candidate->statement_count; j++)
      if (is_pair(&query->statements[i], &candidate->statements[j], data) &&
          meeting_speaks(meeting, meeting->query, i) && meeting_speaks(meeting, meeting->candidate, j)) {
        *ret_pair = (struct pair){i, j};
        return true;
      }
  return false;
}

static Helix__V1__Evidence *pair_evidence(const struct meeting *meeting, const struct pair *pair, const char *part,
                                          uint32_t value) {
  Helix__V1__Evidence *evidence = evidence_new(meeting->context->arena, value);
  evidence->query_field = meeting_field(meeting, meeting->query, pair->query, part);
  evidence->candidate_field = meeting_field(meeting, meeting->candidate, pair->candidate, part);
  return evidence;
}

// --- kinds of cooperation

static bool share_kind(const struct match_statement *query, const struct match_statement *candidate, const void *data) {
  return (query->cooperations & candidate->cooperations) >> *(const int *)data & 1;
}

static size_t explain_cooperations(const struct meeting *meeting, size_t most, Helix__V1__Evidence **ret_evidence) {
  size_t count = 0;
  struct pair pair;
  for (int kind = 1; kind < 32 && count < most; kind++) {
    if (!find_pair(meeting, share_kind, &kind, &pair))
      continue;
    Helix__V1__Evidence *evidence = pair_evidence(meeting, &pair, "cooperations", MATCH_ONE);
    evidence->query_quote = evidence->candidate_quote =
        wording_value(meeting->context->arena, &helix__v1__cooperation_type__descriptor, kind);
    ret_evidence[count++] = evidence;
  }
  return count;
}

// --- directions

static bool same_direction(const struct match_statement *query, const struct match_statement *candidate,
                           const void *data) {
  (void)data;
  return query->direction && query->direction == candidate->direction;
}

static bool joint_direction(const struct match_statement *query, const struct match_statement *candidate,
                            const void *data) {
  (void)data;
  return (query->direction == MATCH_DIRECTION_JOINT && candidate->direction &&
          candidate->direction != MATCH_DIRECTION_LOCAL) ||
         (candidate->direction == MATCH_DIRECTION_JOINT && query->direction &&
          query->direction != MATCH_DIRECTION_LOCAL);
}

static size_t explain_direction(const struct meeting *meeting, uint32_t value, Helix__V1__Evidence **ret_evidence) {
  struct pair pair;
  if (!find_pair(meeting, same_direction, NULL, &pair) && !find_pair(meeting, joint_direction, NULL, &pair))
    return 0;
  Helix__V1__Evidence *evidence = pair_evidence(meeting, &pair, "direction", value);
  const struct match_statement *query = &meeting->query->profile->statements[pair.query];
  const struct match_statement *candidate = &meeting->candidate->profile->statements[pair.candidate];
  evidence->query_quote = unconst(wording_direction((enum match_direction)query->direction));
  evidence->candidate_quote = unconst(wording_direction((enum match_direction)candidate->direction));
  ret_evidence[0] = evidence;
  return 1;
}

// --- partners sought

bool facts_sought(const struct meeting *meeting, enum match_side side, size_t *ret_statement) {
  const struct side *asker = meeting_asker(meeting, side), *other = meeting_other(meeting, side);
  unsigned best_met = 0, best_asked = 0;
  for (size_t i = 0; i < asker->profile->statement_count; i++) {
    struct match_fit answer =
        partner_ask(&asker->profile->statements[i].sought, other->profile, meeting->context->today);
    unsigned asked = (unsigned)__builtin_popcount(answer.asked), met = (unsigned)__builtin_popcount(answer.met);
    if (!asked || !meeting_speaks(meeting, asker, i) || (best_asked && met * best_asked <= best_met * asked))
      continue;
    best_met = met;
    best_asked = asked;
    *ret_statement = i;
  }
  return best_asked > 0;
}

static char *met_fields(struct arena *arena, unsigned met) {
  static const char *const fields[MATCH_CONDITION_COUNT] = {[MATCH_CONDITION_HELIX] = "helix",
                                                            [MATCH_CONDITION_SIZE] = "figures",
                                                            [MATCH_CONDITION_PLACE] = "places",
                                                            [MATCH_CONDITION_COUNTRY] = "places",
                                                            [MATCH_CONDITION_TRL] = "statements.trl"};
  char *list = NULL;
  for (unsigned i = 0; i < MATCH_CONDITION_COUNT; i++)
    if (met >> i & 1 && !(list && strstr(list, fields[i])))
      list = list ? arena_print(arena, "%s, %s", list, fields[i]) : arena_copy(arena, fields[i]);
  return list ? list : arena_copy(arena, "");
}

static size_t explain_sought(const struct meeting *meeting, enum match_side side, uint32_t value,
                             Helix__V1__Evidence **ret_evidence) {
  struct arena *arena = meeting->context->arena;
  const struct knowledge *knowledge = meeting->context->view->knowledge;
  const struct side *asker = meeting_asker(meeting, side), *other = meeting_other(meeting, side);
  size_t n;
  if (!facts_sought(meeting, side, &n))
    return 0;
  const struct match_partner *sought = &asker->profile->statements[n].sought;
  struct match_fit answer = partner_ask(sought, other->profile, meeting->context->today);
  Helix__V1__Evidence *evidence = evidence_new(arena, value);
  char *asked_field = meeting_field(meeting, asker, n, "sought"), *met_field = met_fields(arena, answer.met);
  char *asked = partner_words(knowledge, arena, sought, answer.asked);
  char *met = partner_words(knowledge, arena, sought, answer.met);
  bool forth = side == MATCH_FORTH;
  evidence->query_field = forth ? asked_field : met_field;
  evidence->query_quote = forth ? asked : met;
  evidence->candidate_field = forth ? met_field : asked_field;
  evidence->candidate_quote = forth ? met : asked;
  if (answer.met != answer.asked)
    evidence->note =
        arena_print(arena, "not met: %s", partner_words(knowledge, arena, sought, answer.asked & ~answer.met));
  ret_evidence[0] = evidence;
  return 1;
}

// --- technology readiness

bool facts_readiness(const struct meeting *meeting, enum match_side side, size_t *ret_asker, size_t *ret_other) {
  const struct side *asker = meeting_asker(meeting, side), *other = meeting_other(meeting, side);
  int nearest = INT32_MAX;
  for (size_t i = 0; i < asker->profile->statement_count; i++)
    for (size_t j = 0; j < other->profile->statement_count; j++) {
      int one = asker->profile->statements[i].trl, two = other->profile->statements[j].trl;
      if (!one || !two || abs(one - two) >= nearest || !meeting_speaks(meeting, asker, i) ||
          !meeting_speaks(meeting, other, j))
        continue;
      nearest = abs(one - two);
      *ret_asker = i;
      *ret_other = j;
    }
  return nearest != INT32_MAX;
}

static size_t explain_readiness(const struct meeting *meeting, uint32_t value, Helix__V1__Evidence **ret_evidence) {
  struct arena *arena = meeting->context->arena;
  struct pair pair;
  if (!facts_readiness(meeting, MATCH_FORTH, &pair.query, &pair.candidate))
    return 0;
  Helix__V1__Evidence *evidence = pair_evidence(meeting, &pair, "trl", value);
  evidence->query_quote = arena_print(arena, "%d", meeting->query->profile->statements[pair.query].trl);
  evidence->candidate_quote = arena_print(arena, "%d", meeting->candidate->profile->statements[pair.candidate].trl);
  ret_evidence[0] = evidence;
  return 1;
}

// --- working languages

static size_t explain_language(const struct meeting *meeting, size_t most, Helix__V1__Evidence **ret_evidence) {
  uint32_t common = meeting->query->profile->languages & meeting->candidate->profile->languages;
  size_t count = 0;
  for (uint8_t number = 1; number < LANGUAGE_COUNT && count < most; number++) {
    if (!(common >> number & 1))
      continue;
    Helix__V1__Evidence *evidence = evidence_new(meeting->context->arena, MATCH_ONE);
    evidence->query_field = evidence->candidate_field = unconst("languages");
    evidence->query_quote = evidence->candidate_quote = unconst(wording_language(number));
    ret_evidence[count++] = evidence;
  }
  return count;
}

size_t facts_explain(const struct meeting *meeting, enum match_side side, enum match_facet facet, uint32_t value,
                     size_t most, Helix__V1__Evidence **ret_evidence) {
  switch (facet) {
  case MATCH_COOPERATION:
    return explain_cooperations(meeting, most, ret_evidence);
  case MATCH_DIRECTION:
    return explain_direction(meeting, value, ret_evidence);
  case MATCH_SOUGHT:
    return explain_sought(meeting, side, value, ret_evidence);
  case MATCH_READINESS:
    return explain_readiness(meeting, value, ret_evidence);
  case MATCH_LANGUAGE:
    return explain_language(meeting, most, ret_evidence);
  case MATCH_TEXT:
  case MATCH_CONCEPTS:
  case MATCH_THEME:
  case MATCH_PLACE:
  case MATCH_FACET_COUNT:
    break;
  }
  return 0;
}

// --- the prior

static Helix__V1__Evidence *note_new(struct arena *arena, const char *field, char *note) {
  Helix__V1__Evidence *evidence = evidence_new(arena, 0);
  evidence->candidate_field = unconst(field);
  evidence->note = note;
  return evidence;
}

size_t facts_explain_prior(const struct meeting *meeting, Helix__V1__Evidence **ret_evidence) {
  static const struct {
    const char *field, *note;
  } notes[ASSURANCE_PART_COUNT] = {[ASSURANCE_IDENTIFIER] = {"identifiers", "an identifier with right check digits"},
                                   [ASSURANCE_SOURCE] = {"source", "says where its facts come from"},
                                   [ASSURANCE_FIGURES] = {"figures", "recent business figures"}};
  struct arena *arena = meeting->context->arena;
  int32_t today = meeting->context->today;
  bool parts[ASSURANCE_PART_COUNT];
  size_t count = 0;
  if (meeting->candidate->kind != SIDE_STAKEHOLDER)
    return 0;
  int32_t age = today - meeting->changed_day;
  ret_evidence[count++] = note_new(arena, "",
                                   age > 0 ? arena_print(arena, "submitted %d %s ago", age, age == 1 ? "day" : "days")
                                           : arena_copy(arena, "submitted today"));
  assurance_of(meeting->candidate->message, today, parts);
  for (int i = 0; i < ASSURANCE_PART_COUNT; i++)
    if (parts[i])
      ret_evidence[count++] = note_new(arena, notes[i].field, unconst(notes[i].note));
  return count;
}
