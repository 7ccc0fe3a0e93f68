// SPDX-License-Identifier: Apache-2.0
#include "text/analyzer.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static void expect_slug(const char *text, const char *expected) {
  char slug[64];
  text_slug(text, slug, sizeof slug);
  cr_expect_str_eq(slug, expected);
}

Test(slug, accents_and_signs_go) {
  expect_slug("Università di Bologna", "universita-di-bologna");
  expect_slug("  R&D — Straße (Berlin) 4.0! ", "r-d-strasse-berlin-4-0");
  expect_slug("ＡＩ　Lab", "ai-lab");
  expect_slug("Qualita\u0300", "qualita");
}

Test(slug, other_scripts_are_spelled_in_latin) {
  expect_slug("南京大学", "nan-jing-da-xue");
  expect_slug("Αθήνα", "athena");
}

Test(slug, nothing_left_is_empty) {
  expect_slug("", "");
  expect_slug("— !? —", "");
}

Test(slug, is_cut_to_its_room) {
  char slug[8];
  text_slug("renewable energy", slug, sizeof slug);
  cr_expect_str_eq(slug, "renewab");
  text_slug("smart, city", slug, 7);
  cr_expect_str_eq(slug, "smart");
  text_slug("x", slug, 1);
  cr_expect_str_eq(slug, "");
}

Test(slug, takes_bytes_that_are_no_text) {
  expect_slug("a\xFF\xC3z", "a-z");
}

static void *make_slugs(void *unused) {
  (void)unused;
  bool equal = true;
  for (int i = 0; i < 200; i++) {
    char slug[64];
    text_slug("南京大学 Università", slug, sizeof slug);
    equal &= !strcmp(slug, "nan-jing-da-xue-universita");
  }
  return equal ? NULL : make_slugs;
}

Test(slug, may_be_made_by_several_threads) {
  enum { THREADS = 4 };
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++)
    cr_assert(zero(int, pthread_create(&threads[i], NULL, make_slugs, NULL)));
  for (int i = 0; i < THREADS; i++) {
    void *wrong;
    pthread_join(threads[i], &wrong);
    cr_expect_null(wrong);
  }
}
