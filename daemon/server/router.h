// SPDX-License-Identifier: Apache-2.0
// A ZeroMQ ROUTER on a libuv loop. Requests come in as frames, become jobs of the service, and go out as replies.
//
// There are two: one behind the local door, one behind the public. Who calls is read from each message (the key that the door
// let in, libzmq's User-Id), never from the routing id, and held against the registry as it is now: a key that was revoked is told
// so with its next message, also on an open connection. A stranger's message is dropped without a word.
//
// ZMQ_FD is edge-triggered and says only "look at ZMQ_EVENTS"; every send may eat an edge. So the socket is drained, a bounded
// number of messages at a time, from the poll, prepare and check callbacks; an idle handle keeps the loop turning while more waits.
//
// A reply that libzmq does not take at once, or that would put more unread bytes in front of a peer than its limit, is parked and
// tried again; replies beyond the limit shrink to an error. Replies to peers that are gone are dropped and counted.
#pragma once

#include "server/gauges.h"
#include "server/server.h"
#include "server/server_key.h"

#include <uv.h>

struct router;

struct router_options {
  void *context;                // libzmq's, of the door
  bool is_public;               // CURVE; else the local door
  const struct server_key *key; // of the public one; copied by libzmq
  const char *const *endpoints; // those of this door
  size_t endpoint_count;
  struct server_limits limits;
  struct gauges *gauges; // borrowed, shared by all routers of the loop
};

// Binds all endpoints or none.
int router_open(const struct router_options *options, struct service *service, uv_loop_t *loop,
                struct router **ret_router, struct error *error);

void router_set_limits(struct router *router, const struct server_limits *limits);

// From now on every request is answered with STOPPING.
void router_refuse_all(struct router *router);

// Nothing under way, nothing parked, nothing waiting to be read?
bool router_is_idle(struct router *router);

// Once a second: gauges, forgotten peers.
void router_tick(struct router *router);

// Starts closing the handles; `closed` is called from the loop when the memory may go.
void router_close(struct router *router, void (*closed)(void *data), void *data);
struct router *router_free(struct router *router); // closes the sockets, letting sent replies leave; returns NULL
