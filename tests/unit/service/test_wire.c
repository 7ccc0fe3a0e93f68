// SPDX-License-Identifier: Apache-2.0
#include "helix/v1/rpc.pb-c.h"
#include "service/wire.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 4096 };

static size_t pack_get(unsigned char *out, uint64_t id, const char *key, const char *stakeholder) {
  Helix__V1__GetStakeholder get = HELIX__V1__GET_STAKEHOLDER__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  get.id = (char *)(uintptr_t)stakeholder;
  request.id = id;
  request.idempotency_key = (char *)(uintptr_t)key;
  request.deadline_ms = 1234;
  request.call_case = HELIX__V1__REQUEST__CALL_GET_STAKEHOLDER;
  request.get_stakeholder = &get;
  cr_assert_lt(helix__v1__request__get_packed_size(&request), ROOM);
  return helix__v1__request__pack(&request, out);
}

Test(wire, tells_id_deadline_and_call) {
  unsigned char bytes[ROOM];
  struct wire_request wire;
  wire_scan(bytes, pack_get(bytes, UINT64_MAX, "key", "bologna"), &wire);
  cr_expect(wire.well_formed);
  cr_expect_eq(wire.id, UINT64_MAX);
  cr_expect_eq(wire.deadline_ms, 1234);
  cr_expect_eq(wire.call, HELIX__V1__REQUEST__CALL_GET_STAKEHOLDER);
}

Test(wire, an_empty_message_has_no_call) {
  struct wire_request wire;
  wire_scan("", 0, &wire);
  cr_expect(wire.well_formed);
  cr_expect_eq(wire.call, 0);
}

Test(wire, a_truncated_message_is_malformed_at_every_length) {
  unsigned char bytes[ROOM];
  size_t count = pack_get(bytes, 7, "key-key-key", "bologna");
  unsigned malformed = 0;
  for (size_t cut = 1; cut < count; cut++) {
    struct wire_request wire;
    unsigned char *exact = malloc(cut); // so that a read beyond the end is seen by the sanitizer
    memcpy(exact, bytes, cut);
    wire_scan(exact, cut, &wire);
    malformed += !wire.well_formed;
    free(exact);
  }
  cr_expect_geq(malformed, count - 5, "only between fields can a message end: %u of %zu", malformed, count);
}

Test(wire, random_bytes_are_survived) {
  srand(1);
  for (int round = 0; round < 20000; round++) {
    size_t count = (size_t)(rand() % 64);
    unsigned char *bytes = malloc(count ? count : 1), hash[WIRE_HASH_BYTES];
    for (size_t i = 0; i < count; i++)
      bytes[i] = (unsigned char)rand();
    struct wire_request wire;
    wire_scan(bytes, count, &wire);
    wire_hash_call(bytes, count, hash);
    free(bytes);
  }
}

Test(wire, the_hash_is_of_the_call_alone) {
  unsigned char one[ROOM], other[ROOM], first[WIRE_HASH_BYTES], second[WIRE_HASH_BYTES];
  wire_hash_call(one, pack_get(one, 1, "a key", "bologna"), first);
  wire_hash_call(other, pack_get(other, 2, "another key", "bologna"), second);
  cr_expect(!memcmp(first, second, WIRE_HASH_BYTES));
  wire_hash_call(other, pack_get(other, 1, "a key", "nanjing"), second);
  cr_expect(memcmp(first, second, WIRE_HASH_BYTES));
}
