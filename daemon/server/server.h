// SPDX-License-Identifier: Apache-2.0
// The daemon's face: the door, two ROUTER sockets on the libuv loop, signals, and what systemd is told.
#pragma once

#include "base/error.h"
#include "server/account.h"
#include "service/service.h"

enum { SERVER_ENDPOINTS_MAX = 16 };

struct server_limits {
  uint32_t request_bytes;        // a larger request is refused
  uint32_t peer_requests;        // of one peer under way
  uint32_t peer_request_bytes;   // of one peer under way
  uint32_t peer_reply_bytes;     // of one peer sent and not read
  uint32_t deadline_ms;          // when a request names none
  struct account_limits account; // of each identity, over all of its connections
};

struct server_options {
  const char *endpoints[SERVER_ENDPOINTS_MAX]; // ipc://PATH: administration. tcp://HOST:PORT: everybody who is enrolled
  size_t endpoint_count;
  const char *state_dir;      // the server's key is there
  const char *public_address; // how others reach the public endpoint; "": as it is bound, when that says so
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

// Binds every endpoint or none, after the handler that decides who may connect. ERROR_INVALID with the reason when an endpoint
// cannot be one of ours.
int server_open(const struct server_options *options, struct service *service, server_configure *configure,
                void *configure_data, struct server **ret_server, struct error *error);

// Serves until SIGTERM or SIGINT; SIGHUP reloads. Requests under way are answered before it returns.
void server_run(struct server *server);
struct server *server_close(struct server *server); // NULL is fine; returns NULL

// May this endpoint be listened on? Also used by `helixd --check`.
int endpoint_check(const char *endpoint, struct error *error);
