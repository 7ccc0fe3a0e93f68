// SPDX-License-Identifier: Apache-2.0
#include "service/meeting.h"

#include "service/partner.h"

// Themes and texts are nobody to be refused.
static const bool *speaks(struct call_context *context, struct arena *arena, const struct side *side,
                          const struct side *other) {
  bool *speaks = arena_need(arena, side->statement_count * sizeof *speaks);
  for (size_t i = 0; i < side->statement_count; i++) {
    const struct match_statement *statement = &side->profile->statements[i];
    struct match_fit answer = partner_ask(&statement->must, other->profile, context->today);
    speaks[i] =
        statement->expires_day >= context->today && (other->kind != SIDE_STAKEHOLDER || answer.met == answer.asked);
  }
  return speaks;
}

struct meeting meeting_of(struct call_context *context, const struct side *query, const struct side *candidate,
                          int32_t changed_day) {
  return (struct meeting){.context = context,
                          .query = query,
                          .candidate = candidate,
                          .changed_day = changed_day,
                          .speaks = {[MATCH_FORTH] = speaks(context, candidate->arena, query, candidate),
                                     [MATCH_BACK] = speaks(context, candidate->arena, candidate, query)}};
}

char *meeting_field(const struct meeting *meeting, const struct side *side, size_t n, const char *part) {
  return arena_print(meeting->context->arena, "%s.%s", side->fields[n], part);
}

Helix__V1__Evidence *evidence_new(struct arena *arena, uint32_t value) {
  Helix__V1__Evidence *evidence = arena_need(arena, sizeof *evidence);
  helix__v1__evidence__init(evidence);
  evidence->value = value;
  return evidence;
}
