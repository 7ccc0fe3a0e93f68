// SPDX-License-Identifier: Apache-2.0
#include "raw_sqlite.h"
#include "base/memory.h"
#include "samples.h"

#include <assert.h>
#include <err.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

enum table { STAKEHOLDER, ANSWER, TABLE_COUNT };
enum { COLUMNS_MAX = 16 };

// Newest first: rowids and keys ascend.
static const char *const newest_sql[TABLE_COUNT] = {
    [STAKEHOLDER] = "SELECT * FROM stakeholder ORDER BY rowid DESC LIMIT ?",
    [ANSWER] = "SELECT * FROM answer ORDER BY key DESC LIMIT ?",
};
static const char *const insert_sql[TABLE_COUNT] = {
    [STAKEHOLDER] = "INSERT INTO stakeholder VALUES (",
    [ANSWER] = "INSERT INTO answer VALUES (",
};

// As daemon/store/connection.c and store.c set them for the writing connection. The daemon moves its log by itself after as
// many pages as are set here.
static const char settings[] = "PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                               "PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 4000;"
                               "PRAGMA cache_size = -8192; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;";

struct raw_value {
  int type;
  sqlite3_int64 number;
  void *bytes; // owned
  int size;
};

struct raw_row {
  struct raw_value values[COLUMNS_MAX];
};

struct raw_rows {
  struct raw_row *rows[TABLE_COUNT]; // owned, newest first
  int columns[TABLE_COUNT];
  size_t count; // in each table
};

struct raw_sqlite {
  sqlite3 *database;
  sqlite3_stmt *inserts[TABLE_COUNT], *begin, *commit; // inserts are prepared with the first rows
};

static _Noreturn void fail(sqlite3 *database, const char *what) {
  errx(1, "SQLite: cannot %s: %s", what, sqlite3_errmsg(database));
}

static sqlite3 *open_file(const char *path, int flags) {
  sqlite3 *database;
  if (sqlite3_open_v2(path, &database, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    errx(1, "SQLite: cannot open %s: %s", path, sqlite3_errmsg(database));
  return database;
}

static sqlite3_stmt *prepare(sqlite3 *database, const char *sql) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
    fail(database, sql);
  return statement;
}

static void run(sqlite3 *database, sqlite3_stmt *statement, const char *what) {
  if (sqlite3_step(statement) != SQLITE_DONE)
    fail(database, what);
  sqlite3_reset(statement);
}

// --- the daemon's rows

static void read_value(sqlite3_stmt *query, int column, struct raw_value *ret_value) {
  struct raw_value value = {.type = sqlite3_column_type(query, column)};
  if (value.type == SQLITE_INTEGER)
    value.number = sqlite3_column_int64(query, column);
  else {
    const void *bytes = sqlite3_column_blob(query, column);
    value.size = sqlite3_column_bytes(query, column);
    value.bytes = memory_new((size_t)value.size + 1);
    if (value.size)
      memcpy(value.bytes, bytes, (size_t)value.size);
  }
  *ret_value = value;
}

static void read_table(sqlite3 *database, enum table table, struct raw_rows *rows) {
  sqlite3_stmt *query = prepare(database, newest_sql[table]);
  sqlite3_bind_int64(query, 1, (sqlite3_int64)rows->count);
  int columns = sqlite3_column_count(query);
  assert(columns <= COLUMNS_MAX);
  rows->columns[table] = columns;
  rows->rows[table] = memory_new(rows->count * sizeof(struct raw_row));
  size_t count = 0;
  for (; sqlite3_step(query) == SQLITE_ROW; count++)
    for (int i = 0; i < columns; i++)
      read_value(query, i, &rows->rows[table][count].values[i]);
  if (count != rows->count)
    errx(1, "the daemon stored %zu rows for %zu submissions (\"%s\")", count, rows->count, newest_sql[table]);
  sqlite3_finalize(query);
}

struct raw_rows *raw_rows_read(const char *daemon_file, size_t submissions) {
  struct raw_rows *rows = memory_new(sizeof *rows);
  rows->count = submissions;
  sqlite3 *database = open_file(daemon_file, SQLITE_OPEN_READONLY);
  for (enum table table = 0; table < TABLE_COUNT; table++)
    read_table(database, table, rows);
  sqlite3_close(database); // an open reader would hold up the daemon's checkpoints
  return rows;
}

struct raw_rows *raw_rows_free(struct raw_rows *rows) {
  if (!rows)
    return NULL;
  for (enum table table = 0; table < TABLE_COUNT; table++) {
    for (size_t i = 0; i < rows->count; i++)
      for (int column = 0; column < rows->columns[table]; column++)
        free(rows->rows[table][i].values[column].bytes);
    free(rows->rows[table]);
  }
  free(rows);
  return NULL;
}

size_t raw_rows_message_bytes(const struct raw_rows *rows) {
  size_t total = 0;
  for (size_t i = 0; i < rows->count; i++)
    for (int column = 0; column < rows->columns[STAKEHOLDER]; column++)
      total += (size_t)rows->rows[STAKEHOLDER][i].values[column].size;
  return total / rows->count;
}

// --- the file of its own

static void copy_schema(struct raw_sqlite *raw, const char *daemon_file) {
  sqlite3 *source = open_file(daemon_file, SQLITE_OPEN_READONLY);
  sqlite3_stmt *query = prepare(
      source, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid");
  while (sqlite3_step(query) == SQLITE_ROW)
    if (sqlite3_exec(raw->database, (const char *)sqlite3_column_text(query, 0), NULL, NULL, NULL) != SQLITE_OK)
      fail(raw->database, "make the tables");
  sqlite3_finalize(query);
  sqlite3_close(source);
}

struct raw_sqlite *raw_sqlite_open(const char *path, const char *daemon_file) {
  struct raw_sqlite *raw = memory_new(sizeof *raw);
  raw->database = open_file(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (sqlite3_exec(raw->database, settings, NULL, NULL, NULL) != SQLITE_OK)
    fail(raw->database, "set up the file");
  copy_schema(raw, daemon_file);
  raw->begin = prepare(raw->database, "BEGIN IMMEDIATE");
  raw->commit = prepare(raw->database, "COMMIT");
  return raw;
}

struct raw_sqlite *raw_sqlite_close(struct raw_sqlite *raw) {
  if (!raw)
    return NULL;
  for (enum table table = 0; table < TABLE_COUNT; table++)
    sqlite3_finalize(raw->inserts[table]);
  sqlite3_finalize(raw->begin);
  sqlite3_finalize(raw->commit);
  sqlite3_close(raw->database);
  free(raw);
  return NULL;
}

static void prepare_insert(struct raw_sqlite *raw, enum table table, int columns) {
  char sql[128];
  int length = snprintf(sql, sizeof sql, "%s", insert_sql[table]);
  for (int i = 0; i < columns; i++)
    length += snprintf(sql + length, sizeof sql - (size_t)length, "?%s", i + 1 < columns ? ", " : ")");
  raw->inserts[table] = prepare(raw->database, sql);
}

static void insert_row(struct raw_sqlite *raw, enum table table, const struct raw_row *row, int columns) {
  sqlite3_stmt *insert = raw->inserts[table];
  for (int i = 0; i < columns; i++) {
    const struct raw_value *value = &row->values[i];
    if (value->type == SQLITE_INTEGER)
      sqlite3_bind_int64(insert, i + 1, value->number);
    else if (value->type == SQLITE_TEXT)
      sqlite3_bind_text(insert, i + 1, value->bytes, value->size, SQLITE_STATIC);
    else
      sqlite3_bind_blob(insert, i + 1, value->bytes, value->size, SQLITE_STATIC);
  }
  run(raw->database, insert, "insert a row");
}

static void insert_submissions(struct raw_sqlite *raw, const struct raw_rows *rows, size_t from, size_t count) {
  run(raw->database, raw->begin, "begin");
  for (size_t i = from; i < from + count; i++)
    for (enum table table = 0; table < TABLE_COUNT; table++) // oldest first
      insert_row(raw, table, &rows->rows[table][rows->count - 1 - i], rows->columns[table]);
  run(raw->database, raw->commit, "commit");
}

double raw_sqlite_insert(struct raw_sqlite *raw, const struct raw_rows *rows, size_t per_commit,
                         double *ret_latencies_us) {
  for (enum table table = 0; table < TABLE_COUNT; table++)
    if (!raw->inserts[table])
      prepare_insert(raw, table, rows->columns[table]);
  double start = clock_seconds(), before = start;
  size_t transactions = 0;
  for (size_t from = 0; from < rows->count; from += per_commit) {
    size_t rest = rows->count - from;
    insert_submissions(raw, rows, from, rest < per_commit ? rest : per_commit);
    double after = clock_seconds();
    if (ret_latencies_us)
      ret_latencies_us[transactions++] = (after - before) * 1e6;
    before = after;
  }
  return before - start;
}

double raw_sqlite_scan(const char *daemon_file) {
  double start = clock_seconds();
  sqlite3 *database = open_file(daemon_file, SQLITE_OPEN_READONLY);
  sqlite3_stmt *query = prepare(database, "SELECT * FROM stakeholder");
  size_t bytes = 0;
  while (sqlite3_step(query) == SQLITE_ROW)
    for (int i = 0; i < sqlite3_column_count(query); i++)
      bytes += (size_t)(sqlite3_column_blob(query, i), sqlite3_column_bytes(query, i));
  if (!bytes)
    errx(1, "%s holds no stakeholders", daemon_file);
  sqlite3_finalize(query);
  sqlite3_close(database);
  return clock_seconds() - start;
}
