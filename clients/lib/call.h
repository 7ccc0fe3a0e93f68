// SPDX-License-Identifier: Apache-2.0
// What the client side needs to know of each call.
#pragma once

#include "helix/v1/rpc.pb-c.h"

#include <stdbool.h>

struct call_kind {
  Helix__V1__Request__CallCase call;
  Helix__V1__Reply__ResultCase result; // what answers it when no error does
  bool is_write;                       // carries an idempotency key and may be repeated with it
};

// NULL when the request has no call.
const struct call_kind *call_kind_of(const Helix__V1__Request *request);
