// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"
#include "store/audit.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static struct fixture at;

static void setup(void) {
  fixture_make(&at);
  fixture_open(&at);
}

static void teardown(void) {
  fixture_remove(&at);
}

TestSuite(audit, .init = setup, .fini = teardown);

// --- helpers

static void begin(void) {
  struct error error = {0};
  cr_assert_eq(store_begin(at.store, &error), 0, "%s", error.message);
}

static void commit(void) {
  struct error error = {0};
  cr_assert_eq(store_commit(at.store, &error), 0, "%s", error.message);
}

static void append(uint64_t actor, const char *action, const char *id, const char *detail) {
  struct error error = {0};
  cr_assert_eq(store_audit_append(at.store, 1700000000000, actor, action, id, detail, &error), 0, "%s", error.message);
}

static void append_committed(uint64_t actor, const char *id, const char *detail) {
  begin();
  append(actor, "stakeholder.submit", id, detail);
  commit();
}

static struct store_audit_check verify(void) {
  struct store_audit_check check;
  struct error error = {0};
  cr_assert_eq(store_audit_verify(at.store, NULL, NULL, &check, &error), 0, "%s", error.message);
  cr_assert_eq(check.broken_at == 0, !*check.what);
  return check;
}

static void expect_whole(uint64_t entries) {
  struct store_audit_check check = verify();
  cr_expect_eq(check.broken_at, 0, "entry %d: %s", (int)check.broken_at, check.what);
  cr_expect_eq(check.entries, entries, "%d entries", (int)check.entries);
}

// "1:revision 1 2:revision 2 "
static int write_down(const struct store_audit *entry, void *data, struct error *error) {
  (void)error;
  sprintf((char *)data + strlen(data), "%d:%s ", (int)entry->number, entry->detail);
  return 0;
}

static void expect_list(uint64_t after, const char *id, uint64_t actor, const char *wanted) {
  char found[400] = "";
  unsigned char subject[STORE_AUDIT_SUBJECT_BYTES];
  struct error error = {0};
  cr_assert_eq(store_audit_subject(at.store, id, subject, &error), 0, "%s", error.message);
  cr_assert_eq(store_each_audit(at.store, after, *id ? subject : NULL, actor, write_down, found, &error), 0, "%s",
               error.message);
  cr_expect_str_eq(found, wanted, "\"%s\"", found);
}

// As somebody with a text editor for SQLite would do it.
static int run_beside(const char *sql) {
  char path[160];
  snprintf(path, sizeof path, "%s/helix.db", at.directory);
  sqlite3 *database;
  cr_assert_eq(sqlite3_open(path, &database), SQLITE_OK);
  int rc = sqlite3_exec(database, sql, NULL, NULL, NULL);
  sqlite3_close(database);
  return rc;
}

static void tamper(const char *sql) {
  cr_assert_eq(run_beside("DROP TRIGGER IF EXISTS audit_is_not_changed; DROP TRIGGER IF EXISTS audit_is_not_cut"),
               SQLITE_OK);
  cr_assert_eq(run_beside(sql), SQLITE_OK, "%s", sql);
}

static void expect_broken(uint64_t number, const char *words) {
  struct store_audit_check check = verify();
  cr_expect_eq(check.broken_at, number, "%d instead of %d: %s", (int)check.broken_at, (int)number, check.what);
  cr_expect(strstr(check.what, words), "\"%s\" lacks \"%s\"", check.what, words);
}

// Three entries, "one", "two" and none.
static void write_three(void) {
  append_committed(7, "one", "revision 1");
  append_committed(8, "two", "revision 2");
  append_committed(0, "", "revision 3");
}

// --- the chain

Test(audit, an_empty_log_is_whole) {
  expect_whole(0);
  static const unsigned char none[STORE_AUDIT_HASH_BYTES];
  cr_expect_arr_eq(verify().head, none, sizeof none);
}

Test(audit, entries_are_numbered_and_linked_within_and_across_transactions_and_restarts) {
  begin();
  append(7, "stakeholder.submit", "one", "revision 1");
  append(7, "stakeholder.submit", "one", "revision 2");
  commit();
  append_committed(0, "two", "revision 1");
  at.store = store_close(at.store);
  fixture_open(&at);
  append_committed(9, "", "done");
  expect_list(0, "", 0, "1:revision 1 2:revision 2 3:revision 1 4:done ");
  expect_whole(4);
}

struct last {
  struct store_audit entry;
  char action[32], detail[32];
};

static int keep_last(const struct store_audit *entry, void *data, struct error *error) {
  (void)error;
  struct last *last = data;
  last->entry = *entry;
  snprintf(last->action, sizeof last->action, "%s", entry->action);
  snprintf(last->detail, sizeof last->detail, "%s", entry->detail);
  return 0;
}

Test(audit, an_entry_comes_back_as_it_was_written) {
  append_committed(INT64_MAX, "one", "Größe 3");
  struct last last = {0};
  unsigned char subject[STORE_AUDIT_SUBJECT_BYTES];
  cr_assert_eq(store_each_audit(at.store, 0, NULL, 0, keep_last, &last, NULL), 0);
  cr_assert_eq(store_audit_subject(at.store, "one", subject, NULL), 0);
  cr_expect_eq(last.entry.number, 1);
  cr_expect_eq(last.entry.at_ms, 1700000000000);
  cr_expect_eq(last.entry.actor, INT64_MAX);
  cr_expect_str_eq(last.action, "stakeholder.submit");
  cr_expect_str_eq(last.detail, "Größe 3");
  cr_expect_arr_eq(last.entry.subject, subject, sizeof subject);
  cr_expect_arr_eq(last.entry.hash, verify().head, STORE_AUDIT_HASH_BYTES);
}

Test(audit, subjects_differ_by_id_and_by_office_and_stay_over_restarts) {
  unsigned char one[STORE_AUDIT_SUBJECT_BYTES], two[STORE_AUDIT_SUBJECT_BYTES], none[STORE_AUDIT_SUBJECT_BYTES];
  static const unsigned char zero[STORE_AUDIT_SUBJECT_BYTES];
  cr_assert_eq(store_audit_subject(at.store, "one", one, NULL), 0);
  cr_assert_eq(store_audit_subject(at.store, "two", two, NULL), 0);
  cr_assert_eq(store_audit_subject(at.store, "", none, NULL), 0);
  cr_expect_arr_neq(one, two, sizeof one);
  cr_expect_arr_neq(one, zero, sizeof one);
  cr_expect_arr_eq(none, zero, sizeof none);
  at.store = store_close(at.store);
  fixture_open(&at);
  struct store *reader;
  cr_assert_eq(store_open_reader(at.store, &reader, NULL), 0);
  cr_assert_eq(store_audit_subject(reader, "one", two, NULL), 0);
  cr_expect_arr_eq(one, two, sizeof one);
  store_close(reader);
  struct fixture here = at;
  fixture_make(&at);
  fixture_open(&at);
  cr_assert_eq(store_audit_subject(at.store, "one", two, NULL), 0);
  cr_expect_arr_neq(one, two, sizeof one, "the key is this office's own");
  fixture_remove(&at);
  at = here;
}

Test(audit, lists_filter_by_number_record_and_actor) {
  write_three();
  append_committed(8, "one", "revision 4");
  expect_list(0, "", 0, "1:revision 1 2:revision 2 3:revision 3 4:revision 4 ");
  expect_list(2, "", 0, "3:revision 3 4:revision 4 ");
  expect_list(4, "", 0, "");
  expect_list(INT64_MAX, "", 0, "");
  expect_list(UINT64_MAX, "", 0, "");
  expect_list(0, "one", 0, "1:revision 1 4:revision 4 ");
  expect_list(1, "one", 0, "4:revision 4 ");
  expect_list(0, "three", 0, "");
  expect_list(0, "", 8, "2:revision 2 4:revision 4 ");
  expect_list(0, "one", 8, "4:revision 4 ");
  expect_list(0, "", UINT64_MAX, "");
}

static int stop_at_two(const struct store_audit *entry, void *data, struct error *error) {
  int *count = data;
  ++*count;
  if (entry->number == 2)
    return 1;
  return entry->number > 2 ? error_set(error, ERROR_FAULT, "went on") : 0;
}

static int fail_at_once(const struct store_audit *entry, void *data, struct error *error) {
  (void)entry, (void)data;
  return error_set(error, ERROR_DEADLINE, "late");
}

static int give_up(void *data) {
  return ++*(int *)data == 2 ? -ERROR_DEADLINE : 0;
}

Test(audit, a_list_and_a_check_can_be_given_up) {
  write_three();
  int count = 0;
  cr_expect_eq(store_each_audit(at.store, 0, NULL, 0, stop_at_two, &count, NULL), 0);
  cr_expect_eq(count, 2);
  cr_expect_eq(store_each_audit(at.store, 0, NULL, 0, fail_at_once, NULL, NULL), -ERROR_DEADLINE);
  struct store_audit_check check;
  count = 0;
  cr_expect_eq(store_audit_verify(at.store, give_up, &count, &check, NULL), -ERROR_DEADLINE);
  cr_expect_eq(count, 2);
  expect_whole(3);
}

// --- rolling back

Test(audit, what_is_rolled_back_leaves_no_gap) {
  append_committed(1, "one", "kept");
  begin();
  append(1, "stakeholder.submit", "one", "gone");
  append(1, "stakeholder.submit", "one", "gone");
  store_rollback(at.store);
  append_committed(1, "one", "after");
  expect_list(0, "", 0, "1:kept 2:after ");
  expect_whole(2);
}

Test(audit, a_savepoint_that_is_rolled_back_takes_its_entries_along) {
  begin();
  append(1, "stakeholder.submit", "one", "a");
  cr_assert_eq(store_savepoint(at.store, NULL), 0);
  append(1, "stakeholder.submit", "one", "gone");
  append(1, "stakeholder.submit", "one", "gone");
  store_rollback_savepoint(at.store);
  append(1, "stakeholder.submit", "one", "b");
  cr_assert_eq(store_savepoint(at.store, NULL), 0);
  append(1, "stakeholder.submit", "one", "c");
  cr_assert_eq(store_release(at.store, NULL), 0);
  cr_assert_eq(store_savepoint(at.store, NULL), 0);
  store_rollback_savepoint(at.store); // nothing in it
  append(1, "stakeholder.submit", "one", "d");
  commit();
  expect_list(0, "", 0, "1:a 2:b 3:c 4:d ");
  expect_whole(4);
}

Test(audit, the_first_entry_of_all_can_be_rolled_back) {
  begin();
  cr_assert_eq(store_savepoint(at.store, NULL), 0);
  append(1, "stakeholder.submit", "one", "gone");
  store_rollback_savepoint(at.store);
  append(1, "stakeholder.submit", "one", "a");
  commit();
  expect_list(0, "", 0, "1:a ");
  expect_whole(1);
}

Test(audit, an_entry_goes_with_the_write_that_it_tells_of) {
  begin();
  fixture_put(at.store, "one", 1, "m");
  append(1, "stakeholder.submit", "one", "revision 1");
  at.store = store_close(at.store); // as if it were killed
  fixture_open(&at);
  bool exists;
  cr_assert_eq(store_has_stakeholder(at.store, "one", &exists, NULL), 0);
  cr_expect_not(exists);
  expect_whole(0);
}

// --- what somebody does to the file

Test(audit, the_file_itself_refuses_changes_and_cuts) {
  write_three();
  cr_expect_eq(run_beside("UPDATE audit SET detail = 'other' WHERE number = 2"), SQLITE_CONSTRAINT);
  cr_expect_eq(run_beside("DELETE FROM audit WHERE number = 3"), SQLITE_CONSTRAINT);
  cr_expect_eq(run_beside("DELETE FROM audit"), SQLITE_CONSTRAINT);
  cr_expect_eq(run_beside("INSERT INTO audit SELECT number, 1, 1, '', subject, '', hash FROM audit WHERE number = 1"),
               SQLITE_CONSTRAINT);
  expect_list(0, "", 0, "1:revision 1 2:revision 2 3:revision 3 ");
  expect_whole(3);
}

Test(audit, each_altered_field_is_found_at_its_entry) {
  static const char *const changes[] = {
      "at_ms = at_ms + 1",
      "at_ms = -at_ms",
      "actor = 9",
      "actor = -1",
      "action = 'stakeholder.submiT'",
      "action = ''",
      "detail = 'revision 9'",
      "detail = ''",
      "subject = zeroblob(16)",
      "subject = (SELECT subject FROM audit WHERE number = 1)",
      "hash = (SELECT hash FROM audit WHERE number = 1)",
      "hash = zeroblob(32)",
  };
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    write_three();
    char sql[160];
    snprintf(sql, sizeof sql, "UPDATE audit SET %s WHERE number = 2", changes[i]);
    tamper(sql);
    struct store_audit_check check = verify();
    cr_expect_eq(check.broken_at, 2, "%s: %d", changes[i], (int)check.broken_at);
    cr_expect_eq(check.entries, 3, "%s", changes[i]);
    cr_expect(strstr(check.what, "hash"), "%s", check.what);
    fixture_remove(&at);
    setup();
  }
}

Test(audit, fields_of_another_shape_are_found_and_are_no_entries_to_list) {
  static const char *const changes[] = {
      "subject = x'00'",
      "hash = x'00'",
      "hash = hash || x'00'",
      // behind the NUL something could stand that C does not see
      "detail = detail || char(0) || 'and more'",
      "action = action || char(0)",
  };
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    write_three();
    char sql[160];
    snprintf(sql, sizeof sql, "UPDATE audit SET %s WHERE number = 2", changes[i]);
    if (i == 2)
      strcpy(sql, "UPDATE audit SET hash = CAST(hash || x'00' AS BLOB) WHERE number = 2");
    tamper(sql);
    expect_broken(2, "type or length");
    int count = 0;
    struct error error = {0};
    cr_expect_eq(store_each_audit(at.store, 0, NULL, 0, stop_at_two, &count, &error), -ERROR_IO, "%s", changes[i]);
    cr_expect(strstr(error.message, "entry 2") && *error.hint, "%s", error.message);
    fixture_remove(&at);
    setup();
  }
}

Test(audit, text_moved_from_one_field_to_the_next_is_found) {
  begin();
  append(1, "import.finish", "", "one two");
  commit();
  tamper("UPDATE audit SET action = 'import.finishone', detail = ' two'");
  expect_broken(1, "hash");
}

Test(audit, an_entry_that_fits_in_itself_breaks_the_one_behind_it) {
  static const char *const details[2][3] = {{"a", "b", "c"}, {"a", "other", "c"}};
  struct fixture offices[2];
  for (int i = 0; i < 2; i++) {
    if (i)
      setup();
    for (int entry = 0; entry < 3; entry++)
      append_committed(1, "", details[i][entry]);
    offices[i] = at;
  }
  at = offices[0];
  char sql[400];
  snprintf(sql, sizeof sql,
           "ATTACH '%s/helix.db' AS other; UPDATE audit SET (detail, hash) = "
           "(SELECT detail, hash FROM other.audit WHERE number = 2) WHERE number = 2",
           offices[1].directory);
  tamper(sql);
  expect_list(0, "", 0, "1:a 2:other 3:c ");
  expect_broken(3, "hash");
  fixture_remove(&offices[1]);
}

Test(audit, missing_and_added_entries_are_found) {
  write_three();
  tamper("DELETE FROM audit WHERE number = 2");
  expect_broken(2, "missing");
  tamper("UPDATE audit SET number = 2 WHERE number = 3"); // moved up
  expect_broken(2, "hash");
  fixture_remove(&at);
  setup();
  write_three();
  tamper("DELETE FROM audit WHERE number = 1");
  expect_broken(1, "missing");
  fixture_remove(&at);
  setup();
  write_three();
  tamper("INSERT INTO audit SELECT 4, at_ms, actor, action, subject, detail, hash FROM audit WHERE number = 3");
  expect_broken(4, "hash");
  fixture_remove(&at);
  setup();
  write_three();
  tamper("INSERT INTO audit SELECT -9223372036854775807 - 1, at_ms, actor, action, subject, detail, hash FROM audit "
         "WHERE number = 3");
  expect_broken(1, "missing");
}

Test(audit, two_entries_that_changed_places_are_found) {
  write_three();
  tamper("UPDATE audit SET number = 9 WHERE number = 1; UPDATE audit SET number = 1 WHERE number = 2;"
         "UPDATE audit SET number = 2 WHERE number = 9");
  expect_broken(1, "hash");
}

Test(audit, a_cut_off_end_shows_in_the_head_only) {
  write_three();
  struct store_audit_check before = verify();
  tamper("DELETE FROM audit WHERE number = 3");
  struct store_audit_check after = verify();
  cr_expect_eq(after.broken_at, 0);
  cr_expect_eq(after.entries, 2);
  cr_expect_arr_neq(before.head, after.head, sizeof before.head);
}

Test(audit, the_log_goes_on_behind_what_was_done_to_it) {
  write_three();
  tamper("UPDATE audit SET detail = 'other' WHERE number = 2");
  append_committed(1, "one", "revision 4");
  struct store_audit_check check = verify();
  cr_expect_eq(check.broken_at, 2);
  cr_expect_eq(check.entries, 4);
  cr_expect(strstr(check.what, "hash"));
}

Test(audit, nothing_is_written_behind_an_entry_that_is_none) {
  static const char *const changes[] = {"UPDATE audit SET number = 9223372036854775807 WHERE number = 3",
                                        "UPDATE audit SET hash = x'00' WHERE number = 3"};
  for (int i = 0; i < 2; i++) {
    write_three();
    tamper(changes[i]);
    begin();
    struct error error = {0};
    cr_expect_eq(store_audit_append(at.store, 1, 1, "a", "", "b", &error), -ERROR_IO, "%s", changes[i]);
    cr_expect(*error.message && *error.hint);
    store_rollback(at.store);
    cr_expect_eq(verify().entries, 3);
    fixture_remove(&at);
    setup();
  }
}

// --- ids

static int join(const char *id, void *data, struct error *error) {
  (void)error;
  strcat(strcat(data, id), " ");
  return strcmp(id, "c") == 0;
}

Test(audit, ids_come_in_order_until_they_are_enough) {
  static const char *const ids[] = {"d", "b", "a", "c"};
  char found[64] = "";
  for (int i = 0; i < 4; i++)
    fixture_put_committed(at.store, ids[i], 1, "m");
  cr_expect_eq(store_each_id(at.store, join, found, NULL), 0);
  cr_expect_str_eq(found, "a b c ");
}
