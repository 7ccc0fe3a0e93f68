// SPDX-License-Identifier: Apache-2.0
#include "base/date.h"

#include <criterion/criterion.h>

static void expect(const char *text, int32_t first, int32_t last) {
  int32_t a = -7, b = -7;
  cr_assert_eq(date_parse(text, &a, &b), 0, "%s is a date", text);
  cr_assert_eq(a, first, "%s begins on day %d, not %d", text, first, a);
  cr_assert_eq(b, last, "%s ends on day %d, not %d", text, last, b);
}

Test(date, a_day_is_itself) {
  expect("1970-01-01", 0, 0);
  expect("2000-02-29", 11016, 11016);
  expect("2026-11-23", 20780, 20780);
  expect("1969-12-31", -1, -1);
}

Test(date, a_month_and_a_year_are_spans) {
  expect("2020-11", 18567, 18596);
  expect("2020-02", 18293, 18321);
  expect("1970", 0, 364);
}

Test(date, a_year_starts_with_its_first_day) {
  cr_expect_eq(date_year_start(0), 0);
  cr_expect_eq(date_year_start(364), 0);
  cr_expect_eq(date_year_start(365), 365);
  cr_expect_eq(date_year_start(-1), -365);
  cr_expect_eq(date_year_start(11016), 10957, "2000-02-29");
  cr_expect_eq(date_year_start(11322), 10957, "2000-12-31");
}

Test(date, an_empty_string_is_always) {
  expect("", 0, DATE_NEVER);
}

Test(date, what_is_no_date_is_refused) {
  const char *const wrong[] = {"2021-02-29", "2020-13", "2020-00", "2020-1", "20-01-01", "2020-01-32", "2020-01-01x",
                               "0000",       "x",       "2020-",   "-2020",  " 2020",    "2020/01/01", "1900-02-29"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    int32_t first = 5, last = 6;
    cr_expect_eq(date_parse(wrong[i], &first, &last), -1, "%s", wrong[i]);
    cr_expect(first == 5 && last == 6, "%s leaves the outputs alone", wrong[i]);
  }
}

Test(date, milliseconds_before_1970_belong_to_the_day_before) {
  cr_expect_eq(date_of_ms(-1), -1);
  cr_expect_eq(date_of_ms(0), 0);
  cr_expect_eq(date_of_ms(86399999), 0);
  cr_expect_eq(date_of_ms(86400000), 1);
}
