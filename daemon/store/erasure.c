// SPDX-License-Identifier: Apache-2.0
#include "store/erasure.h"
#include "store/connection.h"

#include <sqlite3.h>
#include <string.h>

// What belongs to an id, by table: history before the table that it refers to, identities before the ownership that finds them.
static const struct {
  const char *what;
  enum statement erase, left; // left: STATEMENT_COUNT when the next row of the table counts for it
} by_id[] = {
    {"former revisions", STATEMENT_ERASE_HISTORY, STATEMENT_LEFT_HISTORY},
    {"profile", STATEMENT_ERASE_STAKEHOLDER, STATEMENT_LEFT_STAKEHOLDER},
    {"consents", STATEMENT_ERASE_CONSENT, STATEMENT_LEFT_CONSENT},
    {"persons shown", STATEMENT_ERASE_PERSON, STATEMENT_LEFT_PERSON},
    {"invitations", STATEMENT_ERASE_INVITATION, STATEMENT_LEFT_INVITATION},
    {"identities", STATEMENT_ERASE_IDENTITY, STATEMENT_COUNT},
    {"rights to act for it", STATEMENT_ERASE_OWNERSHIP, STATEMENT_LEFT_OWNERSHIP},
    {"merges", STATEMENT_ERASE_MERGE, STATEMENT_LEFT_MERGE},
    {"reasons of those merged into it", STATEMENT_ERASE_REASON,
     STATEMENT_LEFT_REASON}, // written by service/call_merge.c
    {"former reasons of those merged into it", STATEMENT_ERASE_REASON_FORMER, STATEMENT_LEFT_REASON_FORMER},
};

enum { BY_ID_COUNT = sizeof by_id / sizeof *by_id };

static int run(struct store *store, enum statement number, const struct store_erasure *erasure, uint64_t *ret_changes,
               struct error *error) {
  sqlite3_stmt *statement = store->statements[number];
  connection_bind_text(statement, 1, erasure->id);
  if (sqlite3_bind_parameter_count(statement) > 1)
    sqlite3_bind_int64(statement, 2, erasure->at_ms);
  return connection_write(store, number, "erase from", ret_changes, error);
}

static int replace_answers(struct store *store, const struct store_erasure *erasure, uint64_t *ret_count,
                           struct error *error) {
  *ret_count = 0;
  int r = 0;
  for (size_t i = 0; i < erasure->answer_pattern_count && !r; i++) {
    uint64_t changes = 0;
    sqlite3_stmt *statement = store->statements[STATEMENT_ERASE_ANSWER];
    connection_bind_bytes(statement, 1, erasure->answer_patterns[i]);
    connection_bind_bytes(statement, 2, erasure->erased_answer);
    r = connection_write(store, STATEMENT_ERASE_ANSWER, "erase answers from", &changes, error);
    *ret_count += changes;
  }
  return r;
}

static int drop_staged(struct store *store, const struct store_erasure *erasure, uint64_t *ret_count,
                       struct error *error) {
  *ret_count = 0;
  int r = 0;
  for (size_t i = 0; i < erasure->staged_pattern_count && !r; i++) {
    uint64_t changes = 0;
    connection_bind_bytes(store->statements[STATEMENT_ERASE_STAGED], 1, erasure->staged_patterns[i]);
    r = connection_write(store, STATEMENT_ERASE_STAGED, "erase rows of imports from", &changes, error);
    *ret_count += changes;
  }
  return r;
}

int store_erase(struct store *store, const struct store_erasure *erasure, store_erasure_function *function, void *data,
                struct error *error) {
  uint64_t count = 0;
  int r = run(store, STATEMENT_ERASE_PERSON_COUNT, erasure, &count, error);
  for (size_t i = 0; i < BY_ID_COUNT && !r; i++)
    if (!(r = run(store, by_id[i].erase, erasure, &count, error)))
      r = function(by_id[i].what, count, data, error);
  if (!r && !(r = replace_answers(store, erasure, &count, error)))
    r = function("remembered answers", count, data, error);
  if (!r && !(r = drop_staged(store, erasure, &count, error)))
    r = function("rows of imports", count, data, error);
  return r;
}

// Reads the one number of a statement whose first parameter is bound.
static int number_of(struct store *store, enum statement number, uint64_t *ret_count, struct error *error) {
  int r = connection_read(store, number, "read again in", error);
  if (r < 0)
    return r;
  *ret_count += (uint64_t)sqlite3_column_int64(store->statements[number], 0);
  sqlite3_reset(store->statements[number]);
  return 0;
}

static int count_patterns(struct store *store, enum statement number, const struct store_bytes *patterns, size_t count,
                          uint64_t *ret_count, struct error *error) {
  *ret_count = 0;
  int r = 0;
  for (size_t i = 0; i < count && !r; i++) {
    connection_bind_bytes(store->statements[number], 1, patterns[i]);
    r = number_of(store, number, ret_count, error);
  }
  return r;
}

int store_count_left(struct store *store, const struct store_erasure *erasure, store_erasure_function *function,
                     void *data, struct error *error) {
  int r = 0;
  uint64_t count;
  for (size_t i = 0; i < BY_ID_COUNT && !r; i++) {
    count = 0;
    if (by_id[i].left != STATEMENT_COUNT) {
      connection_bind_text(store->statements[by_id[i].left], 1, erasure->id);
      r = number_of(store, by_id[i].left, &count, error);
    }
    if (!r)
      r = function(by_id[i].what, count, data, error);
  }
  if (!r && !(r = count_patterns(store, STATEMENT_LEFT_ANSWER, erasure->answer_patterns, erasure->answer_pattern_count,
                                 &count, error)))
    r = function("remembered answers", count, data, error);
  if (!r && !(r = count_patterns(store, STATEMENT_LEFT_STAGED, erasure->staged_patterns, erasure->staged_pattern_count,
                                 &count, error)))
    r = function("rows of imports", count, data, error);
  return r;
}

// A row that holds several patterns comes with the first of them.
static bool holds_earlier(struct store_bytes message, const struct store_bytes *patterns, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (memmem(message.data, message.size, patterns[i].data, patterns[i].size))
      return true;
  return false;
}

int store_each_staged_with(struct store *store, const struct store_bytes *patterns, size_t count,
                           store_message_function *function, void *data, struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_STAGED_WITH];
  int r = 1;
  for (size_t i = 0; i < count && r > 0; i++) {
    connection_bind_bytes(statement, 1, patterns[i]);
    while (!(r = connection_read(store, STATEMENT_STAGED_WITH, "read the rows of imports from", error))) {
      struct store_bytes message = connection_bytes(statement, 0);
      if (!holds_earlier(message, patterns, i) && (r = function(message, data, error)))
        break;
    }
    sqlite3_reset(statement);
  }
  return r > 0 ? 0 : r;
}

int store_count_answers_with(struct store *store, const struct store_bytes *patterns, size_t count, uint64_t *ret_count,
                             struct error *error) {
  return count_patterns(store, STATEMENT_LEFT_ANSWER, patterns, count, ret_count, error);
}

static int put_message(struct store *store, enum statement number, sqlite3_int64 row, struct store_bytes message,
                       struct error *error) {
  sqlite3_bind_int64(store->statements[number], 1, row);
  connection_bind_bytes(store->statements[number], 2, message);
  return connection_write(store, number, "erase a mention from", NULL, error);
}

// The row that is read stays where it is when another of its columns changes, so updating while reading is safe.
static int each_of(struct store *store, enum statement each, enum statement put, struct store_bytes pattern,
                   store_mention_function *function, void *data, uint64_t *ret_replaced, struct error *error) {
  sqlite3_stmt *statement = store->statements[each];
  connection_bind_bytes(statement, 1, pattern);
  int r;
  while (!(r = connection_read(store, each, "look for mentions in", error))) {
    struct store_bytes message;
    r = function(connection_bytes(statement, 1), &message, data, error);
    if (r > 0)
      r = put_message(store, put, sqlite3_column_int64(statement, 0), message, error);
    else if (!r)
      continue;
    if (r)
      break;
    ++*ret_replaced;
  }
  sqlite3_reset(statement);
  return r > 0 ? 0 : r;
}

int store_each_mention(struct store *store, struct store_bytes pattern, store_mention_function *function, void *data,
                       uint64_t *ret_replaced, struct error *error) {
  *ret_replaced = 0;
  int r = each_of(store, STATEMENT_MENTION_EACH, STATEMENT_MENTION_PUT, pattern, function, data, ret_replaced, error);
  if (!r)
    r = each_of(store, STATEMENT_MENTION_EACH_FORMER, STATEMENT_MENTION_PUT_FORMER, pattern, function, data,
                ret_replaced, error);
  return r;
}
