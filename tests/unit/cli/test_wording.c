// SPDX-License-Identifier: Apache-2.0
#include "cli/labels.h"
#include "cli/wording.h"

#include <criterion/criterion.h>
#include <glib.h>

static void expect_score(uint32_t millionths, const char *expected) {
  g_autofree char *text = wording_score(millionths);
  cr_expect_str_eq(text, expected);
}

Test(wording, scores_have_three_digits) {
  expect_score(0, "0.000");
  expect_score(499, "0.000");
  expect_score(500, "0.001");
  expect_score(412345, "0.412");
  expect_score(999499, "0.999");
  expect_score(999500, "1.000");
  expect_score(1000000, "1.000");
}

static void expect_enum(int value, const char *expected) {
  g_autofree char *text = wording_enum(&helix__v1__cooperation_type__descriptor, value);
  cr_expect_str_eq(text, expected);
}

Test(wording, enums_are_words) {
  expect_enum(HELIX__V1__COOPERATION_TYPE__JOINT_VENTURE, "joint venture");
  expect_enum(0, "");
  expect_enum(99, "99");
}

Test(wording, the_home_size_names_its_regime) {
  Helix__V1__Size abroad = HELIX__V1__SIZE__INIT, home = HELIX__V1__SIZE__INIT;
  abroad.size = HELIX__V1__SIZE_CLASS__LARGE;
  abroad.regime = (char[]){"eu-2003-361"};
  home.size = HELIX__V1__SIZE_CLASS__MEDIUM;
  home.regime = (char[]){"cn-2011-300"};
  home.home = 1;
  g_autofree char *text = wording_home_size((Helix__V1__Size *[]){&abroad, &home}, 2);
  cr_expect_str_eq(text, "medium (cn-2011-300)");
  g_autofree char *none = wording_home_size((Helix__V1__Size *[]){&abroad}, 1);
  cr_expect_str_eq(none, "");
}

Test(wording, counts_know_one_and_many) {
  g_autofree char *one = wording_count(1, "row", "rows"), *many = wording_count(0, "row", "rows");
  cr_expect_str_eq(one, "1 row");
  cr_expect_str_eq(many, "0 rows");
}

Test(wording, shell_words_are_quoted_only_when_needed) {
  g_autofree char *plain = wording_shell("a/b-1.yaml"), *blank = wording_shell("a b"), *empty = wording_shell("");
  cr_expect_str_eq(plain, "a/b-1.yaml");
  cr_expect_str_eq(blank, "'a b'");
  cr_expect_str_eq(empty, "''");
}

static Helix__V1__Text text_of(const char *language, const char *value) {
  Helix__V1__Text text = HELIX__V1__TEXT__INIT;
  text.language = (char *)(uintptr_t)language;
  text.value = (char *)(uintptr_t)value;
  return text;
}

Test(labels, the_language_asked_for_then_as_written_then_english_then_any) {
  Helix__V1__Text it = text_of("it", "Lana"), en = text_of("en", "Wool"), own = text_of("", "WOOL");
  Helix__V1__Text *all[] = {&it, &en, &own};
  cr_expect_str_eq(label_pick(all, 3, "en"), "Wool");
  cr_expect_str_eq(label_pick(all, 3, "zh"), "WOOL");
  cr_expect_str_eq(label_pick(all, 2, "zh"), "Wool");
  cr_expect_str_eq(label_pick(all, 1, "zh"), "Lana");
  cr_expect_str_eq(label_pick(all, 0, "zh"), "");
}
