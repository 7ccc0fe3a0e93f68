// SPDX-License-Identifier: Apache-2.0
#include "store/connection.h"
#include "base/memory.h"

#include <assert.h>
#include <errno.h>
#include <sqlite3.h>
#include <string.h>

// secure_delete overwrites what is deleted, so that an erased profile is not left in free pages. It costs less than 5 %
// of the speed of writing here, as profiles are added and replaced more than deleted. Sorting stays in memory, not in
// /tmp.
static const char writer_settings[] = "PRAGMA page_size = 4096;"
                                      "PRAGMA journal_mode = WAL;"
                                      "PRAGMA synchronous = FULL;"
                                      "PRAGMA secure_delete = ON;"
                                      "PRAGMA wal_autocheckpoint = 0;" // store_commit() does it, to see its errors
                                      "PRAGMA cache_size = -8192;";
static const char reader_settings[] = "PRAGMA query_only = ON;"
                                      "PRAGMA cache_size = -8192;";
static const char settings[] = "PRAGMA foreign_keys = ON;"
                               "PRAGMA mmap_size = 0;" // an I/O error in a mapping is a SIGBUS
                               "PRAGMA temp_store = MEMORY;";

static enum error_kind kind_of(sqlite3 *database) {
  int system = sqlite3_system_errno(database);
  switch (sqlite3_extended_errcode(database) & 0xff) {
  case SQLITE_FULL:
    return ERROR_FULL;
  case SQLITE_IOERR:
  case SQLITE_CANTOPEN:
    return system == ENOSPC || system == EDQUOT ? ERROR_FULL : ERROR_IO;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
  case SQLITE_READONLY:
  case SQLITE_PERM:
  case SQLITE_AUTH:
  case SQLITE_PROTOCOL:
  case SQLITE_NOMEM:
    return ERROR_IO;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return ERROR_BUSY;
  case SQLITE_TOOBIG:
    return ERROR_TOO_LARGE;
  default: // broken constraints of the schema, misuse, SQL that does not compile
    return ERROR_FAULT;
  }
}

static int hint_of(enum error_kind kind, const char *path, struct error *error) {
  if (kind == ERROR_FULL)
    return error_hint(error, "Free space on the file system of %s; nothing else was lost.", path);
  if (kind == ERROR_BUSY)
    return error_hint(error, "Another program is using the file; try again when it has finished.");
  if (kind == ERROR_IO)
    return error_hint(error, "See the system's log for errors of the disk. Restore a backup if the file is damaged.");
  return -(int)kind;
}

int connection_fail(sqlite3 *database, const char *path, const char *what, struct error *error) {
  enum error_kind kind = kind_of(database);
  int system = sqlite3_system_errno(database);
  error_set(error, kind, "Cannot %s %s: %s%s%s (SQLite %d)", what, path, sqlite3_errmsg(database), system ? ", " : "",
            system ? strerror(system) : "", sqlite3_extended_errcode(database));
  return hint_of(kind, path, error);
}

static int execute(struct store *store, const char *sql, struct error *error) {
  if (sqlite3_exec(store->database, sql, NULL, NULL, NULL) == SQLITE_OK)
    return 0;
  return connection_fail(store->database, store->path, "open", error);
}

int connection_open(struct store *store, struct error *error) {
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  flags |= store->lock >= 0 ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  if (sqlite3_open_v2(store->path, &store->database, flags, NULL) != SQLITE_OK)
    return connection_fail(store->database, store->path, "open", error);
  sqlite3_busy_timeout(store->database, CONNECTION_BUSY_MS);
  // A file that somebody tampered with must not run more than our own SQL.
  sqlite3_db_config(store->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config(store->database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config(store->database, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config(store->database, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  return execute(store, settings, error);
}

// SQLite keeps the former mode without an error where WAL is not to be had, such as on some network file systems.
static int check_wal(struct store *store, struct error *error) {
  sqlite3_stmt *query;
  if (sqlite3_prepare_v2(store->database, "PRAGMA journal_mode", -1, &query, NULL) != SQLITE_OK)
    return connection_fail(store->database, store->path, "open", error);
  const char *mode = sqlite3_step(query) == SQLITE_ROW ? (const char *)sqlite3_column_text(query, 0) : NULL;
  bool wal = mode && !strcmp(mode, "wal");
  sqlite3_finalize(query);
  if (wal)
    return 0;
  error_set(error, ERROR_IO, "SQLite cannot keep a write-ahead log for %s", store->path);
  return error_hint(error, "Put the state directory on a local disk.");
}

int connection_configure(struct store *store, struct error *error) {
  if (store->lock < 0)
    return execute(store, reader_settings, error);
  int r = execute(store, writer_settings, error);
  return r ? r : check_wal(store, error);
}

int connection_prepare(struct store *store, struct error *error) {
  for (enum statement i = 0; i < STATEMENT_COUNT; i++)
    if (sqlite3_prepare_v3(store->database, statement_sql(i), -1, SQLITE_PREPARE_PERSISTENT, &store->statements[i],
                           NULL) != SQLITE_OK)
      return connection_fail(store->database, store->path, "use the tables of", error);
  return 0;
}

void connection_close(struct store *store) {
  for (enum statement i = 0; i < STATEMENT_COUNT; i++)
    sqlite3_finalize(store->statements[i]);
  int rc = sqlite3_close(store->database);
  assert(rc == SQLITE_OK);
  (void)rc;
  free(store->held);
  free(store->path);
}

void connection_bind_text(sqlite3_stmt *statement, int parameter, const char *text) {
  sqlite3_bind_text(statement, parameter, text, -1, SQLITE_STATIC);
}

void connection_bind_bytes(sqlite3_stmt *statement, int parameter, struct store_bytes bytes) {
  // A null pointer would bind NULL; no bytes are bytes too.
  sqlite3_bind_blob64(statement, parameter, bytes.size ? bytes.data : "", bytes.size, SQLITE_STATIC);
}

struct store_bytes connection_bytes(sqlite3_stmt *statement, int column) {
  struct store_bytes bytes = {.data = sqlite3_column_blob(statement, column)};
  bytes.size = (size_t)sqlite3_column_bytes(statement, column);
  return bytes;
}

int connection_write(struct store *store, enum statement number, const char *what, uint64_t *ret_changes,
                     struct error *error) {
  assert(store->transaction);
  if (store->lost)
    return error_set(error, store->lost, "The transaction on %s was rolled back before this", store->path);
  sqlite3_stmt *statement = store->statements[number];
  if (sqlite3_step(statement) != SQLITE_DONE) {
    int r = connection_fail(store->database, store->path, what, error);
    sqlite3_reset(statement);
    if (r == -ERROR_FULL || r == -ERROR_IO || sqlite3_get_autocommit(store->database)) {
      // SQLite rolls back by itself after some of these; after this it has done so after all of them.
      store->lost = (enum error_kind) - r;
      sqlite3_exec(store->database, "ROLLBACK", NULL, NULL, NULL);
    }
    return r;
  }
  if (ret_changes)
    *ret_changes = (uint64_t)sqlite3_changes64(store->database);
  sqlite3_reset(statement);
  return 0;
}

int connection_read(struct store *store, enum statement number, const char *what, struct error *error) {
  sqlite3_stmt *statement = store->statements[number];
  int rc = sqlite3_step(statement);
  if (rc == SQLITE_ROW)
    return 0;
  int r = rc == SQLITE_DONE ? 1 : connection_fail(store->database, store->path, what, error);
  sqlite3_reset(statement);
  return r;
}

void connection_hold(struct store *store, const struct store_bytes *parts, size_t count, const char **ret_copies) {
  size_t total = 0;
  for (size_t i = 0; i < count; i++)
    total += parts[i].size + 1;
  if (total > store->held_capacity) {
    store->held_capacity = total * 2;
    store->held = memory_resize(store->held, store->held_capacity, 1);
  }
  char *at = store->held;
  for (size_t i = 0; i < count; i++) {
    if (parts[i].size)
      memcpy(at, parts[i].data, parts[i].size);
    at[parts[i].size] = 0;
    ret_copies[i] = at;
    at += parts[i].size + 1;
  }
}
