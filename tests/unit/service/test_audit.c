// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BATCH "0123456789abcdef"

static struct fixture fixture;

static void open_fixture(void) {
  fixture_open(&fixture);
}

static void close_fixture(void) {
  fixture_close(&fixture);
}

TestSuite(audit, .init = open_fixture, .fini = close_fixture, .timeout = 60);

// --- helpers

static void done_with(Helix__V1__Reply *reply) {
  helix__v1__reply__free_unpacked(reply, NULL);
}

static void act_as(uint64_t identity) {
  fixture.caller = (struct access_caller){identity ? ACCESS_ENROLLED : ACCESS_LOCAL, ACCESS_ADMIN, identity};
}

static void put(const char *id, const char *text) {
  struct sample sample;
  Helix__V1__Reply *reply = submit(&fixture, sample_init(&sample, id, id, text), "");
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_SUBMITTED);
  done_with(reply);
}

static void withdraw(const char *id) {
  Helix__V1__WithdrawStakeholder call = HELIX__V1__WITHDRAW_STAKEHOLDER__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  call.id = STR(id);
  call.reason = STR("asked for by Anna Bianchi");
  request.call_case = HELIX__V1__REQUEST__CALL_WITHDRAW_STAKEHOLDER;
  request.withdraw_stakeholder = &call;
  done_with(ask(&fixture, &request));
}

static void import(const char *batch, size_t count) {
  Helix__V1__ImportStakeholders call = HELIX__V1__IMPORT_STAKEHOLDERS__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  struct sample samples[3];
  Helix__V1__Stakeholder *rows[3];
  char names[3][32];
  for (size_t i = 0; i < count; i++) {
    snprintf(names[i], sizeof names[i], "row-%zu", i);
    rows[i] = sample_init(&samples[i], names[i], names[i], i == 1 ? "" : "textile recycling"); // the second is bad
  }
  call.stakeholders = rows;
  call.n_stakeholders = count;
  call.batch = STR(batch);
  request.call_case = HELIX__V1__REQUEST__CALL_IMPORT_STAKEHOLDERS;
  request.import_stakeholders = &call;
  done_with(ask(&fixture, &request));
}

static void finish(const char *batch, uint64_t rows, bool drop) {
  Helix__V1__FinishImport call = HELIX__V1__FINISH_IMPORT__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  call.batch = STR(batch);
  call.rows = rows;
  call.drop = drop;
  request.call_case = HELIX__V1__REQUEST__CALL_FINISH_IMPORT;
  request.finish_import = &call;
  done_with(ask(&fixture, &request));
}

static Helix__V1__Reply *list(uint64_t after, uint32_t limit, const char *stakeholder, uint64_t actor) {
  Helix__V1__ListAudit call = HELIX__V1__LIST_AUDIT__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  call.after = after;
  call.limit = limit;
  call.stakeholder = STR(stakeholder);
  call.actor = actor;
  request.call_case = HELIX__V1__REQUEST__CALL_LIST_AUDIT;
  request.list_audit = &call;
  Helix__V1__Reply *reply = ask(&fixture, &request);
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_AUDIT, "%s",
               reply->result_case == HELIX__V1__REPLY__RESULT_ERROR ? reply->error->message : "no list");
  return reply;
}

// "1 #7 stakeholder.submit one: revision 1", a line for each entry.
static void expect_list(const char *stakeholder, uint64_t actor, const char *wanted) {
  char found[2000] = "";
  Helix__V1__Reply *reply = list(0, 0, stakeholder, actor);
  for (size_t i = 0; i < reply->audit->n_entries; i++) {
    const Helix__V1__AuditEntry *entry = reply->audit->entries[i];
    sprintf(found + strlen(found), "%d #%d %s %s: %s\n", (int)entry->number, (int)entry->actor, entry->action,
            *entry->record ? entry->record : "-", entry->detail);
    cr_expect_gt(entry->at_ms, 1600000000000);
    cr_expect_eq(strlen(entry->hash), 64);
    cr_expect_eq(strlen(entry->subject), strcmp(entry->action, "import.finish") ? 32 : 0);
  }
  cr_expect_eq(reply->audit->next, 0);
  cr_expect_str_eq(found, wanted, "%s instead of\n%s", found, wanted);
  done_with(reply);
}

static Helix__V1__Reply *verify(void) {
  Helix__V1__VerifyAudit call = HELIX__V1__VERIFY_AUDIT__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  request.call_case = HELIX__V1__REQUEST__CALL_VERIFY_AUDIT;
  request.verify_audit = &call;
  Helix__V1__Reply *reply = ask(&fixture, &request);
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_AUDIT_VERIFIED);
  return reply;
}

static void run_beside(const char *sql) {
  char path[160];
  snprintf(path, sizeof path, "%s/helix.db", fixture.state);
  sqlite3 *database;
  cr_assert_eq(sqlite3_open(path, &database), SQLITE_OK);
  sqlite3_busy_timeout(database, 5000);
  cr_assert_eq(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(database));
  sqlite3_close(database);
}

// --- what is noted

Test(audit, a_write_is_noted_with_who_made_it) {
  act_as(7);
  put("one", "textile recycling");
  act_as(0);
  put("one", "industrial design");
  act_as(8);
  withdraw("one");
  expect_list("", 0,
              "1 #7 stakeholder.submit one: revision 1\n"
              "2 #0 stakeholder.submit one: revision 2\n"
              "3 #8 stakeholder.withdraw one: revision 3\n");
}

Test(audit, an_id_that_the_daemon_gives_is_noted) {
  act_as(7);
  struct sample sample;
  done_with(submit(&fixture, sample_init(&sample, "", "Nuova Impresa", "textile recycling"), ""));
  expect_list("", 0, "1 #7 stakeholder.submit nuova-impresa: revision 1\n");
}

Test(audit, what_changes_nothing_is_not_noted) {
  struct sample sample;
  put("one", "textile recycling");
  put("one", "textile recycling");
  withdraw("one");
  withdraw("one");
  withdraw("nobody");
  done_with(submit(&fixture, sample_init(&sample, "two", "", ""), "")); // refused
  finish(BATCH, 0, true);
  finish(BATCH, 0, false);
  finish(BATCH, 5, false); // refused
  expect_list("", 0,
              "1 #0 stakeholder.submit one: revision 1\n"
              "2 #0 stakeholder.withdraw one: revision 2\n");
}

Test(audit, a_repeated_key_is_noted_once) {
  struct sample sample;
  for (int i = 0; i < 3; i++)
    done_with(submit(&fixture, sample_init(&sample, "one", "One", "textile recycling"), BATCH));
  expect_list("", 0, "1 #0 stakeholder.submit one: revision 1\n");
}

Test(audit, each_row_of_an_import_that_is_stored_is_noted) {
  act_as(7);
  import("", 3);
  import("", 3); // unchanged
  expect_list("", 0,
              "1 #7 stakeholder.submit row-0: import, revision 1\n"
              "2 #7 stakeholder.submit row-2: import, revision 1\n");
}

Test(audit, a_batch_is_noted_when_it_is_taken_or_dropped) {
  act_as(8);
  import(BATCH, 3);
  expect_list("", 0, "");
  finish(BATCH, 2, false);
  import(BATCH, 1);
  finish(BATCH, 1, true);
  expect_list("", 0,
              "1 #8 stakeholder.submit row-0: import, revision 1\n"
              "2 #8 stakeholder.submit row-2: import, revision 1\n"
              "3 #8 import.finish -: 2 created, 0 updated, 0 unchanged\n"
              "4 #8 import.finish -: dropped, rows: 1\n");
}

Test(audit, an_invitation_may_not_write_and_is_not_noted) {
  fixture.caller = (struct access_caller){ACCESS_INVITED, ACCESS_ADMIN, 7};
  Helix__V1__Reply *reply;
  struct sample sample;
  reply = submit(&fixture, sample_init(&sample, "one", "One", "textile recycling"), "");
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_ERROR);
  cr_expect_eq(reply->error->code, HELIX__V1__ERROR_CODE__NOT_PERMITTED);
  done_with(reply);
  act_as(0);
  expect_list("", 0, "");
}

static int count_matches(void *data, int columns, char **values, char **names) {
  (void)columns, (void)names;
  *(int *)data = atoi(values[0]);
  return 0;
}

Test(audit, no_id_and_no_word_of_a_person_is_in_the_table) {
  put("anna-bianchi", "textile recycling");
  withdraw("anna-bianchi");
  char path[160];
  snprintf(path, sizeof path, "%s/helix.db", fixture.state);
  sqlite3 *database;
  int entries = 0, found = -1;
  cr_assert_eq(sqlite3_open(path, &database), SQLITE_OK);
  sqlite3_exec(database, "SELECT count(*) FROM audit", count_matches, &entries, NULL);
  sqlite3_exec(database, "SELECT count(*) FROM audit WHERE action || detail || CAST(subject AS TEXT) LIKE '%anna%'",
               count_matches, &found, NULL);
  sqlite3_close(database);
  cr_expect_eq(entries, 2);
  cr_expect_eq(found, 0);
}

// --- lists

Test(audit, a_list_is_filtered_by_record_and_actor) {
  act_as(7);
  put("one", "textile recycling");
  put("two", "textile recycling");
  act_as(8);
  put("one", "industrial design");
  expect_list("one", 0, "1 #7 stakeholder.submit one: revision 1\n3 #8 stakeholder.submit one: revision 2\n");
  expect_list("two", 0, "2 #7 stakeholder.submit two: revision 1\n");
  expect_list("", 7, "1 #7 stakeholder.submit one: revision 1\n2 #7 stakeholder.submit two: revision 1\n");
  expect_list("one", 8, "3 #8 stakeholder.submit one: revision 2\n");
  expect_list("three", 0, "");
  expect_list("", 9, "");
}

Test(audit, an_entry_outlives_its_record_and_names_it_no_more) {
  put("one", "textile recycling");
  put("two", "textile recycling");
  run_beside("DELETE FROM stakeholder WHERE id = 'one'");
  expect_list("", 0, "1 #0 stakeholder.submit -: revision 1\n2 #0 stakeholder.submit two: revision 1\n");
  expect_list("one", 0, "1 #0 stakeholder.submit -: revision 1\n");
}

Test(audit, pages_follow_each_other) {
  char id[16];
  for (int i = 0; i < 101; i++) {
    snprintf(id, sizeof id, "s%d", i);
    put(id, "textile recycling");
  }
  Helix__V1__Reply *reply = list(0, 0, "", 0);
  cr_expect_eq(reply->audit->n_entries, 100);
  cr_expect_eq(reply->audit->next, 100);
  done_with(reply);
  uint64_t after = 0, seen = 0;
  int pages = 0;
  do {
    reply = list(after, 40, "", 0);
    for (size_t i = 0; i < reply->audit->n_entries; i++) {
      snprintf(id, sizeof id, "s%d", (int)seen);
      cr_expect_eq(reply->audit->entries[i]->number, ++seen);
      cr_expect_str_eq(reply->audit->entries[i]->record, id);
    }
    after = reply->audit->next;
    done_with(reply);
    pages++;
  } while (after);
  cr_expect_eq(seen, 101);
  cr_expect_eq(pages, 3);
  reply = list(99, 2, "", 0); // a full last page
  cr_expect_eq(reply->audit->n_entries, 2);
  cr_expect_eq(reply->audit->next, 0);
  done_with(reply);
  reply = list(UINT64_MAX, UINT32_MAX, "", 0);
  cr_expect_eq(reply->audit->n_entries, 0);
  done_with(reply);
}

// --- verifying

Test(audit, the_chain_is_verified_and_its_head_told) {
  Helix__V1__Reply *reply = verify();
  cr_expect_eq(reply->audit_verified->entries, 0);
  cr_expect_str_eq(reply->audit_verified->head, "");
  done_with(reply);
  put("one", "textile recycling");
  put("two", "textile recycling");
  fixture_stop(&fixture);
  fixture_start(&fixture);
  put("one", "industrial design");
  Helix__V1__Reply *entries = list(2, 1, "", 0);
  reply = verify();
  cr_expect_eq(reply->audit_verified->entries, 3);
  cr_expect_eq(reply->audit_verified->broken_at, 0);
  cr_expect_str_eq(reply->audit_verified->what, "");
  cr_expect_str_eq(reply->audit_verified->head, entries->audit->entries[0]->hash);
  done_with(entries);
  done_with(reply);
}

Test(audit, a_broken_chain_is_told) {
  put("one", "textile recycling");
  put("two", "textile recycling");
  run_beside("DROP TRIGGER audit_is_not_changed; UPDATE audit SET actor = 9 WHERE number = 1");
  Helix__V1__Reply *reply = verify();
  cr_expect_eq(reply->audit_verified->entries, 2);
  cr_expect_eq(reply->audit_verified->broken_at, 1);
  cr_expect_gt(strlen(reply->audit_verified->what), 10);
  done_with(reply);
}
