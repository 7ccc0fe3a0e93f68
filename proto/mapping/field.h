// SPDX-License-Identifier: Apache-2.0
// The values of one field of any message, whatever its label: none, one or many.
#pragma once

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>

struct field_values {
  const char *first; // borrowed from the message
  size_t count;
  size_t stride; // bytes from one value to the next
};

// Bytes of one value in the C structure.
size_t field_value_bytes(const ProtobufCFieldDescriptor *field);

static inline bool field_is_pointer(const ProtobufCFieldDescriptor *field) {
  return field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE;
}

static inline bool field_is_in_oneof(const ProtobufCFieldDescriptor *field) {
  return field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF;
}

// A single field without presence has one value always, its default included; a message that is not there has none.
struct field_values field_values(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field);
