// SPDX-License-Identifier: Apache-2.0
// A helixd of the bench's own, with its state and socket in the bench's directories.
#pragma once

#include <sys/types.h>

enum { DAEMON_ENDPOINT_BYTES_MAX = 112 }; // a socket's path has less than 108 bytes

struct daemon_options {
  const char *program, *config;
  const char *state_dir;
  const char *runtime_dir; // for sockets; short, as a socket's path must be
  const char *log;         // file that what the daemon says is added to
};

struct daemon {
  pid_t process;
  char endpoint[DAEMON_ENDPOINT_BYTES_MAX];
  char public_endpoint[DAEMON_ENDPOINT_BYTES_MAX]; // CURVE, on a port of the loopback interface that was free
  double ready_seconds;                            // from its start to READY=1
};

// Returns when the daemon says READY=1; ends the bench when it does not.
void daemon_start(const struct daemon_options *options, struct daemon *ret_daemon);
void daemon_stop(const struct daemon *daemon); // SIGTERM; ends the bench when the exit status is not 0

// Waits until the daemon has nothing to do in the background (at most half a minute).
void daemon_settle(const struct daemon *daemon);
