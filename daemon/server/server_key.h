// SPDX-License-Identifier: Apache-2.0
// The server's CURVE key pair: "server.key" in the state directory, made at the first start, mode 0600.
#pragma once

#include "base/error.h"

enum { SERVER_KEY_BYTES = 41 }; // Z85 and a NUL

struct server_key {
  char public_half[SERVER_KEY_BYTES], secret_half[SERVER_KEY_BYTES];
};

// ERROR_INVALID when the file is no key pair, or others may read it: it is never replaced, since every client knows its
// public half. server_key_wipe() is due afterwards.
int server_key_load(const char *state_dir, struct server_key *ret_key, struct error *error);
void server_key_wipe(struct server_key *key);
