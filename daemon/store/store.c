// SPDX-License-Identifier: Apache-2.0
// Opening goes by steps that each leave the directory fit for the next start: lock, make an empty file (0600), check
// that it is ours, switch it to WAL, move what a former process left in the log into the file, migrate.
//
// Durability: a commit returns when the log is synced. The log is moved into the file every LOG_PAGES_MAX pages, here
// and not by SQLite's own autocheckpoint, which hides the errors: after a failed fsync the kernel may forget dirty
// pages, and a second try would succeed without them. So such an error is final for the process, and the next start
// begins with the log, which is synced, and moves it before it adds to it.
#include "store/store.h"
#include "base/memory.h"
#include "store/connection.h"
#include "store/lock.h"
#include "store/migrations.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LOG_PAGES_MAX = 4000 };

static struct store *store_new(const char *path, int lock) {
  struct store *store = memory_new(sizeof *store);
  store->path = memory_copy_string(path);
  store->lock = lock;
  return store;
}

static int note_log_pages(void *data, sqlite3 *database, const char *name, int pages) {
  (void)database;
  (void)name;
  struct store *store = data;
  store->log_pages = pages;
  return SQLITE_OK;
}

// SQLite would make the file readable for all. Its log and index take over the mode of the file.
static int make_file(const char *path, struct error *error) {
  int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor >= 0) {
    close(descriptor);
    return 0;
  }
  int kind = errno == ENOSPC || errno == EDQUOT ? ERROR_FULL : ERROR_IO;
  return error_set(error, kind, "Cannot open %s: %s", path, strerror(errno));
}

static int checkpoint(struct store *store, int mode, struct error *error) {
  if (sqlite3_wal_checkpoint_v2(store->database, NULL, mode, NULL, NULL) == SQLITE_OK)
    return 0;
  return connection_fail(store->database, store->path, "move the log into", error);
}

static int open_writer(struct store *store, struct error *error) {
  int version;
  int r = make_file(store->path, error);
  if (!r)
    r = connection_open(store, error);
  if (!r)
    r = migrations_check(store->database, store->path, &version, error);
  if (!r)
    r = connection_configure(store, error);
  if (!r)
    r = checkpoint(store, SQLITE_CHECKPOINT_TRUNCATE, error);
  if (!r)
    r = migrations_run(store->database, store->path, version, error);
  if (!r)
    r = connection_prepare(store, error);
  if (!r)
    sqlite3_wal_hook(store->database, note_log_pages, store);
  return r;
}

int store_open(const char *directory, struct store **ret_store, struct error *error) {
  int lock;
  if (sodium_init() < 0) // for the audit log; again is fine
    return error_set(error, ERROR_FAULT, "libsodium does not work here");
  int r = lock_directory(directory, &lock, error);
  if (r)
    return r;
  memory_auto char *path = memory_new(strlen(directory) + sizeof "/helix.db");
  sprintf(path, "%s/helix.db", directory);
  struct store *store = store_new(path, lock);
  r = open_writer(store, error);
  if (r) {
    store_close(store);
    return r;
  }
  *ret_store = store;
  return 0;
}

int store_open_reader(const struct store *writer, struct store **ret_store, struct error *error) {
  struct store *store = store_new(writer->path, -1);
  int r = connection_open(store, error);
  if (!r)
    r = connection_configure(store, error);
  if (!r)
    r = connection_prepare(store, error);
  if (r) {
    store_close(store);
    return r;
  }
  *ret_store = store;
  return 0;
}

struct store *store_close(struct store *store) {
  if (!store)
    return NULL;
  assert(store->iteration == ITERATION_NONE);
  int lock = store->lock;
  connection_close(store); // rolls back what was not committed
  if (lock >= 0)
    close(lock);
  free(store);
  return NULL;
}

int store_begin(struct store *store, struct error *error) {
  assert(store->lock >= 0 && !store->transaction);
  sqlite3_stmt *begin = store->statements[STATEMENT_BEGIN];
  int rc = sqlite3_step(begin);
  int r = rc == SQLITE_DONE ? 0 : connection_fail(store->database, store->path, "begin a transaction on", error);
  sqlite3_reset(begin);
  store->transaction = !r;
  store->audit_head_known = false;
  return r;
}

// The commit is durable already: a full disk or a reader in the way only leaves the log longer until next time.
static int checkpoint_when_due(struct store *store, struct error *error) {
  if (store->log_pages < LOG_PAGES_MAX)
    return 0;
  struct error late;
  int r = checkpoint(store, SQLITE_CHECKPOINT_PASSIVE, &late);
  if (r == -ERROR_BUSY || r == -ERROR_FULL)
    return 0;
  if (r && error)
    *error = late;
  return r;
}

int store_commit(struct store *store, struct error *error) {
  assert(store->iteration == ITERATION_NONE);
  int r = connection_write(store, STATEMENT_COMMIT, "commit to", NULL, error);
  if (r)
    return r;
  store->transaction = false;
  return checkpoint_when_due(store, error);
}

void store_rollback(struct store *store) {
  if (!store->transaction)
    return;
  if (!sqlite3_get_autocommit(store->database)) {
    // It cannot fail but by an I/O error while it re-reads pages, and then the next statement fails too.
    sqlite3_step(store->statements[STATEMENT_ROLLBACK]);
    sqlite3_reset(store->statements[STATEMENT_ROLLBACK]);
  }
  store->transaction = false;
  store->lost = ERROR_NONE;
}

int store_savepoint(struct store *store, struct error *error) {
  return connection_write(store, STATEMENT_SAVEPOINT, "set a savepoint in", NULL, error);
}

int store_release(struct store *store, struct error *error) {
  return connection_write(store, STATEMENT_RELEASE, "release a savepoint in", NULL, error);
}

void store_rollback_savepoint(struct store *store) {
  store->audit_head_known = false; // its newest entries may go
  if (store->lost)
    return;
  // ROLLBACK TO leaves the savepoint itself in place.
  if (!connection_write(store, STATEMENT_ROLLBACK_TO, "roll back in", NULL, NULL))
    (void)connection_write(store, STATEMENT_RELEASE, "roll back in", NULL, NULL);
}

int store_checkpoint(struct store *store, struct error *error) {
  assert(store->lock >= 0 && !store->transaction);
  sqlite3_busy_timeout(store->database, 0); // the writer has better to do than to wait for a reader
  int r = checkpoint(store, SQLITE_CHECKPOINT_TRUNCATE, error);
  sqlite3_busy_timeout(store->database, CONNECTION_BUSY_MS);
  if (!r)
    store->log_pages = 0;
  return r;
}
