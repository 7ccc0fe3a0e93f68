// SPDX-License-Identifier: Apache-2.0
#include "service/languages.h"

#include <criterion/criterion.h>

Test(languages, each_number_has_a_code_and_back) {
  for (uint8_t number = 1; number < LANGUAGE_COUNT; number++)
    if (number != TEXT_OTHER)
      cr_expect_eq(language_number(language_code(number)), number, "%s", language_code(number));
  cr_expect_str_eq(language_code(0), "");
  cr_expect_str_eq(language_code(LANGUAGE_COUNT), "");
}

Test(languages, regions_are_of_the_language_and_others_have_no_number) {
  cr_expect_eq(language_number("zh-Hans"), TEXT_CHINESE);
  cr_expect_eq(language_number("fr"), language_number("fr_CA"));
  cr_expect_neq(language_number("fr"), language_number("de"));
  cr_expect_eq(language_number("xx"), 0);
  cr_expect_eq(language_number(""), 0);
}

Test(languages, a_text_is_in_what_was_said_where_the_analysis_knows_no_better) {
  cr_expect_eq(language_of_text(TEXT_OTHER, "fr"), language_number("fr"));
  cr_expect_eq(language_of_text(TEXT_OTHER, ""), TEXT_OTHER);
  cr_expect_eq(language_of_text(TEXT_ITALIAN, "it"), TEXT_ITALIAN);
}
