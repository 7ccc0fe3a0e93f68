// SPDX-License-Identifier: Apache-2.0
// The calls for matches: a subject and a filter out of the message, then the answer. A batch is the same, many times.
#include "service/answer.h"
#include "service/filter.h"
#include "service/match_answer.h"

#include <string.h>

enum { BATCH_QUERIES_MAX = 64, BATCH_ROWS_MAX = MATCH_LIMIT_MAX, LIMIT_DEFAULT = 10 };

static const char no_opportunities[] = "no opportunities are registered yet";

#define OPTIONS_OF(call)                                                                                               \
  (&(struct match_options){                                                                                            \
      .limit = (call)->limit, .after = (call)->after, .why = (call)->why, .weights = (call)->weights})

// --- subjects

static int themes_subject(struct match_question *question, const Helix__V1__MatchThemes *call) {
  switch (call->subject_case) {
  case HELIX__V1__MATCH_THEMES__SUBJECT_STAKEHOLDER_ID:
    return match_ask_stakeholder(question, call->stakeholder_id);
  case HELIX__V1__MATCH_THEMES__SUBJECT_STAKEHOLDER:
    return match_ask_profile(question, call->stakeholder);
  case HELIX__V1__MATCH_THEMES__SUBJECT_TEXT:
    return match_ask_text(question, call->text);
  case HELIX__V1__MATCH_THEMES__SUBJECT__NOT_SET:
  case _HELIX__V1__MATCH_THEMES__SUBJECT__CASE_IS_INT_SIZE:
    break;
  }
  return match_ask_nothing(question->context, "stakeholder_id, stakeholder or text");
}

static int find_opportunity(struct call_context *context, const char *field, const char *id) {
  error_set(&context->error, ERROR_NOT_FOUND, "%s: no opportunity \"%.100s\" is registered", field, id);
  return error_hint(&context->error, "%s", no_opportunities);
}

static int ask_like(struct match_question *question, const char *id) {
  int result = match_ask_stakeholder(question, id);
  if (!result)
    match_question_put_wishes_aside(question);
  return result;
}

static int stakeholders_subject(struct match_question *question, const Helix__V1__MatchStakeholders *call) {
  switch (call->subject_case) {
  case HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_THEME_ID:
    return match_ask_theme(question, call->theme_id);
  case HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_TEXT:
    return match_ask_text(question, call->text);
  case HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_LIKE:
    return ask_like(question, call->like);
  case HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_OPPORTUNITY_ID:
    return find_opportunity(question->context, "opportunity_id", call->opportunity_id);
  case HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT__NOT_SET:
  case _HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT__CASE_IS_INT_SIZE:
    break;
  }
  return match_ask_nothing(question->context, "theme_id, text, like or opportunity_id");
}

static int partners_subject(struct match_question *question, const Helix__V1__MatchPartners *call) {
  switch (call->subject_case) {
  case HELIX__V1__MATCH_PARTNERS__SUBJECT_STAKEHOLDER_ID:
    return match_ask_stakeholder(question, call->stakeholder_id);
  case HELIX__V1__MATCH_PARTNERS__SUBJECT_STAKEHOLDER:
    return match_ask_profile(question, call->stakeholder);
  case HELIX__V1__MATCH_PARTNERS__SUBJECT__NOT_SET:
  case _HELIX__V1__MATCH_PARTNERS__SUBJECT__CASE_IS_INT_SIZE:
    break;
  }
  return match_ask_nothing(question->context, "stakeholder_id or stakeholder");
}

static int opportunities_subject(struct match_question *question, const Helix__V1__MatchOpportunities *call) {
  switch (call->subject_case) {
  case HELIX__V1__MATCH_OPPORTUNITIES__SUBJECT_STAKEHOLDER_ID:
    return match_ask_stakeholder(question, call->stakeholder_id);
  case HELIX__V1__MATCH_OPPORTUNITIES__SUBJECT_TEXT:
    return match_ask_text(question, call->text);
  case HELIX__V1__MATCH_OPPORTUNITIES__SUBJECT_THEME_ID:
    return match_ask_theme(question, call->theme_id);
  case HELIX__V1__MATCH_OPPORTUNITIES__SUBJECT__NOT_SET:
  case _HELIX__V1__MATCH_OPPORTUNITIES__SUBJECT__CASE_IS_INT_SIZE:
    break;
  }
  return match_ask_nothing(question->context, "stakeholder_id, text or theme_id");
}

// --- questions

static int ask_themes(struct call_context *context, const Helix__V1__MatchThemes *call, size_t *bytes,
                      Helix__V1__MatchList **ret_list) {
  struct match_question question;
  int result = match_question_open(&question, context, OPTIONS_OF(call));
  if (!result)
    result = themes_subject(&question, call);
  if (result)
    return result;
  question.filter.exclude_id = NULL; // a theme may be called like a stakeholder
  match_question_put_wishes_aside(&question);
  return match_answer(&question, MATCH_CANDIDATES_THEMES, bytes, ret_list);
}

static int ask_filtered(struct match_question *question, const Helix__V1__Filter *filter, size_t *bytes,
                        Helix__V1__MatchList **ret_list) {
  const char *asker = question->filter.exclude_id;
  int result = filter_open(question->context, filter, &question->filter);
  if (result)
    return result;
  question->filter.exclude_id = asker;
  return match_answer(question, MATCH_CANDIDATES_STAKEHOLDERS, bytes, ret_list);
}

static int ask_stakeholders(struct call_context *context, const Helix__V1__MatchStakeholders *call, size_t *bytes,
                            Helix__V1__MatchList **ret_list) {
  struct match_question question;
  int result = match_question_open(&question, context, OPTIONS_OF(call));
  if (!result)
    result = stakeholders_subject(&question, call);
  return result ? result : ask_filtered(&question, call->filter, bytes, ret_list);
}

static int ask_partners(struct call_context *context, const Helix__V1__MatchPartners *call, size_t *bytes,
                        Helix__V1__MatchList **ret_list) {
  struct match_question question;
  int result = match_question_open(&question, context, OPTIONS_OF(call));
  question.mutual = true;
  if (!result)
    result = partners_subject(&question, call);
  return result ? result : ask_filtered(&question, call->filter, bytes, ret_list);
}

// There are none to rank yet; what is asked is checked all the same.
static int ask_opportunities(struct call_context *context, const Helix__V1__MatchOpportunities *call,
                             Helix__V1__MatchList **ret_list) {
  struct match_question question;
  int result = match_question_open(&question, context, OPTIONS_OF(call));
  if (!result)
    result = opportunities_subject(&question, call);
  if (!result && *call->why)
    result = find_opportunity(context, "why", call->why);
  if (!result)
    *ret_list = match_answer_empty(&question, no_opportunities);
  return result;
}

// --- calls

static int reply_list(struct call_context *context, int result, Helix__V1__MatchList *list) {
  if (result)
    return result;
  context->reply->result_case = HELIX__V1__REPLY__RESULT_MATCHES;
  context->reply->matches = list;
  return 0;
}

int call_match_themes(struct call_context *context) {
  size_t bytes = 0;
  Helix__V1__MatchList *list = NULL;
  int result = ask_themes(context, context->request->match_themes, &bytes, &list);
  return reply_list(context, result, list);
}

int call_match_stakeholders(struct call_context *context) {
  size_t bytes = 0;
  Helix__V1__MatchList *list = NULL;
  int result = ask_stakeholders(context, context->request->match_stakeholders, &bytes, &list);
  return reply_list(context, result, list);
}

int call_match_partners(struct call_context *context) {
  size_t bytes = 0;
  Helix__V1__MatchList *list = NULL;
  int result = ask_partners(context, context->request->match_partners, &bytes, &list);
  return reply_list(context, result, list);
}

int call_match_opportunities(struct call_context *context) {
  Helix__V1__MatchList *list = NULL;
  int result = ask_opportunities(context, context->request->match_opportunities, &list);
  return reply_list(context, result, list);
}

// --- batches

static uint32_t limit_of(const Helix__V1__MatchQuery *query) {
  switch (query->query_case) {
  case HELIX__V1__MATCH_QUERY__QUERY_THEMES:
    return query->themes->limit;
  case HELIX__V1__MATCH_QUERY__QUERY_STAKEHOLDERS:
    return query->stakeholders->limit;
  case HELIX__V1__MATCH_QUERY__QUERY_PARTNERS:
    return query->partners->limit;
  case HELIX__V1__MATCH_QUERY__QUERY_OPPORTUNITIES:
    return query->opportunities->limit;
  case HELIX__V1__MATCH_QUERY__QUERY__NOT_SET:
  case _HELIX__V1__MATCH_QUERY__QUERY__CASE_IS_INT_SIZE:
    break;
  }
  return 0;
}

static int check_batch(struct call_context *context, const Helix__V1__MatchBatch *batch) {
  uint64_t rows = 0;
  for (size_t i = 0; i < batch->n_queries; i++) {
    uint32_t limit = limit_of(batch->queries[i]);
    rows += limit > BATCH_ROWS_MAX ? BATCH_ROWS_MAX : limit ? limit : LIMIT_DEFAULT;
  }
  if (batch->n_queries <= BATCH_QUERIES_MAX && rows <= BATCH_ROWS_MAX)
    return 0;
  error_set(&context->error, ERROR_TOO_LARGE, "queries: %zu queries for %llu rows; a batch takes %d for %d",
            batch->n_queries, (unsigned long long)rows, BATCH_QUERIES_MAX, BATCH_ROWS_MAX);
  return error_hint(&context->error, "send them in several batches");
}

static int ask_query(struct call_context *context, const Helix__V1__MatchQuery *query, size_t *bytes,
                     Helix__V1__MatchList **ret_list) {
  switch (query->query_case) {
  case HELIX__V1__MATCH_QUERY__QUERY_THEMES:
    return ask_themes(context, query->themes, bytes, ret_list);
  case HELIX__V1__MATCH_QUERY__QUERY_STAKEHOLDERS:
    return ask_stakeholders(context, query->stakeholders, bytes, ret_list);
  case HELIX__V1__MATCH_QUERY__QUERY_PARTNERS:
    return ask_partners(context, query->partners, bytes, ret_list);
  case HELIX__V1__MATCH_QUERY__QUERY_OPPORTUNITIES:
    return ask_opportunities(context, query->opportunities, ret_list);
  case HELIX__V1__MATCH_QUERY__QUERY__NOT_SET:
  case _HELIX__V1__MATCH_QUERY__QUERY__CASE_IS_INT_SIZE:
    break;
  }
  return match_ask_nothing(context, "themes, stakeholders, partners or opportunities");
}

// A question that fails is answered with its error; only the end of the time ends the batch.
static Helix__V1__MatchAnswer *answer_query(struct call_context *context, const Helix__V1__MatchQuery *query,
                                            size_t *bytes) {
  Helix__V1__MatchAnswer *answer = arena_need(context->arena, sizeof *answer);
  Helix__V1__MatchList *list = NULL;
  helix__v1__match_answer__init(answer);
  context->findings = (struct findings){.arena = context->arena};
  if (ask_query(context, query, bytes, &list)) {
    answer->result_case = HELIX__V1__MATCH_ANSWER__RESULT_ERROR;
    answer->error = answer_error(context->arena, &context->error, &context->findings);
  } else {
    answer->result_case = HELIX__V1__MATCH_ANSWER__RESULT_MATCHES;
    answer->matches = list;
  }
  return answer;
}

int call_match_batch(struct call_context *context) {
  const Helix__V1__MatchBatch *batch = context->request->match_batch;
  size_t bytes = 0;
  int result = check_batch(context, batch);
  if (result)
    return result;
  Helix__V1__MatchAnswers *answers = arena_need(context->arena, sizeof *answers);
  helix__v1__match_answers__init(answers);
  answers->answers = arena_need(context->arena, batch->n_queries * sizeof *answers->answers);
  for (size_t i = 0; i < batch->n_queries; i++) {
    context->error = (struct error){0};
    answers->answers[answers->n_answers++] = answer_query(context, batch->queries[i], &bytes);
    if (context->error.kind == ERROR_DEADLINE)
      return -(int)ERROR_DEADLINE;
  }
  context->findings = (struct findings){.arena = context->arena};
  context->reply->result_case = HELIX__V1__REPLY__RESULT_MATCH_ANSWERS;
  context->reply->match_answers = answers;
  return 0;
}
