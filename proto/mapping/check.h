// SPDX-License-Identifier: Apache-2.0
// What protobuf-c does not check when it unpacks: protobuf strings must be UTF-8, and ours carry no NUL or other
// control characters but tab and line feed. (A NUL within a string on the wire is where protobuf-c ends it: nothing
// behind it is seen.)
#pragma once

#include "mapping/problem.h"

#include <protobuf-c/protobuf-c.h>

// NULL when the text is good, else what is wrong with it, in words that follow the field's name: "is not UTF-8".
const char *text_fault(const char *text, size_t bytes);

// Walks every string of the message. 0, or -1 and *problem with the path of the first bad one.
int message_check_strings(const ProtobufCMessage *message, struct problem *problem);

// Names of the top-level fields (proto names) in which two messages of one type differ, by their packed bytes, into
// `ret_names` (room for the descriptor's n_fields); returns how many. Unknown fields do not count.
unsigned message_changed_fields(const ProtobufCMessage *one, const ProtobufCMessage *other, const char **ret_names);
