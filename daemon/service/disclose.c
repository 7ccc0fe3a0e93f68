// SPDX-License-Identifier: Apache-2.0
#include "service/disclose.h"

#include "access/teaser.h"
#include "service/permit.h"
#include "service/record.h"
#include "service/token.h"

#include <stdlib.h>
#include <string.h>

// --- a record

const char *disclose_country(const struct call_context *context, const Helix__V1__Stakeholder *message) {
  const struct vocabulary *vocabulary = context->view->knowledge->vocabulary;
  uint32_t place;
  if (!message->n_places || !vocabulary_place_find(vocabulary, message->places[0], &place))
    return "";
  return vocabulary_place(vocabulary, place)->country;
}

static int pseudonym_of(struct call_context *context, const char *id, char **ret_word) {
  char word[PSEUDONYM_BYTES];
  if (!pseudonym_make(context->service->access.pseudonym_key, id, word))
    return error_set(&context->error, ERROR_FAULT, "a stakeholder's id has %zu bytes", strlen(id));
  *ret_word = arena_copy(context->arena, word);
  return 0;
}

static char *redacted(struct call_context *context, const struct teaser_owner *owner, const char *text) {
  char *clean = teaser_redact(owner, text);
  char *copy = arena_copy(context->arena, clean);
  free(clean);
  return copy;
}

// What a stranger reads of a statement: nothing that names people, places, partners or what must not be.
static Helix__V1__Statement *teaser_statement(struct call_context *context, const struct teaser_owner *owner,
                                              const Helix__V1__Statement *full) {
  Helix__V1__Statement *statement = arena_need(context->arena, sizeof *statement);
  helix__v1__statement__init(statement);
  statement->id = full->id;
  statement->kind = full->kind;
  statement->title = redacted(context, owner, full->title);
  statement->text = redacted(context, owner, full->text);
  statement->language = full->language;
  statement->themes = full->themes;
  statement->n_themes = full->n_themes;
  statement->cooperations = full->cooperations;
  statement->n_cooperations = full->n_cooperations;
  statement->direction = full->direction;
  statement->trl = full->trl;
  return statement;
}

// Its own words for strangers, in the place of the statements.
static Helix__V1__Statement *own_teaser(struct call_context *context, const struct teaser_owner *owner,
                                        const Helix__V1__Text *teaser, size_t number) {
  Helix__V1__Statement *statement = arena_need(context->arena, sizeof *statement);
  helix__v1__statement__init(statement);
  statement->id = arena_print(context->arena, "t%zu", number + 1);
  statement->kind = HELIX__V1__STATEMENT_KIND__ABOUT;
  statement->language = teaser->language;
  statement->text = redacted(context, owner, teaser->value);
  return statement;
}

static Helix__V1__Stakeholder *teaser_message(struct call_context *context, const struct teaser_owner *owner,
                                              const Helix__V1__Stakeholder *full) {
  Helix__V1__Stakeholder *message = arena_need(context->arena, sizeof *message);
  helix__v1__stakeholder__init(message);
  size_t count = full->n_teasers ? full->n_teasers : full->n_statements;
  message->statements = arena_need(context->arena, (count + 1) * sizeof *message->statements);
  message->n_statements = count;
  for (size_t i = 0; i < count; i++)
    message->statements[i] = full->n_teasers ? own_teaser(context, owner, full->teasers[i], i)
                                             : teaser_statement(context, owner, full->statements[i]);
  message->helix = full->helix;
  message->themes = full->themes;
  message->n_themes = full->n_themes;
  message->sample = full->sample;
  return message;
}

// The class alone: the basis of a size quotes the figures.
static void strip_sizes(Helix__V1__Size **sizes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    sizes[i]->basis = unconst("");
    sizes[i]->year = 0;
  }
}

static int make_teaser(struct call_context *context, Helix__V1__StakeholderRecord *record) {
  const Helix__V1__Stakeholder *full = record->stakeholder;
  struct teaser_owner *owner = teaser_owner_new(full);
  record->stakeholder = teaser_message(context, owner, full);
  teaser_owner_free(owner);
  record->country = unconst(disclose_country(context, full));
  record->revision = 0; // how often somebody changes a profile, and when, is known to those who may see it
  record->submitted_at_ms = 0;
  strip_sizes(record->sizes, record->n_sizes);
  return pseudonym_of(context, full->id, &record->stakeholder->id);
}

static enum access_stage stage_of(const struct call_context *context, const char *id) {
  return access_registry_stage(context->registry, &context->job->caller, id);
}

// The id of another, as the caller may know it.
static int hide_id(struct call_context *context, char **id) {
  return **id && stage_of(context, *id) < ACCESS_ORGANISATION ? pseudonym_of(context, *id, id) : 0;
}

// Others that a profile names. What a member wrote as a pseudonym is kept as the id behind it, and read as a pseudonym again.
static int hide_others(struct call_context *context, Helix__V1__Stakeholder *message) {
  int result = 0;
  if (!permit_is_member(context))
    return 0;
  for (size_t i = 0; i < message->n_owners && !result; i++)
    result = hide_id(context, &message->owners[i]->id);
  for (size_t i = 0; i < message->n_statements; i++)
    for (size_t j = 0; j < message->statements[i]->n_never && !result; j++)
      result = hide_id(context, &message->statements[i]->never[j]);
  return result;
}

int disclose_record(struct call_context *context, Helix__V1__StakeholderRecord *record, enum access_stage stage) {
  record->stage = (Helix__V1__Stage)stage;
  switch (stage) {
  case ACCESS_NOTHING:
    return permit_absent(context, record->stakeholder->id);
  case ACCESS_TEASER:
    return make_teaser(context, record);
  case ACCESS_ORGANISATION:
    record->stakeholder->n_contacts = 0;
    return hide_others(context, record->stakeholder);
  case ACCESS_CONTACT:
    return hide_others(context, record->stakeholder);
  }
  return permit_absent(context, record->stakeholder->id);
}

static int disclose_list(struct call_context *context, Helix__V1__StakeholderList *list) {
  int result = 0;
  if (*list->next && permit_is_member(context))
    result = pseudonym_of(context, list->next, &list->next);
  for (size_t i = 0; i < list->n_stakeholders && !result; i++) {
    Helix__V1__StakeholderRecord *record = list->stakeholders[i];
    result = disclose_record(context, record, stage_of(context, record->stakeholder->id));
  }
  return result;
}

// --- a match

static void redact_change(struct call_context *context, const struct teaser_owner *owner, Helix__V1__Change *change) {
  if (!change)
    return;
  bool tells_place =
      change->facet == HELIX__V1__CONTRIBUTION__FACET__PLACE || change->facet == HELIX__V1__CONTRIBUTION__FACET__SOUGHT;
  change->text = tells_place ? unconst("") : redacted(context, owner, change->text);
}

// The words that still stand in what is left of the quote.
static void keep_shown_words(Helix__V1__Evidence *evidence) {
  size_t kept = 0;
  for (size_t i = 0; i < evidence->n_words; i++)
    if (strstr(evidence->candidate_quote, evidence->words[i]))
      evidence->words[kept++] = evidence->words[i];
  evidence->n_words = kept;
}

static void redact_evidence(struct call_context *context, const struct teaser_owner *owner, bool has_own_words,
                            Helix__V1__Evidence *evidence) {
  evidence->candidate_quote = redacted(context, owner, evidence->candidate_quote);
  evidence->note = redacted(context, owner, evidence->note);
  keep_shown_words(evidence);
  if (has_own_words) // strangers read its teaser and not its statements
    evidence->candidate_quote = unconst("");
}

// That a place, or whom one seeks, met says where the other is: only that it did is left.
static void redact_contribution(struct call_context *context, const struct teaser_owner *owner, bool has_own_words,
                                Helix__V1__Contribution *contribution) {
  if (contribution->facet == HELIX__V1__CONTRIBUTION__FACET__PLACE ||
      contribution->facet == HELIX__V1__CONTRIBUTION__FACET__SOUGHT ||
      contribution->facet == HELIX__V1__CONTRIBUTION__FACET__PRIOR)
    contribution->n_evidence = 0;
  for (size_t i = 0; i < contribution->n_evidence; i++)
    redact_evidence(context, owner, has_own_words, contribution->evidence[i]);
}

static int make_match_teaser(struct call_context *context, Helix__V1__Match *match) {
  int32_t day;
  Helix__V1__Stakeholder *full = record_get_message(context, context->arena, match->id, 0, &day);
  if (!full)
    return -(int)context->error.kind;
  struct teaser_owner *owner = teaser_owner_new(full);
  for (size_t i = 0; i < match->n_contributions; i++)
    redact_contribution(context, owner, full->n_teasers > 0, match->contributions[i]);
  for (size_t i = 0; i < match->n_cautions; i++)
    match->cautions[i] = redacted(context, owner, match->cautions[i]);
  redact_change(context, owner, match->counter);
  redact_change(context, owner, match->raise);
  for (size_t i = 0; i < match->n_against; i++)
    match->against[i]->reason = redacted(context, owner, match->against[i]->reason);
  teaser_owner_free(owner);
  match->n_labels = 0;
  match->n_places = 0;
  match->country = unconst(disclose_country(context, full));
  strip_sizes(match->sizes, match->n_sizes);
  return pseudonym_of(context, match->id, &match->id);
}

static int disclose_match(struct call_context *context, Helix__V1__Match *match) {
  if (match->helix == HELIX__V1__HELIX__HELIX_UNSPECIFIED) // a theme
    return 0;
  enum access_stage stage = stage_of(context, match->id);
  match->stage = (Helix__V1__Stage)stage;
  if (stage == ACCESS_NOTHING)
    return permit_absent(context, match->id);
  return stage == ACCESS_TEASER ? make_match_teaser(context, match) : 0;
}

// The token of the next page names the last row.
static int hide_token(struct call_context *context, Helix__V1__MatchList *list) {
  struct token token;
  char *word = NULL;
  if (!*list->next || !list->n_matches || token_parse(list->next, &token) ||
      list->matches[0]->helix == HELIX__V1__HELIX__HELIX_UNSPECIFIED)
    return 0;
  int result = pseudonym_of(context, token.id, &word);
  if (result)
    return result;
  token.id = word;
  list->next = token_print(context->arena, &token);
  return 0;
}

static int disclose_matches(struct call_context *context, Helix__V1__MatchList *list) {
  int result = permit_is_member(context) ? hide_token(context, list) : 0;
  for (size_t i = 0; i < list->n_matches && !result; i++)
    result = disclose_match(context, list->matches[i]);
  return result;
}

static int disclose_answers(struct call_context *context, Helix__V1__MatchAnswers *answers) {
  int result = 0;
  for (size_t i = 0; i < answers->n_answers && !result; i++)
    if (answers->answers[i]->result_case == HELIX__V1__MATCH_ANSWER__RESULT_MATCHES)
      result = disclose_matches(context, answers->answers[i]->matches);
  return result;
}

// --- what is held about one's own

static int disclose_export(struct call_context *context, Helix__V1__PrivacyExport *export) {
  int result = 0;
  bool shows_persons = stage_of(context, export->stakeholder) >= ACCESS_CONTACT;
  for (size_t i = 0; i < export->n_revisions && !shows_persons; i++)
    export->revisions[i]->stakeholder->n_contacts = 0;
  for (size_t i = 0; i < export->n_staged && !shows_persons; i++)
    export->staged[i]->n_contacts = 0;
  if (!permit_is_member(context))
    return 0;
  for (size_t i = 0; i < export->n_revisions && !result; i++)
    result = hide_others(context, export->revisions[i]->stakeholder);
  for (size_t i = 0; i < export->n_staged && !result; i++)
    result = hide_others(context, export->staged[i]);
  for (size_t i = 0; i < export->n_consents && !result; i++) {
    result = hide_id(context, &export->consents[i]->to);
    if (!result)
      result = hide_id(context, &export->consents[i]->stakeholder);
  }
  for (size_t i = 0; i < export->n_merges && !result; i++) {
    result = hide_id(context, &export->merges[i]->keep);
    if (!result)
      result = hide_id(context, &export->merges[i]->drop);
  }
  return result;
}

// The reason of a merge names the other record.
static void disclose_history(struct call_context *context, Helix__V1__StakeholderHistory *history) {
  for (size_t i = 0; i < history->n_revisions && permit_is_member(context); i++)
    if (!strncmp(history->revisions[i]->reason, "merged into ", 12))
      history->revisions[i]->reason = unconst("merged");
}

// --- a reply

int disclose(struct call_context *context) {
  Helix__V1__Reply *reply = context->reply;
  switch (reply->result_case) {
  case HELIX__V1__REPLY__RESULT_STAKEHOLDER:
    if (reply->stakeholder->stage) // a preview: made for the stage that was asked for
      return 0;
    return disclose_record(context, reply->stakeholder, stage_of(context, reply->stakeholder->stakeholder->id));
  case HELIX__V1__REPLY__RESULT_STAKEHOLDERS:
    return disclose_list(context, reply->stakeholders);
  case HELIX__V1__REPLY__RESULT_MATCHES:
    return disclose_matches(context, reply->matches);
  case HELIX__V1__REPLY__RESULT_MATCH_ANSWERS:
    return disclose_answers(context, reply->match_answers);
  case HELIX__V1__REPLY__RESULT_PRIVACY_EXPORT:
    return disclose_export(context, reply->privacy_export);
  case HELIX__V1__REPLY__RESULT_HISTORY:
    disclose_history(context, reply->history);
    return 0;
  // Of one's own, of the whole office, or without a stakeholder: permit.h lets nobody else ask.
  case HELIX__V1__REPLY__RESULT_ERROR:
  case HELIX__V1__REPLY__RESULT_STATUS:
  case HELIX__V1__REPLY__RESULT_SUBMITTED:
  case HELIX__V1__REPLY__RESULT_IMPORTED:
  case HELIX__V1__REPLY__RESULT_IMPORT_FINISHED:
  case HELIX__V1__REPLY__RESULT_THEMES:
  case HELIX__V1__REPLY__RESULT_THEME:
  case HELIX__V1__REPLY__RESULT_PLACES:
  case HELIX__V1__REPLY__RESULT_COOPERATIONS:
  case HELIX__V1__REPLY__RESULT_TAGS:
  case HELIX__V1__REPLY__RESULT_IDENTITY:
  case HELIX__V1__REPLY__RESULT_INVITATION:
  case HELIX__V1__REPLY__RESULT_INVITATIONS:
  case HELIX__V1__REPLY__RESULT_IDENTITIES:
  case HELIX__V1__REPLY__RESULT_CONSENT:
  case HELIX__V1__REPLY__RESULT_CONSENTS:
  case HELIX__V1__REPLY__RESULT_CONTACTS:
  case HELIX__V1__REPLY__RESULT_ERASURE:
  case HELIX__V1__REPLY__RESULT_PERSON_EXPORTS:
  case HELIX__V1__REPLY__RESULT_AUDIT:
  case HELIX__V1__REPLY__RESULT_AUDIT_VERIFIED:
  case HELIX__V1__REPLY__RESULT_DUPLICATES:
  case HELIX__V1__REPLY__RESULT_MERGE:
  case HELIX__V1__REPLY__RESULT__NOT_SET:
  case _HELIX__V1__REPLY__RESULT__CASE_IS_INT_SIZE:
    return 0;
  }
  return error_set(&context->error, ERROR_FAULT, "a reply of an unknown kind was held back");
}
