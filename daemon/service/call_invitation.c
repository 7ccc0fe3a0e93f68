// SPDX-License-Identifier: Apache-2.0
// Invitations: one key each that may enrol another, once. The daemon never has the secret half.
#include "service/identity.h"

#include "access/permission.h"
#include "service/audit.h"
#include "service/check.h"
#include "service/item_list.h"

#include <string.h>

enum { HOURS_DEFAULT = 7 * 24, HOURS_MAX = 90 * 24, NAME_BYTES_MAX = 200, MS_PER_HOUR = 3600000 };

Helix__V1__Invitation *invitation_message(struct arena *arena, const struct store_invitation *row) {
  Helix__V1__Invitation *invitation = arena_need(arena, sizeof *invitation);
  helix__v1__invitation__init(invitation);
  invitation->number = row->number;
  invitation->public_key = arena_copy(arena, row->public_key);
  invitation->role = (Helix__V1__Role)row->role;
  invitation->stakeholder = arena_copy(arena, row->stakeholder);
  invitation->name = arena_copy(arena, row->name);
  invitation->expires_at_ms = row->expires_at_ms;
  invitation->used_at_ms = row->used_at_ms;
  invitation->cancelled_at_ms = row->cancelled_at_ms;
  invitation->invited_by = row->invited_by;
  return invitation;
}

// --- inviting

static int refuse_field(struct call_context *context, const char *field, const char *what, const char *hint) {
  error_set(&context->error, ERROR_INVALID, "invite.%s: %s", field, what);
  return error_hint(&context->error, "%s", hint);
}

// A coach brings in those whom it coaches, and readers; who may act for the whole office is the administrator's to say.
static int check_role(struct call_context *context, Helix__V1__Role role) {
  bool is_coach = access_scope_of(&context->job->caller, context->job->call) != ACCESS_ANY;
  if (role < HELIX__V1__ROLE__READER || role > HELIX__V1__ROLE__ADMIN)
    return refuse_field(context, "role", "it is missing", "reader, member, coach or admin");
  if (!is_coach || role <= HELIX__V1__ROLE__MEMBER)
    return 0;
  error_set(&context->error, ERROR_NOT_PERMITTED, "invite.role: a coach invites members and readers");
  return error_hint(&context->error, "ask the administrator of the office");
}

int call_prepare_invite(struct call_context *context) {
  const Helix__V1__Invite *call = context->request->invite;
  int result = check_role(context, call->role);
  if (!result)
    result = identity_check_key(context, "invite.public_key", call->public_key);
  if (result)
    return result;
  if (!*context->service->access.address)
    return refuse_field(context, "address", "nobody outside could reach this daemon",
                        "set [server] listen = …; tcp://*:7420 and public-address in helixd.conf");
  if (*call->stakeholder && call->role != HELIX__V1__ROLE__MEMBER)
    return refuse_field(context, "stakeholder", "only a member acts for a stakeholder", "leave it out");
  if (*call->stakeholder && !check_is_id(call->stakeholder))
    return refuse_field(context, "stakeholder", "not an id", "small letters, digits, '.', '_' and '-', at most 64");
  if (strlen(call->name) > NAME_BYTES_MAX)
    return refuse_field(context, "name", "longer than 200 bytes", "say it shorter");
  if (call->valid_hours > HOURS_MAX)
    return refuse_field(context, "valid_hours", "more than 90 days", "invite again when it has ended");
  return 0;
}

int call_apply_invite(struct call_context *context, struct index_changes *changes) {
  const Helix__V1__Invite *call = context->request->invite;
  int64_t hours = call->valid_hours ? call->valid_hours : HOURS_DEFAULT;
  struct store_invitation row = {.public_key = call->public_key,
                                 .role = (uint32_t)call->role,
                                 .stakeholder = call->stakeholder,
                                 .name = call->name,
                                 .expires_at_ms = context->now_ms + hours * MS_PER_HOUR,
                                 .invited_by = context->job->caller.number};
  int result = store_add_invitation(context->worker->store, &row, &row.number, &context->error);
  if (result > 0)
    return identity_refuse_known_key(context);
  if (!result)
    result = audit_note(context, "invitation.make", call->stakeholder, "invitation %llu for a %s",
                        (unsigned long long)row.number, access_role_name((enum access_role)call->role));
  if (result)
    return result;
  Helix__V1__Invitation *invitation = invitation_message(context->arena, &row);
  invitation->address = context->service->access.address;
  invitation->server_key = context->service->access.server_key;
  changes->access = true;
  context->reply->result_case = HELIX__V1__REPLY__RESULT_INVITATION;
  context->reply->invitation = invitation;
  return 0;
}

// --- which there are

struct reading {
  struct call_context *context;
  struct item_list list;
  uint64_t by;     // 0: whoever invited
  uint64_t wanted; // 0: all
};

static int collect(const struct store_invitation *row, void *data, struct error *error) {
  (void)error;
  struct reading *reading = data;
  if ((reading->by && row->invited_by != reading->by) || (reading->wanted && row->number != reading->wanted))
    return 0;
  item_list_add(&reading->list, reading->context->arena, invitation_message(reading->context->arena, row));
  return 0;
}

// Those that the caller may see: a coach those that it made.
static int read_invitations(struct call_context *context, uint64_t wanted, struct reading *ret_reading) {
  const struct access_caller *caller = &context->job->caller;
  bool own = caller->standing == ACCESS_ENROLLED && access_scope_of(caller, context->job->call) == ACCESS_OWN;
  *ret_reading = (struct reading){.context = context, .by = own ? caller->number : 0, .wanted = wanted};
  return store_each_invitation(context->worker->store, collect, ret_reading, &context->error);
}

int call_list_invitations(struct call_context *context) {
  struct reading reading;
  int result = read_invitations(context, 0, &reading);
  if (result)
    return result;
  Helix__V1__InvitationList *list = arena_need(context->arena, sizeof *list);
  helix__v1__invitation_list__init(list);
  list->invitations = (void *)reading.list.items;
  list->n_invitations = reading.list.count;
  context->reply->result_case = HELIX__V1__REPLY__RESULT_INVITATIONS;
  context->reply->invitations = list;
  return 0;
}

// --- an end without use

int call_prepare_cancel_invitation(struct call_context *context) {
  if (context->request->cancel_invitation->number)
    return 0;
  error_set(&context->error, ERROR_INVALID, "cancel_invitation.number: which one is missing");
  return error_hint(&context->error, "`helixctl invitation list` shows the numbers");
}

static int tell_used(struct call_context *context, uint64_t number) {
  error_set(&context->error, ERROR_CONFLICT, "invitation %llu was used or cancelled before",
            (unsigned long long)number);
  return error_hint(&context->error, "a key that it enrolled ends with `helixctl identity revoke`");
}

int call_apply_cancel_invitation(struct call_context *context, struct index_changes *changes) {
  uint64_t number = context->request->cancel_invitation->number;
  struct reading reading;
  int result = read_invitations(context, number, &reading);
  if (!result && !reading.list.count) {
    error_set(&context->error, ERROR_NOT_FOUND, "there is no invitation %llu of yours", (unsigned long long)number);
    return error_hint(&context->error, "`helixctl invitation list` shows those there are");
  }
  if (!result)
    result = store_cancel_invitation(context->worker->store, number, context->now_ms, &context->error);
  if (result > 0)
    return tell_used(context, number);
  if (!result)
    result = audit_note(context, "invitation.cancel", "", "invitation %llu", (unsigned long long)number);
  if (result)
    return result;
  Helix__V1__Invitation *invitation = reading.list.items[0];
  invitation->cancelled_at_ms = context->now_ms;
  changes->access = true;
  context->reply->result_case = HELIX__V1__REPLY__RESULT_INVITATION;
  context->reply->invitation = invitation;
  return 0;
}

// --- using one

int call_prepare_enroll(struct call_context *context) {
  return identity_check_key(context, "enroll.public_key", context->request->enroll->public_key);
}

// The daemon's clock decides, and goes with the answer: whose clock is wrong can then be seen.
static int check_standing(struct call_context *context, const Helix__V1__Invitation *invitation) {
  const char *what = invitation->used_at_ms                         ? "was used already"
                     : invitation->cancelled_at_ms                  ? "was cancelled"
                     : invitation->expires_at_ms <= context->now_ms ? "has expired"
                                                                    : NULL;
  if (!what)
    return 0;
  error_set(&context->error, ERROR_ENDED, "this invitation %s", what);
  context->error.at_ms = context->now_ms;
  return error_hint(&context->error, "ask the office for another; each can be used once, and within its time");
}

int call_apply_enroll(struct call_context *context, struct index_changes *changes) {
  struct store *store = context->worker->store;
  uint64_t number = context->job->caller.number, identity;
  struct reading reading = {.context = context, .wanted = number};
  int result = store_each_invitation(store, collect, &reading, &context->error);
  if (!result && !reading.list.count)
    return error_set(&context->error, ERROR_FAULT, "invitation %llu is not in the store", (unsigned long long)number);
  if (!result)
    result = check_standing(context, reading.list.items[0]);
  if (!result)
    result = store_use_invitation(store, number, context->now_ms, &context->error);
  if (result > 0)
    return error_set(&context->error, ERROR_FAULT, "invitation %llu cannot be used", (unsigned long long)number);
  if (result)
    return result;
  const Helix__V1__Invitation *invitation = reading.list.items[0];
  const struct store_identity row = {.public_key = context->request->enroll->public_key,
                                     .role = (uint32_t)invitation->role,
                                     .state = STORE_IDENTITY_ACTIVE,
                                     .name = invitation->name,
                                     .enrolled_at_ms = context->now_ms,
                                     .invited_by = invitation->invited_by};
  result = store_add_identity(store, &row, &identity, &context->error);
  if (result > 0)
    return identity_refuse_known_key(context);
  if (!result && *invitation->stakeholder)
    result = store_give_stakeholder(store, identity, invitation->stakeholder, &context->error);
  if (!result)
    result = audit_note(context, "identity.enrol", invitation->stakeholder, "identity %llu, a %s, by invitation %llu",
                        (unsigned long long)identity, access_role_name((enum access_role)invitation->role),
                        (unsigned long long)number);
  changes->access = true;
  if (!result)
    result = identity_answer(context, identity);
  if (!result && *invitation->stakeholder)
    identity_show_owned(context, unconst(&invitation->stakeholder), 1);
  return result;
}
