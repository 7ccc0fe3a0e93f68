// SPDX-License-Identifier: Apache-2.0
// How a call to the daemon failed, in words for a person and in a number for a shell.
#pragma once

#include "helix/v1/rpc.pb-c.h"

enum helix_failure {
  HELIX_NO_FAILURE,
  HELIX_UNREACHABLE, // nobody listens there; nothing was sent
  HELIX_TIMEOUT,     // no answer in time. A write may have happened: repeat it with the same idempotency key
  HELIX_LOST,        // the connection broke while answers were awaited; as with a timeout
  HELIX_PROTOCOL,    // what came is no answer of a helix daemon that this library knows
  HELIX_REFUSED,     // the daemon answered with an error: `refusal`
  HELIX_DATA,        // the request cannot be sent: too large
  HELIX_USAGE,       // the library was called wrongly, or with an address that is none
  HELIX_CONFIG,      // the client's configuration file, keys or environment are wrong
  HELIX_DENIED,      // the server does not know our key; nothing was sent
  HELIX_UNTRUSTED,   // the server is not the one whose key we have, or does not encrypt; nothing was sent
};

// Set to {0} before first use; a failing function overwrites what was there.
struct helix_error {
  enum helix_failure failure;
  Helix__V1__Error *refusal; // owned; the daemon's own words, with findings. NULL unless HELIX_REFUSED
  char message[640];         // what was wrong; UTF-8
  char hint[320];            // what to do; may be empty
};

// Forgets and frees what it holds.
void helix_error_clear(struct helix_error *error);

// Writes failure and message, clears the rest; returns -1. `error` may be NULL.
__attribute__((format(printf, 3, 4))) int helix_error_set(struct helix_error *error, enum helix_failure failure,
                                                          const char *format, ...);
// Adds what to do; returns -1.
__attribute__((format(printf, 2, 3))) int helix_error_hint(struct helix_error *error, const char *format, ...);

// Takes the daemon's error over; returns -1. Where time decided and its clock is not ours, the hint says that too.
int helix_error_refuse(struct helix_error *error, Helix__V1__Error *refusal);

// The exit status that sysexits.h gives to such a failure: 64 usage, 65 data, 66 not found, 69 unreachable, 70 fault of
// the daemon, 75 try again later, 76 protocol, 77 no permission, 78 configuration. 0 when there was no failure.
int helix_error_exit_code(const struct helix_error *error);
