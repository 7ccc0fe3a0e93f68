// SPDX-License-Identifier: Apache-2.0
// The three measurements. Each starts its own daemon on an empty state directory, prints a table and adds its figures. Rounds of
// the daemon and of its peer take turns, so that both meet the same disturbances; the medians of the rounds count.
#pragma once

#include "daemon.h"
#include "figures.h"
#include "profiles.h"

struct bench {
  const char *program, *config; // helixd and its configuration file
  char scratch[4096];           // directory for state, on a real disk; absolute
  char runtime[4096];           // within it, for sockets
  char log[4096];               // what the daemons say
  struct profiles *profiles;    // owned
  struct figures *figures;      // owned
};

// A daemon on the state directory `name` of the scratch directory.
void bench_start(const struct bench *bench, const char *name, struct daemon *ret_daemon);
void bench_remove(const struct bench *bench, const char *name); // with all that is in it; not there is fine
void bench_path(const struct bench *bench, const char *name, char ret_path[4096]);

void measure_status(struct bench *bench); // beside a bare ROUTER
void measure_submit(struct bench *bench); // beside SQLite alone
void measure_access(struct bench *bench); // of the public door, and what it keeps off
void measure_start(struct bench *bench);  // with more and more profiles
