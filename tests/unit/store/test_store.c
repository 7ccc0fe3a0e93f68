// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"
#include "store/connection.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct fixture at;

static void setup(void) {
  fixture_make(&at);
}

static void teardown(void) {
  fixture_remove(&at);
}

TestSuite(store, .init = setup, .fini = teardown);

static mode_t mode_of(const char *name) {
  char path[160];
  snprintf(path, sizeof path, "%s/%s", at.directory, name);
  struct stat status;
  cr_assert_eq(stat(path, &status), 0, "%s", path);
  return status.st_mode & 07777;
}

static void limit_pages(struct store *store, const char *sql) {
  cr_assert_eq(sqlite3_exec(store->database, sql, NULL, NULL, NULL), SQLITE_OK);
}

Test(store, directory_and_files_are_for_the_owner_only) {
  umask(0);
  fixture_open(&at);
  fixture_put_committed(at.store, "acme", 1, "one");
  cr_assert_eq(mode_of("."), 0700);
  cr_assert_eq(mode_of("helix.db"), 0600);
  cr_assert_eq(mode_of("helix.db-wal"), 0600);
  cr_assert_eq(mode_of("helix.db-shm"), 0600);
  cr_assert_eq(mode_of("lock"), 0600);
}

Test(store, missing_parent_is_an_error_that_names_the_directory) {
  struct error error = {0};
  struct store *store = NULL;
  cr_assert_eq(store_open("/tmp/helix-absent/helix/state", &store, &error), -ERROR_IO);
  cr_assert_null(store);
  cr_assert(strstr(error.message, "/tmp/helix-absent/helix/state"));
  cr_assert(strstr(error.hint, "directory above"));
}

Test(store, a_file_in_the_place_of_the_directory_is_an_error) {
  int file = open(at.directory, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  close(file);
  struct error error = {0};
  cr_assert_eq(store_open(at.directory, &at.store, &error), -ERROR_IO);
  cr_assert(strstr(error.message, "Not a directory"), "%s", error.message);
}

Test(store, second_open_is_refused_with_the_directory_named) {
  fixture_open(&at);
  struct store *second = NULL;
  struct error error = {0};
  cr_assert_eq(store_open(at.directory, &second, &error), -ERROR_CONFLICT);
  cr_assert_null(second);
  cr_assert(strstr(error.message, "Another helixd") && strstr(error.message, at.directory));
}

Test(store, lock_is_given_up_on_close_and_when_the_process_is_killed) {
  fixture_open(&at);
  at.store = store_close(at.store);
  pid_t child = fork();
  if (!child) {
    struct store *store;
    if (store_open(at.directory, &store, NULL))
      _exit(1);
    raise(SIGKILL);
  }
  int status;
  waitpid(child, &status, 0);
  cr_assert(WIFSIGNALED(status));
  fixture_open(&at);
}

Test(store, settings_are_those_that_durability_needs) {
  fixture_open(&at);
  static const struct {
    const char *query, *answer;
  } expected[] = {{"PRAGMA journal_mode", "wal"}, {"PRAGMA synchronous", "2"},    {"PRAGMA foreign_keys", "1"},
                  {"PRAGMA page_size", "4096"},   {"PRAGMA mmap_size", "0"},      {"PRAGMA secure_delete", "1"},
                  {"PRAGMA trusted_schema", "0"}, {"PRAGMA cache_size", "-8192"}, {"PRAGMA user_version", "2"}};
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
    sqlite3_stmt *query;
    cr_assert_eq(sqlite3_prepare_v2(at.store->database, expected[i].query, -1, &query, NULL), SQLITE_OK);
    cr_assert_eq(sqlite3_step(query), SQLITE_ROW);
    cr_assert_str_eq((const char *)sqlite3_column_text(query, 0), expected[i].answer, "%s", expected[i].query);
    sqlite3_finalize(query);
  }
}

Test(store, a_reader_sees_a_commit_at_once_and_nothing_before_it) {
  fixture_open(&at);
  struct store *reader;
  cr_assert_eq(store_open_reader(at.store, &reader, NULL), 0);
  bool exists;
  for (int i = 0; i < 50; i++) {
    char id[16];
    snprintf(id, sizeof id, "o%d", i);
    cr_assert_eq(store_begin(at.store, NULL), 0);
    fixture_put(at.store, id, 1, "x");
    cr_assert_eq(store_has_stakeholder(reader, id, &exists, NULL), 0);
    cr_assert_not(exists);
    cr_assert_eq(store_commit(at.store, NULL), 0);
    cr_assert_eq(store_has_stakeholder(reader, id, &exists, NULL), 0);
    cr_assert(exists);
  }
  store_close(reader);
}

Test(store, rollback_takes_everything_back_and_close_does_too) {
  fixture_open(&at);
  bool exists;
  store_begin(at.store, NULL);
  fixture_put(at.store, "acme", 1, "one");
  store_rollback(at.store);
  store_has_stakeholder(at.store, "acme", &exists, NULL);
  cr_assert_not(exists);
  store_begin(at.store, NULL);
  fixture_put(at.store, "acme", 1, "one");
  at.store = store_close(at.store);
  fixture_open(&at);
  store_has_stakeholder(at.store, "acme", &exists, NULL);
  cr_assert_not(exists);
}

Test(store, rollback_of_a_savepoint_takes_back_only_its_own_rows) {
  fixture_open(&at);
  store_begin(at.store, NULL);
  for (int i = 0; i < 4; i++) {
    char id[16];
    snprintf(id, sizeof id, "o%d", i);
    cr_assert_eq(store_savepoint(at.store, NULL), 0);
    fixture_put(at.store, id, 1, "x");
    if (i % 2)
      store_rollback_savepoint(at.store);
    else
      cr_assert_eq(store_release(at.store, NULL), 0);
  }
  cr_assert_eq(store_commit(at.store, NULL), 0);
  uint64_t published, withdrawn;
  cr_assert_eq(store_count_stakeholders(at.store, &published, &withdrawn, NULL), 0);
  cr_assert_eq(published, 2);
}

Test(store, close_and_rollback_and_nothing_are_harmless) {
  cr_assert_null(store_close(NULL));
  fixture_open(&at);
  store_rollback(at.store);
}

Test(store, a_full_disk_ends_the_transaction_and_nothing_else) {
  fixture_open(&at);
  fixture_put_committed(at.store, "before", 1, "kept");
  limit_pages(at.store, "PRAGMA max_page_count = 40");
  store_begin(at.store, NULL);
  static char big[8000];
  memset(big, 'b', sizeof big - 1);
  struct error error = {0};
  int r = 0;
  for (int i = 0; i < 100 && !r; i++) {
    char id[16];
    snprintf(id, sizeof id, "o%d", i);
    struct store_stakeholder row = fixture_row(id, 1, big);
    cr_assert_eq(store_savepoint(at.store, NULL), 0);
    r = store_put_stakeholder(at.store, &row, &fixture_columns, &error);
    if (!r)
      cr_assert_eq(store_release(at.store, NULL), 0);
  }
  cr_assert_eq(r, -ERROR_FULL);
  cr_assert(strstr(error.message, "helix.db") && strstr(error.hint, "Free space"));
  // The transaction is gone: what is tried in it fails alike, and cannot slip in by itself.
  store_rollback_savepoint(at.store);
  struct store_stakeholder small = fixture_row("small", 1, "s");
  cr_assert_eq(store_put_stakeholder(at.store, &small, &fixture_columns, NULL), -ERROR_FULL);
  cr_assert_eq(store_savepoint(at.store, NULL), -ERROR_FULL);
  cr_assert_eq(store_commit(at.store, NULL), -ERROR_FULL);
  store_rollback(at.store);
  uint64_t published, withdrawn;
  cr_assert_eq(store_count_stakeholders(at.store, &published, &withdrawn, NULL), 0);
  cr_assert_eq(published, 1);
  // With space again, writing goes on.
  limit_pages(at.store, "PRAGMA max_page_count = 1000000");
  fixture_put_committed(at.store, "after", 1, big);
}

static int put_big(const struct store_stakeholder *staged, const struct store_columns *columns, void *data,
                   struct error *error) {
  (void)columns;
  int *calls = data;
  char id[16];
  snprintf(id, sizeof id, "o%d", ++*calls);
  struct store_stakeholder row = fixture_row(id, 1, "");
  row.message = staged->message;
  return store_put_stakeholder(at.store, &row, &fixture_columns, error);
}

Test(store, a_disk_that_is_full_in_the_midst_of_an_import_leaves_the_import_staged) {
  fixture_open(&at);
  static const char big[6000] = "b";
  store_begin(at.store, NULL);
  for (int i = 0; i < 20; i++)
    cr_assert_eq(store_stage_row(at.store, "batch", (struct store_bytes){big, sizeof big}, 5, NULL), 0);
  cr_assert_eq(store_commit(at.store, NULL), 0);
  limit_pages(at.store, "PRAGMA max_page_count = 60");
  cr_assert_eq(store_begin(at.store, NULL), 0);
  int calls = 0;
  struct error error = {0};
  cr_assert_eq(store_each_staged(at.store, "batch", put_big, &calls, &error), -ERROR_FULL, "%s", error.message);
  cr_assert(calls > 1 && calls < 20);
  store_rollback(at.store);
  uint64_t staged, published, withdrawn;
  uint64_t bytes;
  cr_assert_eq(store_count_staged(at.store, "batch", &staged, &bytes, NULL), 0);
  cr_assert_eq(store_count_stakeholders(at.store, &published, &withdrawn, NULL), 0);
  cr_assert_eq(staged, 20);
  cr_assert_eq(published, 0);
}

Test(store, the_log_survives_a_kill_and_a_torn_end_loses_only_what_was_not_committed) {
  fixture_open(&at);
  fixture_put_committed(at.store, "first", 1, "one");
  char copy[160], log[200];
  snprintf(copy, sizeof copy, "%s/before", at.base);
  fixture_copy(&at, copy);
  snprintf(log, sizeof log, "%s/helix.db-wal", copy);
  struct stat status;
  cr_assert_eq(stat(log, &status), 0);
  off_t before = status.st_size;
  fixture_put_committed(at.store, "second", 1, "two");
  // Cuts at the start of the second transaction, within it, and just before its end.
  snprintf(copy, sizeof copy, "%s/copy", at.base);
  static const off_t cuts[] = {0, 1, 24, 2000, -1};
  for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
    fixture_copy(&at, copy);
    snprintf(log, sizeof log, "%s/helix.db-wal", copy);
    cr_assert_eq(stat(log, &status), 0);
    cr_assert_eq(truncate(log, cuts[i] < 0 ? status.st_size - 1 : before + cuts[i]), 0);
    struct store *store;
    struct error error = {0};
    cr_assert_eq(store_open(copy, &store, &error), 0, "%s", error.message);
    bool first, second;
    store_has_stakeholder(store, "first", &first, NULL);
    store_has_stakeholder(store, "second", &second, NULL);
    cr_assert(first);
    cr_assert_not(second);
    fixture_put_committed(store, "second", 1, "again");
    store_close(store);
    char command[200];
    snprintf(command, sizeof command, "rm -r '%s'", copy);
    cr_assert_eq(system(command), 0);
  }
}

Test(store, an_interrupted_first_creation_leaves_nothing_half) {
  fixture_open(&at);
  char copy[160], log[200], command[200];
  snprintf(copy, sizeof copy, "%s/copy", at.base);
  snprintf(log, sizeof log, "%s/helix.db-wal", copy);
  snprintf(command, sizeof command, "rm -r '%s'", copy);
  struct stat status = {.st_size = 1};
  for (off_t size = 0; size < status.st_size; size += 3000) {
    fixture_copy(&at, copy);
    cr_assert_eq(stat(log, &status), 0);
    cr_assert_eq(truncate(log, size), 0);
    struct store *store;
    struct error error = {0};
    cr_assert_eq(store_open(copy, &store, &error), 0, "cut at %ld: %s", (long)size, error.message);
    fixture_put_committed(store, "acme", 1, "one");
    store_close(store);
    cr_assert_eq(system(command), 0);
  }
  cr_assert_gt(status.st_size, 20000, "the log held the whole creation");
}

Test(store, a_process_killed_between_its_commits_keeps_all_of_them) {
  int acknowledged[2];
  cr_assert_eq(pipe(acknowledged), 0);
  pid_t child = fork();
  if (!child) {
    struct store *store;
    if (store_open(at.directory, &store, NULL))
      _exit(1);
    for (uint64_t i = 1;; i++) {
      fixture_put_committed(store, "acme", i, "x");
      if (write(acknowledged[1], &i, sizeof i) != sizeof i)
        _exit(1);
    }
  }
  uint64_t last = 0, seen;
  while (last < 40 && read(acknowledged[0], &seen, sizeof seen) == sizeof seen)
    last = seen;
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  fixture_open(&at);
  struct store_stakeholder row;
  cr_assert_eq(store_get_stakeholder(at.store, "acme", 0, &row, NULL), 0);
  cr_assert_geq(row.revision, last);
  cr_assert_geq(last, 40);
}

Test(store, checkpoint_empties_the_log_and_says_when_a_reader_is_in_the_way) {
  fixture_open(&at);
  fixture_put_committed(at.store, "acme", 1, "one");
  struct store *reader;
  cr_assert_eq(store_open_reader(at.store, &reader, NULL), 0);
  cr_assert_eq(sqlite3_exec(reader->database, "BEGIN; SELECT * FROM stakeholder", NULL, NULL, NULL), SQLITE_OK);
  fixture_put_committed(at.store, "acme", 2, "two");
  struct error error = {0};
  cr_assert_eq(store_checkpoint(at.store, &error), -ERROR_BUSY);
  cr_assert_eq(sqlite3_exec(reader->database, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
  cr_assert_eq(store_checkpoint(at.store, &error), 0, "%s", error.message);
  char path[160];
  snprintf(path, sizeof path, "%s/helix.db-wal", at.directory);
  struct stat status;
  cr_assert_eq(stat(path, &status), 0);
  cr_assert_eq(status.st_size, 0);
  store_close(reader);
}

Test(store, an_idle_reader_does_not_hold_up_a_checkpoint) {
  fixture_open(&at);
  fixture_put_committed(at.store, "acme", 1, "one");
  struct store *reader;
  cr_assert_eq(store_open_reader(at.store, &reader, NULL), 0);
  struct store_stakeholder row;
  cr_assert_eq(store_get_stakeholder(reader, "acme", 0, &row, NULL), 0);
  fixture_put_committed(at.store, "acme", 2, "two");
  cr_assert_eq(store_checkpoint(at.store, NULL), 0);
  cr_assert_eq(memcmp(row.message.data, "one", 3), 0, "what was got is still there");
  store_close(reader);
}

Test(store, the_log_is_moved_into_the_file_by_itself_when_it_is_long) {
  fixture_open(&at);
  static char big[400000];
  memset(big, 'b', sizeof big - 1);
  uint64_t revision = 0;
  int longest = 0;
  for (int i = 0; i < 100; i++) {
    fixture_put_committed(at.store, "acme", ++revision, big);
    longest = at.store->log_pages > longest ? at.store->log_pages : longest;
  }
  cr_assert_geq(longest, 4000);
  cr_assert_lt(longest, 4500);
}

Test(store, a_damaged_file_is_an_io_error_that_names_it) {
  fixture_open(&at);
  for (int i = 0; i < 200; i++) {
    char id[16];
    snprintf(id, sizeof id, "o%d", i);
    fixture_put_committed(at.store, id, 1, "some message that fills pages a little, and then a little more");
  }
  at.store = store_close(at.store);
  char path[160];
  snprintf(path, sizeof path, "%s/helix.db", at.directory);
  int file = open(path, O_RDWR | O_CLOEXEC);
  char garbage[4096];
  memset(garbage, 0xee, sizeof garbage);
  for (off_t page = 1; page < 15; page++)
    cr_assert_eq(pwrite(file, garbage, sizeof garbage, page * 4096), (ssize_t)sizeof garbage);
  close(file);
  fixture_open(&at);
  struct store_stakeholder row;
  struct error error = {0};
  cr_assert_eq(store_get_stakeholder(at.store, "o7", 0, &row, &error), -ERROR_IO);
  cr_assert(strstr(error.message, path) && strstr(error.message, "malformed"), "%s", error.message);
}
