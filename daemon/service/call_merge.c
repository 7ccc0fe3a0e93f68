// SPDX-License-Identifier: Apache-2.0
// Records of one organisation: found, made one, taken apart again.
//
// A merge and its undoing are one transaction each: new revisions of both records and the row that says so. Who may act for a record is
// not touched by them: the members of the record that was dropped go on owning that one, and the office invites them to the other. So
// undoing has nothing to take back but profiles.
#include "service/audit.h"
#include "service/deadline.h"
#include "service/duplicates.h"
#include "service/merge.h"
#include "service/put.h"

#include "store/merges.h"

#include <string.h>

enum { LIST_DEFAULT = 100, LIST_MAX = 1000 };

static int refuse_withdrawn(struct call_context *context, const char *id) {
  error_set(&context->error, ERROR_CONFLICT, "\"%s\" is withdrawn", id);
  return error_hint(&context->error, "`helixctl stakeholder history %.80s` tells why", id);
}

// --- finding

struct gathering {
  struct call_context *context;
  struct duplicates *duplicates;
  struct arena *scratch; // one row's message
  size_t count;          // of rows, then of steps
};

static int gather_row(const struct store_stakeholder *row, const struct store_columns *columns, void *data,
                      struct error *error) {
  (void)columns, (void)error;
  struct gathering *gathering = data;
  int result = deadline_check_row(gathering->context, &gathering->count);
  if (result || row->state == STORE_WITHDRAWN)
    return result;
  arena_reset(gathering->scratch);
  const Helix__V1__Stakeholder *message = record_unpack(gathering->context, gathering->scratch, row);
  if (!message)
    return -(int)gathering->context->error.kind;
  duplicates_add(gathering->duplicates, message);
  return 0;
}

static int look(void *data) {
  struct gathering *gathering = data;
  return deadline_check_row(gathering->context, &gathering->count);
}

static int check_published(struct call_context *context, const char *id) {
  const Helix__V1__StakeholderRecord *record = record_get(context, id, 0);
  if (!record)
    return -(int)context->error.kind;
  return record->state == HELIX__V1__RECORD_STATE__WITHDRAWN ? refuse_withdrawn(context, id) : 0;
}

int call_list_duplicates(struct call_context *context) {
  const Helix__V1__ListDuplicates *call = context->request->list_duplicates;
  const char *only = *call->stakeholder ? call->stakeholder : NULL;
  size_t limit = call->limit ? call->limit : LIST_DEFAULT;
  int result = only ? check_published(context, only) : 0;
  if (result)
    return result;
  Helix__V1__DuplicateList *list = arena_need(context->arena, sizeof *list);
  struct gathering gathering = {.context = context, .scratch = arena_new(SIZE_MAX)};
  gathering.duplicates = duplicates_begin(context->arena, context->view->knowledge->vocabulary);
  result = store_each_stakeholder(context->worker->store, "", gather_row, &gathering, &context->error);
  if (!result)
    result =
        duplicates_find(gathering.duplicates, only, limit < LIST_MAX ? limit : LIST_MAX, look, &gathering, list, NULL);
  duplicates_end(gathering.duplicates);
  arena_free(gathering.scratch);
  context->reply->result_case = HELIX__V1__REPLY__RESULT_DUPLICATES;
  context->reply->duplicates = list;
  return result;
}

// --- merging

int call_prepare_merge(struct call_context *context) {
  const Helix__V1__MergeStakeholders *call = context->request->merge_stakeholders;
  if (!*call->keep || !*call->drop) {
    error_set(&context->error, ERROR_INVALID, "merge_stakeholders.%s: the id is missing",
              *call->keep ? "drop" : "keep");
    return error_hint(&context->error, "`helixctl stakeholder duplicates` proposes pairs");
  }
  if (strcmp(call->keep, call->drop))
    return 0;
  error_set(&context->error, ERROR_INVALID, "merge_stakeholders.drop: \"%s\" is the one to be kept too", call->drop);
  return error_hint(&context->error, "give the ids of two records");
}

static Helix__V1__StakeholderRecord *get_published(struct call_context *context, const char *id) {
  Helix__V1__StakeholderRecord *record = record_get(context, id, 0);
  if (!record || record->state != HELIX__V1__RECORD_STATE__WITHDRAWN)
    return record;
  refuse_withdrawn(context, id);
  return NULL;
}

// A further revision of a published record, with what it changes in the index. `bytes`: the message as it is stored.
static int put_published(struct call_context *context, Helix__V1__Stakeholder *message, struct store_bytes bytes,
                         uint64_t revision, struct index_changes *changes) {
  struct profile profile;
  profile_make(&context->worker->maker, context->view->knowledge, context->arena, message, context->today, &profile);
  struct store_stakeholder row = {.id = message->id,
                                  .revision = revision,
                                  .state = STORE_PUBLISHED,
                                  .at_ms = context->now_ms,
                                  .message = bytes,
                                  .reason = ""};
  int result = store_put_stakeholder(context->worker->store, &row, &profile.columns, &context->error);
  if (result)
    return result;
  profile.match.revision = revision;
  profile.match.at_ms = context->now_ms;
  index_changes_add(changes, &profile.match);
  return 0;
}

static char *merge_reason(struct arena *arena, const char *keep) {
  return arena_print(arena, "merged into %s", keep);
}

static int withdraw_merged(struct call_context *context, const Helix__V1__StakeholderRecord *drop, const char *keep,
                           struct index_changes *changes) {
  struct profile profile;
  profile_make(&context->worker->maker, context->view->knowledge, context->arena, drop->stakeholder, context->today,
               &profile);
  struct store_stakeholder row = {.id = drop->stakeholder->id,
                                  .revision = drop->revision + 1,
                                  .state = STORE_WITHDRAWN,
                                  .at_ms = context->now_ms,
                                  .message = profile_pack(context->arena, drop->stakeholder),
                                  .reason = merge_reason(context->arena, keep)};
  int result = store_put_stakeholder(context->worker->store, &row, &profile.columns, &context->error);
  if (result)
    return result;
  index_changes_remove(changes, row.id);
  changes->withdrawn++;
  return 0;
}

Helix__V1__Merge *merge_message(struct arena *arena, const struct store_merge *row) {
  Helix__V1__Merge *merge = arena_need(arena, sizeof *merge);
  helix__v1__merge__init(merge);
  merge->number = row->number;
  merge->keep = arena_copy(arena, row->keep);
  merge->drop = arena_copy(arena, row->drop);
  merge->keep_revision = row->keep_revision;
  merge->drop_revision = row->drop_revision;
  merge->merged_at_ms = row->merged_at_ms;
  merge->merged_by = row->merged_by;
  merge->undone_at_ms = row->undone_at_ms;
  return merge;
}

static void reply_merge(struct call_context *context, const struct store_merge *row) {
  context->reply->result_case = HELIX__V1__REPLY__RESULT_MERGE;
  context->reply->merge = merge_message(context->arena, row);
}

static int put_merged(struct call_context *context, const Helix__V1__StakeholderRecord *keep,
                      const Helix__V1__StakeholderRecord *drop, struct index_changes *changes) {
  const struct knowledge *knowledge = context->view->knowledge;
  Helix__V1__Stakeholder *merged =
      merge_profiles(context->arena, knowledge->vocabulary, keep->stakeholder, drop->stakeholder);
  check_stakeholder(knowledge, &context->service->options.limits, merged, context->today, &context->findings);
  int result = findings_result(context, "the merged profile cannot be taken");
  if (result)
    return result;
  return put_published(context, merged, profile_pack(context->arena, merged), keep->revision + 1, changes);
}

int call_apply_merge(struct call_context *context, struct index_changes *changes) {
  const Helix__V1__MergeStakeholders *call = context->request->merge_stakeholders;
  const Helix__V1__StakeholderRecord *keep = get_published(context, call->keep);
  const Helix__V1__StakeholderRecord *drop = keep ? get_published(context, call->drop) : NULL;
  if (!drop)
    return -(int)context->error.kind;
  struct store_merge row = {.keep = call->keep,
                            .drop = call->drop,
                            .keep_revision = keep->revision + 1,
                            .drop_revision = drop->revision + 1,
                            .keep_revision_before = keep->revision,
                            .drop_revision_before = drop->revision,
                            .merged_at_ms = context->now_ms,
                            .merged_by = context->job->caller.number};
  int result = put_merged(context, keep, drop, changes);
  if (!result)
    result = withdraw_merged(context, drop, call->keep, changes);
  if (!result)
    result = store_put_merge(context->worker->store, &row, &row.number, &context->error);
  if (!result)
    result = audit_note(context, "stakeholder.merge", call->keep, "merge %llu takes another in",
                        (unsigned long long)row.number);
  if (!result)
    result = audit_note(context, "stakeholder.merge", call->drop, "merge %llu ends it", (unsigned long long)row.number);
  if (!result)
    reply_merge(context, &row);
  return result;
}

// --- undoing

int call_prepare_undo_merge(struct call_context *context) {
  if (context->request->undo_merge->number)
    return 0;
  error_set(&context->error, ERROR_INVALID, "undo_merge.number: the number of the merge is missing");
  return error_hint(&context->error, "merging told it");
}

static int get_merge(struct call_context *context, uint64_t number, struct store_merge *ret_row) {
  int result = store_get_merge(context->worker->store, number, ret_row, &context->error);
  if (result < 0)
    return result;
  if (result) {
    error_set(&context->error, ERROR_NOT_FOUND, "there is no merge %llu", (unsigned long long)number);
    return error_hint(&context->error, "merging told the number");
  }
  ret_row->keep = arena_copy(context->arena, ret_row->keep);
  ret_row->drop = arena_copy(context->arena, ret_row->drop);
  if (!ret_row->undone_at_ms)
    return 0;
  error_set(&context->error, ERROR_CONFLICT, "merge %llu is undone already", (unsigned long long)number);
  return error_hint(&context->error, "\"%.80s\" and \"%.80s\" are two records", ret_row->keep, ret_row->drop);
}

struct later_merge {
  uint64_t after, number; // 0: none
};

static int note_later(const struct store_merge *merge, void *data, struct error *error) {
  (void)error;
  struct later_merge *later = data;
  if (merge->number > later->after && !merge->undone_at_ms)
    later->number = merge->number; // the last is to be undone first
  return 0;
}

static int refuse_changed(struct call_context *context, uint64_t number, const char *id, uint64_t was, uint64_t is) {
  struct later_merge later = {.after = number};
  int result = store_each_merge(context->worker->store, id, note_later, &later, &context->error);
  if (result)
    return result;
  error_set(&context->error, ERROR_CONFLICT,
            "\"%s\" has changed since merge %llu made its revision %llu: it is at revision %llu", id,
            (unsigned long long)number, (unsigned long long)was, (unsigned long long)is);
  if (later.number)
    return error_hint(&context->error, "undo merge %llu first: `helixctl stakeholder unmerge %llu`",
                      (unsigned long long)later.number, (unsigned long long)later.number);
  return error_hint(&context->error,
                    "bring back by hand what is wanted: `helixctl stakeholder history %.64s` lists the revisions, "
                    "`show --revision N --yaml | helixctl stakeholder submit -` submits one",
                    id);
}

// Does the record stand as the merge left it? Its revision may be a later one: of a merge after this one that was undone.
static int check_unchanged(struct call_context *context, uint64_t number, const char *id, uint64_t revision,
                           uint64_t *ret_latest) {
  struct store *store = context->worker->store;
  struct store_stakeholder row;
  int result = store_get_stakeholder(store, id, revision, &row, &context->error);
  if (result)
    return result < 0 ? result : record_absent(context, id);
  enum store_state state = row.state;
  struct store_bytes left = {arena_copy_bytes(context->arena, row.message.data, row.message.size), row.message.size};
  const char *reason = arena_copy(context->arena, row.reason);
  result = store_get_stakeholder(store, id, 0, &row, &context->error);
  if (result)
    return result < 0 ? result : record_absent(context, id);
  *ret_latest = row.revision;
  if (row.state == state && row.message.size == left.size && !memcmp(row.message.data, left.data, left.size) &&
      !strcmp(row.reason, reason))
    return 0;
  return refuse_changed(context, number, id, revision, row.revision);
}

// The bytes of that revision as a new one, published.
static int bring_back(struct call_context *context, const char *id, uint64_t revision, uint64_t next,
                      struct index_changes *changes) {
  struct store_stakeholder row;
  int result = store_get_stakeholder(context->worker->store, id, revision, &row, &context->error);
  if (result)
    return result < 0 ? result : record_absent(context, id);
  struct store_bytes bytes = {arena_copy_bytes(context->arena, row.message.data, row.message.size), row.message.size};
  Helix__V1__Stakeholder *message = record_unpack(context, context->arena, &row);
  return message ? put_published(context, message, bytes, next, changes) : -(int)context->error.kind;
}

int call_apply_undo_merge(struct call_context *context, struct index_changes *changes) {
  uint64_t number = context->request->undo_merge->number, keep_latest, drop_latest;
  struct store_merge row;
  int result = get_merge(context, number, &row);
  if (!result)
    result = check_unchanged(context, number, row.keep, row.keep_revision, &keep_latest);
  if (!result)
    result = check_unchanged(context, number, row.drop, row.drop_revision, &drop_latest);
  if (!result)
    result = bring_back(context, row.keep, row.keep_revision_before, keep_latest + 1, changes);
  if (!result)
    result = bring_back(context, row.drop, row.drop_revision_before, drop_latest + 1, changes);
  if (!result)
    result = store_undo_merge(context->worker->store, number, context->now_ms, &context->error);
  if (!result)
    result = audit_note(context, "stakeholder.unmerge", row.keep, "merge %llu", (unsigned long long)number);
  if (!result)
    result = audit_note(context, "stakeholder.unmerge", row.drop, "merge %llu", (unsigned long long)number);
  if (result)
    return result;
  changes->withdrawn--;
  row.undone_at_ms = context->now_ms;
  reply_merge(context, &row);
  return 0;
}
