// SPDX-License-Identifier: Apache-2.0
// Where the daemon is, when nobody says so on the spot: HELIX_SERVER in the environment, else the person's client.conf
// ($XDG_CONFIG_HOME/helix/ or ~/.config/helix/), else the socket of a helixd on this machine.
//
//   [server]
//   endpoint=tcp://registry.example.org:7420
//   timeout=30
#pragma once

#include "lib/failure.h"

#include <stdbool.h>
#include <stdint.h>

struct helix_endpoint {
  char address[256];
  char origin[256];    // who says so: "HELIX_SERVER", a file name, "built in"
  uint32_t timeout_ms; // of one call; 0: not said
};

// HELIX_CONFIG with the file's name and the key when something in it is wrong; a missing file is no failure.
int helix_endpoint_default(struct helix_endpoint *ret_endpoint, struct helix_error *error);

// Writes it into client.conf when no endpoint stands there yet. HELIX_CONFIG.
int helix_endpoint_remember(const char *address, bool *ret_is_new, struct helix_error *error);

// Does one connect there with keys? A local socket needs none: its permissions guard it.
bool helix_endpoint_needs_keys(const char *address);
