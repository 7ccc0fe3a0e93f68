// SPDX-License-Identifier: Apache-2.0
#include "service/permit.h"

#include "access/permission.h"
#include "service/record.h"
#include "service/token.h"

#include <string.h>

#define CALL(name) HELIX__V1__REQUEST__CALL_##name

// --- by the table

static int refuse_role(const struct access_caller *caller, const char *what, struct error *error) {
  error_set(error, ERROR_NOT_PERMITTED, "%s: a %s may not do this", what, access_role_name(caller->role));
  return error_hint(error, "ask a coach or the administrator of the office; `helixctl whoami` shows your role");
}

int service_permit(const struct access_caller *caller, uint32_t call, struct error *error) {
  const struct call *row = call_find(call);
  const char *what = row ? row->name : "status";
  if (caller->standing == ACCESS_REVOKED) {
    error_set(error, ERROR_REVOKED, "%s: this key was revoked, or replaced by another", what);
    return error_hint(error, "use the newer key if you made one; else ask the office for an invitation, then "
                             "`helixctl enroll`");
  }
  if (access_scope_of(caller, call) != ACCESS_DENIED)
    return 0;
  if (caller->standing == ACCESS_INVITED) {
    error_set(error, ERROR_NOT_PERMITTED, "%s: an invitation may do nothing but enrol", what);
    return error_hint(error, "`helixctl enroll` with the invitation's code makes a key that may");
  }
  if (call == CALL(ENROLL)) {
    error_set(error, ERROR_NOT_PERMITTED, "%s: this key is enrolled already, or it is the local socket", what);
    return error_hint(error, "`helixctl enroll CODE` uses the invitation's own key");
  }
  return refuse_role(caller, what, error);
}

bool service_is_import(uint32_t call) {
  return call == CALL(IMPORT_STAKEHOLDERS) || call == CALL(FINISH_IMPORT);
}

// --- by the record

bool permit_is_member(const struct call_context *context) {
  return context->job->caller.role <= ACCESS_MEMBER;
}

int permit_absent(struct call_context *context, const char *word) {
  return record_absent(context, word);
}

char *permit_scoped(struct arena *arena, const struct access_caller *caller, const char *text) {
  // no key and no batch has a blank, so that nobody can name another's
  return caller->number && *text ? arena_print(arena, "%llu %s", (unsigned long long)caller->number, text)
                                 : arena_copy(arena, text);
}

// The id behind a word that may be a pseudonym.
static int resolve(struct call_context *context, char **word) {
  char id[PSEUDONYM_ID_BYTES_MAX + 1];
  if (!pseudonym_is(*word))
    return 0;
  if (!pseudonym_read(context->service->access.pseudonym_key, *word, id))
    return permit_absent(context, *word);
  *word = arena_copy(context->arena, id);
  return 0;
}

// Any that discloses itself to the caller: by its pseudonym always, by its id only when the caller may know that.
static int see(struct call_context *context, char **word) {
  bool is_pseudonym = pseudonym_is(*word);
  if (!**word)
    return 0;
  if (permit_is_member(context) && !is_pseudonym &&
      access_registry_stage(context->registry, &context->job->caller, *word) < ACCESS_ORGANISATION)
    return permit_absent(context, *word);
  return resolve(context, word);
}

static int own(struct call_context *context, char **word) {
  if (!permit_is_member(context))
    return resolve(context, word);
  if (access_registry_owns(context->registry, &context->job->caller, *word))
    return 0;
  size_t count;
  const char *const *ids = access_registry_owned(context->registry, context->job->caller.number, &count);
  error_set(&context->error, ERROR_NOT_PERMITTED, "\"%s\" is not one of your stakeholders", *word);
  if (!count)
    return error_hint(&context->error, "you have none yet: submit your profile without an id, or ask the office");
  return error_hint(&context->error, "yours: %s%s", ids[0], count > 1 ? " and others, see `helixctl whoami`" : "");
}

// Others that a member's profile names, as owners or never to meet: those that it may know, and teasers by their pseudonym. Any other id
// is refused, there or not; else the lists of a profile that names it would tell.
static int other(struct call_context *context, const char *field, char **word) {
  if (!**word || pseudonym_is(*word))
    return resolve(context, word);
  if (access_registry_stage(context->registry, &context->job->caller, *word) >= ACCESS_ORGANISATION)
    return 0;
  error_set(&context->error, ERROR_NOT_PERMITTED, "%s: \"%.80s\" is not disclosed to you", field, *word);
  return error_hint(&context->error, "name others by the pseudonym that lists show; leave the id of an owner out");
}

static int others(struct call_context *context, Helix__V1__Stakeholder *message) {
  int result = 0;
  if (!message || !permit_is_member(context))
    return 0;
  for (size_t i = 0; i < message->n_owners && !result; i++)
    result = other(context, "owners", &message->owners[i]->id);
  for (size_t i = 0; i < message->n_statements; i++)
    for (size_t j = 0; j < message->statements[i]->n_never && !result; j++)
      result = other(context, "never", &message->statements[i]->never[j]);
  return result;
}

// A profile that a member hands in: one of its own, or its first, whose id the daemon gives. A chosen id would tell who is there.
static int submit(struct call_context *context, Helix__V1__Stakeholder *message) {
  size_t count;
  if (!message || !permit_is_member(context))
    return 0;
  int result = others(context, message);
  if (result)
    return result;
  access_registry_owned(context->registry, context->job->caller.number, &count);
  if (!*message->id && !count)
    return 0;
  if (!*message->id) {
    error_set(&context->error, ERROR_NOT_PERMITTED, "a member registers one stakeholder, and you have yours");
    return error_hint(&context->error, "put its id into the profile; `helixctl whoami` shows it");
  }
  return own(context, &message->id);
}

static int deny_field(struct call_context *context, const char *field, const char *why, const char *hint) {
  error_set(&context->error, ERROR_NOT_PERMITTED, "%s: %s", field, why);
  return error_hint(&context->error, "%s", hint);
}

// What a teaser does not show cannot be asked for either: else it could be found out by asking.
static int check_filter(struct call_context *context, const Helix__V1__Filter *filter) {
  if (!filter || !permit_is_member(context))
    return 0;
  if (*filter->name)
    return deny_field(context, "filter.name", "names are disclosed to members one by one", "leave the name out");
  if (filter->n_places)
    return deny_field(context, "filter.places", "cities are disclosed to members one by one",
                      "filter by country instead");
  return 0;
}

static int check_weights(struct call_context *context, const char *weights) {
  if (!*weights || !permit_is_member(context))
    return 0;
  return deny_field(context, "weights", "other weights are for coaches to try", "ask without --weights");
}

// The token of a page holds the id of its last row, to members under its pseudonym.
static int resolve_token(struct call_context *context, char **text) {
  struct token token;
  char id[PSEUDONYM_ID_BYTES_MAX + 1];
  if (!**text || token_parse(*text, &token) || !token.id)
    return 0;                  // the call itself finds fault with it
  if (!pseudonym_is(token.id)) // made by hand: by halving one could find out where an id stands
    return permit_is_member(context)
               ? deny_field(context, "after", "not the end of a page of yours", "give `next` of the page before")
               : 0;
  if (!pseudonym_read(context->service->access.pseudonym_key, token.id, id))
    return permit_absent(context, token.id);
  token.id = id;
  *text = token_print(context->arena, &token);
  return 0;
}

// The place where a list goes on is a pseudonym: with ids one could find out who is there by halving.
static int resolve_after(struct call_context *context, char **after) {
  if (**after && permit_is_member(context) && !pseudonym_is(*after))
    return deny_field(context, "after", "not the end of a page of yours", "give `next` of the page before");
  return resolve(context, after);
}

static int match_themes(struct call_context *context, Helix__V1__MatchThemes *call) {
  int result = check_weights(context, call->weights);
  if (!result && call->subject_case == HELIX__V1__MATCH_THEMES__SUBJECT_STAKEHOLDER_ID)
    result = own(context, &call->stakeholder_id);
  if (!result && call->subject_case == HELIX__V1__MATCH_THEMES__SUBJECT_STAKEHOLDER)
    result = others(context, call->stakeholder);
  return result;
}

static int match_stakeholders(struct call_context *context, Helix__V1__MatchStakeholders *call) {
  int result = check_filter(context, call->filter);
  if (!result)
    result = check_weights(context, call->weights);
  if (!result)
    result = resolve_token(context, &call->after);
  if (!result)
    result = see(context, &call->why);
  if (!result && call->subject_case == HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_LIKE)
    result = own(context, &call->like);
  return result;
}

static int match_partners(struct call_context *context, Helix__V1__MatchPartners *call) {
  int result = check_filter(context, call->filter);
  if (!result)
    result = check_weights(context, call->weights);
  if (!result)
    result = resolve_token(context, &call->after);
  if (!result)
    result = see(context, &call->why);
  if (!result && call->subject_case == HELIX__V1__MATCH_PARTNERS__SUBJECT_STAKEHOLDER_ID)
    result = own(context, &call->stakeholder_id);
  if (!result && call->subject_case == HELIX__V1__MATCH_PARTNERS__SUBJECT_STAKEHOLDER)
    result = others(context, call->stakeholder);
  return result;
}

static int match_opportunities(struct call_context *context, Helix__V1__MatchOpportunities *call) {
  int result = check_weights(context, call->weights);
  if (!result && call->subject_case == HELIX__V1__MATCH_OPPORTUNITIES__SUBJECT_STAKEHOLDER_ID)
    result = own(context, &call->stakeholder_id);
  return result;
}

static int match_query(struct call_context *context, Helix__V1__MatchQuery *query) {
  switch (query->query_case) {
  case HELIX__V1__MATCH_QUERY__QUERY_THEMES:
    return match_themes(context, query->themes);
  case HELIX__V1__MATCH_QUERY__QUERY_STAKEHOLDERS:
    return match_stakeholders(context, query->stakeholders);
  case HELIX__V1__MATCH_QUERY__QUERY_PARTNERS:
    return match_partners(context, query->partners);
  case HELIX__V1__MATCH_QUERY__QUERY_OPPORTUNITIES:
    return match_opportunities(context, query->opportunities);
  case HELIX__V1__MATCH_QUERY__QUERY__NOT_SET:
  case _HELIX__V1__MATCH_QUERY__QUERY__CASE_IS_INT_SIZE:
    return 0;
  }
  return 0;
}

static int match_batch(struct call_context *context, const Helix__V1__MatchBatch *batch) {
  int result = 0;
  for (size_t i = 0; i < batch->n_queries && !result; i++)
    result = match_query(context, batch->queries[i]);
  return result;
}

static int list(struct call_context *context, Helix__V1__ListStakeholders *call) {
  int result = check_filter(context, call->filter);
  if (!result && call->withdrawn && permit_is_member(context))
    result = deny_field(context, "withdrawn", "members see who is there", "leave it out");
  return result ? result : resolve_after(context, &call->after);
}

static int identity(struct call_context *context, uint64_t *number) {
  const struct access_caller *caller = &context->job->caller;
  if (!*number)
    *number = caller->number;
  if (*number == caller->number || access_scope_of(caller, context->job->call) == ACCESS_ANY)
    return 0;
  error_set(&context->error, ERROR_NOT_PERMITTED, "identity %llu is not yours", (unsigned long long)*number);
  return error_hint(&context->error, "yours is %llu", (unsigned long long)caller->number);
}

static int give_consent(struct call_context *context, Helix__V1__GiveConsent *call) {
  int result = own(context, &call->stakeholder);
  return result ? result : see(context, &call->to);
}

static int preview(struct call_context *context, Helix__V1__PreviewStakeholder *call) {
  return own(context, &call->stakeholder_id);
}

static int check_records(struct call_context *context) {
  // unpacked into our own arena: what stands there is ours to replace
  Helix__V1__Request *request = unconst(context->request);
  switch (request->call_case) {
  case CALL(SUBMIT_STAKEHOLDER):
    return submit(context, request->submit_stakeholder->stakeholder);
  case CALL(GET_STAKEHOLDER):
    return see(context, &request->get_stakeholder->id);
  case CALL(LIST_STAKEHOLDERS):
    return list(context, request->list_stakeholders);
  case CALL(WITHDRAW_STAKEHOLDER):
    return own(context, &request->withdraw_stakeholder->id);
  case CALL(GET_STAKEHOLDER_HISTORY):
    return own(context, &request->get_stakeholder_history->id);
  case CALL(MATCH_THEMES):
    return match_themes(context, request->match_themes);
  case CALL(MATCH_STAKEHOLDERS):
    return match_stakeholders(context, request->match_stakeholders);
  case CALL(MATCH_PARTNERS):
    return match_partners(context, request->match_partners);
  case CALL(MATCH_OPPORTUNITIES):
    return match_opportunities(context, request->match_opportunities);
  case CALL(MATCH_BATCH):
    return match_batch(context, request->match_batch);
  case CALL(GET_IDENTITY):
    return identity(context, &request->get_identity->number);
  case CALL(REVOKE_IDENTITY):
    return identity(context, &request->revoke_identity->number);
  case CALL(GIVE_CONSENT):
    return give_consent(context, request->give_consent);
  case CALL(LIST_CONSENTS):
    return own(context, &request->list_consents->stakeholder);
  case CALL(SHOW_CONTACTS):
    return see(context, &request->show_contacts->stakeholder);
  case CALL(PREVIEW_STAKEHOLDER):
    return preview(context, request->preview_stakeholder);
  case CALL(EXPORT_PRIVACY):
    return own(context, &request->export_privacy->stakeholder);
  case CALL(ERASE_PRIVACY):
    return own(context, &request->erase_privacy->stakeholder);
  // They name no stakeholder, or are for coaches and administrators only, who may name any.
  case CALL(STATUS):
  case CALL(IMPORT_STAKEHOLDERS):
  case CALL(FINISH_IMPORT):
  case CALL(LIST_THEMES):
  case CALL(GET_THEME):
  case CALL(LIST_PLACES):
  case CALL(LIST_COOPERATIONS):
  case CALL(TAG_TEXT):
  case CALL(WHO_AM_I):
  case CALL(ENROLL):
  case CALL(INVITE):
  case CALL(LIST_INVITATIONS):
  case CALL(CANCEL_INVITATION):
  case CALL(LIST_IDENTITIES):
  case CALL(ROTATE_IDENTITY):
  case CALL(WITHDRAW_CONSENT): // by number: the call itself looks whose it is
  case CALL(LIST_PERSON_EXPORTS):
  case CALL(LIST_AUDIT):
  case CALL(VERIFY_AUDIT):
  case CALL(LIST_DUPLICATES):
  case CALL(MERGE_STAKEHOLDERS):
  case CALL(UNDO_MERGE):
  case HELIX__V1__REQUEST__CALL__NOT_SET:
  case _HELIX__V1__REQUEST__CALL__CASE_IS_INT_SIZE:
    return 0;
  }
  return 0;
}

// The table once more: the loop asked it already, but whoever hands a job in by another way must not get around it.
int permit_records(struct call_context *context) {
  const struct job *job = context->job;
  int result = job->call == CALL(STATUS) ? 0 : service_permit(&job->caller, job->call, &context->error);
  return result ? result : check_records(context);
}
