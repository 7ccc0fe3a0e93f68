// SPDX-License-Identifier: Apache-2.0
// What can be told of a request from its bytes alone, before anything is allocated for it: a walk over the top-level fields of
// the protobuf encoding. Any bytes are accepted.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WIRE_HASH_BYTES = 16 };

struct wire_request {
  bool well_formed; // the top level parses; the fields inside may still be wrong
  uint64_t id;
  uint32_t deadline_ms;
  uint32_t call; // field number of the call, 0: none; the last one if there are several
};

void wire_scan(const void *bytes, size_t count, struct wire_request *ret_request);

// XXH3-128 of the call alone: two requests that differ only in id, key or deadline have the same hash.
void wire_hash_call(const void *bytes, size_t count, unsigned char ret_hash[WIRE_HASH_BYTES]);
