// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"
#include "store/migrations.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static struct fixture at;
static char path[160];

static void setup(void) {
  fixture_make(&at);
  cr_assert_eq(mkdir(at.directory, 0700), 0);
  snprintf(path, sizeof path, "%s/helix.db", at.directory);
}

static void teardown(void) {
  fixture_remove(&at);
}

TestSuite(migrations, .init = setup, .fini = teardown);

static void execute(const char *sql) {
  sqlite3 *database;
  cr_assert_eq(sqlite3_open(path, &database), SQLITE_OK);
  cr_assert_eq(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(database));
  sqlite3_close(database);
}

static void refuses(const char *words) {
  struct error error = {0};
  cr_assert_eq(store_open(at.directory, &at.store, &error), -ERROR_INVALID, "%s", error.message);
  cr_assert(strstr(error.message, words) && strstr(error.message, path), "%s", error.message);
  cr_assert(error.hint[0]);
}

Test(migrations, every_old_version_reaches_the_newest_in_one_transaction) {
  for (int version = 0; version <= migrations_newest(); version++) {
    sqlite3 *database;
    cr_assert_eq(sqlite3_open(":memory:", &database), SQLITE_OK);
    struct error error = {0};
    cr_assert_eq(migrations_run_to(database, "memory", 0, version, &error), 0, "%s", error.message);
    int found = -1;
    cr_assert_eq(migrations_check(database, "memory", &found, &error), 0, "%s", error.message);
    cr_assert_eq(found, version);
    cr_assert_eq(migrations_run(database, "memory", version, &error), 0, "%s", error.message);
    cr_assert_eq(migrations_check(database, "memory", &found, &error), 0, "%s", error.message);
    cr_assert_eq(found, migrations_newest());
    sqlite3_close(database);
  }
}

Test(migrations, a_newer_file_is_refused_and_left_as_it_is) {
  fixture_open(&at);
  fixture_put_committed(at.store, "acme", 1, "one");
  at.store = store_close(at.store);
  execute("PRAGMA user_version = 99");
  refuses("schema version 99");
  execute("PRAGMA user_version = 2");
  fixture_open(&at);
  bool exists;
  cr_assert_eq(store_has_stakeholder(at.store, "acme", &exists, NULL), 0);
  cr_assert(exists);
}

Test(migrations, a_negative_version_is_refused) {
  execute("PRAGMA application_id = 0x48454C58; PRAGMA user_version = -3");
  refuses("schema version -3");
}

Test(migrations, a_database_of_another_program_is_refused) {
  execute("CREATE TABLE contacts (name TEXT)");
  refuses("another program");
}

Test(migrations, a_database_with_another_application_id_is_refused_even_when_empty) {
  execute("PRAGMA application_id = 42");
  refuses("another program");
}

Test(migrations, a_file_that_is_no_database_is_refused_and_left_as_it_is) {
  FILE *file = fopen(path, "we");
  for (int i = 0; i < 200; i++)
    fputs("This is a letter, not a database.\n", file);
  fclose(file);
  refuses("is not a helix database");
  struct stat status;
  cr_assert_eq(stat(path, &status), 0);
  cr_assert_eq(status.st_size, 200 * 34);
}

Test(migrations, an_empty_file_becomes_a_database) {
  FILE *file = fopen(path, "we");
  fclose(file);
  fixture_open(&at);
  fixture_put_committed(at.store, "acme", 1, "one");
}

Test(migrations, a_migration_that_fails_leaves_the_version_it_began_with) {
  sqlite3 *database;
  cr_assert_eq(sqlite3_open(path, &database), SQLITE_OK);
  cr_assert_eq(sqlite3_exec(database, "PRAGMA max_page_count = 4", NULL, NULL, NULL), SQLITE_OK);
  struct error error = {0};
  cr_assert_eq(migrations_run(database, path, 0, &error), -ERROR_FULL, "%s", error.message);
  int version = -1;
  cr_assert_eq(migrations_check(database, path, &version, &error), 0, "%s", error.message);
  cr_assert_eq(version, 0);
  sqlite3_close(database);
  fixture_open(&at);
}
