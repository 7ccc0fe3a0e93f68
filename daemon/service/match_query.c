// SPDX-License-Identifier: Apache-2.0
#include "service/match_query.h"

#include "service/filter.h"
#include "service/free_text.h"
#include "service/record.h"
#include "service/theme_find.h"

#include <string.h>

enum { LIMIT_DEFAULT = 10 };

static int open_weights(struct match_question *question, const char *text) {
  struct call_context *context = question->context;
  if (!*text) {
    question->weights = context->view->weights;
    return 0;
  }
  return weights_parse("weights", text, &question->weights, &context->error);
}

int match_question_open(struct match_question *question, struct call_context *context,
                        const struct match_options *options) {
  *question = (struct match_question){.context = context, .why = options->why};
  question->limit = options->limit ? options->limit : LIMIT_DEFAULT;
  if (question->limit > MATCH_LIMIT_MAX)
    question->limit = MATCH_LIMIT_MAX;
  if (token_parse(options->after, &question->after)) {
    error_set(&context->error, ERROR_INVALID, "after: \"%.100s\" is no place in a list", options->after);
    return error_hint(&context->error, "give what stood in `next` of the page before, as it was");
  }
  return open_weights(question, options->weights);
}

int match_ask_text(struct match_question *question, const Helix__V1__FreeText *text) {
  struct call_context *context = question->context;
  struct match_profile *profile = arena_need(context->arena, sizeof *profile);
  int result = free_text_check(context, text);
  if (result)
    return result;
  profile_make_text(&context->worker->maker, context->view->knowledge, context->arena, text->text, text->language,
                    profile, &question->language);
  question->query = side_of_text(context->arena, text, profile, question->language);
  return 0;
}

int match_ask_theme(struct match_question *question, const char *id) {
  struct call_context *context = question->context;
  uint32_t theme;
  int result = theme_find(context, "theme_id", id, &theme);
  if (!result)
    question->query = side_of_theme(context->view->knowledge, context->arena, theme);
  return result;
}

static void ask_message(struct match_question *question, Helix__V1__Stakeholder *message) {
  struct call_context *context = question->context;
  struct profile *profile = arena_need(context->arena, sizeof *profile);
  profile_make(&context->worker->maker, context->view->knowledge, context->arena, message, context->today, profile);
  question->query = side_of_stakeholder(context->arena, message, &profile->match);
  if (*message->id)
    question->filter.exclude_id = message->id;
}

int match_find_published(struct call_context *context, const char *id, Helix__V1__Stakeholder **ret_message) {
  Helix__V1__StakeholderRecord *record = record_get(context, id, 0);
  if (!record)
    return -(int)context->error.kind;
  if (record->state == HELIX__V1__RECORD_STATE__WITHDRAWN) {
    error_set(&context->error, ERROR_NOT_FOUND, "stakeholder \"%s\" is withdrawn", id);
    return error_hint(&context->error, "submit the profile again to bring it back");
  }
  *ret_message = record->stakeholder;
  return 0;
}

int match_ask_stakeholder(struct match_question *question, const char *id) {
  Helix__V1__Stakeholder *message;
  int result = match_find_published(question->context, id, &message);
  if (!result)
    ask_message(question, message);
  return result;
}

void match_question_put_wishes_aside(struct match_question *question) {
  struct arena *arena = question->context->arena;
  struct match_profile *profile = arena_need(arena, sizeof *profile);
  *profile = *question->query.profile;
  struct match_statement *statements = arena_need(arena, profile->statement_count * sizeof *statements);
  for (size_t i = 0; i < profile->statement_count; i++) {
    statements[i] = profile->statements[i];
    statements[i].sought = statements[i].must = (struct match_partner){0};
  }
  profile->statements = statements;
  profile->never_count = profile->group_count = 0;
  question->query.profile = profile;
}

int match_ask_profile(struct match_question *question, Helix__V1__Stakeholder *message) {
  struct call_context *context = question->context;
  check_stakeholder(context->view->knowledge, &context->service->options.limits, message, context->today,
                    &context->findings);
  int result = findings_result(context, "the profile cannot be matched");
  if (!result)
    ask_message(question, message);
  return result;
}

int match_ask_nothing(struct call_context *context, const char *subjects) {
  error_set(&context->error, ERROR_INVALID, "subject: say what to match");
  return error_hint(&context->error, "%s", subjects);
}

bool match_question_says_nothing(const struct match_question *question) {
  const struct match_profile *profile = question->query.profile;
  size_t words = 0, concepts = 0;
  for (size_t i = 0; i < profile->statement_count; i++) {
    words += profile->statements[i].term_count;
    concepts += profile->statements[i].concept_count;
  }
  return !words && !concepts && !profile->theme_count;
}
