// SPDX-License-Identifier: Apache-2.0
// Strings are nearly always plain ASCII, or have long runs of it: eight bytes at a time are cleared with three
// operations (Bit Twiddling Hacks, "Determine if a word has a byte less than n"), and only what is left is looked at
// byte by byte.
#include "mapping/check.h"

#include "mapping/field.h"
#include "mapping/path.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const uint64_t every_byte = UINT64_C(0x0101010101010101);
static const uint64_t high_bits = UINT64_C(0x8080808080808080);

// Eight bytes from space to tilde. The subtraction may mark a byte too many beside a control character, never one too
// few.
static bool is_plain_ascii(uint64_t word) {
  uint64_t below_space = (word - every_byte * 0x20) & ~word;
  uint64_t delete_or_above = word | (word + every_byte);
  return ((below_space | delete_or_above) & high_bits) == 0;
}

// The well-formed byte sequences of Unicode 15.0, table 3-7. Bytes of the character, or 0.
static size_t character_bytes(const unsigned char *at, size_t left) {
  if (at[0] < 0xC2 || at[0] > 0xF4)
    return 0;
  size_t bytes = at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;
  if (left < bytes)
    return 0;
  unsigned char low = at[0] == 0xE0 ? 0xA0 : at[0] == 0xF0 ? 0x90 : 0x80;
  unsigned char high = at[0] == 0xED ? 0x9F : at[0] == 0xF4 ? 0x8F : 0xBF;
  if (at[1] < low || at[1] > high)
    return 0;
  for (size_t i = 2; i < bytes; i++)
    if ((at[i] & 0xC0) != 0x80)
      return 0;
  return bytes;
}

static const char *const control_fault = "has a control character; only tab and line feed may be in a text";
static const char *const utf8_fault = "is not UTF-8";

// NULL and the bytes of the one character at `at`, or what is wrong with it.
static const char *character_fault(const unsigned char *at, size_t left, size_t *ret_bytes) {
  *ret_bytes = 1;
  if (at[0] < 0x80) {
    bool control = (at[0] < 0x20 && at[0] != '\t' && at[0] != '\n') || at[0] == 0x7F;
    return control ? control_fault : NULL;
  }
  *ret_bytes = character_bytes(at, left);
  if (*ret_bytes == 0)
    return utf8_fault;
  return at[0] == 0xC2 && at[1] < 0xA0 ? control_fault : NULL; // C1, U+0080 to U+009F
}

const char *text_fault(const char *text, size_t bytes) {
  const unsigned char *at = (const unsigned char *)text;
  const unsigned char *end = at + bytes;
  while (at < end) {
    uint64_t word;
    if (*at < 0x80 && (size_t)(end - at) >= sizeof word) {
      memcpy(&word, at, sizeof word);
      if (is_plain_ascii(word)) {
        at += sizeof word;
        continue;
      }
    }
    size_t length;
    const char *fault = character_fault(at, (size_t)(end - at), &length);
    if (fault)
      return fault;
    at += length;
  }
  return NULL;
}

static int check_string(const char *text, const struct path_step *here, struct problem *problem) {
  const char *fault = text_fault(text, strlen(text));
  if (!fault)
    return 0;
  char path[PATH_BYTES];
  problem_set(problem, path_write(here, path), "%s", fault);
  return problem_hint(problem, fault == utf8_fault ? "save the text in UTF-8" : "take the character out");
}

static int check_message(const ProtobufCMessage *message, const struct path_step *parent, struct problem *problem) {
  const ProtobufCMessageDescriptor *descriptor = message->descriptor;
  for (unsigned i = 0; i < descriptor->n_fields; i++) {
    const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
    if (!field_is_pointer(field))
      continue;
    struct field_values values = field_values(message, field);
    for (size_t k = 0; k < values.count; k++) {
      const void *value = *(const void *const *)(values.first + k * values.stride);
      bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
      struct path_step here = {parent, field->name, repeated ? k : PATH_NO_INDEX};
      int r = field->type == PROTOBUF_C_TYPE_STRING ? check_string(value, &here, problem)
                                                    : check_message(value, &here, problem);
      if (r < 0)
        return r;
    }
  }
  return 0;
}

int message_check_strings(const ProtobufCMessage *message, struct problem *problem) {
  return check_message(message, NULL, problem);
}

struct packed {
  uint8_t *bytes; // owned
  const uint8_t *at, *end;
};

static struct packed packed_of(const ProtobufCMessage *message) {
  size_t count = protobuf_c_message_get_packed_size(message);
  uint8_t *bytes = malloc(count + 1);
  if (!bytes)
    abort();
  protobuf_c_message_pack(message, bytes);
  return (struct packed){bytes, bytes, bytes + count};
}

static uint64_t varint(const uint8_t **at) {
  uint64_t value = 0;
  unsigned shift = 0;
  do
    value |= (uint64_t)(**at & 0x7F) << shift;
  while (shift += 7, *(*at)++ & 0x80);
  return value;
}

// One record of our own packing. protobuf-c writes no groups.
static void skip_value(const uint8_t **at, unsigned wire_type) {
  if (wire_type == PROTOBUF_C_WIRE_TYPE_VARINT)
    varint(at);
  else if (wire_type == PROTOBUF_C_WIRE_TYPE_64BIT)
    *at += 8;
  else if (wire_type == PROTOBUF_C_WIRE_TYPE_32BIT)
    *at += 4;
  else {
    assert(wire_type == PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED);
    uint64_t count = varint(at);
    *at += count;
  }
}

// Moves past the records of one field, which lie together: protobuf-c packs in the order of numbers, unknown fields
// last.
static size_t take_field(struct packed *packed, uint32_t id) {
  const uint8_t *start = packed->at;
  while (packed->at < packed->end) {
    const uint8_t *next = packed->at;
    uint64_t tag = varint(&next);
    if (tag >> 3 != id)
      break;
    skip_value(&next, tag & 7);
    packed->at = next;
  }
  return (size_t)(packed->at - start);
}

unsigned message_changed_fields(const ProtobufCMessage *one, const ProtobufCMessage *other, const char **ret_names) {
  assert(one->descriptor == other->descriptor);
  struct packed a = packed_of(one), b = packed_of(other);
  unsigned changed = 0;
  for (unsigned i = 0; i < one->descriptor->n_fields; i++) {
    const ProtobufCFieldDescriptor *field = &one->descriptor->fields[i];
    size_t a_bytes = take_field(&a, field->id), b_bytes = take_field(&b, field->id);
    if (a_bytes != b_bytes || memcmp(a.at - a_bytes, b.at - b_bytes, a_bytes) != 0)
      ret_names[changed++] = field->name;
  }
  free(a.bytes);
  free(b.bytes);
  return changed;
}
