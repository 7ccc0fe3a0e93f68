// SPDX-License-Identifier: Apache-2.0
// helixctl whoami; identity list, show, revoke, rotate
#include "cli/identity.h"

#include "cli/session.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "cli/wording.h"
#include "lib/identity.h"

#include <glib.h>
#include <inttypes.h>

char *identity_title(const Helix__V1__Identity *identity) {
  g_autofree char *role = wording_enum(&helix__v1__role__descriptor, (int)identity->role);
  g_autofree char *number = identity->number ? g_strdup_printf("identity %" PRIu64 ", ", identity->number) : NULL;
  return g_strconcat(number ? number : "", *role ? role : "nobody yet", *identity->name ? ", " : "", identity->name,
                     NULL);
}

static void show_line(struct output *output, const char *name, const char *value) {
  if (value && *value)
    output_print(output, "  %-11s %s\n", name, value);
}

void identity_show(struct output *output, const Helix__V1__Identity *identity) {
  g_autofree char *title = identity_title(identity);
  g_autofree char *owned = wording_join(identity->stakeholders, identity->n_stakeholders, ", ");
  g_autofree char *enrolled = identity->enrolled_at_ms ? wording_time(identity->enrolled_at_ms) : NULL;
  g_autofree char *ended = identity->ended_at_ms ? wording_time(identity->ended_at_ms) : NULL;
  g_autofree char *state = wording_enum(&helix__v1__identity_state__descriptor, (int)identity->state);
  g_autofree char *end = ended ? g_strdup_printf("%s, %s", state, ended) : NULL;
  g_autofree char *successor = identity->successor ? g_strdup_printf("identity %" PRIu64, identity->successor) : NULL;
  g_autofree char *by = !identity->number      ? NULL
                        : identity->invited_by ? g_strdup_printf("identity %" PRIu64, identity->invited_by)
                                               : g_strdup("the local socket");
  output_print(output, "%s%s%s\n", output_bold(output), title, output_plain(output));
  show_line(output, "acts for", owned);
  show_line(output, "key", identity->public_key);
  show_line(output, "enrolled", enrolled);
  show_line(output, "invited by", by);
  show_line(output, "ended", end);
  show_line(output, "now", successor);
}

// A call that an identity answers. The caller frees the reply.
static int call_identity(struct session *session, const Helix__V1__Request *request, Helix__V1__Reply **ret_reply) {
  int result = session_call(session, request, ret_reply);
  if (result == 0 && session->output->json)
    output_message(session->output, &(*ret_reply)->identity->base);
  return result;
}

// --- whoami, show

int whoami_run(struct session *session) {
  Helix__V1__WhoAmI call = HELIX__V1__WHO_AM_I__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  request.call_case = HELIX__V1__REQUEST__CALL_WHO_AM_I;
  request.who_am_i = &call;
  int result = call_identity(session, &request, &reply);
  if (result)
    return result;
  if (!session->output->json) {
    identity_show(session->output, reply->identity);
    show_line(session->output, "server", session->endpoint.address);
  }
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}

int identity_show_run(struct session *session) {
  Helix__V1__GetIdentity call = HELIX__V1__GET_IDENTITY__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  call.number = arguments_operand_number(session->arguments);
  request.call_case = HELIX__V1__REQUEST__CALL_GET_IDENTITY;
  request.get_identity = &call;
  int result = call_identity(session, &request, &reply);
  if (result)
    return result;
  if (!session->output->json)
    identity_show(session->output, reply->identity);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}

// --- list

static void list_row(struct table *table, const Helix__V1__Identity *identity) {
  g_autofree char *number = g_strdup_printf("%" PRIu64, identity->number);
  g_autofree char *role = wording_enum(&helix__v1__role__descriptor, (int)identity->role);
  g_autofree char *state = wording_enum(&helix__v1__identity_state__descriptor, (int)identity->state);
  g_autofree char *owned = wording_join(identity->stakeholders, identity->n_stakeholders, ", ");
  g_autofree char *time = wording_time(identity->enrolled_at_ms);
  g_autofree char *by = identity->invited_by ? g_strdup_printf("#%" PRIu64, identity->invited_by) : g_strdup("local");
  const char *cells[] = {number, role, identity->name, owned, state, time, by};
  table_add(table, NULL, cells);
}

static void list_table(struct output *output, const Helix__V1__IdentityList *list) {
  static const struct table_column columns[] = {
      {"NUMBER", TABLE_RIGHT}, {"ROLE", TABLE_LEFT},     {"NAME", TABLE_CUT},       {"ACTS FOR", TABLE_CUT},
      {"STATE", TABLE_LEFT},   {"ENROLLED", TABLE_LEFT}, {"INVITED BY", TABLE_LEFT}};
  struct table *table = table_new(output, columns, G_N_ELEMENTS(columns));
  for (size_t i = 0; i < list->n_identities; i++)
    list_row(table, list->identities[i]);
  table_print(table, "Nobody has a key. 'helixctl invite --role member' brings somebody in.");
  table_free(table);
}

int identity_list_run(struct session *session) {
  Helix__V1__ListIdentities call = HELIX__V1__LIST_IDENTITIES__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  call.ended = arguments_has(session->arguments, OPTION_ENDED);
  request.call_case = HELIX__V1__REQUEST__CALL_LIST_IDENTITIES;
  request.list_identities = &call;
  int result = session_call(session, &request, &reply);
  if (result)
    return result;
  if (!session->output->json)
    list_table(session->output, reply->identities);
  for (size_t i = 0; session->output->json && i < reply->identities->n_identities; i++)
    output_message(session->output, &reply->identities->identities[i]->base);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}

// --- revoke, rotate

int identity_revoke_run(struct session *session) {
  Helix__V1__RevokeIdentity call = HELIX__V1__REVOKE_IDENTITY__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  const char *reason = arguments_text(session->arguments, OPTION_REASON);
  call.number = arguments_operand_number(session->arguments);
  call.reason = reason ? (char *)(uintptr_t)reason : call.reason;
  request.call_case = HELIX__V1__REQUEST__CALL_REVOKE_IDENTITY;
  request.revoke_identity = &call;
  int result = call_identity(session, &request, &reply);
  if (result)
    return result;
  if (!session->output->json) {
    identity_show(session->output, reply->identity);
    output_print(session->output, "Its key opens nothing any more, also not on a connection that stands.\n");
  }
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}

static void tell_rotated(struct output *output, const struct helix_membership *membership) {
  if (output->json) {
    json_t *json = message_to_json(&membership->identity->base);
    json_object_set_new(json, "file", json_string(membership->file));
    json_object_set_new(json, "doneBefore", json_boolean(membership->was_done_before));
    output_json(output, json);
    return;
  }
  identity_show(output, membership->identity);
  output_print(output, "%s The new key is in %s, the old one opens nothing any more.\n",
               membership->was_done_before ? "An earlier change of the key was interrupted and is finished now."
                                           : "Done.",
               membership->file);
}

int identity_rotate_run(struct session *session) {
  struct helix_membership membership = {0};
  struct helix_error error = {0};
  int result = session_locate(session);
  if (result)
    return result;
  if (helix_rotate(session->endpoint.address, session->timeout_ms, &membership, &error) == 0)
    tell_rotated(session->output, &membership);
  else
    result = session_tell(session, &error);
  helix_error_clear(&error);
  helix_membership_clear(&membership);
  return result;
}
