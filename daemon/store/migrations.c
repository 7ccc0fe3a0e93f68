// SPDX-License-Identifier: Apache-2.0
// Each migration ends by setting user_version, which lies in the file's first page and so belongs to the transaction.
// A file without tables, version and application id is one whose first creation did not get to its commit: it starts
// anew.
#include "store/migrations.h"
#include "store/connection.h"

#include <sqlite3.h>
#include <stdbool.h>

// Why these shapes (SQLite 3.40, 64,000 rows with messages of 1,500 bytes, 64 a commit, keys in random order):
// - stakeholder is a rowid table with a unique index: 44,000 inserts a second and 230,000 reads by id, against 13,000
// and
//   56,000 WITHOUT ROWID, where each insert lands in the middle of a tree of large rows.
// - answer is WITHOUT ROWID: it inserts as fast as with an index beside it and forgets three times faster (2.3 million
// rows
//   a second). Keys are new and nearly ascending, rows small.
// - stakeholder_withdrawn is a partial index: counting is fast and publishing pays nothing for it.
static const char *const migrations[] = {
    "PRAGMA application_id = 0x48454C58;"
    "CREATE TABLE stakeholder ("
    "  id TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL CHECK (revision >= 1),"
    "  state INTEGER NOT NULL CHECK (state IN (1, 2)), at_ms INTEGER NOT NULL, helix INTEGER NOT NULL,"
    "  size INTEGER NOT NULL, name TEXT NOT NULL, places TEXT NOT NULL, countries TEXT NOT NULL, themes TEXT NOT NULL,"
    "  reason TEXT NOT NULL, message BLOB NOT NULL) STRICT;"
    "CREATE INDEX stakeholder_withdrawn ON stakeholder (id) WHERE state = 2;"
    "CREATE TABLE stakeholder_history ("
    "  id TEXT NOT NULL REFERENCES stakeholder (id), revision INTEGER NOT NULL, state INTEGER NOT NULL,"
    "  at_ms INTEGER NOT NULL, helix INTEGER NOT NULL, size INTEGER NOT NULL, name TEXT NOT NULL,"
    "  places TEXT NOT NULL, countries TEXT NOT NULL, themes TEXT NOT NULL, reason TEXT NOT NULL,"
    "  message BLOB NOT NULL, UNIQUE (id, revision)) STRICT;"
    "CREATE TABLE answer ("
    "  key TEXT NOT NULL PRIMARY KEY, at_ms INTEGER NOT NULL, request_hash BLOB NOT NULL, answer BLOB NOT NULL"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE staged ("
    "  seq INTEGER PRIMARY KEY, batch TEXT NOT NULL, at_ms INTEGER NOT NULL, message BLOB NOT NULL) STRICT;"
    "CREATE INDEX staged_batch ON staged (batch);"
    "PRAGMA user_version = 1;",

    // Access. AUTOINCREMENT: a number is never given twice, also not after erasing. `stakeholder` columns hold ids without a
    // foreign key, because an id may be invited, or consented to, before it is registered.
    "CREATE TABLE secret (name TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "INSERT INTO secret (name, value) VALUES ('pseudonym', randomblob(32)), ('audit', randomblob(32));"
    "CREATE TABLE identity ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT, public_key TEXT NOT NULL UNIQUE, role INTEGER NOT NULL,"
    "  state INTEGER NOT NULL, name TEXT NOT NULL, enrolled_at_ms INTEGER NOT NULL, ended_at_ms INTEGER NOT NULL,"
    "  successor INTEGER NOT NULL, invited_by INTEGER NOT NULL) STRICT;"
    "CREATE TABLE identity_stakeholder ("
    "  identity INTEGER NOT NULL REFERENCES identity (number), stakeholder TEXT NOT NULL,"
    "  PRIMARY KEY (identity, stakeholder)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX identity_stakeholder_by_id ON identity_stakeholder (stakeholder);"
    "CREATE TABLE invitation ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT, public_key TEXT NOT NULL UNIQUE, role INTEGER NOT NULL,"
    "  stakeholder TEXT NOT NULL, name TEXT NOT NULL, expires_at_ms INTEGER NOT NULL, used_at_ms INTEGER NOT NULL,"
    "  cancelled_at_ms INTEGER NOT NULL, invited_by INTEGER NOT NULL) STRICT;"
    "CREATE TABLE consent ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, stakeholder TEXT NOT NULL,"
    "  to_stakeholder TEXT NOT NULL, contact TEXT NOT NULL, given_at_ms INTEGER NOT NULL, given_by INTEGER NOT NULL,"
    "  withdrawn_at_ms INTEGER NOT NULL, withdrawn_by INTEGER NOT NULL) STRICT;"
    "CREATE INDEX consent_of ON consent (stakeholder);"
    "CREATE INDEX consent_to ON consent (to_stakeholder);"
    "CREATE TABLE person_shown (" // persons in China shown outside of it, each once a year
    "  year INTEGER NOT NULL, stakeholder TEXT NOT NULL, contact TEXT NOT NULL,"
    "  PRIMARY KEY (year, stakeholder, contact)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE person_shown_erased (" // those of the year whose rows were erased: the count stays
    "  year INTEGER PRIMARY KEY, persons INTEGER NOT NULL) STRICT;"
    "CREATE TABLE audit ("
    "  number INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, actor INTEGER NOT NULL, action TEXT NOT NULL,"
    "  subject BLOB NOT NULL, detail TEXT NOT NULL, hash BLOB NOT NULL) STRICT;"
    "CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'audit is append-only'); END;"
    "CREATE TRIGGER audit_is_not_cut BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'audit is append-only'); END;"
    "CREATE TABLE merge ("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT, keep TEXT NOT NULL, dropped TEXT NOT NULL,"
    "  keep_revision INTEGER NOT NULL, drop_revision INTEGER NOT NULL,"
    "  keep_revision_before INTEGER NOT NULL, drop_revision_before INTEGER NOT NULL,"
    "  merged_at_ms INTEGER NOT NULL, merged_by INTEGER NOT NULL, undone_at_ms INTEGER NOT NULL) STRICT;"
    "PRAGMA user_version = 2;",
};

int migrations_newest(void) {
  return sizeof migrations / sizeof *migrations;
}

// The single number that a query without parameters gives.
static int number_of(sqlite3 *database, const char *path, const char *sql, int *ret_number, struct error *error) {
  sqlite3_stmt *query;
  int rc = sqlite3_prepare_v2(database, sql, -1, &query, NULL);
  if (rc == SQLITE_OK)
    rc = sqlite3_step(query);
  int number = rc == SQLITE_ROW ? sqlite3_column_int(query, 0) : 0;
  sqlite3_finalize(query);
  if ((rc & 0xff) == SQLITE_NOTADB) {
    error_set(error, ERROR_INVALID, "%s is not a helix database, and no SQLite file at all", path);
    return error_hint(error, "Move the file away, or choose another state directory.");
  }
  if (rc != SQLITE_ROW)
    return connection_fail(database, path, "read the header of", error);
  *ret_number = number;
  return 0;
}

int migrations_check(sqlite3 *database, const char *path, int *ret_version, struct error *error) {
  int application = 0, version = 0, tables = 0;
  int r = number_of(database, path, "PRAGMA application_id", &application, error);
  if (!r)
    r = number_of(database, path, "PRAGMA user_version", &version, error);
  if (!r)
    r = number_of(database, path, "SELECT count(*) FROM sqlite_schema", &tables, error);
  if (r)
    return r;
  bool fresh = !application && !version && !tables;
  if (!fresh && application != MIGRATIONS_APPLICATION_ID) {
    error_set(error, ERROR_INVALID, "%s is a database of another program (application id %#x)", path,
              (unsigned)application);
    return error_hint(error, "Move the file away, or choose another state directory.");
  }
  if (version < 0 || version > migrations_newest()) {
    error_set(error, ERROR_INVALID, "%s has schema version %d, and this helixd knows versions up to %d", path, version,
              migrations_newest());
    return error_hint(error, "Start the newer helixd that wrote it, or restore a backup made before the upgrade.");
  }
  *ret_version = version;
  return 0;
}

static int run_each(sqlite3 *database, const char *path, int version, int goal, struct error *error) {
  for (int i = version; i < goal; i++)
    if (sqlite3_exec(database, migrations[i], NULL, NULL, NULL) != SQLITE_OK)
      return connection_fail(database, path, "migrate", error);
  int reached;
  int r = number_of(database, path, "PRAGMA user_version", &reached, error);
  if (r)
    return r;
  if (reached != goal)
    return error_set(error, ERROR_FAULT, "The migrations of %s ended at version %d instead of %d", path, reached, goal);
  return 0;
}

int migrations_run(sqlite3 *database, const char *path, int version, struct error *error) {
  return migrations_run_to(database, path, version, migrations_newest(), error);
}

int migrations_run_to(sqlite3 *database, const char *path, int version, int goal, struct error *error) {
  if (version == goal)
    return 0;
  if (sqlite3_exec(database, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
    return connection_fail(database, path, "migrate", error);
  int r = run_each(database, path, version, goal, error);
  if (!r && sqlite3_exec(database, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
    r = connection_fail(database, path, "migrate", error);
  if (r && !sqlite3_get_autocommit(database))
    sqlite3_exec(database, "ROLLBACK", NULL, NULL, NULL);
  return r;
}
