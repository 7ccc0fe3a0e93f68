// SPDX-License-Identifier: Apache-2.0
#include "service/record.h"

#include "base/date.h"
#include "service/unpack.h"

#include <string.h>

Helix__V1__Size **record_sizes(struct arena *arena, const struct size_result *sizes, size_t count) {
  Helix__V1__Size **list = arena_need(arena, count * sizeof *list);
  for (size_t i = 0; i < count; i++) {
    Helix__V1__Size *size = arena_need(arena, sizeof *size);
    helix__v1__size__init(size);
    size->regime = sizes[i].regime->id; // lives as long as the view
    size->size = sizes[i].size;
    size->year = sizes[i].year;
    size->basis = arena_copy(arena, sizes[i].basis);
    size->home = sizes[i].home;
    list[i] = size;
  }
  return list;
}

Helix__V1__Stakeholder *record_unpack(struct call_context *context, struct arena *arena,
                                      const struct store_stakeholder *row) {
  ProtobufCAllocator allocator = unpack_allocator(arena);
  Helix__V1__Stakeholder *message = helix__v1__stakeholder__unpack(&allocator, row->message.size, row->message.data);
  if (message)
    return message;
  error_set(&context->error, ERROR_FAULT, "the stored profile \"%s\" cannot be read", row->id);
  error_hint(&context->error, "restore the state directory from a backup");
  return NULL;
}

Helix__V1__StakeholderRecord *record_of(struct call_context *context, const struct store_stakeholder *row) {
  Helix__V1__StakeholderRecord *record = arena_need(context->arena, sizeof *record);
  helix__v1__stakeholder_record__init(record);
  record->stakeholder = record_unpack(context, context->arena, row);
  if (!record->stakeholder)
    return NULL;
  record->state = (Helix__V1__RecordState)row->state;
  record->revision = row->revision;
  record->submitted_at_ms = row->at_ms;
  struct size_result sizes[PROFILE_SIZES_MAX];
  record->n_sizes =
      size_classes(context->view->knowledge->vocabulary, record->stakeholder, context->today, sizes, PROFILE_SIZES_MAX);
  record->sizes = record_sizes(context->arena, sizes, record->n_sizes);
  return record;
}

int record_absent(struct call_context *context, const char *id) {
  error_set(&context->error, ERROR_NOT_FOUND, "no stakeholder \"%s\" is registered", id);
  return error_hint(&context->error, "`helixctl stakeholder list` shows those that are");
}

static int find_row(struct call_context *context, const char *id, uint64_t revision,
                    struct store_stakeholder *ret_row) {
  int result = store_get_stakeholder(context->worker->store, id, revision, ret_row, &context->error);
  if (result <= 0)
    return result;
  if (!revision)
    return record_absent(context, id);
  error_set(&context->error, ERROR_NOT_FOUND, "no revision %llu of stakeholder \"%s\"", (unsigned long long)revision,
            id);
  return error_hint(&context->error, "`helixctl stakeholder history %.80s` shows those there are", id);
}

Helix__V1__StakeholderRecord *record_get(struct call_context *context, const char *id, uint64_t revision) {
  struct store_stakeholder row;
  return find_row(context, id, revision, &row) ? NULL : record_of(context, &row);
}

Helix__V1__Stakeholder *record_get_message(struct call_context *context, struct arena *arena, const char *id,
                                           uint64_t revision, int32_t *ret_day) {
  struct store_stakeholder row;
  if (find_row(context, id, revision, &row))
    return NULL;
  *ret_day = date_of_ms(row.at_ms);
  return record_unpack(context, arena, &row);
}
