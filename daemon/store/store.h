// SPDX-License-Identifier: Apache-2.0
// The office's file: SQLite in WAL mode with synchronous=FULL, one writing connection, any number of reading ones.
// Commands in, rows out. A connection belongs to one thread at a time. Rows hold the bytes of protobuf messages that
// the store does not look into, beside the columns that queries need.
//
// Errors: ERROR_FULL when the disk or a quota is full (the transaction is gone, nothing else is), ERROR_IO otherwise.
// After an ERROR_IO from store_commit() it is not known what reached the disk: the process must end and recover at the
// next start.
#pragma once

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;

struct store_bytes {
  const void *data;
  size_t size;
};

// --- the state directory and its connections

// Locks the directory (made if absent, mode 0700) for this process, opens or creates helix.db in it, migrates it to the
// newest schema in one transaction. ERROR_CONFLICT: another daemon has it. ERROR_INVALID: a newer schema, or not our
// file.
int store_open(const char *directory, struct store **ret_store, struct error *error);

// A reading connection to the same file.
int store_open_reader(const struct store *writer, struct store **ret_store, struct error *error);
struct store *store_close(struct store *store); // NULL is fine; returns NULL

// --- transactions of the writing connection

// All that writes happens between begin and commit or rollback. After ERROR_FULL or ERROR_IO the whole transaction is
// rolled back already: writes, savepoints and the commit then fail with the same kind until store_rollback() ends it.
int store_begin(struct store *store, struct error *error);
int store_commit(struct store *store, struct error *error); // durable when it returns 0
void store_rollback(struct store *store);                   // also after a failed commit
// Nested, one level: a command that fails takes back only its own rows.
int store_savepoint(struct store *store, struct error *error);
int store_release(struct store *store, struct error *error);
void store_rollback_savepoint(struct store *store);

// --- stakeholders

enum store_state { STORE_PUBLISHED = 1, STORE_WITHDRAWN = 2 };

struct store_stakeholder {
  const char *id;
  uint64_t revision;
  enum store_state state;
  int64_t at_ms; // Unix time of the revision
  struct store_bytes message;
  const char *reason; // of a withdrawal, or ""
};

// What the columns for listing hold. A list is a string of words with a space before and after each, such as
// " bologna liudong ".
struct store_columns {
  uint32_t helix, size;
  const char *name; // folded for searching
  const char *places, *countries, *themes;
};

// Inserts revision 1 or the next one, the former stays as history. ERROR_FAULT, and nothing is changed, when the id has
// another latest revision than the one before.
int store_put_stakeholder(struct store *store, const struct store_stakeholder *row, const struct store_columns *columns,
                          struct error *error);
// 0 found, 1 absent. Revision 0: the latest. The row is borrowed until the next get of the same connection.
int store_get_stakeholder(struct store *store, const char *id, uint64_t revision, struct store_stakeholder *ret_row,
                          struct error *error);
// True in *ret_exists when the id was ever used (cheaper than get).
int store_has_stakeholder(struct store *store, const char *id, bool *ret_exists, struct error *error);

// Called for each row, in the order of ids (latest revisions) or of revisions, newest first. Return 0 to go on, 1 to
// stop (a success), negative to fail with that. Row and columns are borrowed for the call. The function may read
// through the same connection, but not iterate, commit, or write to the table that it is called from:
// store_each_stakeholder() and store_each_revision() allow no store_put_stakeholder(); store_each_staged() does, and
// savepoints, but no staging and dropping.
typedef int store_row_function(const struct store_stakeholder *row, const struct store_columns *columns, void *data,
                               struct error *error);
// Ids greater than `after` ("" for all). Both see one state of the file from the first row to the last.
int store_each_stakeholder(struct store *store, const char *after, store_row_function *function, void *data,
                           struct error *error);
// The same of the latest revisions, in any order, without message, reason and columns (NULL): what they say is not read.
int store_each_version(struct store *store, store_row_function *function, void *data, struct error *error);
int store_each_revision(struct store *store, const char *id, store_row_function *function, void *data,
                        struct error *error);
// Only the ids, in order; cheaper than the rows.
typedef int store_id_function(const char *id, void *data, struct error *error);
int store_each_id(struct store *store, store_id_function *function, void *data, struct error *error);
int store_count_stakeholders(struct store *store, uint64_t *ret_published, uint64_t *ret_withdrawn,
                             struct error *error);

// --- idempotency keys: what was answered to a write, kept with its effect

// 0 found, 1 absent. Bytes are borrowed until the next get of the same connection.
int store_get_answer(struct store *store, const char *key, struct store_bytes *ret_request_hash,
                     struct store_bytes *ret_answer, struct error *error);
// ERROR_FAULT when the key is there already.
int store_put_answer(struct store *store, const char *key, struct store_bytes request_hash, struct store_bytes answer,
                     int64_t at_ms, struct error *error);
int store_forget_answers(struct store *store, int64_t before_ms, uint64_t *ret_count, struct error *error);

// --- imports that wait for all of their rows

int store_stage_row(struct store *store, const char *batch, struct store_bytes message, int64_t at_ms,
                    struct error *error);
// Rows and the bytes of their messages.
int store_count_staged(struct store *store, const char *batch, uint64_t *ret_count, uint64_t *ret_bytes,
                       struct error *error);
// In the order of staging: row->message and row->at_ms, the rest is empty.
int store_each_staged(struct store *store, const char *batch, store_row_function *function, void *data,
                      struct error *error);
int store_drop_staged(struct store *store, const char *batch, uint64_t *ret_count, struct error *error);
// Whole imports whose newest row is older.
int store_drop_staged_before(struct store *store, int64_t before_ms, uint64_t *ret_count, struct error *error);

// --- the file

// Moves the log into the database file and truncates it; when idle. ERROR_BUSY when a reader is in the way.
int store_checkpoint(struct store *store, struct error *error);
