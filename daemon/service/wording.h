// SPDX-License-Identifier: Apache-2.0
// What things are called in sentences.
#pragma once

#include "service/knowledge.h"
#include "service/languages.h"

#include <protobuf-c/protobuf-c.h>

// "joint venture", "eu to cn"; "" for a value without a name.
char *wording_value(struct arena *arena, const ProtobufCEnumDescriptor *descriptor, int value);
const char *wording_direction(enum match_direction direction); // "EU to CN"
const char *wording_language(uint8_t number);                  // "Italian", else the code

const char *wording_place(const struct knowledge *knowledge, uint32_t place); // in English where there is a name
char *wording_theme(const struct knowledge *knowledge, struct arena *arena,
                    uint32_t theme); // "Circular economy (circular-economy)"
