// SPDX-License-Identifier: Apache-2.0
#include "service/put.h"

#include "store/identities.h"

#include <stdio.h>
#include <string.h>

enum {
  SLUG_BYTES = 56,
  SUFFIX_MAX = 1000000,
  ID_ROOM = SLUG_BYTES + 12
}; // with "-1234567" a slug stays within an id's 64 bytes

struct store_bytes profile_pack(struct arena *arena, const Helix__V1__Stakeholder *message) {
  size_t size = helix__v1__stakeholder__get_packed_size(message);
  void *data = arena_need(arena, size);
  helix__v1__stakeholder__pack(message, data);
  return (struct store_bytes){data, size};
}

void row_prepare(struct call_context *context, Helix__V1__Stakeholder *message, struct findings *findings,
                 struct profile_row *ret_row) {
  struct arena *arena = context->arena;
  const struct knowledge *knowledge = context->view->knowledge;
  check_stakeholder(knowledge, &context->service->options.limits, message, context->today, findings);
  *ret_row = (struct profile_row){0};
  if (findings->problem_count)
    return;
  profile_make(&context->worker->maker, knowledge, arena, message, context->today, &ret_row->profile);
  if (*message->id)
    ret_row->packed = profile_pack(arena, message);
  Helix__V1__Submitted *submitted = arena_need(arena, sizeof *submitted);
  helix__v1__submitted__init(submitted);
  submitted->findings = findings->items;
  submitted->n_findings = findings->count;
  submitted->sizes = record_sizes(arena, ret_row->profile.sizes, ret_row->profile.size_count);
  submitted->n_sizes = ret_row->profile.size_count;
  ret_row->submitted = submitted;
}

static void number_id(const char *slug, unsigned number, char ret_id[ID_ROOM]) {
  if (number == 1)
    snprintf(ret_id, ID_ROOM, "%s", slug);
  else
    snprintf(ret_id, ID_ROOM, "%s-%u", slug, number);
}

static int is_taken(struct call_context *context, const char *slug, unsigned number, bool *ret_taken) {
  char id[ID_ROOM];
  number_id(slug, number, id);
  return store_has_stakeholder(context->worker->store, id, ret_taken, &context->error);
}

// A free number next to a taken one: doubling until one is free, then halving. Few look-ups also for the thousandth of a name.
static int find_number(struct call_context *context, const char *slug, unsigned *ret_number) {
  unsigned taken_number = 0, free_number = 1;
  bool taken = true;
  for (int result; (result = is_taken(context, slug, free_number, &taken)) || taken; free_number *= 2) {
    if (result)
      return result;
    taken_number = free_number;
    if (free_number > SUFFIX_MAX)
      return error_set(&context->error, ERROR_INVALID, "id: too many stakeholders of this name; give an id");
  }
  while (free_number - taken_number > 1) {
    unsigned middle = taken_number + (free_number - taken_number) / 2;
    int result = is_taken(context, slug, middle, &taken);
    if (result)
      return result;
    if (taken)
      taken_number = middle;
    else
      free_number = middle;
  }
  *ret_number = free_number;
  return 0;
}

// An id out of the name that nobody had before: "name", "name-2", "name-3" …
static int give_id(struct call_context *context, struct profile_row *row) {
  Helix__V1__Stakeholder *message = row->profile.message;
  char slug[SLUG_BYTES], id[ID_ROOM];
  unsigned number = 0;
  text_slug(message->name, slug, sizeof slug);
  if (!check_is_id(slug))
    snprintf(slug, sizeof slug, "stakeholder");
  int result = find_number(context, slug, &number);
  if (result)
    return result;
  number_id(slug, number, id);
  message->id = arena_copy(context->arena, id);
  row->profile.match.id = message->id;
  row->packed = profile_pack(context->arena, message);
  return 0;
}

// A coach does not see contact persons, so a profile that it hands in has none: those that are there stay.
static int keep_contacts(struct call_context *context, const struct store_stakeholder *former,
                         struct profile_row *row) {
  Helix__V1__Stakeholder *message = row->profile.message;
  if (context->job->caller.role != ACCESS_COACH || message->n_contacts)
    return 0;
  const Helix__V1__Stakeholder *before = record_unpack(context, context->arena, former);
  if (!before)
    return -(int)context->error.kind;
  if (!before->n_contacts)
    return 0;
  message->contacts = before->contacts;
  message->n_contacts = before->n_contacts;
  row->packed = profile_pack(context->arena, message);
  return 0;
}

struct owning {
  uint64_t identity;
  size_t count;
};

static int count_owned(uint64_t identity, const char *stakeholder, void *data, struct error *error) {
  (void)stakeholder, (void)error;
  struct owning *owning = data;
  owning->count += identity == owning->identity;
  return 0;
}

// A member's first profile is its own from then on.
static int give_to_member(struct call_context *context, const char *id, struct index_changes *changes) {
  const struct access_caller *caller = &context->job->caller;
  if (caller->role != ACCESS_MEMBER || access_registry_owns(context->registry, caller, id))
    return 0;
  struct owning owning = {.identity = caller->number};
  int result = store_each_ownership(context->worker->store, count_owned, &owning, &context->error);
  if (result)
    return result;
  if (owning.count) { // two first profiles came at once
    error_set(&context->error, ERROR_NOT_PERMITTED, "a member registers one stakeholder, and you have yours");
    return error_hint(&context->error, "put its id into the profile; `helixctl whoami` shows it");
  }
  changes->access = true;
  return store_give_stakeholder(context->worker->store, caller->number, id, &context->error);
}

static bool is_unchanged(const struct store_stakeholder *former, const struct profile_row *row) {
  return former->state == STORE_PUBLISHED && former->message.size == row->packed.size &&
         !memcmp(former->message.data, row->packed.data, row->packed.size);
}

static int refuse_revision(struct call_context *context, const char *id, uint64_t expected, uint64_t is) {
  error_set(&context->error, ERROR_CONFLICT, "\"%s\" is at revision %llu, not %llu: somebody changed it meanwhile", id,
            (unsigned long long)is, (unsigned long long)expected);
  return error_hint(&context->error, "look at the newer one (`helixctl stakeholder show %.80s`) and submit again", id);
}

int row_put(struct call_context *context, struct profile_row *row, uint64_t expected_revision,
            struct index_changes *changes) {
  Helix__V1__Stakeholder *message = row->profile.message;
  int result = *message->id ? 0 : give_id(context, row);
  struct store_stakeholder former = {0};
  if (!result)
    result = store_get_stakeholder(context->worker->store, message->id, 0, &former, &context->error);
  if (result < 0)
    return result;
  bool exists = result == 0;
  uint64_t revision = exists ? former.revision : 0;
  if (expected_revision && expected_revision != revision)
    return refuse_revision(context, message->id, expected_revision, revision);
  if (exists && (result = keep_contacts(context, &former, row)))
    return result;
  row->submitted->id = message->id;
  if (exists && is_unchanged(&former, row)) {
    row->submitted->outcome = HELIX__V1__SUBMITTED__OUTCOME__UNCHANGED;
    row->submitted->revision = revision;
    return 0;
  }
  bool was_withdrawn = exists && former.state == STORE_WITHDRAWN;
  struct store_stakeholder next = {.id = message->id,
                                   .revision = revision + 1,
                                   .state = STORE_PUBLISHED,
                                   .at_ms = context->now_ms,
                                   .message = row->packed,
                                   .reason = ""};
  result = store_put_stakeholder(context->worker->store, &next, &row->profile.columns, &context->error);
  if (!result && !exists)
    result = give_to_member(context, message->id, changes);
  if (result)
    return result;
  row->submitted->outcome = exists ? HELIX__V1__SUBMITTED__OUTCOME__UPDATED : HELIX__V1__SUBMITTED__OUTCOME__CREATED;
  row->submitted->revision = next.revision;
  row->profile.match.revision = next.revision;
  row->profile.match.at_ms = next.at_ms;
  index_changes_add(changes, &row->profile.match);
  changes->withdrawn -= was_withdrawn;
  return 0;
}
