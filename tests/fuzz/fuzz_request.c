// SPDX-License-Identifier: Apache-2.0
// Any bytes as a request, the way the daemon takes them: what unpacks and has good strings goes to JSON and back unchanged.
// Compared as JSON, which knows neither unknown fields nor the bits within a NaN.
#include "helix/v1/rpc.pb-c.h"
#include "mapping/check.h"
#include "mapping/json.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void require(bool truth) {
  if (!truth)
    abort();
}

static void check_same(const ProtobufCMessage *message) {
  json_t *json = message_to_json(message);
  require(json != NULL);
  struct problem problem;
  ProtobufCMessage *back = message_from_json(message->descriptor, json, &problem);
  require(back != NULL);
  json_t *again = message_to_json(back);
  require(json_equal(json, again));
  require(protobuf_c_message_get_packed_size(back) <= protobuf_c_message_get_packed_size(message));
  json_decref(again);
  json_decref(json);
  protobuf_c_message_free_unpacked(back, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  Helix__V1__Request *request = helix__v1__request__unpack(NULL, count, bytes);
  if (!request)
    return 0;
  struct problem problem;
  if (message_check_strings(&request->base, &problem) == 0)
    check_same(&request->base);
  else
    require(problem.message[0] != 0);
  helix__v1__request__free_unpacked(request, NULL);
  return 0;
}
