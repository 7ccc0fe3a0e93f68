// SPDX-License-Identifier: Apache-2.0
// Consent to be seen: given, withdrawn, listed; and what it opens.
#include "service/disclose.h"
#include "service/permit.h"
#include "service/record.h"

#include "base/date.h"
#include "service/audit.h"
#include "service/check.h"
#include "service/consent.h"
#include "service/item_list.h"

#include <string.h>

#define KIND(name) HELIX__V1__CONSENT__KIND__##name

static const char china[] = "CN";

Helix__V1__Consent *consent_message(struct arena *arena, const struct store_consent *row) {
  Helix__V1__Consent *consent = arena_need(arena, sizeof *consent);
  helix__v1__consent__init(consent);
  consent->number = row->number;
  consent->kind = (Helix__V1__Consent__Kind)row->kind;
  consent->stakeholder = arena_copy(arena, row->stakeholder);
  consent->to = arena_copy(arena, row->to);
  consent->contact = arena_copy(arena, row->contact);
  consent->given_at_ms = row->given_at_ms;
  consent->given_by = row->given_by;
  consent->withdrawn_at_ms = row->withdrawn_at_ms;
  consent->withdrawn_by = row->withdrawn_by;
  return consent;
}

static const char *kind_name(uint32_t kind) {
  return kind == KIND(DISCLOSE_ORGANISATION) ? "to show the organisation"
         : kind == KIND(DISCLOSE_CONTACT)    ? "to show contact persons"
                                             : "to show a person outside of China";
}

// To whom it was given, as the caller may know it: a member sees another's id only when that one is disclosed to it.
static int show_receiver(struct call_context *context, Helix__V1__Consent *consent) {
  char word[PSEUDONYM_BYTES];
  if (!*consent->to || access_registry_stage(context->registry, &context->job->caller, consent->to) != ACCESS_TEASER)
    return 0;
  if (!pseudonym_make(context->service->access.pseudonym_key, consent->to, word))
    return error_set(&context->error, ERROR_FAULT, "a stakeholder's id has %zu bytes", strlen(consent->to));
  consent->to = arena_copy(context->arena, word);
  return 0;
}

static int answer(struct call_context *context, Helix__V1__Consent *consent) {
  context->reply->result_case = HELIX__V1__REPLY__RESULT_CONSENT;
  context->reply->consent = consent;
  return show_receiver(context, consent);
}

// --- giving

static int refuse_field(struct call_context *context, const char *field, const char *what, const char *hint) {
  error_set(&context->error, ERROR_INVALID, "give_consent.%s: %s", field, what);
  return error_hint(&context->error, "%s", hint);
}

int call_prepare_give_consent(struct call_context *context) {
  const Helix__V1__GiveConsent *call = context->request->give_consent;
  bool is_person = call->kind == KIND(CROSS_BORDER);
  if (call->kind < KIND(DISCLOSE_ORGANISATION) || call->kind > KIND(CROSS_BORDER))
    return refuse_field(context, "kind", "it is missing", "organisation, contact or cross-border");
  if (!*call->stakeholder)
    return refuse_field(context, "stakeholder", "whose consent it is, is missing", "give the stakeholder's id");
  if (*call->to && (is_person || !check_is_id(call->to)))
    return refuse_field(context, "to", is_person ? "a person's consent is for everybody outside" : "not an id",
                        "leave it out, or give the id of the stakeholder that may see");
  if (is_person != !!*call->contact)
    return refuse_field(context, "contact",
                        is_person ? "which person is missing" : "consent is for all contact persons",
                        is_person ? "give the id of the contact in the profile" : "leave it out");
  return 0;
}

static int check_person(struct call_context *context, const char *stakeholder, const char *contact) {
  Helix__V1__StakeholderRecord *record = record_get(context, stakeholder, 0);
  if (!record)
    return -(int)context->error.kind;
  for (size_t i = 0; i < record->stakeholder->n_contacts; i++)
    if (!strcmp(record->stakeholder->contacts[i]->id, contact))
      return 0;
  error_set(&context->error, ERROR_NOT_FOUND, "\"%s\" has no contact person \"%s\"", stakeholder, contact);
  return error_hint(&context->error, "submit the profile with the person first");
}

int call_apply_give_consent(struct call_context *context, struct index_changes *changes) {
  const Helix__V1__GiveConsent *call = context->request->give_consent;
  int result = 0;
  if (call->kind == KIND(CROSS_BORDER))
    result = check_person(context, call->stakeholder, call->contact);
  else if (!record_get(context, call->stakeholder, 0))
    result = -(int)context->error.kind;
  if (result)
    return result;
  struct store_consent row = {.kind = (uint32_t)call->kind,
                              .stakeholder = call->stakeholder,
                              .to = call->to,
                              .contact = call->contact,
                              .given_at_ms = context->now_ms,
                              .given_by = context->job->caller.number};
  result = store_give_consent(context->worker->store, &row, &row.number, &context->error);
  if (!result)
    result = audit_note(context, "consent.give", call->stakeholder, "consent %llu %s, to %s",
                        (unsigned long long)row.number, kind_name(row.kind), *call->to ? "one" : "all");
  if (result < 0)
    return result;
  changes->access |= !result; // above 0: it holds already, which is what was wanted
  return answer(context, consent_message(context->arena, &row));
}

// --- withdrawing

int call_prepare_withdraw_consent(struct call_context *context) {
  if (context->request->withdraw_consent->number)
    return 0;
  error_set(&context->error, ERROR_INVALID, "withdraw_consent.number: which one is missing");
  return error_hint(&context->error, "`helixctl consent list` shows the numbers");
}

struct found {
  struct call_context *context;
  Helix__V1__Consent *consent;
};

static int take(const struct store_consent *row, void *data, struct error *error) {
  (void)error;
  struct found *found = data;
  found->consent = consent_message(found->context->arena, row);
  return 0;
}

int call_apply_withdraw_consent(struct call_context *context, struct index_changes *changes) {
  uint64_t number = context->request->withdraw_consent->number;
  struct store *store = context->worker->store;
  struct found found = {.context = context};
  int result = store_get_consent(store, number, take, &found, &context->error);
  if (result < 0)
    return result;
  if (result || (permit_is_member(context) &&
                 !access_registry_owns(context->registry, &context->job->caller, found.consent->stakeholder))) {
    error_set(&context->error, ERROR_NOT_FOUND, "there is no consent %llu of yours", (unsigned long long)number);
    return error_hint(&context->error, "`helixctl consent list` shows those there are");
  }
  result = store_withdraw_consent(store, number, context->now_ms, context->job->caller.number, &context->error);
  if (!result) {
    found.consent->withdrawn_at_ms = context->now_ms;
    found.consent->withdrawn_by = context->job->caller.number;
    changes->access = true;
    result = audit_note(context, "consent.withdraw", found.consent->stakeholder, "consent %llu %s",
                        (unsigned long long)number, kind_name((uint32_t)found.consent->kind));
  }
  return result < 0 ? result : answer(context, found.consent); // withdrawn already is fine
}

// --- listing

struct listing {
  struct call_context *context;
  struct item_list list;
  bool withdrawn; // also those
};

static int collect(const struct store_consent *row, void *data, struct error *error) {
  (void)error;
  struct listing *listing = data;
  if (row->withdrawn_at_ms && !listing->withdrawn)
    return 0;
  Helix__V1__Consent *consent = consent_message(listing->context->arena, row);
  item_list_add(&listing->list, listing->context->arena, consent);
  return show_receiver(listing->context, consent);
}

int call_list_consents(struct call_context *context) {
  const Helix__V1__ListConsents *call = context->request->list_consents;
  struct listing listing = {.context = context, .withdrawn = call->withdrawn};
  if (!*call->stakeholder) {
    error_set(&context->error, ERROR_INVALID, "list_consents.stakeholder: whose is missing");
    return error_hint(&context->error, "give the stakeholder's id");
  }
  int result = store_each_consent(context->worker->store, call->stakeholder, collect, &listing, &context->error);
  if (result)
    return result;
  Helix__V1__ConsentList *list = arena_need(context->arena, sizeof *list);
  helix__v1__consent_list__init(list);
  list->consents = (void *)listing.list.items;
  list->n_consents = listing.list.count;
  context->reply->result_case = HELIX__V1__REPLY__RESULT_CONSENTS;
  context->reply->consents = list;
  return 0;
}

// --- what it opens

int call_preview(struct call_context *context) {
  const Helix__V1__PreviewStakeholder *call = context->request->preview_stakeholder;
  if (call->stage < HELIX__V1__STAGE__TEASER || call->stage > HELIX__V1__STAGE__CONTACT) {
    error_set(&context->error, ERROR_INVALID, "preview_stakeholder.stage: it is missing");
    return error_hint(&context->error, "teaser, organisation or contact");
  }
  if ((enum access_stage)call->stage >
      access_registry_stage(context->registry, &context->job->caller, call->stakeholder_id)) {
    error_set(&context->error, ERROR_NOT_PERMITTED, "contact persons are shown to their own organisation");
    return error_hint(&context->error, "`helixctl contact show` shows them to you, and is logged");
  }
  Helix__V1__StakeholderRecord *record = record_get(context, call->stakeholder_id, 0);
  if (!record)
    return -(int)context->error.kind;
  context->reply->result_case = HELIX__V1__REPLY__RESULT_STAKEHOLDER;
  context->reply->stakeholder = record;
  return disclose_record(context, record, (enum access_stage)call->stage);
}

// A write, although it only shows: that somebody saw these persons is kept, in the same transaction as the answer.
int call_prepare_show_contacts(struct call_context *context) {
  if (*context->request->show_contacts->stakeholder)
    return 0;
  error_set(&context->error, ERROR_INVALID, "show_contacts.stakeholder: whose is missing");
  return error_hint(&context->error, "give the stakeholder's id, or the pseudonym that stands for it");
}

static int check_stage(struct call_context *context, const char *stakeholder) {
  const struct access_caller *caller = &context->job->caller;
  if (caller->role >= ACCESS_COACH || access_registry_stage(context->registry, caller, stakeholder) >= ACCESS_CONTACT)
    return 0;
  error_set(&context->error, ERROR_NOT_PERMITTED, "it does not show you its contact persons");
  return error_hint(&context->error, "ask a coach to introduce you: contacts are shown once the other side consents");
}

static bool is_in_china(const struct call_context *context, const Helix__V1__Stakeholder *message,
                        const Helix__V1__Contact *contact) {
  return !strcmp(*contact->country ? contact->country : disclose_country(context, message), china);
}

int call_apply_show_contacts(struct call_context *context, struct index_changes *changes) {
  (void)changes;
  const char *id = context->request->show_contacts->stakeholder;
  Helix__V1__StakeholderRecord *record = record_get(context, id, 0);
  int result = record ? check_stage(context, id) : -(int)context->error.kind;
  if (result)
    return result;
  const Helix__V1__Stakeholder *message = record->stakeholder;
  bool own = access_registry_owns(context->registry, &context->job->caller, id);
  Helix__V1__ContactList *list = arena_need(context->arena, sizeof *list);
  helix__v1__contact_list__init(list);
  list->stakeholder = record->stakeholder->id;
  list->contacts = arena_need(context->arena, (message->n_contacts + 1) * sizeof *list->contacts);
  for (size_t i = 0; i < message->n_contacts && !result; i++) {
    Helix__V1__Contact *contact = message->contacts[i];
    bool crosses = !own && is_in_china(context, message, contact);
    if (crosses && !access_registry_may_cross_border(context->registry, id, contact->id)) {
      list->withheld++;
      continue;
    }
    if (crosses)
      result = store_note_person_shown(context->worker->store, (uint32_t)date_year(context->today), id, contact->id,
                                       &context->error);
    list->contacts[list->n_contacts++] = contact;
  }
  if (!result)
    result = audit_note(context, "contacts.show", id, "%zu shown, %u withheld", list->n_contacts, list->withheld);
  context->reply->result_case = HELIX__V1__REPLY__RESULT_CONTACTS;
  context->reply->contacts = list;
  return result;
}

// --- how many persons were shown

struct years {
  struct arena *arena;
  Helix__V1__PersonExports__Year *items[100];
  size_t count;
};

static int add_year(uint32_t year, uint64_t persons, void *data, struct error *error) {
  (void)error;
  struct years *years = data;
  if (years->count == sizeof years->items / sizeof *years->items)
    return 1;
  Helix__V1__PersonExports__Year *item = arena_need(years->arena, sizeof *item);
  helix__v1__person_exports__year__init(item);
  item->year = year;
  item->persons = persons;
  years->items[years->count++] = item;
  return 0;
}

int call_list_person_exports(struct call_context *context) {
  struct years *years = arena_need(context->arena, sizeof *years);
  *years = (struct years){.arena = context->arena};
  int result = store_each_person_year(context->worker->store, add_year, years, &context->error);
  if (result)
    return result;
  Helix__V1__PersonExports *exports = arena_need(context->arena, sizeof *exports);
  helix__v1__person_exports__init(exports);
  exports->years = years->items;
  exports->n_years = years->count;
  context->reply->result_case = HELIX__V1__REPLY__RESULT_PERSON_EXPORTS;
  context->reply->person_exports = exports;
  return 0;
}
