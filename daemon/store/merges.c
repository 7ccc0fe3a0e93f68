// SPDX-License-Identifier: Apache-2.0
#include "store/merges.h"
#include "store/connection.h"

#include <sqlite3.h>
#include <string.h>

static struct store_merge row_of(sqlite3_stmt *statement) {
  return (struct store_merge){.number = (uint64_t)sqlite3_column_int64(statement, 0),
                              .keep = (const char *)sqlite3_column_text(statement, 1),
                              .drop = (const char *)sqlite3_column_text(statement, 2),
                              .keep_revision = (uint64_t)sqlite3_column_int64(statement, 3),
                              .drop_revision = (uint64_t)sqlite3_column_int64(statement, 4),
                              .keep_revision_before = (uint64_t)sqlite3_column_int64(statement, 5),
                              .drop_revision_before = (uint64_t)sqlite3_column_int64(statement, 6),
                              .merged_at_ms = sqlite3_column_int64(statement, 7),
                              .merged_by = (uint64_t)sqlite3_column_int64(statement, 8),
                              .undone_at_ms = sqlite3_column_int64(statement, 9)};
}

int store_put_merge(struct store *store, const struct store_merge *merge, uint64_t *ret_number, struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_MERGE_PUT];
  connection_bind_text(statement, 1, merge->keep);
  connection_bind_text(statement, 2, merge->drop);
  sqlite3_bind_int64(statement, 3, (sqlite3_int64)merge->keep_revision);
  sqlite3_bind_int64(statement, 4, (sqlite3_int64)merge->drop_revision);
  sqlite3_bind_int64(statement, 5, (sqlite3_int64)merge->keep_revision_before);
  sqlite3_bind_int64(statement, 6, (sqlite3_int64)merge->drop_revision_before);
  sqlite3_bind_int64(statement, 7, merge->merged_at_ms);
  sqlite3_bind_int64(statement, 8, (sqlite3_int64)merge->merged_by);
  int r = connection_write(store, STATEMENT_MERGE_PUT, "note a merge in", NULL, error);
  if (!r)
    *ret_number = (uint64_t)sqlite3_last_insert_rowid(store->database);
  return r;
}

int store_get_merge(struct store *store, uint64_t number, struct store_merge *ret_merge, struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_MERGE_GET];
  sqlite3_bind_int64(statement, 1, (sqlite3_int64)number);
  int r = connection_read(store, STATEMENT_MERGE_GET, "read a merge from", error);
  if (r)
    return r;
  struct store_merge merge = row_of(statement);
  const struct store_bytes parts[] = {{merge.keep, strlen(merge.keep)}, {merge.drop, strlen(merge.drop)}};
  const char *copies[2];
  connection_hold(store, parts, 2, copies);
  merge.keep = copies[0];
  merge.drop = copies[1];
  sqlite3_reset(statement);
  *ret_merge = merge;
  return 0;
}

int store_undo_merge(struct store *store, uint64_t number, int64_t at_ms, struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_MERGE_UNDO];
  sqlite3_bind_int64(statement, 1, (sqlite3_int64)number);
  sqlite3_bind_int64(statement, 2, at_ms);
  uint64_t changes;
  int r = connection_write(store, STATEMENT_MERGE_UNDO, "undo a merge in", &changes, error);
  return r ? r : !changes;
}

int store_each_merge(struct store *store, const char *stakeholder, store_merge_function *function, void *data,
                     struct error *error) {
  enum statement number = *stakeholder ? STATEMENT_MERGE_OF : STATEMENT_MERGE_EACH;
  sqlite3_stmt *statement = store->statements[number];
  if (*stakeholder)
    connection_bind_text(statement, 1, stakeholder);
  int r;
  while (!(r = connection_read(store, number, "read the merges of", error))) {
    const struct store_merge merge = row_of(statement);
    if ((r = function(&merge, data, error)))
      break;
  }
  sqlite3_reset(statement);
  return r > 0 ? 0 : r;
}
