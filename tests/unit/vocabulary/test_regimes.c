// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"

#include <criterion/criterion.h>
#include <string.h>

static struct fixture at;

static void setup(void) {
  fixture_make(&at);
  at.files.cooperations = NULL;
}

static void teardown(void) {
  fixture_remove(&at);
}

TestSuite(regimes, .init = setup, .fini = teardown);

#define HEAD(id)                                                                                                       \
  "  - id: " id "\n"                                                                                                   \
  "    names: [{language: en, value: One}]\n"                                                                          \
  "    currency: EUR\n"                                                                                                \
  "    rule: CEILINGS\n"
#define INDUSTRY(name, sectors)                                                                                        \
  "      - name: " name "\n"                                                                                           \
  "        sectors: [" sectors "]\n"                                                                                   \
  "        limits: [{size: SMALL, staff: 50}]\n"

static void refuses(const char *content, int line, const char *words) {
  fixture_write(at.regimes, content);
  fixture_refuses(&at, at.regimes, line, words);
}

#define LIMITS(rule, limits)                                                                                           \
  "regimes:\n  - id: r\n    names: [{language: en, value: One}]\n    currency: EUR\n    rule: " rule "\n"              \
  "    industries:\n      - name: all\n        limits:\n" limits
#define LIMIT(limit) "          - {" limit "}\n"

Test(regimes, limits_are_in_the_order_in_which_they_are_tried) {
  refuses(LIMITS("CEILINGS", LIMIT("size: SMALL, staff: 50") LIMIT("size: MICRO, staff: 10")), 10,
          "limits[1].size: is not the next class");
  refuses(LIMITS("CEILINGS", LIMIT("size: SMALL, staff: 50") LIMIT("size: SMALL, staff: 60")), 10,
          "limits[1].size: is not the next class");
  refuses(LIMITS("FLOORS", LIMIT("size: SMALL, staff: 10") LIMIT("size: LARGE, staff: 50")), 10,
          "limits[1].size: is not the next class");
  refuses(LIMITS("CEILINGS", LIMIT("size: MICRO, staff: 50") LIMIT("size: SMALL, staff: 10")), 10, "mixed up");
  refuses(LIMITS("FLOORS", LIMIT("size: LARGE, turnover: 10") LIMIT("size: SMALL, turnover: 50")), 10, "mixed up");
}

Test(regimes, limits_have_a_class_and_amounts) {
  refuses(LIMITS("FLOORS", LIMIT("staff: 50")), 9, "limits[0].size: is missing");
  refuses(LIMITS("FLOORS", LIMIT("size: LARGE, turnover: -3")), 9, "negative");
  refuses(LIMITS("FLOORS", LIMIT("size: LARGE") LIMIT("size: SMALL, staff: 1")), 9, "never reached");
  fixture_write(at.regimes, LIMITS("FLOORS", LIMIT("size: LARGE, staff: 50") LIMIT("size: MICRO")));
  fixture_load(&at);
}

Test(regimes, sectors_belong_to_one_industry_each) {
  refuses("regimes:\n" HEAD("r") "    industries:\n" INDUSTRY("a", "C, J62") INDUSTRY("b", "J62"), 11,
          "sectors[0]: 'J62' has limits already");
  refuses("regimes:\n" HEAD("r") "    industries:\n" INDUSTRY("a", "C, C"), 8, "sectors[1]: 'C' has limits already");
  refuses("regimes:\n" HEAD("r") "    industries:\n" INDUSTRY("a", "62"), 8, "'62' is no sector");
  refuses("regimes:\n" HEAD("r") "    industries:\n" INDUSTRY("a", "") INDUSTRY("b", ""), 10,
          "second industry without sectors");
}

Test(regimes, a_regime_has_a_rule_a_currency_and_industries) {
  refuses("regimes:\n  - id: r\n    names: [{language: en, value: One}]\n    currency: EUR\n", 2,
          "regimes[0].rule: is neither");
  refuses("regimes:\n  - id: r\n    names: [{language: en, value: One}]\n    currency: euro\n    rule: FLOORS\n", 4,
          "'euro' is no currency");
  refuses("regimes:\n" HEAD("r"), 2, "industries: is missing");
  refuses("regimes:\n" HEAD("r") "    start: 2020\n    end: 2010\n", 7, "is before the start");
  refuses("regimes:\n" HEAD("r") "    industries:\n" INDUSTRY("a", "") HEAD("r") "    industries:\n" INDUSTRY("a", ""),
          10, "'r' is the id of two regimes");
  refuses("regimes:\n  - id: r\n    names: [{language: en, value: One}]\n    currency: EUR\n    rule: ROOFS\n", 5,
          "ROOFS");
}
