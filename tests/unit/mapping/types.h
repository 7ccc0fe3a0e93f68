// SPDX-License-Identifier: Apache-2.0
// Messages for the tests of the mapping: every type of the protocol, found by walking, and one of every scalar type.
#pragma once

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>
#include <stdint.h>

enum { TYPES_MAX = 128 };

// Every message type that a Request, a Reply or a file of config/ can hold, each once. Returns how many.
size_t types_of_the_protocol(const ProtobufCMessageDescriptor *ret_types[TYPES_MAX]);

// A message of the type with fields set at random, from a seed. Free with protobuf_c_message_free_unpacked.
ProtobufCMessage *types_random_message(const ProtobufCMessageDescriptor *type, uint64_t *seed);

// What our own schema does not use yet: every scalar type alone, repeated, with presence, and in a oneof.
struct scalars {
  ProtobufCMessage base;
  int32_t int32;
  uint32_t uint32_value;
  int64_t int64;
  uint64_t uint64;
  float float_value;
  double double_value;
  protobuf_c_boolean bool_value;
  ProtobufCBinaryData bytes;
  char *string;
  size_t n_numbers;
  int64_t *numbers;
  size_t n_blobs;
  ProtobufCBinaryData *blobs;
  protobuf_c_boolean has_maybe;
  int32_t maybe;
  char *maybe_text;
  uint32_t choice_case;
  union {
    double choice_double;
    char *choice_string;
    ProtobufCBinaryData choice_bytes;
  };
};
extern const ProtobufCMessageDescriptor scalars_descriptor;
