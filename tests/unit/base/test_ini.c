// SPDX-License-Identifier: Apache-2.0
#include "base/ini.h"

#include <criterion/criterion.h>

static const char text[] = "# about a = 1\n[one]\na = 1\n ab=2\n[two]\na =3\n[twofold]\nb = 4\na = 5\na = 6";

Test(ini, keys_and_sections_are_found_by_line) {
  cr_expect_eq(ini_line(text, "one", "a"), 3);
  cr_expect_eq(ini_line(text, "one", "ab"), 4);
  cr_expect_eq(ini_line(text, "two", "a"), 6);
  cr_expect_eq(ini_line(text, "two", NULL), 5);
}

Test(ini, what_is_not_there_has_no_line) {
  cr_expect_eq(ini_line(text, "two", "b"), 0);
  cr_expect_eq(ini_line(text, "tw", NULL), 0);
  cr_expect_eq(ini_line("", "one", "a"), 0);
}

Test(ini, of_a_key_given_twice_the_last_is_meant) {
  cr_expect_eq(ini_line(text, "twofold", "a"), 10);
}
