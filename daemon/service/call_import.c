// SPDX-License-Identifier: Apache-2.0
// Many profiles in one request: each is answered by itself. With a batch name they are set aside in the store until
// FinishImport takes them all in one transaction, or drops them.
#include "service/audit.h"
#include "service/permit.h"
#include "service/put.h"
#include "service/unpack.h"

#include <string.h>

enum {
  BATCH_NAME_MIN = 16,
  BATCH_NAME_MAX = 64,
  BATCH_ROWS_MAX = 20000,
  BATCH_BYTES_MAX = 64 * 1024 * 1024,
  REQUEST_ROWS_MAX = 1000
};

struct import {
  struct profile_row *rows;
  Helix__V1__Imported *reply;
};

// As the store knows it: nobody reaches another's rows by naming the batch like theirs.
static const char *batch_of(struct call_context *context, const char *batch) {
  return permit_scoped(context->arena, &context->job->caller, batch);
}

static int check_batch_name(struct call_context *context, const char *batch, const char *field) {
  size_t bytes = strlen(batch);
  bool printable = true;
  for (size_t i = 0; i < bytes; i++)
    printable &= batch[i] > ' ' && batch[i] <= '~';
  if (bytes >= BATCH_NAME_MIN && bytes <= BATCH_NAME_MAX && printable)
    return 0;
  error_set(&context->error, ERROR_INVALID, "%s: a batch is named by %d to %d printable ASCII characters", field,
            BATCH_NAME_MIN, BATCH_NAME_MAX);
  return error_hint(&context->error, "choose a name once for the whole import, of the time and a random number");
}

static void prepare_row(struct call_context *context, Helix__V1__Stakeholder *message, struct profile_row *row) {
  struct findings findings = {.arena = context->arena};
  row_prepare(context, message, &findings, row);
  if (!findings.problem_count)
    return;
  context->findings = findings;
  findings_result(context, "the profile cannot be taken");
  row->error = answer_error(context->arena, &context->error, &findings);
  context->findings = (struct findings){.arena = context->arena};
}

static Helix__V1__Imported *reply_of(struct call_context *context, struct profile_row *rows, size_t count) {
  Helix__V1__Imported *reply = arena_need(context->arena, sizeof *reply);
  helix__v1__imported__init(reply);
  reply->n_rows = count;
  reply->rows = arena_need(context->arena, count * sizeof *reply->rows);
  for (size_t i = 0; i < count; i++) {
    Helix__V1__Imported__Row *row = arena_need(context->arena, sizeof *row);
    helix__v1__imported__row__init(row);
    row->error = rows[i].error;
    row->submitted = rows[i].error ? NULL : rows[i].submitted;
    reply->rows[i] = row;
  }
  context->reply->result_case = HELIX__V1__REPLY__RESULT_IMPORTED;
  context->reply->imported = reply;
  return reply;
}

int call_prepare_import(struct call_context *context) {
  const Helix__V1__ImportStakeholders *call = context->request->import_stakeholders;
  int result = *call->batch ? check_batch_name(context, call->batch, "import_stakeholders.batch") : 0;
  if (result)
    return result;
  if (call->n_stakeholders > REQUEST_ROWS_MAX) {
    error_set(&context->error, ERROR_TOO_LARGE, "%zu profiles in one request; at most %d are taken",
              call->n_stakeholders, REQUEST_ROWS_MAX);
    return error_hint(&context->error, "send them in several requests, each with a key of its own");
  }
  struct profile_row *rows = arena_need(context->arena, call->n_stakeholders * sizeof *rows);
  context->write->prepared = rows;
  for (size_t i = 0; i < call->n_stakeholders; i++)
    prepare_row(context, call->stakeholders[i], &rows[i]);
  if (!call->check_only)
    return 0;
  for (size_t i = 0; i < call->n_stakeholders; i++)
    if (!rows[i].error) {
      rows[i].submitted->outcome = HELIX__V1__SUBMITTED__OUTCOME__CHECKED;
      rows[i].submitted->id = call->stakeholders[i]->id;
    }
  reply_of(context, rows, call->n_stakeholders);
  answer_put(context->write->job, answer_pack(context));
  context->write->answered = true;
  return 0;
}

// Stores a row and notes it when that changed anything.
static int put_row(struct call_context *context, struct profile_row *row, struct index_changes *changes) {
  int result = row_put(context, row, 0, changes);
  if (result || row->submitted->outcome == HELIX__V1__SUBMITTED__OUTCOME__UNCHANGED)
    return result;
  return audit_note(context, "stakeholder.submit", row->submitted->id, "import, revision %llu",
                    (unsigned long long)row->submitted->revision);
}

static int refuse_large_batch(struct call_context *context) {
  error_set(&context->error, ERROR_TOO_LARGE, "an import of all or nothing takes at most %d profiles and %d MiB",
            BATCH_ROWS_MAX, BATCH_BYTES_MAX >> 20);
  return error_hint(&context->error, "split the file, or import without --all-or-nothing");
}

static int stage_rows(struct call_context *context, struct profile_row *rows) {
  const Helix__V1__ImportStakeholders *call = context->request->import_stakeholders;
  struct store *store = context->worker->store;
  uint64_t staged, bytes;
  int result = store_count_staged(store, batch_of(context, call->batch), &staged, &bytes, &context->error);
  if (!result && (staged + call->n_stakeholders > BATCH_ROWS_MAX || bytes > BATCH_BYTES_MAX))
    return refuse_large_batch(context);
  for (size_t i = 0; i < call->n_stakeholders && !result; i++) {
    if (rows[i].error)
      continue;
    result = store_stage_row(store, batch_of(context, call->batch), profile_pack(context->arena, call->stakeholders[i]),
                             context->now_ms, &context->error);
    rows[i].submitted->outcome = HELIX__V1__SUBMITTED__OUTCOME__STAGED;
    rows[i].submitted->id = call->stakeholders[i]->id;
  }
  return result;
}

int call_apply_import(struct call_context *context, struct index_changes *changes) {
  const Helix__V1__ImportStakeholders *call = context->request->import_stakeholders;
  struct profile_row *rows = context->write->prepared;
  int result = *call->batch ? stage_rows(context, rows) : 0;
  for (size_t i = 0; i < call->n_stakeholders && !result && !*call->batch; i++)
    if (!rows[i].error) {
      result = put_row(context, &rows[i], changes);
      worker_show(context->worker);
    }
  if (!result)
    reply_of(context, rows, call->n_stakeholders);
  return result;
}

// --- taking what was set aside

int call_prepare_finish(struct call_context *context) {
  return check_batch_name(context, context->request->finish_import->batch, "finish_import.batch");
}

struct staged {
  struct call_context *context;
  Helix__V1__Stakeholder **messages;
  size_t count;
};

static int collect(const struct store_stakeholder *row, const struct store_columns *columns, void *data,
                   struct error *error) {
  (void)columns;
  struct staged *staged = data;
  ProtobufCAllocator allocator = unpack_allocator(staged->context->arena);
  staged->messages[staged->count] = helix__v1__stakeholder__unpack(&allocator, row->message.size, row->message.data);
  if (!staged->messages[staged->count++])
    return error_set(error, ERROR_FAULT, "a row set aside cannot be read");
  return 0;
}

static void count_outcome(const struct profile_row *row, Helix__V1__ImportFinished *reply) {
  switch (row->submitted->outcome) {
  case HELIX__V1__SUBMITTED__OUTCOME__CREATED:
    reply->created++;
    break;
  case HELIX__V1__SUBMITTED__OUTCOME__UPDATED:
    reply->updated++;
    break;
  case HELIX__V1__SUBMITTED__OUTCOME__UNCHANGED:
    reply->unchanged++;
    break;
  case HELIX__V1__SUBMITTED__OUTCOME__OUTCOME_UNSPECIFIED:
  case HELIX__V1__SUBMITTED__OUTCOME__CHECKED:
  case HELIX__V1__SUBMITTED__OUTCOME__STAGED:
  case _HELIX__V1__SUBMITTED__OUTCOME_IS_INT_SIZE:
    break;
  }
}

static int put_staged(struct call_context *context, struct staged *staged, Helix__V1__ImportFinished *reply,
                      struct index_changes *changes) {
  for (size_t i = 0; i < staged->count; i++) {
    struct profile_row row;
    struct findings findings = {.arena = context->arena};
    row_prepare(context, staged->messages[i], &findings, &row); // again: the vocabulary may have changed since
    context->findings = findings;
    int result = findings_result(context, "the import was not taken, a profile fits no more");
    if (!result)
      result = put_row(context, &row, changes);
    if (result)
      return result;
    context->findings = (struct findings){.arena = context->arena};
    count_outcome(&row, reply);
    worker_show(context->worker);
  }
  return 0;
}

static int take_staged(struct call_context *context, uint64_t count, Helix__V1__ImportFinished *reply,
                       struct index_changes *changes) {
  const Helix__V1__FinishImport *call = context->request->finish_import;
  if (count != call->rows) {
    error_set(&context->error, ERROR_CONFLICT, "%llu rows are set aside, %llu were expected; nothing was taken",
              (unsigned long long)count, (unsigned long long)call->rows);
    return error_hint(&context->error, "drop the batch and send it again");
  }
  struct staged staged = {.context = context, .messages = arena_need(context->arena, count * sizeof *staged.messages)};
  int result =
      store_each_staged(context->worker->store, batch_of(context, call->batch), collect, &staged, &context->error);
  return result < 0 ? result : put_staged(context, &staged, reply, changes);
}

static int note_finish(struct call_context *context, uint64_t rows, const Helix__V1__ImportFinished *reply) {
  if (!rows)
    return 0; // nothing was set aside, and nothing happened
  if (context->request->finish_import->drop)
    return audit_note(context, "import.finish", "", "dropped, rows: %llu", (unsigned long long)rows);
  return audit_note(context, "import.finish", "", "%llu created, %llu updated, %llu unchanged",
                    (unsigned long long)reply->created, (unsigned long long)reply->updated,
                    (unsigned long long)reply->unchanged);
}

int call_apply_finish(struct call_context *context, struct index_changes *changes) {
  const Helix__V1__FinishImport *call = context->request->finish_import;
  struct store *store = context->worker->store;
  Helix__V1__ImportFinished *reply = arena_need(context->arena, sizeof *reply);
  helix__v1__import_finished__init(reply);
  uint64_t count, bytes, dropped;
  int result = store_count_staged(store, batch_of(context, call->batch), &count, &bytes, &context->error);
  if (!result && !call->drop)
    result = take_staged(context, count, reply, changes);
  if (!result)
    result = store_drop_staged(store, batch_of(context, call->batch), &dropped, &context->error);
  if (!result)
    result = note_finish(context, dropped, reply);
  if (result)
    return result;
  reply->dropped = call->drop ? dropped : 0;
  context->reply->result_case = HELIX__V1__REPLY__RESULT_IMPORT_FINISHED;
  context->reply->import_finished = reply;
  return 0;
}
