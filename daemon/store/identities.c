// SPDX-License-Identifier: Apache-2.0
#include "store/identities.h"
#include "store/connection.h"

#include <sqlite3.h>

static const char *text(sqlite3_stmt *statement, int column) {
  return (const char *)sqlite3_column_text(statement, column);
}

// An insert that does nothing when the key is there: 1 then.
static int insert(struct store *store, enum statement number, const char *what, uint64_t *ret_number,
                  struct error *error) {
  uint64_t changes;
  int r = connection_write(store, number, what, &changes, error);
  if (!r && changes)
    *ret_number = (uint64_t)sqlite3_last_insert_rowid(store->database);
  return r ? r : !changes;
}

static int change(struct store *store, enum statement number, const char *what, struct error *error) {
  uint64_t changes;
  int r = connection_write(store, number, what, &changes, error);
  return r ? r : !changes;
}

int store_add_identity(struct store *store, const struct store_identity *identity, uint64_t *ret_number,
                       struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_IDENTITY_ADD];
  connection_bind_text(statement, 1, identity->public_key);
  sqlite3_bind_int64(statement, 2, identity->role);
  sqlite3_bind_int(statement, 3, (int)identity->state);
  connection_bind_text(statement, 4, identity->name);
  sqlite3_bind_int64(statement, 5, identity->enrolled_at_ms);
  sqlite3_bind_int64(statement, 6, identity->ended_at_ms);
  sqlite3_bind_int64(statement, 7, (sqlite3_int64)identity->successor);
  sqlite3_bind_int64(statement, 8, (sqlite3_int64)identity->invited_by);
  return insert(store, STATEMENT_IDENTITY_ADD, "enrol a key in", ret_number, error);
}

int store_add_invitation(struct store *store, const struct store_invitation *invitation, uint64_t *ret_number,
                         struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_INVITATION_ADD];
  connection_bind_text(statement, 1, invitation->public_key);
  sqlite3_bind_int64(statement, 2, invitation->role);
  connection_bind_text(statement, 3, invitation->stakeholder);
  connection_bind_text(statement, 4, invitation->name);
  sqlite3_bind_int64(statement, 5, invitation->expires_at_ms);
  sqlite3_bind_int64(statement, 6, (sqlite3_int64)invitation->invited_by);
  return insert(store, STATEMENT_INVITATION_ADD, "keep an invitation in", ret_number, error);
}

int store_end_identity(struct store *store, uint64_t number, enum store_identity_state state, int64_t at_ms,
                       uint64_t successor, struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_IDENTITY_END];
  sqlite3_bind_int64(statement, 1, (sqlite3_int64)number);
  sqlite3_bind_int(statement, 2, (int)state);
  sqlite3_bind_int64(statement, 3, at_ms);
  sqlite3_bind_int64(statement, 4, (sqlite3_int64)successor);
  return change(store, STATEMENT_IDENTITY_END, "end a key in", error);
}

int store_use_invitation(struct store *store, uint64_t number, int64_t at_ms, struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_INVITATION_USE];
  sqlite3_bind_int64(statement, 1, (sqlite3_int64)number);
  sqlite3_bind_int64(statement, 2, at_ms);
  return change(store, STATEMENT_INVITATION_USE, "use an invitation of", error);
}

int store_cancel_invitation(struct store *store, uint64_t number, int64_t at_ms, struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_INVITATION_CANCEL];
  sqlite3_bind_int64(statement, 1, (sqlite3_int64)number);
  sqlite3_bind_int64(statement, 2, at_ms);
  return change(store, STATEMENT_INVITATION_CANCEL, "cancel an invitation of", error);
}

int store_give_stakeholder(struct store *store, uint64_t identity, const char *stakeholder, struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_OWNERSHIP_ADD];
  sqlite3_bind_int64(statement, 1, (sqlite3_int64)identity);
  connection_bind_text(statement, 2, stakeholder);
  return connection_write(store, STATEMENT_OWNERSHIP_ADD, "give a stakeholder to a key in", NULL, error);
}

int store_move_stakeholders(struct store *store, uint64_t from_identity, uint64_t to_identity, struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_OWNERSHIP_MOVE];
  sqlite3_bind_int64(statement, 1, (sqlite3_int64)from_identity);
  sqlite3_bind_int64(statement, 2, (sqlite3_int64)to_identity);
  return connection_write(store, STATEMENT_OWNERSHIP_MOVE, "move the stakeholders of a key in", NULL, error);
}

int store_each_identity(struct store *store, store_identity_function *function, void *data, struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_IDENTITY_EACH];
  int r;
  while (!(r = connection_read(store, STATEMENT_IDENTITY_EACH, "read the keys of", error))) {
    const struct store_identity identity = {.number = (uint64_t)sqlite3_column_int64(statement, 0),
                                            .public_key = text(statement, 1),
                                            .role = (uint32_t)sqlite3_column_int64(statement, 2),
                                            .state = (enum store_identity_state)sqlite3_column_int(statement, 3),
                                            .name = text(statement, 4),
                                            .enrolled_at_ms = sqlite3_column_int64(statement, 5),
                                            .ended_at_ms = sqlite3_column_int64(statement, 6),
                                            .successor = (uint64_t)sqlite3_column_int64(statement, 7),
                                            .invited_by = (uint64_t)sqlite3_column_int64(statement, 8)};
    if ((r = function(&identity, data, error)))
      break;
  }
  sqlite3_reset(statement);
  return r > 0 ? 0 : r;
}

int store_each_invitation(struct store *store, store_invitation_function *function, void *data, struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_INVITATION_EACH];
  int r;
  while (!(r = connection_read(store, STATEMENT_INVITATION_EACH, "read the invitations of", error))) {
    const struct store_invitation invitation = {.number = (uint64_t)sqlite3_column_int64(statement, 0),
                                                .public_key = text(statement, 1),
                                                .role = (uint32_t)sqlite3_column_int64(statement, 2),
                                                .stakeholder = text(statement, 3),
                                                .name = text(statement, 4),
                                                .expires_at_ms = sqlite3_column_int64(statement, 5),
                                                .used_at_ms = sqlite3_column_int64(statement, 6),
                                                .cancelled_at_ms = sqlite3_column_int64(statement, 7),
                                                .invited_by = (uint64_t)sqlite3_column_int64(statement, 8)};
    if ((r = function(&invitation, data, error)))
      break;
  }
  sqlite3_reset(statement);
  return r > 0 ? 0 : r;
}

int store_each_ownership(struct store *store, store_ownership_function *function, void *data, struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_OWNERSHIP_EACH];
  int r;
  while (!(r = connection_read(store, STATEMENT_OWNERSHIP_EACH, "read who may act for whom in", error)))
    if ((r = function((uint64_t)sqlite3_column_int64(statement, 0), text(statement, 1), data, error)))
      break;
  sqlite3_reset(statement);
  return r > 0 ? 0 : r;
}
