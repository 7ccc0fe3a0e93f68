// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"

#include <criterion/criterion.h>
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

TestSuite(staged, .init = setup, .fini = teardown);

static void stage(const char *batch, const char *message, int64_t at_ms) {
  struct error error = {0};
  cr_assert_eq(store_stage_row(at.store, batch, (struct store_bytes){message, strlen(message)}, at_ms, &error), 0, "%s",
               error.message);
}

static uint64_t staged(const char *batch) {
  uint64_t count = 99;
  uint64_t bytes = 1;
  cr_assert_eq(store_count_staged(at.store, batch, &count, &bytes, NULL), 0);
  cr_assert_eq(bytes > 0, count > 0);
  return count;
}

static int append(const struct store_stakeholder *row, const struct store_columns *columns, void *data,
                  struct error *error) {
  (void)error;
  cr_assert_str_eq(row->id, "");
  cr_assert_str_eq(columns->themes, "");
  strncat(data, row->message.data, row->message.size);
  return 0;
}

Test(staged, rows_keep_their_order_and_their_batch) {
  store_begin(at.store, NULL);
  stage("one", "a", 1);
  stage("two", "x", 1);
  stage("one", "b", 2);
  stage("one", "c", 3);
  store_commit(at.store, NULL);
  char order[16] = "";
  cr_assert_eq(store_each_staged(at.store, "one", append, order, NULL), 0);
  cr_assert_str_eq(order, "abc");
  cr_assert_eq(staged("one"), 3);
  cr_assert_eq(staged("two"), 1);
  cr_assert_eq(staged("three"), 0);
}

Test(staged, order_holds_after_other_batches_were_dropped) {
  store_begin(at.store, NULL);
  stage("one", "a", 1);
  stage("two", "x", 1);
  uint64_t count = 0;
  cr_assert_eq(store_drop_staged(at.store, "two", &count, NULL), 0);
  cr_assert_eq(count, 1);
  stage("one", "b", 1);
  store_commit(at.store, NULL);
  char order[16] = "";
  cr_assert_eq(store_each_staged(at.store, "one", append, order, NULL), 0);
  cr_assert_str_eq(order, "ab");
}

static int publish(const struct store_stakeholder *staged_row, const struct store_columns *columns, void *data,
                   struct error *error) {
  (void)columns;
  int *calls = data;
  char id[16];
  snprintf(id, sizeof id, "o%d", (*calls)++);
  struct store_stakeholder row = fixture_row(id, 1, "");
  row.message = staged_row->message;
  cr_assert_eq(store_savepoint(at.store, error), 0);
  cr_assert_eq(store_put_stakeholder(at.store, &row, &fixture_columns, error), 0);
  if (*calls % 2)
    return store_release(at.store, error);
  store_rollback_savepoint(at.store);
  return 0;
}

Test(staged, a_function_may_put_stakeholders_in_savepoints) {
  store_begin(at.store, NULL);
  for (int i = 0; i < 10; i++)
    stage("one", "m", 1);
  store_commit(at.store, NULL);
  store_begin(at.store, NULL);
  int calls = 0;
  uint64_t count, published, withdrawn;
  cr_assert_eq(store_each_staged(at.store, "one", publish, &calls, NULL), 0);
  cr_assert_eq(calls, 10);
  cr_assert_eq(store_drop_staged(at.store, "one", &count, NULL), 0);
  cr_assert_eq(count, 10);
  cr_assert_eq(store_commit(at.store, NULL), 0);
  cr_assert_eq(store_count_stakeholders(at.store, &published, &withdrawn, NULL), 0);
  cr_assert_eq(published, 5);
}

Test(staged, forgotten_imports_are_dropped_whole_and_live_ones_stay_whole) {
  store_begin(at.store, NULL);
  stage("forgotten", "a", 100);
  stage("forgotten", "b", 200);
  stage("live", "a", 100);
  stage("live", "b", 900);
  uint64_t count = 0;
  cr_assert_eq(store_drop_staged_before(at.store, 500, &count, NULL), 0);
  store_commit(at.store, NULL);
  cr_assert_eq(count, 2);
  cr_assert_eq(staged("forgotten"), 0);
  cr_assert_eq(staged("live"), 2);
}

Test(staged, rows_are_there_after_a_restart) {
  store_begin(at.store, NULL);
  stage("one", "a", 1);
  store_commit(at.store, NULL);
  at.store = store_close(at.store);
  fixture_open(&at);
  cr_assert_eq(staged("one"), 1);
}
