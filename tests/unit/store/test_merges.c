// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"

#include "store/merges.h"

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

TestSuite(merges, .init = setup, .fini = teardown);

static const struct store_merge sample = {.keep = "one",
                                          .drop = "other",
                                          .keep_revision = 5,
                                          .drop_revision = 3,
                                          .keep_revision_before = 4,
                                          .drop_revision_before = 2,
                                          .merged_at_ms = 1000,
                                          .merged_by = 9};

static uint64_t put(const char *keep, const char *drop) {
  struct store_merge merge = sample;
  uint64_t number;
  merge.keep = keep;
  merge.drop = drop;
  cr_assert_eq(store_put_merge(at.store, &merge, &number, NULL), 0);
  return number;
}

Test(merges, what_is_put_is_read) {
  struct store_merge merge;
  cr_assert_eq(store_get_merge(at.store, 1, &merge, NULL), 1);
  store_begin(at.store, NULL);
  cr_assert_eq(put("one", "other"), 1u);
  cr_assert_eq(store_commit(at.store, NULL), 0);
  cr_assert_eq(store_get_merge(at.store, 1, &merge, NULL), 0);
  cr_expect_eq(merge.number, 1u);
  cr_expect_str_eq(merge.keep, "one");
  cr_expect_str_eq(merge.drop, "other");
  cr_expect(merge.keep_revision == 5 && merge.drop_revision == 3);
  cr_expect(merge.keep_revision_before == 4 && merge.drop_revision_before == 2);
  cr_expect(merge.merged_at_ms == 1000 && merge.merged_by == 9 && merge.undone_at_ms == 0);
}

Test(merges, it_is_undone_once) {
  struct store_merge merge;
  store_begin(at.store, NULL);
  uint64_t number = put("one", "other");
  cr_expect_eq(store_undo_merge(at.store, number, 2000, NULL), 0);
  cr_expect_eq(store_undo_merge(at.store, number, 3000, NULL), 1);
  cr_expect_eq(store_undo_merge(at.store, number + 1, 3000, NULL), 1);
  cr_assert_eq(store_commit(at.store, NULL), 0);
  cr_assert_eq(store_get_merge(at.store, number, &merge, NULL), 0);
  cr_expect_eq(merge.undone_at_ms, 2000);
}

static int list(const struct store_merge *merge, void *data, struct error *error) {
  (void)error;
  char *line = data;
  sprintf(line + strlen(line), "%llu %s<%s;", (unsigned long long)merge->number, merge->keep, merge->drop);
  return merge->number == 3; // no further
}

Test(merges, they_are_listed_by_either_side_in_order) {
  char all[200] = "", of_other[200] = "", of_nobody[200] = "";
  store_begin(at.store, NULL);
  put("one", "other");
  put("one", "third");
  put("other", "third");
  put("other", "fourth");
  cr_assert_eq(store_commit(at.store, NULL), 0);
  cr_expect_eq(store_each_merge(at.store, "", list, all, NULL), 0);
  cr_expect_str_eq(all, "1 one<other;2 one<third;3 other<third;");
  cr_expect_eq(store_each_merge(at.store, "other", list, of_other, NULL), 0);
  cr_expect_str_eq(of_other, "1 one<other;3 other<third;");
  cr_expect_eq(store_each_merge(at.store, "nobody", list, of_nobody, NULL), 0);
  cr_expect_str_empty(of_nobody);
}

// The records and the row that says why stand or fall together.
Test(merges, what_is_rolled_back_is_gone_with_its_revisions) {
  struct store_merge merge;
  struct store_stakeholder row;
  fixture_put_committed(at.store, "one", 1, "before");
  store_begin(at.store, NULL);
  store_savepoint(at.store, NULL);
  fixture_put(at.store, "one", 2, "after");
  uint64_t number = put("one", "other");
  store_rollback_savepoint(at.store);
  cr_assert_eq(store_commit(at.store, NULL), 0);
  cr_expect_eq(store_get_merge(at.store, number, &merge, NULL), 1);
  cr_assert_eq(store_get_stakeholder(at.store, "one", 0, &row, NULL), 0);
  cr_expect_eq(row.revision, 1u);
}
