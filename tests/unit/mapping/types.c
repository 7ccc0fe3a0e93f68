// SPDX-License-Identifier: Apache-2.0
#include "types.h"

#include "helix/v1/rpc.pb-c.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t add_type(const ProtobufCMessageDescriptor *type, const ProtobufCMessageDescriptor **types, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (types[i] == type)
      return count;
  assert(count < TYPES_MAX);
  types[count++] = type;
  for (unsigned i = 0; i < type->n_fields; i++)
    if (type->fields[i].type == PROTOBUF_C_TYPE_MESSAGE)
      count = add_type(type->fields[i].descriptor, types, count);
  return count;
}

size_t types_of_the_protocol(const ProtobufCMessageDescriptor *ret_types[TYPES_MAX]) {
  static const ProtobufCMessageDescriptor *const roots[] = {
      &helix__v1__request__descriptor, &helix__v1__reply__descriptor, &helix__v1__place_file__descriptor,
      &helix__v1__cooperation_file__descriptor, &helix__v1__size_regime_file__descriptor};
  size_t count = 0;
  for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
    count = add_type(roots[i], ret_types, count);
  return count;
}

// SplitMix64 (Steele, Lea, Flood 2014).
static uint64_t next_random(uint64_t *seed) {
  uint64_t z = *seed += UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
  return z ^ z >> 31;
}

static char *random_string(uint64_t *seed) {
  static const char *const pieces[] = {"a",  "Zürich", "città", "成都", "\"", "\\", "\n",
                                       "\t", "😀",      " ",     "</",   "é",  "0"};
  char text[200] = "";
  for (uint64_t i = next_random(seed) % 12; i > 0; i--)
    strcat(text, pieces[next_random(seed) % (sizeof pieces / sizeof *pieces)]);
  return strdup(text);
}

static ProtobufCBinaryData random_bytes(uint64_t *seed) {
  ProtobufCBinaryData bytes = {next_random(seed) % 9, NULL};
  bytes.data = bytes.len ? malloc(bytes.len) : NULL;
  for (size_t i = 0; i < bytes.len; i++)
    bytes.data[i] = (uint8_t)next_random(seed);
  return bytes;
}

static double random_real(uint64_t *seed) {
  uint64_t bits = next_random(seed);
  double real;
  memcpy(&real, &bits, sizeof real);
  return real == real ? real : 0.1; // another NaN would not be the same bytes
}

static int random_enum(const ProtobufCEnumDescriptor *type, uint64_t *seed) {
  if (next_random(seed) % 8 == 0)
    return 1000; // a name that this version does not know
  return type->values[next_random(seed) % type->n_values].value;
}

static void put_value(const ProtobufCFieldDescriptor *field, char *at, uint64_t *seed) {
  uint64_t bits = next_random(seed) >> next_random(seed) % 64;
  switch (field->type) {
  case PROTOBUF_C_TYPE_INT32:
  case PROTOBUF_C_TYPE_SINT32:
  case PROTOBUF_C_TYPE_SFIXED32:
  case PROTOBUF_C_TYPE_UINT32:
  case PROTOBUF_C_TYPE_FIXED32:
    memcpy(at, &bits, 4);
    return;
  case PROTOBUF_C_TYPE_INT64:
  case PROTOBUF_C_TYPE_SINT64:
  case PROTOBUF_C_TYPE_SFIXED64:
  case PROTOBUF_C_TYPE_UINT64:
  case PROTOBUF_C_TYPE_FIXED64:
    memcpy(at, &bits, 8);
    return;
  case PROTOBUF_C_TYPE_FLOAT:
    *(float *)(void *)at = (float)(bits % 100000) / 7;
    return;
  case PROTOBUF_C_TYPE_DOUBLE:
    *(double *)(void *)at = random_real(seed);
    return;
  case PROTOBUF_C_TYPE_BOOL:
    *(protobuf_c_boolean *)(void *)at = bits & 1;
    return;
  case PROTOBUF_C_TYPE_ENUM:
    *(int *)(void *)at = random_enum(field->descriptor, seed);
    return;
  case PROTOBUF_C_TYPE_STRING:
    *(char **)(void *)at = random_string(seed);
    return;
  case PROTOBUF_C_TYPE_BYTES:
    *(ProtobufCBinaryData *)(void *)at = random_bytes(seed);
    return;
  case PROTOBUF_C_TYPE_MESSAGE:
    *(ProtobufCMessage **)(void *)at = types_random_message(field->descriptor, seed);
    return;
  }
}

static void put_field(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, uint64_t *seed) {
  char *base = (char *)message;
  if (field->label == PROTOBUF_C_LABEL_REPEATED) {
    enum { ITEM_BYTES_MAX = 16 };
    size_t count = next_random(seed) % 3, stride = 8;
    if (field->type == PROTOBUF_C_TYPE_ENUM || field->type == PROTOBUF_C_TYPE_UINT32)
      stride = 4;
    if (field->type == PROTOBUF_C_TYPE_BYTES)
      stride = sizeof(ProtobufCBinaryData);
    char *items = count ? calloc(count, ITEM_BYTES_MAX) : NULL;
    for (size_t i = 0; i < count; i++)
      put_value(field, items + i * stride, seed);
    *(char **)(void *)(base + field->offset) = items;
    *(size_t *)(void *)(base + field->quantifier_offset) = count;
    return;
  }
  uint32_t *quantifier = (uint32_t *)(void *)(base + field->quantifier_offset);
  bool in_oneof = field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF;
  if (in_oneof && *quantifier)
    return;
  put_value(field, base + field->offset, seed);
  bool pointer = field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE;
  if (in_oneof)
    *quantifier = field->id;
  else if (field->label == PROTOBUF_C_LABEL_OPTIONAL && !pointer)
    *quantifier = 1;
}

ProtobufCMessage *types_random_message(const ProtobufCMessageDescriptor *type, uint64_t *seed) {
  ProtobufCMessage *message = calloc(1, type->sizeof_message);
  protobuf_c_message_init(type, message);
  unsigned first = type->n_fields ? (unsigned)(next_random(seed) % type->n_fields) : 0;
  for (unsigned i = 0; i < type->n_fields; i++)
    if (next_random(seed) % 4 != 0)
      put_field(message, &type->fields[(first + i) % type->n_fields], seed);
  return message;
}

#define FIELD(name, id, label, type, quantifier, member, default_value, flags)                                         \
  {                                                                                                                    \
    name, id, PROTOBUF_C_LABEL_##label, PROTOBUF_C_TYPE_##type, quantifier, offsetof(struct scalars, member), NULL,    \
        default_value, flags, 0, NULL, NULL                                                                            \
  }
#define OF(member) offsetof(struct scalars, member)

static const ProtobufCFieldDescriptor scalars_fields[] = {
    FIELD("int32", 1, NONE, SINT32, 0, int32, NULL, 0),
    FIELD("uint32_value", 2, NONE, UINT32, 0, uint32_value, NULL, 0),
    FIELD("int64", 3, NONE, SFIXED64, 0, int64, NULL, 0),
    FIELD("uint64", 4, NONE, UINT64, 0, uint64, NULL, 0),
    FIELD("float_value", 5, NONE, FLOAT, 0, float_value, NULL, 0),
    FIELD("double_value", 6, NONE, DOUBLE, 0, double_value, NULL, 0),
    FIELD("bool_value", 7, NONE, BOOL, 0, bool_value, NULL, 0),
    FIELD("bytes", 8, NONE, BYTES, 0, bytes, NULL, 0),
    FIELD("string", 9, NONE, STRING, 0, string, &protobuf_c_empty_string, 0),
    FIELD("numbers", 10, REPEATED, INT64, OF(n_numbers), numbers, NULL, PROTOBUF_C_FIELD_FLAG_PACKED),
    FIELD("blobs", 11, REPEATED, BYTES, OF(n_blobs), blobs, NULL, 0),
    FIELD("maybe", 12, OPTIONAL, INT32, OF(has_maybe), maybe, NULL, 0),
    FIELD("maybe_text", 13, OPTIONAL, STRING, 0, maybe_text, NULL, 0),
    FIELD("choice_double", 14, NONE, DOUBLE, OF(choice_case), choice_double, NULL, PROTOBUF_C_FIELD_FLAG_ONEOF),
    FIELD("choice_string", 15, NONE, STRING, OF(choice_case), choice_string, &protobuf_c_empty_string,
          PROTOBUF_C_FIELD_FLAG_ONEOF),
    FIELD("choice_bytes", 16, NONE, BYTES, OF(choice_case), choice_bytes, NULL, PROTOBUF_C_FIELD_FLAG_ONEOF),
};
static const unsigned scalars_by_name[] = {10, 6, 7, 15, 13, 14, 5, 4, 0, 2, 11, 12, 9, 8, 1, 3};
static const ProtobufCIntRange scalars_ranges[] = {{1, 0}, {0, 16}};

static void init_scalars(ProtobufCMessage *message) {
  struct scalars *scalars = (struct scalars *)message;
  // protobuf-c never writes to its empty string, and asks for a pointer that could.
  *scalars = (struct scalars){.base = {&scalars_descriptor}, .string = (char *)(uintptr_t)protobuf_c_empty_string};
}

const ProtobufCMessageDescriptor scalars_descriptor = {
    PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC,
    "test.Scalars",
    "Scalars",
    "Scalars",
    "test",
    sizeof(struct scalars),
    16,
    scalars_fields,
    scalars_by_name,
    1,
    scalars_ranges,
    init_scalars,
    NULL,
    NULL,
    NULL,
};
