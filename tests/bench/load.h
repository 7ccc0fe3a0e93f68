// SPDX-License-Identifier: Apache-2.0
// The load generator: one thread, one epoll loop, many DEALER sockets. The daemon and the echo get the same load from the same
// code. A reply that does not come or is not what was expected ends the bench: speed without answers is no figure.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct load;

// One frame to send.
struct load_request {
  unsigned char *data; // owned by who made it
  size_t size;
};

// Ends the bench with a reason when the reply is not the expected one.
typedef void load_check(const void *reply, size_t bytes);
// Whether the first bytes show that the reply is the expected one. False: they do not tell.
typedef bool load_glance(const void *reply, size_t bytes);

struct load_work {
  const struct load_request *requests; // sent in turn, then again from the first
  size_t request_count;
  size_t total;    // how many to send
  unsigned window; // under way per client
  load_check *check;
  load_glance
      *glance; // NULL: every reply is checked. Else every 64th, and those of which a glance does not tell enough.
};

struct load *load_open(const char *endpoint, unsigned clients);
struct load *load_close(struct load *load); // returns NULL

// Seconds from the first request to the last reply. With a window of 1, *ret_latencies_us has one value per request in the
// order of replies, unless it is NULL.
double load_run(struct load *load, const struct load_work *work, double *ret_latencies_us);
