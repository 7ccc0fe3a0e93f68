// SPDX-License-Identifier: Apache-2.0
// One connection to the daemon: a ZeroMQ DEALER and a monitor that tells what the socket itself hides, namely whether
// anybody is there and when the line breaks. Times are milliseconds of CLOCK_MONOTONIC.
#pragma once

#include "lib/failure.h"
#include "lib/keys.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct connection;

int64_t connection_now_ms(void);

// 0 when the address can be used; else HELIX_USAGE.
int connection_check_address(const char *address, struct helix_error *error);

// `context` is a ZeroMQ context; `keys` are borrowed until connection_free, and not looked at for a local socket.
// HELIX_UNREACHABLE when it is known already that nobody listens on a local socket.
int connection_open(void *context, const char *address, const struct helix_keys *keys,
                    struct connection **ret_connection, struct helix_error *error);
struct connection *connection_free(struct connection *connection);

// Has it broken since it stood? ZeroMQ connects anew by itself, but what was on the way is gone.
bool connection_is_lost(struct connection *connection);

// 0 when ZeroMQ has taken the bytes for a peer that is there. HELIX_UNREACHABLE, HELIX_LOST, HELIX_TIMEOUT; HELIX_DENIED
// and HELIX_UNTRUSTED when the handshake failed.
int connection_send(struct connection *connection, const void *bytes, size_t count, int64_t deadline_ms,
                    struct helix_error *error);

// 0 and one frame, borrowed until the next receive or free. 1: nothing came until the deadline. HELIX_LOST,
// HELIX_PROTOCOL.
int connection_receive(struct connection *connection, int64_t deadline_ms, const uint8_t **ret_bytes, size_t *ret_count,
                       struct helix_error *error);
