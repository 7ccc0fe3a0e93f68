// SPDX-License-Identifier: Apache-2.0
// helixctl stakeholder duplicates, merge and unmerge.
#include "cli/session.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "cli/wording.h"

#include <glib.h>
#include <inttypes.h>
#include <string.h>

// --- duplicates

static void show_duplicates(struct output *output, const Helix__V1__DuplicateList *list) {
  static const struct table_column columns[] = {
      {"ONE", TABLE_LEFT}, {"OTHER", TABLE_LEFT}, {"LIKENESS", TABLE_RIGHT}, {"WHY", TABLE_CUT}};
  struct table *table = table_new(output, columns, G_N_ELEMENTS(columns));
  for (size_t i = 0; i < list->n_duplicates; i++) {
    const Helix__V1__Duplicate *pair = list->duplicates[i];
    g_autofree char *likeness = wording_score(pair->likeness);
    g_autofree char *why = wording_join(pair->reasons, pair->n_reasons, "; ");
    const char *cells[] = {pair->one, pair->other, likeness, why};
    table_add(table, NULL, cells);
  }
  table_print(table, "No two profiles look as if they were of one organisation.");
  table_free(table);
  if (list->n_duplicates)
    output_print(output, "To make two of them one: helixctl stakeholder merge KEEP DROP\n");
}

int stakeholder_duplicates_run(struct session *session) {
  Helix__V1__ListDuplicates call = HELIX__V1__LIST_DUPLICATES__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  if (arguments_operand(session->arguments))
    call.stakeholder = (char *)(uintptr_t)arguments_operand(session->arguments);
  call.limit = arguments_number(session->arguments, OPTION_LIMIT);
  request.call_case = HELIX__V1__REQUEST__CALL_LIST_DUPLICATES;
  request.list_duplicates = &call;
  int result = session_call(session, &request, &reply);
  if (result)
    return result;
  const Helix__V1__DuplicateList *list = reply->duplicates;
  for (size_t i = 0; i < list->n_duplicates && session->output->json; i++)
    output_message(session->output, &list->duplicates[i]->base);
  if (!session->output->json)
    show_duplicates(session->output, list);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}

// --- merge

static int get_revision(struct session *session, const char *id, uint64_t revision, Helix__V1__Reply **ret_reply) {
  Helix__V1__GetStakeholder call = HELIX__V1__GET_STAKEHOLDER__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  call.id = (char *)(uintptr_t)id;
  call.revision = revision;
  request.call_case = HELIX__V1__REQUEST__CALL_GET_STAKEHOLDER;
  request.get_stakeholder = &call;
  return session_call(session, &request, ret_reply);
}

static size_t count_of(const Helix__V1__Stakeholder *message, const ProtobufCFieldDescriptor *field) {
  size_t count;
  memcpy(&count, (const char *)message + field->quantifier_offset, sizeof count);
  return count;
}

static bool has_text(const Helix__V1__Stakeholder *message, const ProtobufCFieldDescriptor *field) {
  const char *text;
  memcpy(&text, (const char *)message + field->offset, sizeof text);
  return *text;
}

// "statements (2), website": what the later one has more of. A merge only ever adds.
static char *gained(const Helix__V1__Stakeholder *before, const Helix__V1__Stakeholder *after) {
  const ProtobufCMessageDescriptor *descriptor = &helix__v1__stakeholder__descriptor;
  GString *words = g_string_new(NULL);
  for (unsigned i = 0; i < descriptor->n_fields; i++) {
    const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
    const char *comma = words->len ? ", " : "";
    if (field->label == PROTOBUF_C_LABEL_REPEATED && count_of(after, field) > count_of(before, field))
      g_string_append_printf(words, "%s%s (%zu)", comma, field->name, count_of(after, field) - count_of(before, field));
    else if (field->label != PROTOBUF_C_LABEL_REPEATED && field->type == PROTOBUF_C_TYPE_STRING &&
             has_text(after, field) && !has_text(before, field))
      g_string_append_printf(words, "%s%s", comma, field->name);
  }
  return g_string_free(words, FALSE);
}

static void tell_merge(struct output *output, const Helix__V1__Merge *merge) {
  output_print(output, "%s%s%s is merged into %s%s%s, which is at revision %" PRIu64 ".\n", output_bold(output),
               merge->drop, output_plain(output), output_bold(output), merge->keep, output_plain(output),
               merge->keep_revision);
}

// The merge is done, whatever becomes of these two questions: then it says less.
static void tell_gained(struct session *session, const Helix__V1__Merge *merge) {
  Helix__V1__Reply *before = NULL, *after = NULL;
  if (!get_revision(session, merge->keep, merge->keep_revision - 1, &before) &&
      !get_revision(session, merge->keep, merge->keep_revision, &after)) {
    g_autofree char *words = gained(before->stakeholder->stakeholder, after->stakeholder->stakeholder);
    output_print(session->output, "Taken over: %s.\n", *words ? words : "nothing, it had all of it");
  }
  helix__v1__reply__free_unpacked(before, NULL);
  helix__v1__reply__free_unpacked(after, NULL);
}

int stakeholder_merge_run(struct session *session) {
  Helix__V1__MergeStakeholders call = HELIX__V1__MERGE_STAKEHOLDERS__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  call.keep = (char *)(uintptr_t)arguments_first(session->arguments);
  call.drop = (char *)(uintptr_t)arguments_operand(session->arguments);
  request.call_case = HELIX__V1__REQUEST__CALL_MERGE_STAKEHOLDERS;
  request.merge_stakeholders = &call;
  int result = session_call(session, &request, &reply);
  if (result)
    return result;
  if (session->output->json)
    output_message(session->output, &reply->merge->base);
  else {
    tell_merge(session->output, reply->merge);
    tell_gained(session, reply->merge);
    output_print(session->output, "To undo it: helixctl stakeholder unmerge %" PRIu64 "\n", reply->merge->number);
  }
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}

// --- unmerge

int stakeholder_unmerge_run(struct session *session) {
  Helix__V1__UndoMerge call = HELIX__V1__UNDO_MERGE__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  call.number = arguments_operand_number(session->arguments);
  request.call_case = HELIX__V1__REQUEST__CALL_UNDO_MERGE;
  request.undo_merge = &call;
  int result = session_call(session, &request, &reply);
  if (result)
    return result;
  if (session->output->json)
    output_message(session->output, &reply->merge->base);
  else
    output_print(session->output, "Merge %" PRIu64 " is undone: %s and %s are as they were before it.\n",
                 reply->merge->number, reply->merge->keep, reply->merge->drop);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}
