// SPDX-License-Identifier: Apache-2.0
// One SQLite connection and its prepared statements, as the files of this room use it. Not for other rooms.
#pragma once

#include "store/audit.h"
#include "store/secrets.h"
#include "store/statements.h"
#include "store/store.h"

struct sqlite3;
struct sqlite3_stmt;

enum { CONNECTION_BUSY_MS = 5000 }; // how long to wait for a lock that another process holds, such as a backup

enum store_iteration { ITERATION_NONE, ITERATION_STAKEHOLDERS, ITERATION_STAGED, ITERATION_AUDIT };

struct store {
  /* owned */
  char *path; // of the database file
  struct sqlite3 *database;
  struct sqlite3_stmt *statements[STATEMENT_COUNT];
  char *held; // the row that the last get_ answered
  size_t held_capacity;
  int lock; // -1: a reader
  /* state */
  bool transaction;     // between store_begin() and store_commit() or store_rollback()
  enum error_kind lost; // what ended the transaction before its time
  enum store_iteration iteration;
  int log_pages;                                    // frames in the log after the last commit
  bool audit_head_known;                            // the next two are those of the newest entry in this transaction
  uint64_t audit_number;                            // 0: there is none
  unsigned char audit_hash[STORE_AUDIT_HASH_BYTES]; // zero: there is none
  bool audit_key_known;
  unsigned char audit_key[STORE_SECRET_BYTES]; // the secret "audit"
};

// Opens store->path for what store->lock says, without touching the file: it may be somebody else's. On failure
// connection_close() is still due, and so after the next two.
int connection_open(struct store *store, struct error *error);
int connection_configure(struct store *store, struct error *error); // WAL, durability, caches
int connection_prepare(struct store *store, struct error *error);
void connection_close(struct store *store);

// Fills in *error from what the last call on this database said: "Cannot <what> <path>: ...".
int connection_fail(struct sqlite3 *database, const char *path, const char *what, struct error *error);

// Values of a statement, parameters from 1; the memory must live until the statement ran. Failures to bind show up when
// it runs, since a parameter that was not bound is NULL and no column of ours takes NULL.
void connection_bind_text(struct sqlite3_stmt *statement, int parameter, const char *text);
void connection_bind_bytes(struct sqlite3_stmt *statement, int parameter, struct store_bytes bytes);
struct store_bytes connection_bytes(struct sqlite3_stmt *statement, int column);

// Runs a statement that changes rows, inside a transaction. ERROR_FULL and ERROR_IO take the whole transaction with
// them.
int connection_write(struct store *store, enum statement number, const char *what, uint64_t *ret_changes,
                     struct error *error);
// To the first row: 0, or 1 when there is none. The caller resets the statement.
int connection_read(struct store *store, enum statement number, const char *what, struct error *error);

// Copies each part, NUL behind it, to where it stays until the next call.
void connection_hold(struct store *store, const struct store_bytes *parts, size_t count, const char **ret_copies);
