// SPDX-License-Identifier: Apache-2.0
// What the routers of a loop count together, for the status reply. Loop thread only.
#pragma once

#include "server/server.h"

enum { ENDPOINT_BYTES_MAX = 256 };

struct gauges {
  struct service_gauges service;
  uint64_t peers[2]; // with something under way: local, public
  char endpoint_texts[SERVER_ENDPOINTS_MAX][ENDPOINT_BYTES_MAX];
  const char *endpoint_list[SERVER_ENDPOINTS_MAX];
};
