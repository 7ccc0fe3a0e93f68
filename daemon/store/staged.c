// SPDX-License-Identifier: Apache-2.0
// Rows of imports that were sent but not finished, in the order in which they came.
#include "store/connection.h"

#include <assert.h>
#include <sqlite3.h>

int store_stage_row(struct store *store, const char *batch, struct store_bytes message, int64_t at_ms,
                    struct error *error) {
  assert(store->iteration != ITERATION_STAGED);
  sqlite3_stmt *statement = store->statements[STATEMENT_STAGED_PUT];
  connection_bind_text(statement, 1, batch);
  sqlite3_bind_int64(statement, 2, at_ms);
  connection_bind_bytes(statement, 3, message);
  return connection_write(store, STATEMENT_STAGED_PUT, "set a row aside in", NULL, error);
}

int store_count_staged(struct store *store, const char *batch, uint64_t *ret_count, uint64_t *ret_bytes,
                       struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_STAGED_COUNT];
  connection_bind_text(statement, 1, batch);
  int r = connection_read(store, STATEMENT_STAGED_COUNT, "count the rows of an import in", error);
  if (r)
    return r;
  *ret_count = (uint64_t)sqlite3_column_int64(statement, 0);
  *ret_bytes = (uint64_t)sqlite3_column_int64(statement, 1);
  sqlite3_reset(statement);
  return 0;
}

int store_each_staged(struct store *store, const char *batch, store_row_function *function, void *data,
                      struct error *error) {
  assert(store->iteration == ITERATION_NONE);
  sqlite3_stmt *statement = store->statements[STATEMENT_STAGED_EACH];
  connection_bind_text(statement, 1, batch);
  store->iteration = ITERATION_STAGED;
  const struct store_columns columns = {.name = "", .places = "", .countries = "", .themes = ""};
  int r;
  while (!(r = connection_read(store, STATEMENT_STAGED_EACH, "read the rows of an import from", error))) {
    struct store_stakeholder row = {.id = "", .state = STORE_PUBLISHED, .reason = ""};
    row.at_ms = sqlite3_column_int64(statement, 0);
    row.message = connection_bytes(statement, 1);
    r = function(&row, &columns, data, error);
    if (r)
      break;
  }
  sqlite3_reset(statement);
  store->iteration = ITERATION_NONE;
  return r > 0 ? 0 : r;
}

int store_drop_staged(struct store *store, const char *batch, uint64_t *ret_count, struct error *error) {
  assert(store->iteration != ITERATION_STAGED);
  connection_bind_text(store->statements[STATEMENT_STAGED_DROP], 1, batch);
  return connection_write(store, STATEMENT_STAGED_DROP, "drop the rows of an import from", ret_count, error);
}

int store_drop_staged_before(struct store *store, int64_t before_ms, uint64_t *ret_count, struct error *error) {
  assert(store->iteration != ITERATION_STAGED);
  sqlite3_bind_int64(store->statements[STATEMENT_STAGED_DROP_BEFORE], 1, before_ms);
  return connection_write(store, STATEMENT_STAGED_DROP_BEFORE, "drop forgotten imports from", ret_count, error);
}
