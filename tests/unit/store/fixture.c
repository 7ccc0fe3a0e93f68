// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

const struct store_columns fixture_columns = {
    .helix = 3, .size = 2, .name = "acme", .places = " bologna ", .countries = " IT ", .themes = " water soil "};

static void run(const char *command) {
  cr_assert_eq(system(command), 0, "%s", command);
}

void fixture_make(struct fixture *fixture) {
  memset(fixture, 0, sizeof *fixture);
  strcpy(fixture->base, "/tmp/helix-store-XXXXXX");
  cr_assert(mkdtemp(fixture->base));
  snprintf(fixture->directory, sizeof fixture->directory, "%s/state", fixture->base);
}

void fixture_open(struct fixture *fixture) {
  struct error error = {0};
  cr_assert_eq(store_open(fixture->directory, &fixture->store, &error), 0, "%s", error.message);
}

void fixture_remove(struct fixture *fixture) {
  fixture->store = store_close(fixture->store);
  char command[160];
  snprintf(command, sizeof command, "rm -rf '%s'", fixture->base);
  run(command);
}

void fixture_copy(const struct fixture *fixture, const char *directory) {
  char command[400];
  snprintf(command, sizeof command, "mkdir '%s' && cp '%s/helix.db' '%s/helix.db-wal' '%s'", directory,
           fixture->directory, fixture->directory, directory);
  run(command);
}

struct store_stakeholder fixture_row(const char *id, uint64_t revision, const char *message) {
  return (struct store_stakeholder){.id = id,
                                    .revision = revision,
                                    .state = STORE_PUBLISHED,
                                    .at_ms = 1700000000000 + (int64_t)revision,
                                    .message = {message, strlen(message)},
                                    .reason = ""};
}

void fixture_put(struct store *store, const char *id, uint64_t revision, const char *message) {
  struct store_stakeholder row = fixture_row(id, revision, message);
  struct error error = {0};
  cr_assert_eq(store_put_stakeholder(store, &row, &fixture_columns, &error), 0, "%s", error.message);
}

void fixture_put_committed(struct store *store, const char *id, uint64_t revision, const char *message) {
  cr_assert_eq(store_begin(store, NULL), 0);
  fixture_put(store, id, revision, message);
  struct error error = {0};
  cr_assert_eq(store_commit(store, &error), 0, "%s", error.message);
}
