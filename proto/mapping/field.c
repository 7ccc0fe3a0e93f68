// SPDX-License-Identifier: Apache-2.0
#include "mapping/field.h"

#include <stdint.h>

size_t field_value_bytes(const ProtobufCFieldDescriptor *field) {
  switch (field->type) {
  case PROTOBUF_C_TYPE_INT32:
  case PROTOBUF_C_TYPE_SINT32:
  case PROTOBUF_C_TYPE_SFIXED32:
  case PROTOBUF_C_TYPE_UINT32:
  case PROTOBUF_C_TYPE_FIXED32:
  case PROTOBUF_C_TYPE_FLOAT:
    return 4;
  case PROTOBUF_C_TYPE_INT64:
  case PROTOBUF_C_TYPE_SINT64:
  case PROTOBUF_C_TYPE_SFIXED64:
  case PROTOBUF_C_TYPE_UINT64:
  case PROTOBUF_C_TYPE_FIXED64:
  case PROTOBUF_C_TYPE_DOUBLE:
    return 8;
  case PROTOBUF_C_TYPE_BOOL:
    return sizeof(protobuf_c_boolean);
  case PROTOBUF_C_TYPE_ENUM:
    return sizeof(int);
  case PROTOBUF_C_TYPE_STRING:
  case PROTOBUF_C_TYPE_MESSAGE:
    return sizeof(void *);
  case PROTOBUF_C_TYPE_BYTES:
    return sizeof(ProtobufCBinaryData);
  }
  __builtin_unreachable();
}

static bool is_there(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field) {
  const char *base = (const char *)message;
  if (field_is_in_oneof(field) && *(const uint32_t *)(base + field->quantifier_offset) != field->id)
    return false;
  if (field_is_pointer(field))
    return *(const void *const *)(base + field->offset) != NULL;
  if (field->label == PROTOBUF_C_LABEL_OPTIONAL && !field_is_in_oneof(field))
    return *(const protobuf_c_boolean *)(base + field->quantifier_offset);
  return true;
}

struct field_values field_values(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field) {
  const char *base = (const char *)message;
  size_t stride = field_value_bytes(field);
  if (field->label == PROTOBUF_C_LABEL_REPEATED)
    return (struct field_values){*(const char *const *)(base + field->offset),
                                 *(const size_t *)(base + field->quantifier_offset), stride};
  return (struct field_values){base + field->offset, is_there(message, field), stride};
}
