// SPDX-License-Identifier: Apache-2.0
#include "store/consents.h"
#include "store/connection.h"

#include <sqlite3.h>

static const char *text(sqlite3_stmt *statement, int column) {
  return (const char *)sqlite3_column_text(statement, column);
}

// 0 found, 1: no such consent holds.
static int find_standing(struct store *store, const struct store_consent *consent, uint64_t *ret_number,
                         struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_CONSENT_FIND];
  sqlite3_bind_int64(statement, 1, consent->kind);
  connection_bind_text(statement, 2, consent->stakeholder);
  connection_bind_text(statement, 3, consent->to);
  connection_bind_text(statement, 4, consent->contact);
  int r = connection_read(store, STATEMENT_CONSENT_FIND, "look for a consent in", error);
  if (r)
    return r;
  *ret_number = (uint64_t)sqlite3_column_int64(statement, 0);
  sqlite3_reset(statement);
  return 0;
}

int store_give_consent(struct store *store, const struct store_consent *consent, uint64_t *ret_number,
                       struct error *error) {
  int r = find_standing(store, consent, ret_number, error);
  if (r <= 0)
    return r ? r : 1;
  sqlite3_stmt *statement = store->statements[STATEMENT_CONSENT_GIVE];
  sqlite3_bind_int64(statement, 1, consent->kind);
  connection_bind_text(statement, 2, consent->stakeholder);
  connection_bind_text(statement, 3, consent->to);
  connection_bind_text(statement, 4, consent->contact);
  sqlite3_bind_int64(statement, 5, consent->given_at_ms);
  sqlite3_bind_int64(statement, 6, (sqlite3_int64)consent->given_by);
  r = connection_write(store, STATEMENT_CONSENT_GIVE, "keep a consent in", NULL, error);
  if (!r)
    *ret_number = (uint64_t)sqlite3_last_insert_rowid(store->database);
  return r;
}

int store_withdraw_consent(struct store *store, uint64_t number, int64_t at_ms, uint64_t by, struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_CONSENT_WITHDRAW];
  sqlite3_bind_int64(statement, 1, (sqlite3_int64)number);
  sqlite3_bind_int64(statement, 2, at_ms);
  sqlite3_bind_int64(statement, 3, (sqlite3_int64)by);
  uint64_t changes;
  int r = connection_write(store, STATEMENT_CONSENT_WITHDRAW, "withdraw a consent in", &changes, error);
  return r ? r : !changes;
}

static int each(struct store *store, enum statement number, store_consent_function *function, void *data,
                uint64_t *ret_count, struct error *error) {
  sqlite3_stmt *statement = store->statements[number];
  int r;
  *ret_count = 0;
  while (!(r = connection_read(store, number, "read the consents of", error))) {
    const struct store_consent consent = {.number = (uint64_t)sqlite3_column_int64(statement, 0),
                                          .kind = (uint32_t)sqlite3_column_int64(statement, 1),
                                          .stakeholder = text(statement, 2),
                                          .to = text(statement, 3),
                                          .contact = text(statement, 4),
                                          .given_at_ms = sqlite3_column_int64(statement, 5),
                                          .given_by = (uint64_t)sqlite3_column_int64(statement, 6),
                                          .withdrawn_at_ms = sqlite3_column_int64(statement, 7),
                                          .withdrawn_by = (uint64_t)sqlite3_column_int64(statement, 8)};
    ++*ret_count;
    if ((r = function(&consent, data, error)))
      break;
  }
  sqlite3_reset(statement);
  return r > 0 ? 0 : r;
}

int store_each_consent(struct store *store, const char *stakeholder, store_consent_function *function, void *data,
                       struct error *error) {
  uint64_t count;
  enum statement number = *stakeholder ? STATEMENT_CONSENT_OF : STATEMENT_CONSENT_EACH;
  if (*stakeholder)
    connection_bind_text(store->statements[number], 1, stakeholder);
  return each(store, number, function, data, &count, error);
}

int store_get_consent(struct store *store, uint64_t number, store_consent_function *function, void *data,
                      struct error *error) {
  uint64_t count;
  sqlite3_bind_int64(store->statements[STATEMENT_CONSENT_GET], 1, (sqlite3_int64)number);
  int r = each(store, STATEMENT_CONSENT_GET, function, data, &count, error);
  return r ? r : !count;
}

int store_note_person_shown(struct store *store, uint32_t year, const char *stakeholder, const char *contact,
                            struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_PERSON_NOTE];
  sqlite3_bind_int64(statement, 1, year);
  connection_bind_text(statement, 2, stakeholder);
  connection_bind_text(statement, 3, contact);
  return connection_write(store, STATEMENT_PERSON_NOTE, "count a person in", NULL, error);
}

int store_each_person_year(struct store *store, store_year_function *function, void *data, struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_PERSON_YEARS];
  int r;
  while (!(r = connection_read(store, STATEMENT_PERSON_YEARS, "count the persons of", error)))
    if ((r = function((uint32_t)sqlite3_column_int64(statement, 0), (uint64_t)sqlite3_column_int64(statement, 1), data,
                      error)))
      break;
  sqlite3_reset(statement);
  return r > 0 ? 0 : r;
}
