// SPDX-License-Identifier: Apache-2.0
// A daemon that does as it is told: a ROUTER in a thread, which answers the requests it gets by a script, one step for
// each; the script ends in FAKE_END.
// What it saw can be read after fake_daemon_stop.
#pragma once

#include "helix/v1/rpc.pb-c.h"

#include <stddef.h>

enum fake_step {
  FAKE_END,       // of the script: every further request is answered
  FAKE_ANSWER,    // with the result that belongs to the call
  FAKE_SILENCE,   // no answer
  FAKE_BUSY,      // retry after 30 ms
  FAKE_BUSY_LONG, // retry after an hour
  FAKE_NOT_FOUND,
  FAKE_STOPPING,
  FAKE_UNIDENTIFIED, // an error with id 0
  FAKE_WRONG_ID,
  FAKE_WRONG_RESULT, // places
  FAKE_NO_RESULT,
  FAKE_GARBAGE,
  FAKE_BAD_STRING, // invalid UTF-8
  FAKE_TWO_FRAMES,
  FAKE_OVERSIZED, // more than a reply may have
  FAKE_RESTART,   // closes its socket without an answer and binds it again
};

enum { FAKE_REQUESTS_MAX = 256, FAKE_STEPS_MAX = 16 };

struct fake_request {
  uint64_t id;
  uint32_t deadline_ms;
  char key[80];
  int call;
};

struct fake_daemon;

// Listens on the address when this returns.
struct fake_daemon *fake_daemon_start(const char *address, const enum fake_step *script);

// Ends the thread. The requests are borrowed until fake_daemon_free.
const struct fake_request *fake_daemon_stop(struct fake_daemon *daemon, size_t *ret_count);
void fake_daemon_free(struct fake_daemon *daemon);
