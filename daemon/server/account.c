// SPDX-License-Identifier: Apache-2.0
// Token buckets (Turner, "New directions in communications", 1986): tokens come at an even rate up to a measure, a request takes
// one. Who asks without pause gets the rate; who asks now and then may ask for many at once.
#include "server/account.h"

#include "base/memory.h"

#include <glib.h>
#include <math.h>

enum { RETRY_MS_MIN = 10, RETRY_MS_MAX = 60000, BUSY_MS = 200, MIB = 1 << 20, MS_PER_HOUR = 3600000 };

struct account_table {
  GHashTable *accounts; // a set of struct account, owned
};

static guint hash(gconstpointer key) {
  const struct account *account = key;
  return g_int64_hash(&account->number) ^ (account->is_invitation ? 0x80000000u : 0);
}

static gboolean equal(gconstpointer one, gconstpointer other) {
  const struct account *a = one, *b = other;
  return a->number == b->number && a->is_invitation == b->is_invitation;
}

struct account_table *account_table_new(void) {
  struct account_table *table = memory_new(sizeof *table);
  table->accounts = g_hash_table_new_full(hash, equal, free, NULL);
  return table;
}

struct account_table *account_table_free(struct account_table *table) {
  if (!table)
    return NULL;
  g_hash_table_destroy(table->accounts);
  free(table);
  return NULL;
}

static double import_measure(const struct account_limits *limits) {
  return (double)limits->import_mib_per_hour * MIB;
}

struct account *account_find(struct account_table *table, const struct account_limits *limits,
                             const struct access_caller *caller, int64_t now_ms) {
  if (caller->standing == ACCESS_LOCAL)
    return NULL;
  struct account key = {.is_invitation = caller->standing == ACCESS_INVITED, .number = caller->number};
  struct account *account = g_hash_table_lookup(table->accounts, &key);
  if (account)
    return account;
  account = memory_new(sizeof *account);
  *account = key;
  account->tokens = limits->burst;
  account->import_bytes = import_measure(limits);
  account->filled_ms = now_ms;
  g_hash_table_add(table->accounts, account);
  return account;
}

static void fill(struct account *account, const struct account_limits *limits, int64_t now_ms) {
  double ms = (double)(now_ms - account->filled_ms);
  account->filled_ms = now_ms;
  account->tokens = fmin(limits->burst, account->tokens + ms * limits->requests_per_s / 1000);
  account->import_bytes =
      fmin(import_measure(limits), account->import_bytes + ms * import_measure(limits) / MS_PER_HOUR);
}

static uint32_t wait_ms(double missing, double per_ms) {
  return (uint32_t)fmin(RETRY_MS_MAX, fmax(RETRY_MS_MIN, ceil(missing / per_ms)));
}

const char *account_admit(struct account *account, const struct account_limits *limits, size_t bytes, bool is_import,
                          int64_t now_ms, uint32_t *ret_retry_ms) {
  fill(account, limits, now_ms);
  *ret_retry_ms = BUSY_MS;
  if (account->connections > limits->connections)
    return "too many connections of this key are in use";
  if (account->requests >= limits->requests)
    return "too many requests of this key are under way";
  if (account->request_bytes && account->request_bytes + bytes > limits->request_bytes)
    return "too many bytes of this key are under way";
  if (is_import && account->import_bytes < (double)bytes) {
    *ret_retry_ms = wait_ms((double)bytes - account->import_bytes, import_measure(limits) / MS_PER_HOUR);
    return "this key has imported as much as one may in an hour";
  }
  if (!is_import && account->tokens < 1) {
    *ret_retry_ms = wait_ms(1 - account->tokens, limits->requests_per_s / 1000.0);
    return "this key asks more often than one may";
  }
  if (is_import)
    account->import_bytes -= (double)bytes;
  else
    account->tokens -= 1;
  return NULL;
}

struct sweep {
  const struct account_limits *limits;
  int64_t now_ms;
};

static gboolean is_forgettable(gpointer key, gpointer value, gpointer data) {
  (void)value;
  struct account *account = key;
  const struct sweep *sweep = data;
  if (account->connections || account->requests)
    return FALSE;
  fill(account, sweep->limits, sweep->now_ms);
  return account->tokens >= sweep->limits->burst && account->import_bytes >= import_measure(sweep->limits);
}

void account_table_sweep(struct account_table *table, const struct account_limits *limits, int64_t now_ms) {
  struct sweep sweep = {limits, now_ms};
  g_hash_table_foreach_remove(table->accounts, is_forgettable, &sweep);
}
