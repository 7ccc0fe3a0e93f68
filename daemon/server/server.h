// SPDX-License-Identifier: Apache-2.0
// The daemon's face: a ROUTER socket on the libuv loop, signals, and what systemd is told. One thread.
#pragma once

#include "base/error.h"
#include "service/service.h"

enum { SERVER_ENDPOINTS_MAX = 16 };

struct server_limits {
  uint32_t request_bytes;      // a larger request is refused
  uint32_t peer_requests;      // of one peer under way
  uint32_t peer_request_bytes; // of one peer under way
  uint32_t peer_reply_bytes;   // of one peer sent and not read
  uint32_t deadline_ms;        // when a request names none
};

struct server_options {
  const char *endpoints[SERVER_ENDPOINTS_MAX]; // ipc://PATH or tcp://LOOPBACK:PORT
  size_t endpoint_count;
  struct server_limits limits;
};

// What a reload takes out of the configuration; the strings live until the next call with the same data.
struct server_reload {
  struct vocabulary_files vocabulary;
  struct weights weights;
  struct server_limits limits;
};
typedef int server_configure(void *data, struct server_reload *ret_reload, struct error *error);

struct server;

// Binds every endpoint or none. Until there is access control only the machine itself may be listened on: an ipc path, or
// a loopback address. ERROR_INVALID otherwise, with the reason.
int server_open(const struct server_options *options, struct service *service, server_configure *configure,
                void *configure_data, struct server **ret_server, struct error *error);

// Serves until SIGTERM or SIGINT; SIGHUP reloads. Requests under way are answered before it returns.
void server_run(struct server *server);
struct server *server_close(struct server *server); // NULL is fine; returns NULL

// May this endpoint be listened on? Also used by `helixd --check`.
int endpoint_check(const char *endpoint, struct error *error);
