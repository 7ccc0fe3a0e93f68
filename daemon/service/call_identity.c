// SPDX-License-Identifier: Apache-2.0
// Keys: who am I, who is there, an end to one, another in its place.
#include "service/identity.h"

#include "service/audit.h"
#include "service/item_list.h"

#include <string.h>

enum { REASON_BYTES_MAX = 2000 };

// --- reading

struct reading {
  struct call_context *context;
  struct item_list list;
  uint64_t wanted; // a number, or 0: all
  bool ended;      // also those
};

Helix__V1__Identity *identity_message(struct call_context *context, const struct store_identity *row) {
  struct arena *arena = context->arena;
  Helix__V1__Identity *identity = arena_need(arena, sizeof *identity);
  helix__v1__identity__init(identity);
  identity->number = row->number;
  identity->public_key = arena_copy(arena, row->public_key);
  identity->role = (Helix__V1__Role)row->role;
  identity->state = (Helix__V1__IdentityState)row->state;
  identity->name = arena_copy(arena, row->name);
  identity->enrolled_at_ms = row->enrolled_at_ms;
  identity->ended_at_ms = row->ended_at_ms;
  identity->successor = row->successor;
  identity->invited_by = row->invited_by;
  size_t count;
  const char *const *owned = access_registry_owned(context->registry, row->number, &count);
  identity->stakeholders = arena_need(arena, (count + 1) * sizeof *identity->stakeholders);
  for (size_t i = 0; i < count; i++)
    identity->stakeholders[identity->n_stakeholders++] = arena_copy(arena, owned[i]);
  return identity;
}

static int collect(const struct store_identity *row, void *data, struct error *error) {
  (void)error;
  struct reading *reading = data;
  if (reading->wanted ? row->number != reading->wanted : row->state != STORE_IDENTITY_ACTIVE && !reading->ended)
    return 0;
  item_list_add(&reading->list, reading->context->arena, identity_message(reading->context, row));
  return 0;
}

static int read_identities(struct call_context *context, uint64_t wanted, bool ended, struct reading *ret_reading) {
  *ret_reading = (struct reading){.context = context, .wanted = wanted, .ended = ended};
  return store_each_identity(context->worker->store, collect, ret_reading, &context->error);
}

int identity_answer(struct call_context *context, uint64_t number) {
  struct reading reading;
  int result = read_identities(context, number, true, &reading);
  if (result)
    return result;
  if (!reading.list.count) {
    error_set(&context->error, ERROR_NOT_FOUND, "there is no identity %llu", (unsigned long long)number);
    return error_hint(&context->error, "`helixctl identity list` shows those there are");
  }
  context->reply->result_case = HELIX__V1__REPLY__RESULT_IDENTITY;
  context->reply->identity = reading.list.items[0];
  return 0;
}

// An invitation and the local socket are nobody's identity, but have a role.
static int answer_without_number(struct call_context *context) {
  const struct access_caller *caller = &context->job->caller;
  Helix__V1__Identity *identity = arena_need(context->arena, sizeof *identity);
  helix__v1__identity__init(identity);
  identity->role = (Helix__V1__Role)caller->role;
  identity->name = unconst(caller->standing == ACCESS_LOCAL ? "local socket" : "invitation");
  identity->state = HELIX__V1__IDENTITY_STATE__ACTIVE;
  context->reply->result_case = HELIX__V1__REPLY__RESULT_IDENTITY;
  context->reply->identity = identity;
  return 0;
}

int call_who_am_i(struct call_context *context) {
  const struct access_caller *caller = &context->job->caller;
  return caller->standing == ACCESS_ENROLLED ? identity_answer(context, caller->number)
                                             : answer_without_number(context);
}

int call_get_identity(struct call_context *context) {
  uint64_t number = context->request->get_identity->number;
  return number ? identity_answer(context, number) : answer_without_number(context);
}

int call_list_identities(struct call_context *context) {
  struct reading reading;
  int result = read_identities(context, 0, context->request->list_identities->ended, &reading);
  if (result)
    return result;
  Helix__V1__IdentityList *list = arena_need(context->arena, sizeof *list);
  helix__v1__identity_list__init(list);
  list->identities = (void *)reading.list.items;
  list->n_identities = reading.list.count;
  context->reply->result_case = HELIX__V1__REPLY__RESULT_IDENTITIES;
  context->reply->identities = list;
  return 0;
}

// --- ending one

int call_prepare_revoke(struct call_context *context) {
  const Helix__V1__RevokeIdentity *call = context->request->revoke_identity;
  if (!call->number) {
    error_set(&context->error, ERROR_INVALID, "revoke_identity.number: which one is missing");
    return error_hint(&context->error, "`helixctl identity list` shows the numbers");
  }
  if (strlen(call->reason) <= REASON_BYTES_MAX)
    return 0;
  return error_set(&context->error, ERROR_INVALID, "revoke_identity.reason: longer than %d bytes", REASON_BYTES_MAX);
}

// The reason is for people and stays out of the audit log, where nothing can be erased.
int call_apply_revoke(struct call_context *context, struct index_changes *changes) {
  uint64_t number = context->request->revoke_identity->number;
  int result =
      store_end_identity(context->worker->store, number, STORE_IDENTITY_REVOKED, context->now_ms, 0, &context->error);
  if (result < 0)
    return result;
  changes->access |= !result;
  if (!result)
    result = audit_note(context, "identity.revoke", "", "identity %llu", (unsigned long long)number);
  return result < 0 ? result : identity_answer(context, number); // ended already is fine: it is what was wanted
}

// --- another key

int identity_check_key(struct call_context *context, const char *field, const char *public_key) {
  static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
  if (strlen(public_key) == PUBLIC_KEY_BYTES - 1 && strspn(public_key, letters) == PUBLIC_KEY_BYTES - 1)
    return 0;
  error_set(&context->error, ERROR_INVALID, "%s: not a CURVE public key", field);
  return error_hint(&context->error, "it has %d characters of Z85", PUBLIC_KEY_BYTES - 1);
}

int identity_refuse_known_key(struct call_context *context) {
  error_set(&context->error, ERROR_CONFLICT, "this public key was enrolled before");
  return error_hint(&context->error, "make a new key pair");
}

void identity_show_owned(struct call_context *context, char **stakeholders, size_t count) {
  context->reply->identity->stakeholders = stakeholders;
  context->reply->identity->n_stakeholders = count;
}

int call_prepare_rotate(struct call_context *context) {
  if (context->job->caller.standing != ACCESS_ENROLLED) {
    error_set(&context->error, ERROR_INVALID, "the local socket has no key that could be replaced");
    return error_hint(&context->error, "connect with the key that shall go");
  }
  return identity_check_key(context, "rotate_identity.public_key", context->request->rotate_identity->public_key);
}

int call_apply_rotate(struct call_context *context, struct index_changes *changes) {
  struct store *store = context->worker->store;
  struct reading reading;
  int result = read_identities(context, context->job->caller.number, true, &reading);
  if (result)
    return result;
  const Helix__V1__Identity *old = reading.list.count ? reading.list.items[0] : NULL;
  if (!old || old->state != HELIX__V1__IDENTITY_STATE__ACTIVE) { // ended while this waited
    error_set(&context->error, ERROR_REVOKED, "this key was revoked, or replaced by another");
    return error_hint(&context->error, "ask the office for an invitation");
  }
  const struct store_identity fresh = {.public_key = context->request->rotate_identity->public_key,
                                       .role = (uint32_t)old->role,
                                       .state = STORE_IDENTITY_ACTIVE,
                                       .name = old->name,
                                       .enrolled_at_ms = context->now_ms,
                                       .invited_by = old->invited_by};
  uint64_t number;
  result = store_add_identity(store, &fresh, &number, &context->error);
  if (result)
    return result < 0 ? result : identity_refuse_known_key(context);
  result = store_end_identity(store, old->number, STORE_IDENTITY_ROTATED, context->now_ms, number, &context->error);
  if (!result)
    result = store_move_stakeholders(store, old->number, number, &context->error);
  if (!result)
    result = audit_note(context, "identity.rotate", "", "identity %llu becomes %llu", (unsigned long long)old->number,
                        (unsigned long long)number);
  changes->access = true;
  if (!result)
    result = identity_answer(context, number);
  if (!result)
    identity_show_owned(context, old->stakeholders, old->n_stakeholders);
  return result;
}
