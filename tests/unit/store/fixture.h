// SPDX-License-Identifier: Apache-2.0
// A state directory in a temporary place, and rows to put into it.
#pragma once

#include "store/store.h"

struct fixture {
  char base[64];      // removed with all that is in it
  char directory[80]; // the state directory, not made yet
  struct store *store;
};

void fixture_make(struct fixture *fixture);
void fixture_open(struct fixture *fixture); // asserts that it opens
void fixture_remove(struct fixture *fixture);

// Copies the database and its log, in a child process: closing the file here would drop SQLite's POSIX locks.
void fixture_copy(const struct fixture *fixture, const char *directory);

// Puts a revision in a transaction of its own (commit) or in the one that is open. Asserts that it succeeds.
void fixture_put(struct store *store, const char *id, uint64_t revision, const char *message);
void fixture_put_committed(struct store *store, const char *id, uint64_t revision, const char *message);

// Row and columns as fixture_put() makes them.
struct store_stakeholder fixture_row(const char *id, uint64_t revision, const char *message);
extern const struct store_columns fixture_columns;
