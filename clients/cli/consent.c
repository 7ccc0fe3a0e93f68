// SPDX-License-Identifier: Apache-2.0
// helixctl consent give, withdraw, list; contact show; stakeholder preview
#include "cli/session.h"
#include "cli/stakeholder.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "cli/wording.h"

#include <glib.h>
#include <inttypes.h>
#include <sysexits.h>

static char *borrow(const char *text) {
  return (char *)(uintptr_t)(text ? text : "");
}

static const char *kind_words(Helix__V1__Consent__Kind kind) {
  switch (kind) {
  case HELIX__V1__CONSENT__KIND__DISCLOSE_ORGANISATION:
    return "show the organisation";
  case HELIX__V1__CONSENT__KIND__DISCLOSE_CONTACT:
    return "show organisation and contact persons";
  case HELIX__V1__CONSENT__KIND__CROSS_BORDER:
    return "show the person outside of China";
  case HELIX__V1__CONSENT__KIND__KIND_UNSPECIFIED:
  case _HELIX__V1__CONSENT__KIND_IS_INT_SIZE:
    return "?";
  }
  return "?";
}

static const char *receiver(const Helix__V1__Consent *consent) {
  if (consent->kind == HELIX__V1__CONSENT__KIND__CROSS_BORDER)
    return consent->contact;
  return *consent->to ? consent->to : "every member";
}

static void tell(struct output *output, const Helix__V1__Consent *consent) {
  output_print(output, "Consent %" PRIu64 " of %s: %s, %s.\n", consent->number, consent->stakeholder,
               kind_words(consent->kind), receiver(consent));
  if (consent->withdrawn_at_ms)
    output_print(output, "It is withdrawn, with the next request of whoever it was given to.\n");
  else
    output_print(output, "To withdraw it: helixctl consent withdraw %" PRIu64 "\n", consent->number);
}

static int ask(struct session *session, const Helix__V1__Request *request) {
  Helix__V1__Reply *reply = NULL;
  int result = session_call(session, request, &reply);
  if (result)
    return result;
  if (session->output->json)
    output_message(session->output, &reply->consent->base);
  else
    tell(session->output, reply->consent);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}

int consent_give_run(struct session *session) {
  const struct arguments *arguments = session->arguments;
  Helix__V1__GiveConsent call = HELIX__V1__GIVE_CONSENT__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  if (!arguments_has(arguments, OPTION_KIND))
    return output_fail(session->output, EX_USAGE, FAIL_USAGE, "See 'helixctl help consent give'.",
                       "--kind is missing: disclose-organisation, disclose-contact or cross-border");
  call.kind = (Helix__V1__Consent__Kind)choice_find(&helix__v1__consent__kind__descriptor,
                                                    arguments_text(arguments, OPTION_KIND));
  call.stakeholder = borrow(arguments_operand(arguments));
  call.to = borrow(arguments_text(arguments, OPTION_TO));
  call.contact = borrow(arguments_text(arguments, OPTION_CONTACT));
  request.call_case = HELIX__V1__REQUEST__CALL_GIVE_CONSENT;
  request.give_consent = &call;
  return ask(session, &request);
}

int consent_withdraw_run(struct session *session) {
  Helix__V1__WithdrawConsent call = HELIX__V1__WITHDRAW_CONSENT__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  call.number = arguments_operand_number(session->arguments);
  request.call_case = HELIX__V1__REQUEST__CALL_WITHDRAW_CONSENT;
  request.withdraw_consent = &call;
  return ask(session, &request);
}

static void list_table(struct output *output, const Helix__V1__ConsentList *list) {
  static const struct table_column columns[] = {{"NUMBER", TABLE_RIGHT}, {"CONSENT", TABLE_LEFT},
                                                {"FOR", TABLE_CUT},      {"GIVEN", TABLE_LEFT},
                                                {"BY", TABLE_LEFT},      {"WITHDRAWN", TABLE_LEFT}};
  struct table *table = table_new(output, columns, G_N_ELEMENTS(columns));
  for (size_t i = 0; i < list->n_consents; i++) {
    const Helix__V1__Consent *consent = list->consents[i];
    g_autofree char *number = g_strdup_printf("%" PRIu64, consent->number);
    g_autofree char *given = wording_time(consent->given_at_ms);
    g_autofree char *by = consent->given_by ? g_strdup_printf("#%" PRIu64, consent->given_by) : g_strdup("local");
    g_autofree char *withdrawn = consent->withdrawn_at_ms ? wording_time(consent->withdrawn_at_ms) : g_strdup("");
    const char *cells[] = {number, kind_words(consent->kind), receiver(consent), given, by, withdrawn};
    table_add(table, NULL, cells);
  }
  table_print(table, "No consent holds: members see a teaser. 'helixctl consent give' shows more.");
  table_free(table);
}

int consent_list_run(struct session *session) {
  Helix__V1__ListConsents call = HELIX__V1__LIST_CONSENTS__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  call.stakeholder = borrow(arguments_operand(session->arguments));
  call.withdrawn = arguments_has(session->arguments, OPTION_WITHDRAWN);
  request.call_case = HELIX__V1__REQUEST__CALL_LIST_CONSENTS;
  request.list_consents = &call;
  int result = session_call(session, &request, &reply);
  if (result)
    return result;
  if (!session->output->json)
    list_table(session->output, reply->consents);
  for (size_t i = 0; session->output->json && i < reply->consents->n_consents; i++)
    output_message(session->output, &reply->consents->consents[i]->base);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}

// --- what it opens

static void contacts_table(struct output *output, const Helix__V1__ContactList *list) {
  static const struct table_column columns[] = {
      {"ID", TABLE_LEFT},    {"NAME", TABLE_LEFT},      {"FUNCTION", TABLE_CUT}, {"EMAIL", TABLE_LEFT},
      {"PHONE", TABLE_LEFT}, {"LANGUAGES", TABLE_LEFT}, {"COUNTRY", TABLE_LEFT}};
  struct table *table = table_new(output, columns, G_N_ELEMENTS(columns));
  for (size_t i = 0; i < list->n_contacts; i++) {
    const Helix__V1__Contact *contact = list->contacts[i];
    g_autofree char *languages = wording_join(contact->languages, contact->n_languages, ", ");
    const char *cells[] = {contact->id,    contact->name, contact->function, contact->email,
                           contact->phone, languages,     contact->country};
    table_add(table, NULL, cells);
  }
  table_print(table, "It names no contact person that you may see.");
  table_free(table);
  if (list->withheld)
    output_print(output,
                 "%" PRIu32 " withheld: persons in China who have not consented to be shown outside of it (PIPL).\n",
                 list->withheld);
}

int contact_show_run(struct session *session) {
  Helix__V1__ShowContacts call = HELIX__V1__SHOW_CONTACTS__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  call.stakeholder = borrow(arguments_operand(session->arguments));
  request.call_case = HELIX__V1__REQUEST__CALL_SHOW_CONTACTS;
  request.show_contacts = &call;
  int result = session_call(session, &request, &reply);
  if (result)
    return result;
  if (session->output->json)
    output_message(session->output, &reply->contacts->base);
  else
    contacts_table(session->output, reply->contacts);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}

int stakeholder_preview_run(struct session *session) {
  Helix__V1__PreviewStakeholder call = HELIX__V1__PREVIEW_STAKEHOLDER__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  call.stakeholder_id = borrow(arguments_operand(session->arguments));
  call.stage = arguments_has(session->arguments, OPTION_STAGE)
                   ? (Helix__V1__Stage)choice_find(&helix__v1__stage__descriptor,
                                                   arguments_text(session->arguments, OPTION_STAGE))
                   : HELIX__V1__STAGE__TEASER;
  request.call_case = HELIX__V1__REQUEST__CALL_PREVIEW_STAKEHOLDER;
  request.preview_stakeholder = &call;
  int result = session_call(session, &request, &reply);
  if (result)
    return result;
  if (session->output->json)
    output_message(session->output, &reply->stakeholder->base);
  else
    stakeholder_tell(session, reply->stakeholder);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}
