// SPDX-License-Identifier: Apache-2.0
// One request on its way through the service: made by the server, answered once, given back through `done`.
#pragma once

#include "access/caller.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct write_state;

struct job {
  // set by the server, unchanged by the service
  void *payload; // bytes of the Request; the server's, alive until done
  size_t payload_bytes;
  uint32_t call; // field number of the call
  uint64_t id;   // of the request
  struct access_caller caller;
  int64_t deadline_monotonic_ms;
  void (*done)(struct job *job); // called once, by a thread of the service
  size_t reply_headroom;         // bytes that the server wants in front of the reply

  // the answer
  unsigned char *reply; // owned by whoever holds the job: malloc'ed, reply_headroom bytes before the Reply
  size_t reply_bytes;   // of the Reply alone
  bool refused;         // the reply is an error

  // the service's own
  struct write_state *write; // while a write is under way
  struct job *next;
};
