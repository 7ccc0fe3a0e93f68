// SPDX-License-Identifier: Apache-2.0
#include "store/secrets.h"
#include "store/connection.h"

#include <sqlite3.h>
#include <string.h>

int store_get_secret(struct store *store, const char *name, unsigned char ret_secret[STORE_SECRET_BYTES],
                     struct error *error) {
  sqlite3_stmt *statement = store->statements[STATEMENT_SECRET_GET];
  connection_bind_text(statement, 1, name);
  int r = connection_read(store, STATEMENT_SECRET_GET, "read a secret from", error);
  if (r < 0)
    return r;
  struct store_bytes value = r ? (struct store_bytes){0} : connection_bytes(statement, 0);
  if (value.size == STORE_SECRET_BYTES)
    memcpy(ret_secret, value.data, STORE_SECRET_BYTES);
  sqlite3_reset(statement);
  if (value.size == STORE_SECRET_BYTES)
    return 0;
  error_set(error, ERROR_IO, "%s is damaged: the secret \"%s\" is not there", store->path, name);
  return error_hint(error, "restore the state directory from a backup");
}
