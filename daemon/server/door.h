// SPDX-License-Identifier: Apache-2.0
// Who may connect at all: the ZMQ context and its ZAP handler (RFC 27), which every connection has to pass.
//
// libzmq lets everybody in who can do the handshake when no handler answers. So the handler comes first: it owns the context, and
// no socket can be made before it is bound.
//
//   "local"  ipc sockets, mechanism NULL: the socket's owner, root, and the members of the socket's group
//   "public" tcp sockets, mechanism CURVE: keys that are enrolled or invited, also those that have ended (they are told so)
//
// Addresses from which unknown keys come are penalised, in the shape of OpenSSH's PerSourcePenalties: each failure adds
// seconds, and from the least penalty on the address's invitations wait too. Enrolled keys pass all the same: who has one is no
// guesser, and may sit behind the same router as one.
#pragma once

#include "service/service.h"

#include <sys/types.h>

#define DOOR_LOCAL "local"
#define DOOR_PUBLIC "public"

struct door;

// The group that local sockets belong to is that of the process.
int door_open(struct service *service, struct door **ret_door, struct error *error);
void *door_context(struct door *door);          // of all sockets; ends with the door
uint64_t door_refused(const struct door *door); // handshakes refused since start; any thread
struct door *
door_close(struct door *door); // after all sockets; waits for what they still send; NULL is fine; returns NULL
