// SPDX-License-Identifier: Apache-2.0
// Talks to a helix daemon. One client belongs to one thread.
//
//   struct helix_error error = {0};
//   struct helix_client *client = helix_client_new(&(struct helix_client_options){.endpoint = address}, &error);
//   Helix__V1__Reply *reply;
//   if (client && helix_client_call(client, &request, &reply, &error) == 0)
//     … reply->status …, helix__v1__reply__free_unpacked(reply, NULL);
//
// A call waits until it is answered or the timeout is over. Meanwhile the library comes back when the daemon is busy,
// and when a write is not answered sends it again on a new connection with the same idempotency key: the daemon does it
// once, whatever was lost. Imports send many requests before the first answer has come: helix_client_send and
// helix_client_receive.
#pragma once

#include "lib/backoff.h"
#include "lib/endpoint.h"
#include "lib/failure.h"
#include "lib/key.h"
#include "lib/keys.h"

#include <stdint.h>

enum {
  HELIX_REQUEST_BYTES_MAX = 1 << 20,
  HELIX_REPLY_BYTES_MAX = 16 << 20, // lists of the vocabulary come whole; everything else stays below 1 MiB
  HELIX_TIMEOUT_MS_DEFAULT = 30000,
};

struct helix_client;

struct helix_client_options {
  const char *endpoint; // ipc://path or tcp://host:port
  uint32_t timeout_ms;  // of one call, with all its attempts; 0: HELIX_TIMEOUT_MS_DEFAULT
  // Borrowed for the life of the client; from helix_keys_for(). Every tcp endpoint wants them: connections to it are
  // encrypted, and the key is who we are. NULL for ipc, which the permissions of the socket guard.
  const struct helix_keys *keys;
};

// Does not wait for the daemon, and does not need it. NULL and HELIX_USAGE when the endpoint is no address, HELIX_CONFIG
// when it wants keys and there are none.
struct helix_client *helix_client_new(const struct helix_client_options *options, struct helix_error *error);
struct helix_client *helix_client_free(struct helix_client *client);

// The reply to the request; the caller frees it with helix__v1__reply__free_unpacked(…, NULL). Its result is the one
// that belongs to the call, its strings are UTF-8. The request stays as it is: id and deadline are the library's, and
// the idempotency key of a write too when it is empty. Give a key when the intention outlives this call, such as a form
// that a person may send again. On failure -1 and *error; an error of the daemon is HELIX_REFUSED.
int helix_client_call(struct helix_client *client, const Helix__V1__Request *request, Helix__V1__Reply **ret_reply,
                      struct helix_error *error);

// Sends without waiting for the answer; waits only while the daemon takes nothing more. Who may want to send a write
// again gives the key. Keep no more than some tens of requests on the way: the daemon refuses what is too much with
// BUSY.
int helix_client_send(struct helix_client *client, const Helix__V1__Request *request, uint64_t *ret_id,
                      struct helix_error *error);

// The next reply to something sent, in any order; its id says to what. An error of the daemon comes as a reply, so that
// the caller can tell which request it was; look at result_case before taking the result. 1: none came within
// timeout_ms. HELIX_LOST: the connection broke, none of those outstanding will be answered; send them again.
int helix_client_receive(struct helix_client *client, uint32_t timeout_ms, Helix__V1__Reply **ret_reply,
                         struct helix_error *error);

// How often the last call's request went out. Once: its answer is the answer to it; more often: an earlier copy may have
// been done first.
unsigned helix_client_sent(const struct helix_client *client);

// Sent and not yet answered.
uint64_t helix_client_outstanding(const struct helix_client *client);
