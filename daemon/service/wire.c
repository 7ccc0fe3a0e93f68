// SPDX-License-Identifier: Apache-2.0
#include "service/wire.h"

#include <string.h>
#include <xxhash.h>

enum { FIELD_ID = 1, FIELD_DEADLINE = 3, FIRST_CALL = 10 };
enum wire_type { VARINT = 0, FIXED64 = 1, LENGTH = 2, FIXED32 = 5 };

struct field {
  uint64_t number, value;
  unsigned type;
  const unsigned char *begin, *end; // of the whole field, tag included
};

static bool varint(const unsigned char **at, const unsigned char *end, uint64_t *ret_value) {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && *at < end; shift += 7) {
    unsigned char byte = *(*at)++;
    value |= (uint64_t)(byte & 0x7f) << shift;
    if (!(byte & 0x80)) {
      *ret_value = value;
      return true;
    }
  }
  return false;
}

static bool skip(const unsigned char **at, const unsigned char *end, uint64_t bytes) {
  if (bytes > (uint64_t)(end - *at))
    return false;
  *at += bytes;
  return true;
}

// Reads one field and moves on. False at malformed bytes.
static bool next(const unsigned char **at, const unsigned char *end, struct field *field) {
  uint64_t tag;
  field->begin = *at;
  field->value = 0;
  if (!varint(at, end, &tag) || tag >> 3 == 0)
    return false;
  field->number = tag >> 3;
  field->type = tag & 7;
  bool fine = false;
  switch (field->type) {
  case VARINT:
    fine = varint(at, end, &field->value);
    break;
  case FIXED64:
    fine = skip(at, end, 8);
    break;
  case LENGTH:
    fine = varint(at, end, &field->value) && skip(at, end, field->value);
    break;
  case FIXED32:
    fine = skip(at, end, 4);
    break;
  }
  field->end = *at;
  return fine;
}

void wire_scan(const void *bytes, size_t count, struct wire_request *ret_request) {
  const unsigned char *at = bytes, *end = at + count;
  struct wire_request request = {.well_formed = true};
  struct field field;
  while (at < end && request.well_formed) {
    request.well_formed = next(&at, end, &field);
    if (!request.well_formed)
      break;
    if (field.number == FIELD_ID && field.type == VARINT)
      request.id = field.value;
    else if (field.number == FIELD_DEADLINE && field.type == VARINT)
      request.deadline_ms = (uint32_t)field.value;
    else if (field.number >= FIRST_CALL && field.type == LENGTH)
      request.call = (uint32_t)field.number;
  }
  *ret_request = request;
}

void wire_hash_call(const void *bytes, size_t count, unsigned char ret_hash[WIRE_HASH_BYTES]) {
  const unsigned char *at = bytes, *end = at + count;
  XXH128_hash_t hash = XXH3_128bits(NULL, 0);
  for (struct field field; at < end && next(&at, end, &field);)
    if (field.number >= FIRST_CALL) // one field as a rule; more are chained through the seed
      hash = XXH3_128bits_withSeed(field.begin, (size_t)(field.end - field.begin), hash.low64);
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, hash);
  memcpy(ret_hash, canonical.digest, WIRE_HASH_BYTES);
}
