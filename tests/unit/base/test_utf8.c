// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "base/utf8.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static void expect(const char *before, const char *after) {
  char text[64];
  snprintf(text, sizeof text, "%s", before);
  utf8_mend(text);
  cr_expect_str_eq(text, after);
}

Test(utf8, whole_text_stays) {
  expect("", "");
  expect("città 循环经济 😀", "città 循环经济 😀");
}

Test(utf8, cut_characters_go_wherever_they_are) {
  expect("citt\xc3", "citt");
  expect("a\xe5\xbe b", "a b");
  expect("\xf0\x9f\x98", "");
  expect("x\xe5\xbe\" is no place", "x\" is no place");
}

Test(utf8, what_never_was_utf8_goes) {
  expect("a\xff\xc0\xaf\xed\xa0\x80z", "az");
  expect("\xf4\x90\x80\x80", "");
}

Test(utf8, an_error_that_cuts_its_words_stays_utf8) {
  struct error error;
  char name[400];
  for (size_t i = 0; i + 3 < sizeof name; i += 3)
    memcpy(name + i, "城", 4);
  error_set(&error, ERROR_INVALID, "no place \"%.80s\" is known", name);
  char mended[sizeof error.message];
  memcpy(mended, error.message, sizeof mended);
  utf8_mend(mended);
  cr_expect_str_eq(mended, error.message);
  cr_expect_not_null(strstr(error.message, "is known"));
}
