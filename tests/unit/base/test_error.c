// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

#include <criterion/criterion.h>
#include <string.h>

Test(error, a_failure_is_negative_and_has_words) {
  struct error error;
  cr_expect_eq(error_set(&error, ERROR_FULL, "disk %d", 3), -ERROR_FULL);
  cr_expect_eq(error.kind, ERROR_FULL);
  cr_expect_str_eq(error.message, "disk 3");
  cr_expect_str_eq(error.hint, "");
  cr_expect_eq(error_hint(&error, "buy %s", "another"), -ERROR_FULL);
  cr_expect_str_eq(error.hint, "buy another");
}

Test(error, words_that_are_too_long_are_cut) {
  struct error error;
  char text[2000];
  memset(text, 'x', sizeof text);
  text[sizeof text - 1] = 0;
  error_set(&error, ERROR_INVALID, "%s", text);
  cr_expect_eq(strlen(error.message), sizeof error.message - 1);
}

Test(error, nobody_has_to_listen) {
  cr_expect_eq(error_set(NULL, ERROR_IO, "unheard"), -ERROR_IO);
}
