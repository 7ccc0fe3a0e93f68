// SPDX-License-Identifier: Apache-2.0
// The peer of the daemon's transport: a process with one bare libzmq ROUTER that answers every request with the same bytes.
#pragma once

#include <stddef.h>
#include <sys/types.h>

// Listens when it returns or soon after; libzmq's clients try again until then. Must be called while the bench has no
// libzmq context of its own: contexts do not survive fork(). End it with process_kill().
pid_t echo_start(const char *endpoint, const void *reply, size_t reply_bytes);
