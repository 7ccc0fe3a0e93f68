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

TestSuite(stakeholders, .init = setup, .fini = teardown);

struct collected {
  char ids[256];
  int count, stop_after;
};

static int collect(const struct store_stakeholder *row, const struct store_columns *columns, void *data,
                   struct error *error) {
  struct collected *collected = data;
  cr_assert_str_eq(columns->places, fixture_columns.places);
  cr_assert_eq(columns->helix, fixture_columns.helix);
  char entry[64];
  snprintf(entry, sizeof entry, "%s.%llu=%.*s ", row->id, (unsigned long long)row->revision, (int)row->message.size,
           (const char *)row->message.data);
  strncat(collected->ids, entry, sizeof collected->ids - strlen(collected->ids) - 1);
  if (++collected->count == collected->stop_after)
    return 1;
  if (!strcmp(row->id, "bad"))
    return error_set(error, ERROR_INVALID, "not this one");
  return 0;
}

Test(stakeholders, what_was_put_is_got) {
  fixture_put_committed(at.store, "acme", 1, "one");
  struct store_stakeholder row;
  cr_assert_eq(store_get_stakeholder(at.store, "acme", 0, &row, NULL), 0);
  cr_assert_str_eq(row.id, "acme");
  cr_assert_eq(row.revision, 1);
  cr_assert_eq(row.state, STORE_PUBLISHED);
  cr_assert_eq(row.at_ms, 1700000000001);
  cr_assert_str_eq(row.reason, "");
  cr_assert_eq(row.message.size, 3);
  cr_assert_eq(memcmp(row.message.data, "one", 3), 0);
}

Test(stakeholders, bytes_with_nul_and_no_bytes_and_many_bytes_come_back_as_they_were) {
  static char big[100000];
  for (size_t i = 0; i < sizeof big; i++)
    big[i] = (char)(i * 7);
  const struct store_bytes messages[] = {{"a\0b", 3}, {NULL, 0}, {big, sizeof big}};
  for (uint64_t i = 0; i < 3; i++) {
    store_begin(at.store, NULL);
    struct store_stakeholder row = fixture_row("acme", i + 1, "");
    row.message = messages[i];
    cr_assert_eq(store_put_stakeholder(at.store, &row, &fixture_columns, NULL), 0);
    cr_assert_eq(store_commit(at.store, NULL), 0);
    cr_assert_eq(store_get_stakeholder(at.store, "acme", 0, &row, NULL), 0);
    cr_assert_eq(row.message.size, messages[i].size);
    cr_assert(!messages[i].size || !memcmp(row.message.data, messages[i].data, messages[i].size));
  }
}

Test(stakeholders, an_absent_id_or_revision_is_an_outcome_not_an_error) {
  struct store_stakeholder row;
  cr_assert_eq(store_get_stakeholder(at.store, "nobody", 0, &row, NULL), 1);
  fixture_put_committed(at.store, "acme", 1, "one");
  cr_assert_eq(store_get_stakeholder(at.store, "acme", 2, &row, NULL), 1);
  cr_assert_eq(store_get_stakeholder(at.store, "ACME", 0, &row, NULL), 1, "ids are compared by bytes");
}

Test(stakeholders, former_revisions_stay_with_their_reason_and_state) {
  fixture_put_committed(at.store, "acme", 1, "one");
  store_begin(at.store, NULL);
  struct store_stakeholder row = fixture_row("acme", 2, "one");
  row.state = STORE_WITHDRAWN;
  row.reason = "asked for by the owner";
  cr_assert_eq(store_put_stakeholder(at.store, &row, &fixture_columns, NULL), 0);
  cr_assert_eq(store_commit(at.store, NULL), 0);
  fixture_put_committed(at.store, "acme", 3, "three");
  cr_assert_eq(store_get_stakeholder(at.store, "acme", 2, &row, NULL), 0);
  cr_assert_eq(row.state, STORE_WITHDRAWN);
  cr_assert_str_eq(row.reason, "asked for by the owner");
  cr_assert_eq(store_get_stakeholder(at.store, "acme", 3, &row, NULL), 0);
  cr_assert_eq(memcmp(row.message.data, "three", 5), 0);
  struct collected history = {0};
  cr_assert_eq(store_each_revision(at.store, "acme", collect, &history, NULL), 0);
  cr_assert_str_eq(history.ids, "acme.3=three acme.2=one acme.1=one ");
}

Test(stakeholders, history_of_an_unknown_id_is_empty) {
  struct collected history = {0};
  cr_assert_eq(store_each_revision(at.store, "nobody", collect, &history, NULL), 0);
  cr_assert_eq(history.count, 0);
}

Test(stakeholders, revisions_come_one_after_the_other) {
  struct error error = {0};
  store_begin(at.store, NULL);
  struct store_stakeholder skipped = fixture_row("acme", 2, "two");
  cr_assert_eq(store_put_stakeholder(at.store, &skipped, &fixture_columns, &error), -ERROR_FAULT);
  cr_assert(strstr(error.message, "acme"), "%s", error.message);
  fixture_put(at.store, "acme", 1, "one");
  struct store_stakeholder twice = fixture_row("acme", 1, "one more");
  cr_assert_eq(store_put_stakeholder(at.store, &twice, &fixture_columns, &error), -ERROR_FAULT);
  cr_assert(strstr(error.message, "UNIQUE"), "%s", error.message);
  fixture_put(at.store, "acme", 2, "two");
  cr_assert_eq(store_put_stakeholder(at.store, &skipped, &fixture_columns, &error), -ERROR_FAULT);
  cr_assert_eq(store_commit(at.store, &error), 0, "a fault of one command leaves the transaction: %s", error.message);
  struct collected history = {0};
  cr_assert_eq(store_each_revision(at.store, "acme", collect, &history, NULL), 0);
  cr_assert_str_eq(history.ids, "acme.2=two acme.1=one ");
}

Test(stakeholders, a_state_that_is_none_is_our_fault) {
  store_begin(at.store, NULL);
  struct store_stakeholder row = fixture_row("acme", 1, "one");
  row.state = 0;
  cr_assert_eq(store_put_stakeholder(at.store, &row, &fixture_columns, NULL), -ERROR_FAULT);
  store_rollback(at.store);
}

Test(stakeholders, all_come_by_id_and_after_an_id_and_until_stopped) {
  static const char *const ids[] = {"m", "b", "z", "a", "b-2", "B"};
  for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
    fixture_put_committed(at.store, ids[i], 1, "x");
  fixture_put_committed(at.store, "m", 2, "y");
  struct collected all = {0}, later = {0}, two = {.stop_after = 2};
  cr_assert_eq(store_each_stakeholder(at.store, "", collect, &all, NULL), 0);
  cr_assert_str_eq(all.ids, "B.1=x a.1=x b.1=x b-2.1=x m.2=y z.1=x ");
  cr_assert_eq(store_each_stakeholder(at.store, "b", collect, &later, NULL), 0);
  cr_assert_str_eq(later.ids, "b-2.1=x m.2=y z.1=x ");
  cr_assert_eq(store_each_stakeholder(at.store, "", collect, &two, NULL), 0);
  cr_assert_eq(two.count, 2);
}

Test(stakeholders, a_failure_of_the_function_ends_the_walk_and_the_next_one_works) {
  fixture_put_committed(at.store, "bad", 1, "x");
  fixture_put_committed(at.store, "good", 1, "x");
  struct collected some = {0}, all = {0};
  struct error error = {0};
  cr_assert_eq(store_each_stakeholder(at.store, "", collect, &some, &error), -ERROR_INVALID);
  cr_assert_str_eq(error.message, "not this one");
  cr_assert_eq(some.count, 1);
  cr_assert_eq(store_each_stakeholder(at.store, "bad", collect, &all, &error), 0);
  cr_assert_eq(all.count, 1);
}

static int look_up_inside(const struct store_stakeholder *row, const struct store_columns *columns, void *data,
                          struct error *error) {
  (void)columns;
  struct store_stakeholder again;
  cr_assert_eq(store_get_stakeholder(at.store, row->id, 0, &again, error), 0);
  cr_assert_str_eq(again.id, row->id);
  ++*(int *)data;
  return 0;
}

Test(stakeholders, a_function_may_read_through_the_same_connection) {
  fixture_put_committed(at.store, "a", 1, "x");
  fixture_put_committed(at.store, "b", 1, "x");
  int calls = 0;
  cr_assert_eq(store_each_stakeholder(at.store, "", look_up_inside, &calls, NULL), 0);
  cr_assert_eq(calls, 2);
}

Test(stakeholders, counted_by_state) {
  uint64_t published = 9, withdrawn = 9;
  cr_assert_eq(store_count_stakeholders(at.store, &published, &withdrawn, NULL), 0);
  cr_assert(published == 0 && withdrawn == 0);
  fixture_put_committed(at.store, "a", 1, "x");
  fixture_put_committed(at.store, "b", 1, "x");
  store_begin(at.store, NULL);
  struct store_stakeholder row = fixture_row("b", 2, "x");
  row.state = STORE_WITHDRAWN;
  cr_assert_eq(store_put_stakeholder(at.store, &row, &fixture_columns, NULL), 0);
  store_commit(at.store, NULL);
  cr_assert_eq(store_count_stakeholders(at.store, &published, &withdrawn, NULL), 0);
  cr_assert(published == 1 && withdrawn == 1);
  bool exists;
  cr_assert_eq(store_has_stakeholder(at.store, "b", &exists, NULL), 0);
  cr_assert(exists, "a withdrawn one was used");
}
