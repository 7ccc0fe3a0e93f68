// SPDX-License-Identifier: Apache-2.0
// The keys of an encrypted connection (CURVE), and where a person keeps them. A client's public key is who it is at the
// server; whoever has the secret half is that client. Keys are Z85: 40 characters for 32 bytes.
//
// In the folder of client.conf (see endpoint.h):
//   servers.conf   which key belongs to which server; one group for each endpoint
//     [tcp://registry.example.org:7420]
//     server-key=…     the server's public key: who has another is not this server
//     key=FILE         the file with ours, in the same folder
//   FILE           "public-key=…" and "secret-key=…"; mode 0600
//   FILE.new       the pair that will take its place: a rotation is on its way (see identity.h)
#pragma once

#include "lib/failure.h"

#include <stdbool.h>

enum { HELIX_Z85_BYTES = 41 }; // 40 characters and the NUL

struct helix_keys {
  char server[HELIX_Z85_BYTES];     // the server's public key; "" when not known yet
  char public_key[HELIX_Z85_BYTES]; // ours
  char secret[HELIX_Z85_BYTES];     // ours; wipe it after use
};

// A new pair; the server's key stays as it is.
void helix_keys_make(struct helix_keys *keys);
void helix_keys_wipe(struct helix_keys *keys);

// Is this a key: 40 characters of Z85?
bool helix_key_is_z85(const char *text);

// The pair in a file. The server's key stays as it is. 1: there is no such file. HELIX_CONFIG when others may read it,
// when it is another's, or when what is in it is no pair; the hint says what to do.
int helix_keys_load(const char *path, struct helix_keys *keys, struct helix_error *error);

// Writes the pair, durably, mode 0600; makes the folder (0700). HELIX_CONFIG.
int helix_keys_save(const char *path, const struct helix_keys *keys, struct helix_error *error);

// What is known of a server.
struct helix_server {
  char server_key[HELIX_Z85_BYTES];
  char *path; // owned, for free(): the file with our pair
};

// 1: the endpoint is not known. HELIX_CONFIG.
int helix_server_find(const char *endpoint, struct helix_server *ret_server, struct helix_error *error);
void helix_server_clear(struct helix_server *server);

// Remembers it, in place of what was known of this endpoint. `file` is the name of a file in the same folder.
int helix_server_remember(const char *endpoint, const char *server_key, const char *file, struct helix_error *error);

// All keys for an endpoint, as helix_client_options wants them. HELIX_CONFIG, also when there are none: the hint says
// how to get some.
int helix_keys_for(const char *endpoint, struct helix_keys *ret_keys, struct helix_error *error);
