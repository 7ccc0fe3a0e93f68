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

TestSuite(answers, .init = setup, .fini = teardown);

static int put(const char *key, const char *answer, int64_t at_ms) {
  return store_put_answer(at.store, key, (struct store_bytes){"hash", 4}, (struct store_bytes){answer, strlen(answer)},
                          at_ms, NULL);
}

Test(answers, an_answer_is_found_by_its_key_with_the_hash_of_its_request) {
  struct store_bytes hash, answer;
  cr_assert_eq(store_get_answer(at.store, "key-of-nobody-00", &hash, &answer, NULL), 1);
  store_begin(at.store, NULL);
  cr_assert_eq(put("key-0000000000001", "done", 1), 0);
  cr_assert_eq(store_commit(at.store, NULL), 0);
  cr_assert_eq(store_get_answer(at.store, "key-0000000000001", &hash, &answer, NULL), 0);
  cr_assert(hash.size == 4 && !memcmp(hash.data, "hash", 4));
  cr_assert(answer.size == 4 && !memcmp(answer.data, "done", 4));
}

Test(answers, an_empty_answer_is_one_too) {
  store_begin(at.store, NULL);
  cr_assert_eq(put("key-0000000000001", "", 1), 0);
  store_commit(at.store, NULL);
  struct store_bytes hash, answer = {NULL, 9};
  cr_assert_eq(store_get_answer(at.store, "key-0000000000001", &hash, &answer, NULL), 0);
  cr_assert_eq(answer.size, 0);
}

Test(answers, a_key_is_used_once) {
  store_begin(at.store, NULL);
  cr_assert_eq(put("key-0000000000001", "first", 1), 0);
  cr_assert_eq(put("key-0000000000001", "second", 2), -ERROR_FAULT);
  store_commit(at.store, NULL);
  struct store_bytes hash, answer;
  cr_assert_eq(store_get_answer(at.store, "key-0000000000001", &hash, &answer, NULL), 0);
  cr_assert_eq(memcmp(answer.data, "first", 5), 0);
}

Test(answers, an_answer_goes_with_the_savepoint_of_its_write) {
  store_begin(at.store, NULL);
  store_savepoint(at.store, NULL);
  cr_assert_eq(put("key-0000000000001", "x", 1), 0);
  store_rollback_savepoint(at.store);
  store_commit(at.store, NULL);
  struct store_bytes hash, answer;
  cr_assert_eq(store_get_answer(at.store, "key-0000000000001", &hash, &answer, NULL), 1);
}

Test(answers, old_ones_are_forgotten_and_counted) {
  store_begin(at.store, NULL);
  for (int i = 0; i < 10; i++) {
    char key[32];
    snprintf(key, sizeof key, "key-%013d", i);
    cr_assert_eq(put(key, "x", 100 + i), 0);
  }
  uint64_t count = 0;
  cr_assert_eq(store_forget_answers(at.store, 104, &count, NULL), 0);
  cr_assert_eq(count, 4);
  cr_assert_eq(store_forget_answers(at.store, 104, &count, NULL), 0);
  cr_assert_eq(count, 0);
  cr_assert_eq(store_commit(at.store, NULL), 0);
  struct store_bytes hash, answer;
  cr_assert_eq(store_get_answer(at.store, "key-0000000000003", &hash, &answer, NULL), 1);
  cr_assert_eq(store_get_answer(at.store, "key-0000000000004", &hash, &answer, NULL), 0);
}
