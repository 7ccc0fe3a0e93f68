// SPDX-License-Identifier: Apache-2.0
// The proto3 JSON mapping of any message, by its descriptor: https://protobuf.dev/programming-guides/json/
// Written: lowerCamelCase names, enums by name, 64-bit integers as strings, bytes in base64, default values left out.
// Read: camelCase or proto names, enums by name or number, integers also as strings, null as default; an unknown field,
// a wrong type or a number out of range is a problem that names its path.
#pragma once

#include "mapping/problem.h"

#include <jansson.h>
#include <protobuf-c/protobuf-c.h>

// A new tree that the caller owns. NULL only when a string is not UTF-8 (mapping/check.h).
json_t *message_to_json(const ProtobufCMessage *message);

// Flags for json_dumps with which every real of the tree keeps its value, in as few digits as that allows.
size_t json_real_flags(const json_t *json);

// Text that the caller frees, one line unless json_dumps' flags say otherwise; NULL as above.
char *message_to_json_text(const ProtobufCMessage *message, size_t flags);

// A new message that the caller frees with protobuf_c_message_free_unpacked(…, NULL), or NULL and *problem.
ProtobufCMessage *message_from_json(const ProtobufCMessageDescriptor *descriptor, const json_t *json,
                                    struct problem *problem);
