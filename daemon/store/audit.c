// SPDX-License-Identifier: Apache-2.0
// Appending costs one INSERT: the head of the chain is read at the first entry of a transaction and after a savepoint was
// rolled back (store.c forgets it there), and kept in between.
#include "store/audit.h"
#include "store/connection.h"
#include "store/secrets.h"

#include <assert.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

enum column { NUMBER, AT_MS, ACTOR, ACTION, SUBJECT, DETAIL, HASH };

static const char type_of_column[] = {
    [NUMBER] = SQLITE_INTEGER, [AT_MS] = SQLITE_INTEGER, [ACTOR] = SQLITE_INTEGER, [ACTION] = SQLITE_TEXT,
    [SUBJECT] = SQLITE_BLOB,   [DETAIL] = SQLITE_TEXT,   [HASH] = SQLITE_BLOB,
};

static_assert((int)STORE_SECRET_BYTES <= crypto_generichash_KEYBYTES_MAX, "a secret is a key");

// --- hashes

int store_audit_subject(struct store *store, const char *id, unsigned char ret_subject[STORE_AUDIT_SUBJECT_BYTES],
                        struct error *error) {
  memset(ret_subject, 0, STORE_AUDIT_SUBJECT_BYTES);
  if (!*id)
    return 0;
  int r = store->audit_key_known ? 0 : store_get_secret(store, "audit", store->audit_key, error);
  if (r)
    return r;
  store->audit_key_known = true;
  crypto_generichash(ret_subject, STORE_AUDIT_SUBJECT_BYTES, (const unsigned char *)id, strlen(id), store->audit_key,
                     sizeof store->audit_key);
  return 0;
}

static void write_u64(uint64_t value, unsigned char ret_bytes[8]) {
  for (int i = 0; i < 8; i++)
    ret_bytes[i] = (unsigned char)(value >> (8 * i));
}

// The length before it keeps what is taken from one field and added to the next from giving the same bytes.
static void add_field(crypto_generichash_state *state, const void *data, size_t size) {
  unsigned char length[8];
  write_u64(size, length);
  crypto_generichash_update(state, length, sizeof length);
  crypto_generichash_update(state, data, size);
}

static void add_number(crypto_generichash_state *state, uint64_t value) {
  unsigned char bytes[8];
  write_u64(value, bytes);
  add_field(state, bytes, sizeof bytes);
}

static void hash_entry(const unsigned char *previous, const struct store_audit *entry, unsigned char *ret_hash) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, NULL, 0, STORE_AUDIT_HASH_BYTES);
  crypto_generichash_update(&state, previous, STORE_AUDIT_HASH_BYTES);
  add_number(&state, entry->number);
  add_number(&state, (uint64_t)entry->at_ms);
  add_number(&state, entry->actor);
  add_field(&state, entry->action, strlen(entry->action));
  add_field(&state, entry->subject, sizeof entry->subject);
  add_field(&state, entry->detail, strlen(entry->detail));
  crypto_generichash_final(&state, ret_hash, STORE_AUDIT_HASH_BYTES);
}

// --- appending

static int fail_damaged(const struct store *store, long long number, struct error *error) {
  error_set(error, ERROR_IO, "%s is damaged: entry %lld of the audit log is none", store->path, number);
  return error_hint(error, "See `helixctl audit verify`, or restore the state directory from a backup.");
}

static int read_head(struct store *store, struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_AUDIT_HEAD];
  int r = connection_read(store, STATEMENT_AUDIT_HEAD, "read the audit log of", error);
  if (r < 0)
    return r;
  store->audit_number = 0;
  memset(store->audit_hash, 0, sizeof store->audit_hash);
  if (r == 0) {
    sqlite3_int64 number = sqlite3_column_int64(statement, 0);
    struct store_bytes hash = connection_bytes(statement, 1);
    bool fits = number > 0 && number < INT64_MAX && hash.size == sizeof store->audit_hash;
    store->audit_number = (uint64_t)number;
    if (fits)
      memcpy(store->audit_hash, hash.data, hash.size);
    sqlite3_reset(statement);
    if (!fits)
      return fail_damaged(store, number, error);
  }
  store->audit_head_known = true;
  return 0;
}

int store_audit_newest(struct store *store, uint64_t *ret_number, struct error *error) {
  int r = store->audit_head_known ? 0 : read_head(store, error);
  if (!r)
    *ret_number = store->audit_number;
  return r;
}

static int insert(struct store *store, const struct store_audit *entry, struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_AUDIT_INSERT];
  sqlite3_bind_int64(statement, NUMBER + 1, (sqlite3_int64)entry->number);
  sqlite3_bind_int64(statement, AT_MS + 1, entry->at_ms);
  sqlite3_bind_int64(statement, ACTOR + 1, (sqlite3_int64)entry->actor);
  connection_bind_text(statement, ACTION + 1, entry->action);
  connection_bind_bytes(statement, SUBJECT + 1, (struct store_bytes){entry->subject, sizeof entry->subject});
  connection_bind_text(statement, DETAIL + 1, entry->detail);
  connection_bind_bytes(statement, HASH + 1, (struct store_bytes){entry->hash, sizeof entry->hash});
  return connection_write(store, STATEMENT_AUDIT_INSERT, "write to the audit log of", NULL, error);
}

int store_audit_append(struct store *store, int64_t at_ms, uint64_t actor, const char *action, const char *id,
                       const char *detail, struct error *error) {
  assert(store->transaction && store->iteration != ITERATION_AUDIT);
  struct store_audit entry = {.at_ms = at_ms, .actor = actor, .action = action, .detail = detail};
  int r = store_audit_subject(store, id, entry.subject, error);
  if (!r && !store->audit_head_known)
    r = read_head(store, error);
  if (r)
    return r;
  entry.number = store->audit_number + 1;
  hash_entry(store->audit_hash, &entry, entry.hash);
  r = insert(store, &entry, error);
  if (r)
    return r;
  store->audit_number = entry.number;
  memcpy(store->audit_hash, entry.hash, sizeof entry.hash);
  return 0;
}

// --- reading

// False when the row is no entry: types, lengths, a NUL inside a text, behind which something could be hidden.
static bool read_entry(sqlite3_stmt *statement, struct store_audit *ret_entry) {
  *ret_entry = (struct store_audit){.number = (uint64_t)sqlite3_column_int64(statement, NUMBER)};
  for (int i = 0; i <= HASH; i++)
    if (sqlite3_column_type(statement, i) != type_of_column[i])
      return false;
  struct store_bytes subject = connection_bytes(statement, SUBJECT), hash = connection_bytes(statement, HASH);
  if (subject.size != STORE_AUDIT_SUBJECT_BYTES || hash.size != STORE_AUDIT_HASH_BYTES)
    return false;
  ret_entry->at_ms = sqlite3_column_int64(statement, AT_MS);
  ret_entry->actor = (uint64_t)sqlite3_column_int64(statement, ACTOR);
  ret_entry->action = (const char *)sqlite3_column_text(statement, ACTION);
  ret_entry->detail = (const char *)sqlite3_column_text(statement, DETAIL);
  memcpy(ret_entry->subject, subject.data, subject.size);
  memcpy(ret_entry->hash, hash.data, hash.size);
  return strlen(ret_entry->action) == (size_t)sqlite3_column_bytes(statement, ACTION) &&
         strlen(ret_entry->detail) == (size_t)sqlite3_column_bytes(statement, DETAIL);
}

int store_each_audit(struct store *store, uint64_t after, const unsigned char *subject, uint64_t actor,
                     store_audit_function *function, void *data, struct error *error) {
  assert(store->iteration == ITERATION_NONE);
  if (after >= INT64_MAX || actor > INT64_MAX)
    return 0; // no number is as large
  enum statement number = subject ? STATEMENT_AUDIT_EACH_ABOUT : STATEMENT_AUDIT_EACH;
  sqlite3_stmt *statement = store->statements[number];
  sqlite3_bind_int64(statement, 1, (sqlite3_int64)after + 1);
  sqlite3_bind_int64(statement, 2, (sqlite3_int64)actor);
  if (subject)
    connection_bind_bytes(statement, 3, (struct store_bytes){subject, STORE_AUDIT_SUBJECT_BYTES});
  store->iteration = ITERATION_AUDIT;
  int r;
  while (!(r = connection_read(store, number, "read the audit log of", error))) {
    struct store_audit entry;
    r = read_entry(statement, &entry) ? function(&entry, data, error)
                                      : fail_damaged(store, (long long)entry.number, error);
    if (r)
      break;
  }
  sqlite3_reset(statement);
  store->iteration = ITERATION_NONE;
  return r > 0 ? 0 : r;
}

// --- verifying

// What is wrong with the entry that should be number `expected` and follow `previous`; "" when nothing is.
static void judge(sqlite3_stmt *statement, uint64_t expected, const unsigned char *previous,
                  struct store_audit_check *check) {
  struct store_audit entry;
  unsigned char hash[STORE_AUDIT_HASH_BYTES];
  bool is_entry = read_entry(statement, &entry);
  if (entry.number != expected)
    snprintf(check->what, sizeof check->what, "entry %llu is missing: entry %lld stands in its place",
             (unsigned long long)expected, (long long)entry.number);
  else if (!is_entry)
    snprintf(check->what, sizeof check->what, "a field has another type or length than it was written with");
  else {
    hash_entry(previous, &entry, hash);
    if (memcmp(hash, entry.hash, sizeof hash) != 0)
      snprintf(check->what, sizeof check->what,
               "the hash is not that of the entry behind the one before: one of its "
               "fields was changed, or the entry before");
  }
  check->broken_at = *check->what ? expected : 0;
}

int store_audit_verify(struct store *store, int (*look)(void *data), void *data, struct store_audit_check *ret_check,
                       struct error *error) {
  assert(store->iteration == ITERATION_NONE);
  sqlite3_stmt *statement = store->statements[STATEMENT_AUDIT_EACH];
  *ret_check = (struct store_audit_check){0};
  sqlite3_bind_int64(statement, 1, INT64_MIN); // also what somebody put before the first
  sqlite3_bind_int64(statement, 2, 0);
  store->iteration = ITERATION_AUDIT;
  int r;
  while (!(r = connection_read(store, STATEMENT_AUDIT_EACH, "read the audit log of", error))) {
    ret_check->entries++;
    if (!ret_check->broken_at)
      judge(statement, ret_check->entries, ret_check->head, ret_check);
    struct store_bytes hash = connection_bytes(statement, HASH);
    memset(ret_check->head, 0, sizeof ret_check->head);
    memcpy(ret_check->head, hash.data ? hash.data : "",
           hash.size < sizeof ret_check->head ? hash.size : sizeof ret_check->head);
    r = look ? look(data) : 0;
    if (r)
      break;
  }
  sqlite3_reset(statement);
  store->iteration = ITERATION_NONE;
  return r > 0 ? 0 : r;
}
