// SPDX-License-Identifier: Apache-2.0
// One run of helixctl: what was asked for, where it is said, and the connection to the daemon, which is made when first needed.
#pragma once

#include "cli/arguments.h"
#include "cli/labels.h"
#include "cli/output.h"
#include "lib/client.h"

struct session {
  struct output *output;             // borrowed
  const struct arguments *arguments; // borrowed
  struct labels *labels;             // owned
  struct helix_client *client;       // owned; NULL until session_connect()
  struct helix_keys keys;            // of the client, which borrows them
  struct helix_endpoint endpoint;    // where the daemon is; known after session_locate()
  uint32_t timeout_ms;               // of one call, likewise
};

void session_init(struct session *session, struct output *output, const struct arguments *arguments);
void session_deinit(struct session *session);

// Finds out where the daemon is, and connects to nothing. Returns 0, or the exit code of a failure that has been told.
int session_locate(struct session *session);

// Makes the client by --server and --timeout, the environment and the client file. Returns 0, or the exit code of a failure
// that has been told. Again is fine.
int session_connect(struct session *session);

// A new connection with another timeout; what was on the way on the old one is given up.
int session_reconnect(struct session *session, uint32_t timeout_ms);

// One request and its reply, which is what belongs to the call; the caller frees it with helix__v1__reply__free_unpacked(…,
// NULL). Returns 0, or the exit code of a failure that has been told.
int session_call(struct session *session, const Helix__V1__Request *request, Helix__V1__Reply **ret_reply);

// The same for callers that tell a refusal in their own way: a failure is left in *error, which wants helix_error_clear().
int session_ask(struct session *session, const Helix__V1__Request *request, Helix__V1__Reply **ret_reply,
                struct helix_error *error);

// Tells a failure and returns its exit code.
int session_tell(struct session *session, const struct helix_error *error);
