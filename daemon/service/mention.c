// SPDX-License-Identifier: Apache-2.0
#include "service/mention.h"

#include "base/date.h"
#include "service/item_list.h"
#include "service/put.h"
#include "service/record.h"
#include "service/unpack.h"
#include "store/erasure.h"

#include <string.h>

enum { NAME_TAG = 2 << 3 | 2, ID_TAG = 1 << 3 | 2, VARINT_BYTES = 2 };

// A string as protobuf writes it: its length as a varint, then its bytes. Behind a field's tag when `tag` is not 0.
static struct store_bytes field_of(struct arena *arena, unsigned char tag, const char *text) {
  size_t length = strlen(text), at = 0;
  unsigned char *bytes = arena_need(arena, 1 + VARINT_BYTES + length);
  if (tag)
    bytes[at++] = tag;
  bytes[at++] = (unsigned char)(length < 0x80 ? length : (length & 0x7f) | 0x80);
  if (length >= 0x80)
    bytes[at++] = (unsigned char)(length >> 7);
  memcpy(bytes + at, text, length);
  return (struct store_bytes){bytes, at + length};
}

void mention_patterns_of(struct arena *arena, const char *id, const Helix__V1__Stakeholder *message,
                         struct mention_patterns *ret_patterns) {
  struct mention_patterns patterns = {.id = field_of(arena, 0, id)};
  patterns.answers = arena_need(arena, 2 * sizeof *patterns.answers);
  patterns.answers[patterns.answer_count++] = patterns.id;
  const char *quoted = arena_print(arena, "\"%s\"", id); // in the words of a finding
  patterns.answers[patterns.answer_count++] = (struct store_bytes){quoted, strlen(quoted)};
  patterns.staged = arena_need(arena, 2 * sizeof *patterns.staged);
  patterns.staged[patterns.staged_count++] = field_of(arena, ID_TAG, id);
  patterns.staged[patterns.staged_count++] = field_of(arena, NAME_TAG, message->name);
  *ret_patterns = patterns;
}

struct mentioning {
  struct call_context *context;
  const char *id;
  bool only_count;
  uint64_t found;
  struct item_list ids; // of those that were changed, some twice
};

static bool drop_owners(Helix__V1__Stakeholder *message, const char *id) {
  size_t kept = 0;
  for (size_t i = 0; i < message->n_owners; i++)
    if (strcmp(message->owners[i]->id, id))
      message->owners[kept++] = message->owners[i];
  bool changed = kept < message->n_owners;
  message->n_owners = kept;
  return changed;
}

static bool drop_never(Helix__V1__Statement *statement, const char *id) {
  size_t kept = 0;
  for (size_t i = 0; i < statement->n_never; i++)
    if (strcmp(statement->never[i], id))
      statement->never[kept++] = statement->never[i];
  bool changed = kept < statement->n_never;
  statement->n_never = kept;
  return changed;
}

// The pattern may also be a theme of the same name, or a length in front of a text: the message itself tells.
static int look(struct store_bytes bytes, struct store_bytes *ret_message, void *data, struct error *error) {
  struct mentioning *mentioning = data;
  struct arena *arena = mentioning->context->arena;
  ProtobufCAllocator allocator = unpack_allocator(arena);
  Helix__V1__Stakeholder *message = helix__v1__stakeholder__unpack(&allocator, bytes.size, bytes.data);
  if (!message)
    return error_set(error, ERROR_FAULT, "a stored profile cannot be read");
  bool changed = drop_owners(message, mentioning->id);
  for (size_t i = 0; i < message->n_statements; i++)
    changed |= drop_never(message->statements[i], mentioning->id);
  mentioning->found += changed;
  if (!changed || mentioning->only_count)
    return 0;
  *ret_message = profile_pack(arena, message);
  item_list_add(&mentioning->ids, arena, message->id);
  return 1;
}

static int look_everywhere(struct mentioning *mentioning, struct store_bytes pattern) {
  struct call_context *context = mentioning->context;
  uint64_t replaced;
  return store_each_mention(context->worker->store, pattern, look, mentioning, &replaced, &context->error);
}

// The profile as it is stored now, in the place of the one that the index has.
static int index_again(struct call_context *context, const char *id, struct index_changes *changes) {
  Helix__V1__StakeholderRecord *record = record_get(context, id, 0);
  if (!record)
    return -(int)context->error.kind;
  index_changes_erase(changes, id);
  if (record->state != HELIX__V1__RECORD_STATE__PUBLISHED)
    return 0;
  struct profile profile;
  profile_make(&context->worker->maker, context->view->knowledge, context->arena, record->stakeholder, context->today,
               &profile);
  profile.match.revision = record->revision;
  profile.match.at_ms = record->submitted_at_ms;
  profile.match.changed_day = date_of_ms(record->submitted_at_ms);
  index_changes_add(changes, &profile.match);
  return 0;
}

int mention_erase(struct call_context *context, const char *id, struct store_bytes pattern,
                  struct index_changes *changes, uint64_t *ret_count) {
  struct mentioning mentioning = {.context = context, .id = id};
  int result = look_everywhere(&mentioning, pattern);
  for (size_t i = 0; i < mentioning.ids.count && !result; i++)
    result = index_again(context, mentioning.ids.items[i], changes);
  *ret_count = mentioning.found;
  return result;
}

int mention_count(struct call_context *context, const char *id, struct store_bytes pattern, uint64_t *ret_count) {
  struct mentioning mentioning = {.context = context, .id = id, .only_count = true};
  int result = look_everywhere(&mentioning, pattern);
  *ret_count = mentioning.found;
  return result;
}
