// SPDX-License-Identifier: Apache-2.0
// helixctl invite; invitation list, cancel
//
// The secret half of the invitation is made here, goes into the code and nowhere else: the daemon could not use its own
// invitations, and what is stolen from it neither.
#include "cli/session.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "cli/wording.h"
#include "lib/code.h"

#include <glib.h>
#include <inttypes.h>
#include <string.h>
#include <sysexits.h>

static int refuse_options(struct session *session) {
  const struct arguments *arguments = session->arguments;
  const char *role = arguments_text(arguments, OPTION_ROLE);
  if (role == NULL)
    return output_fail(session->output, EX_USAGE, FAIL_USAGE, "helixctl invite --role member",
                       "--role is missing: what may the guest do? reader, member, coach or admin");
  if (arguments_has(arguments, OPTION_STAKEHOLDER) &&
      choice_find(&helix__v1__role__descriptor, role) != HELIX__V1__ROLE__MEMBER)
    return output_fail(session->output, EX_USAGE, FAIL_USAGE, "Leave --stakeholder out, or say --role member.",
                       "only a member acts for a stakeholder");
  return 0;
}

// The server's part of the code is the daemon's to say: a client on the local socket knows neither.
static int write_code(struct session *session, const Helix__V1__Invitation *invitation, struct helix_code *code,
                      char ret_text[static HELIX_CODE_BYTES_MAX]) {
  struct helix_error error = {0};
  g_strlcpy(code->address, invitation->address, sizeof code->address);
  g_strlcpy(code->keys.server, invitation->server_key, sizeof code->keys.server);
  if (helix_code_write(code, ret_text, &error) == 0)
    return 0;
  helix_error_hint(&error,
                   "The daemon's answer makes no code. Look at public-address in helixd.conf, and cancel it: "
                   "helixctl invitation cancel %" PRIu64,
                   invitation->number);
  error.failure = HELIX_PROTOCOL;
  return session_tell(session, &error);
}

static void tell_code(struct output *output, const Helix__V1__Invitation *invitation, const char *code) {
  if (output->json) {
    json_t *json = message_to_json(&invitation->base);
    json_object_set_new(json, "code", json_string(code));
    output_json(output, json);
    return;
  }
  g_autofree char *role = wording_enum(&helix__v1__role__descriptor, (int)invitation->role);
  g_autofree char *until = wording_time(invitation->expires_at_ms);
  output_print(output, "Invitation %" PRIu64 ", %s%s%s%s%s, until %s:\n\n%s\n\n", invitation->number, role,
               *invitation->stakeholder ? " for " : "", invitation->stakeholder, *invitation->name ? ", " : "",
               invitation->name, until, code);
  output_print(
      output,
      "Whoever has this code first enrols with it, once: send it so that nobody else reads it. It is not shown "
      "again.\nThe guest installs helixctl, says 'helixctl enroll' and pastes it.\n"
      "To take it back: helixctl invitation cancel %" PRIu64 "\n",
      invitation->number);
}

int invite_run(struct session *session) {
  const struct arguments *arguments = session->arguments;
  Helix__V1__Invite call = HELIX__V1__INVITE__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  struct helix_code code = {0};
  char text[HELIX_CODE_BYTES_MAX];
  const char *stakeholder = arguments_text(arguments, OPTION_STAKEHOLDER);
  const char *name = arguments_text(arguments, OPTION_NAME);
  int result = refuse_options(session);
  if (result)
    return result;
  helix_keys_make(&code.keys);
  call.public_key = code.keys.public_key;
  call.role = (Helix__V1__Role)choice_find(&helix__v1__role__descriptor, arguments_text(arguments, OPTION_ROLE));
  call.stakeholder = stakeholder ? (char *)(uintptr_t)stakeholder : call.stakeholder;
  call.name = name ? (char *)(uintptr_t)name : call.name;
  call.valid_hours = arguments_hours(arguments, OPTION_EXPIRES);
  request.call_case = HELIX__V1__REQUEST__CALL_INVITE;
  request.invite = &call;
  result = session_call(session, &request, &reply);
  if (result == 0)
    result = write_code(session, reply->invitation, &code, text);
  if (result == 0)
    tell_code(session->output, reply->invitation, text);
  if (reply)
    helix__v1__reply__free_unpacked(reply, NULL);
  helix_code_wipe(&code);
  explicit_bzero(text, sizeof text);
  return result;
}

// --- list, cancel

// By this machine's clock; the daemon's decides.
static const char *state_of(const Helix__V1__Invitation *invitation) {
  if (invitation->used_at_ms)
    return "used";
  if (invitation->cancelled_at_ms)
    return "cancelled";
  return invitation->expires_at_ms <= g_get_real_time() / 1000 ? "expired" : "open";
}

static void list_row(struct table *table, const Helix__V1__Invitation *invitation) {
  g_autofree char *number = g_strdup_printf("%" PRIu64, invitation->number);
  g_autofree char *role = wording_enum(&helix__v1__role__descriptor, (int)invitation->role);
  g_autofree char *until = wording_time(invitation->expires_at_ms);
  g_autofree char *by =
      invitation->invited_by ? g_strdup_printf("#%" PRIu64, invitation->invited_by) : g_strdup("local");
  const char *cells[] = {number, role, invitation->name, invitation->stakeholder, state_of(invitation), until, by};
  table_add(table, NULL, cells);
}

static void list_table(struct output *output, const Helix__V1__InvitationList *list) {
  static const struct table_column columns[] = {
      {"NUMBER", TABLE_RIGHT}, {"ROLE", TABLE_LEFT},    {"NAME", TABLE_CUT},       {"STAKEHOLDER", TABLE_CUT},
      {"STATE", TABLE_LEFT},   {"EXPIRES", TABLE_LEFT}, {"INVITED BY", TABLE_LEFT}};
  struct table *table = table_new(output, columns, G_N_ELEMENTS(columns));
  for (size_t i = 0; i < list->n_invitations; i++)
    list_row(table, list->invitations[i]);
  table_print(table, "Nobody was invited. 'helixctl invite --role member' makes an invitation.");
  table_free(table);
}

int invitation_list_run(struct session *session) {
  Helix__V1__ListInvitations call = HELIX__V1__LIST_INVITATIONS__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  request.call_case = HELIX__V1__REQUEST__CALL_LIST_INVITATIONS;
  request.list_invitations = &call;
  int result = session_call(session, &request, &reply);
  if (result)
    return result;
  if (!session->output->json)
    list_table(session->output, reply->invitations);
  for (size_t i = 0; session->output->json && i < reply->invitations->n_invitations; i++)
    output_message(session->output, &reply->invitations->invitations[i]->base);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}

int invitation_cancel_run(struct session *session) {
  Helix__V1__CancelInvitation call = HELIX__V1__CANCEL_INVITATION__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  call.number = arguments_operand_number(session->arguments);
  request.call_case = HELIX__V1__REQUEST__CALL_CANCEL_INVITATION;
  request.cancel_invitation = &call;
  int result = session_call(session, &request, &reply);
  if (result)
    return result;
  if (session->output->json)
    output_message(session->output, &reply->invitation->base);
  else
    output_print(session->output, "Invitation %" PRIu64 " is cancelled: its code opens nothing.\n", call.number);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}
