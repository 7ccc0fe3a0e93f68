// SPDX-License-Identifier: Apache-2.0
// Table stakeholder holds the latest revision of each; the former ones move to stakeholder_history when they are
// replaced.
#include "store/connection.h"

#include <assert.h>
#include <sqlite3.h>
#include <string.h>

enum column { ID, REVISION, STATE, AT_MS, HELIX, SIZE, NAME, PLACES, COUNTRIES, THEMES, REASON, MESSAGE };

static const char type_of_column[] = {
    [ID] = SQLITE_TEXT,        [REVISION] = SQLITE_INTEGER, [STATE] = SQLITE_INTEGER, [AT_MS] = SQLITE_INTEGER,
    [HELIX] = SQLITE_INTEGER,  [SIZE] = SQLITE_INTEGER,     [NAME] = SQLITE_TEXT,     [PLACES] = SQLITE_TEXT,
    [COUNTRIES] = SQLITE_TEXT, [THEMES] = SQLITE_TEXT,      [REASON] = SQLITE_TEXT,   [MESSAGE] = SQLITE_BLOB,
};

static void bind(sqlite3_stmt *statement, const struct store_stakeholder *row, const struct store_columns *columns) {
  connection_bind_text(statement, ID + 1, row->id);
  sqlite3_bind_int64(statement, REVISION + 1, (sqlite3_int64)row->revision);
  sqlite3_bind_int(statement, STATE + 1, (int)row->state);
  sqlite3_bind_int64(statement, AT_MS + 1, row->at_ms);
  sqlite3_bind_int64(statement, HELIX + 1, columns->helix);
  sqlite3_bind_int64(statement, SIZE + 1, columns->size);
  connection_bind_text(statement, NAME + 1, columns->name);
  connection_bind_text(statement, PLACES + 1, columns->places);
  connection_bind_text(statement, COUNTRIES + 1, columns->countries);
  connection_bind_text(statement, THEMES + 1, columns->themes);
  connection_bind_text(statement, REASON + 1, row->reason);
  connection_bind_bytes(statement, MESSAGE + 1, row->message);
}

// The tables are STRICT, so that other types can only come from a damaged file.
static int read_version(const struct store *store, sqlite3_stmt *statement, enum column last,
                        struct store_stakeholder *ret_row, struct error *error) {
  for (int i = 0; i <= (int)last; i++)
    if (sqlite3_column_type(statement, i) != type_of_column[i])
      return error_set(error, ERROR_IO, "%s is damaged: column %d of a stakeholder has another type", store->path, i);
  int state = sqlite3_column_int(statement, STATE);
  if (state != STORE_PUBLISHED && state != STORE_WITHDRAWN)
    return error_set(error, ERROR_IO, "%s is damaged: a stakeholder has the unknown state %d", store->path, state);
  *ret_row = (struct store_stakeholder){
      .id = (const char *)sqlite3_column_text(statement, ID),
      .revision = (uint64_t)sqlite3_column_int64(statement, REVISION),
      .state = (enum store_state)state,
      .at_ms = sqlite3_column_int64(statement, AT_MS),
  };
  return 0;
}

static int read_row(const struct store *store, sqlite3_stmt *statement, struct store_stakeholder *ret_row,
                    struct store_columns *ret_columns, struct error *error) {
  int r = read_version(store, statement, MESSAGE, ret_row, error);
  if (r)
    return r;
  ret_row->message = connection_bytes(statement, MESSAGE);
  ret_row->reason = (const char *)sqlite3_column_text(statement, REASON);
  *ret_columns = (struct store_columns){
      .helix = (uint32_t)sqlite3_column_int64(statement, HELIX),
      .size = (uint32_t)sqlite3_column_int64(statement, SIZE),
      .name = (const char *)sqlite3_column_text(statement, NAME),
      .places = (const char *)sqlite3_column_text(statement, PLACES),
      .countries = (const char *)sqlite3_column_text(statement, COUNTRIES),
      .themes = (const char *)sqlite3_column_text(statement, THEMES),
  };
  return 0;
}

static int archive(struct store *store, const struct store_stakeholder *row, struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_STAKEHOLDER_ARCHIVE];
  connection_bind_text(statement, 1, row->id);
  sqlite3_bind_int64(statement, 2, (sqlite3_int64)row->revision);
  uint64_t changes;
  int r = connection_write(store, STATEMENT_STAKEHOLDER_ARCHIVE, "keep a former revision in", &changes, error);
  if (!r && changes != 1)
    r = error_set(error, ERROR_FAULT, "Stakeholder %s has no revision %llu that another could follow", row->id,
                  (unsigned long long)row->revision - 1);
  return r;
}

int store_put_stakeholder(struct store *store, const struct store_stakeholder *row, const struct store_columns *columns,
                          struct error *error) {
  assert(row->revision >= 1 && store->iteration != ITERATION_STAKEHOLDERS);
  enum statement number = STATEMENT_STAKEHOLDER_INSERT;
  if (row->revision > 1) {
    int r = archive(store, row, error);
    if (r)
      return r;
    number = STATEMENT_STAKEHOLDER_UPDATE;
  }
  bind(store->statements[number], row, columns);
  return connection_write(store, number, "store a stakeholder in", NULL, error);
}

static void hold_row(struct store *store, struct store_stakeholder *row) {
  const struct store_bytes parts[] = {
      {row->id, strlen(row->id)}, {row->reason, strlen(row->reason)}, {row->message.data, row->message.size}};
  const char *copies[3];
  connection_hold(store, parts, 3, copies);
  row->id = copies[0];
  row->reason = copies[1];
  row->message.data = copies[2];
}

// The row is copied and the statement reset at once: a reader that held on to its snapshot would hold up checkpoints.
int store_get_stakeholder(struct store *store, const char *id, uint64_t revision, struct store_stakeholder *ret_row,
                          struct error *error) {
  enum statement number = revision ? STATEMENT_STAKEHOLDER_GET_REVISION : STATEMENT_STAKEHOLDER_GET;
  sqlite3_stmt *statement = store->statements[number];
  connection_bind_text(statement, 1, id);
  if (revision)
    sqlite3_bind_int64(statement, 2, (sqlite3_int64)revision);
  int r = connection_read(store, number, "read a stakeholder from", error);
  if (r)
    return r;
  struct store_stakeholder row;
  struct store_columns columns;
  r = read_row(store, statement, &row, &columns, error);
  if (!r) {
    hold_row(store, &row);
    *ret_row = row;
  }
  sqlite3_reset(statement);
  return r;
}

int store_has_stakeholder(struct store *store, const char *id, bool *ret_exists, struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_STAKEHOLDER_HAS];
  connection_bind_text(statement, 1, id);
  int r = connection_read(store, STATEMENT_STAKEHOLDER_HAS, "look for a stakeholder in", error);
  if (r)
    return r;
  *ret_exists = sqlite3_column_int(statement, 0);
  sqlite3_reset(statement);
  return 0;
}

static int each(struct store *store, enum statement number, const char *parameter, store_row_function *function,
                void *data, struct error *error) {
  assert(store->iteration == ITERATION_NONE);
  sqlite3_stmt *statement = store->statements[number];
  connection_bind_text(statement, 1, parameter);
  store->iteration = ITERATION_STAKEHOLDERS;
  int r;
  while (!(r = connection_read(store, number, "read stakeholders from", error))) {
    struct store_stakeholder row;
    struct store_columns columns;
    r = read_row(store, statement, &row, &columns, error);
    if (!r)
      r = function(&row, &columns, data, error);
    if (r)
      break;
  }
  sqlite3_reset(statement);
  store->iteration = ITERATION_NONE;
  return r > 0 ? 0 : r;
}

int store_each_stakeholder(struct store *store, const char *after, store_row_function *function, void *data,
                           struct error *error) {
  return each(store, STATEMENT_STAKEHOLDER_EACH, after, function, data, error);
}

int store_each_version(struct store *store, store_row_function *function, void *data, struct error *error) {
  assert(store->iteration == ITERATION_NONE);
  sqlite3_stmt *statement = store->statements[STATEMENT_STAKEHOLDER_VERSIONS];
  store->iteration = ITERATION_STAKEHOLDERS;
  int r;
  while (!(r = connection_read(store, STATEMENT_STAKEHOLDER_VERSIONS, "read stakeholders from", error))) {
    struct store_stakeholder row;
    r = read_version(store, statement, AT_MS, &row, error);
    if (!r)
      r = function(&row, NULL, data, error);
    if (r)
      break;
  }
  sqlite3_reset(statement);
  store->iteration = ITERATION_NONE;
  return r > 0 ? 0 : r;
}

int store_each_revision(struct store *store, const char *id, store_row_function *function, void *data,
                        struct error *error) {
  return each(store, STATEMENT_STAKEHOLDER_REVISIONS, id, function, data, error);
}

int store_each_id(struct store *store, store_id_function *function, void *data, struct error *error) {
  assert(store->iteration == ITERATION_NONE);
  sqlite3_stmt *statement = store->statements[STATEMENT_STAKEHOLDER_IDS];
  store->iteration = ITERATION_STAKEHOLDERS;
  int r;
  while (!(r = connection_read(store, STATEMENT_STAKEHOLDER_IDS, "read the ids of", error)))
    if ((r = function((const char *)sqlite3_column_text(statement, 0), data, error)))
      break;
  sqlite3_reset(statement);
  store->iteration = ITERATION_NONE;
  return r > 0 ? 0 : r;
}

int store_count_stakeholders(struct store *store, uint64_t *ret_published, uint64_t *ret_withdrawn,
                             struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_STAKEHOLDER_COUNT];
  int r = connection_read(store, STATEMENT_STAKEHOLDER_COUNT, "count the stakeholders of", error);
  if (r)
    return r;
  *ret_withdrawn = (uint64_t)sqlite3_column_int64(statement, 1);
  *ret_published = (uint64_t)sqlite3_column_int64(statement, 0) - *ret_withdrawn;
  sqlite3_reset(statement);
  return 0;
}
