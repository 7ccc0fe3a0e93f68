// SPDX-License-Identifier: Apache-2.0
// What was answered to a write, under the client's idempotency key, in the transaction of the write itself.
#include "store/connection.h"

#include <sqlite3.h>

int store_get_answer(struct store *store, const char *key, struct store_bytes *ret_request_hash,
                     struct store_bytes *ret_answer, struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_ANSWER_GET];
  connection_bind_text(statement, 1, key);
  int r = connection_read(store, STATEMENT_ANSWER_GET, "look for an idempotency key in", error);
  if (r)
    return r;
  const struct store_bytes parts[] = {connection_bytes(statement, 0), connection_bytes(statement, 1)};
  const char *copies[2];
  connection_hold(store, parts, 2, copies);
  sqlite3_reset(statement);
  *ret_request_hash = (struct store_bytes){copies[0], parts[0].size};
  *ret_answer = (struct store_bytes){copies[1], parts[1].size};
  return 0;
}

int store_put_answer(struct store *store, const char *key, struct store_bytes request_hash, struct store_bytes answer,
                     int64_t at_ms, struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_ANSWER_PUT];
  connection_bind_text(statement, 1, key);
  sqlite3_bind_int64(statement, 2, at_ms);
  connection_bind_bytes(statement, 3, request_hash);
  connection_bind_bytes(statement, 4, answer);
  return connection_write(store, STATEMENT_ANSWER_PUT, "keep an answer in", NULL, error);
}

int store_forget_answers(struct store *store, int64_t before_ms, uint64_t *ret_count, struct error *error) {
  sqlite3_bind_int64(store->statements[STATEMENT_ANSWER_FORGET], 1, before_ms);
  return connection_write(store, STATEMENT_ANSWER_FORGET, "forget old answers in", ret_count, error);
}
