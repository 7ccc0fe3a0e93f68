// SPDX-License-Identifier: Apache-2.0
// Some rows of an import file on their way to the daemon, in one request with its own idempotency key.
#pragma once

#include "cli/rows.h"
#include "helix/v1/rpc.pb-c.h"
#include "lib/key.h"

#include <stdbool.h>

enum { CHUNK_ROWS_MAX = 64, CHUNK_BYTES_MAX = 256 << 10, ROW_BYTES_MAX = 900 << 10 };

struct chunk_row {
  int line;
  struct csv_present present;
  struct problem *problem; // owned; why the row is not in the request, or NULL
};

struct chunk {
  struct chunk_row rows[CHUNK_ROWS_MAX];
  unsigned row_count;
  Helix__V1__Stakeholder *stakeholders[CHUNK_ROWS_MAX]; // owned; of the rows without a problem, in order
  Helix__V1__ImportStakeholders call;                   // its stakeholders are those above
  char key[HELIX_KEY_BYTES];

  uint64_t id;             // of the request; 0: not on the way
  Helix__V1__Reply *reply; // owned; NULL until it is answered
};

struct chunk_reader {
  struct rows *rows; // borrowed
  struct row next;   // owned; read, but too large for the chunk before
  bool has_next;
};

// 1 and a new chunk with at least one row, 0 at the end, -1 and *problem when the file cannot be read.
int chunk_read(struct chunk_reader *reader, struct chunk **ret_chunk, struct problem *problem);
void chunk_reader_deinit(struct chunk_reader *reader);
struct chunk *chunk_free(struct chunk *chunk); // returns NULL

// Nothing in it needs an answer any more.
bool chunk_is_done(const struct chunk *chunk);
