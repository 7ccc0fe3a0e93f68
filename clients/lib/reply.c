// SPDX-License-Identifier: Apache-2.0
#include "lib/reply.h"

#include "lib/client.h"
#include "mapping/check.h"

#include <stdbool.h>

static bool has_result(const Helix__V1__Reply *reply) {
  // Every result is a message, and all members of the oneof lie in one place.
  return reply->result_case != HELIX__V1__REPLY__RESULT__NOT_SET && reply->error != NULL;
}

Helix__V1__Reply *reply_read(const uint8_t *bytes, size_t count, struct helix_error *error) {
  Helix__V1__Reply *reply = count <= HELIX_REPLY_BYTES_MAX ? helix__v1__reply__unpack(NULL, count, bytes) : NULL;
  if (!reply) {
    helix_error_set(error, HELIX_PROTOCOL, "The answer of %zu bytes is no reply of a helix daemon.", count);
    helix_error_hint(error, "Is the address that of a helix daemon?");
    return NULL;
  }
  struct problem problem;
  if (!has_result(reply)) {
    helix_error_set(error, HELIX_PROTOCOL, "The reply has no result that this program knows.");
    helix_error_hint(error, "The daemon may be newer than this program: update it.");
  } else if (message_check_strings(&reply->base, &problem) < 0) {
    helix_error_set(error, HELIX_PROTOCOL, "In the reply, %s %s.", problem.field, problem.message);
  } else {
    return reply;
  }
  helix__v1__reply__free_unpacked(reply, NULL);
  return NULL;
}
