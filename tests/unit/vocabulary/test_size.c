// SPDX-License-Identifier: Apache-2.0
#include "base/date.h"
#include "fixture.h"
#include "vocabulary/size.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct fixture at;

static void setup(void) {
  fixture_make(&at);
  fixture_load(&at);
}

static void teardown(void) {
  fixture_remove(&at);
}

TestSuite(size, .init = setup, .fini = teardown);

enum { EU, CN, REGIMES };
#define CLASS(name) HELIX__V1__SIZE_CLASS__##name

struct company {
  Helix__V1__Stakeholder stakeholder;
  Helix__V1__Figures figures;
  Helix__V1__Figures *figures_list[2];
  char *places[1], *sectors[1];
};

static char *writable(const char *text) {
  static char texts[16][32];
  static int count;
  return strncpy(texts[count++ % 16], text, 31);
}

static void company_init(struct company *company, const char *place, const char *sector, uint32_t staff,
                         double turnover, const char *currency) {
  memset(company, 0, sizeof *company);
  helix__v1__stakeholder__init(&company->stakeholder);
  helix__v1__figures__init(&company->figures);
  company->places[0] = writable(place);
  company->stakeholder.places = company->places;
  company->stakeholder.n_places = *place != 0;
  company->sectors[0] = writable(sector);
  company->stakeholder.sectors = company->sectors;
  company->stakeholder.n_sectors = *sector != 0;
  company->figures.year = 2019;
  company->figures.staff = staff;
  company->figures.turnover = turnover;
  company->figures.currency = writable(currency);
  company->figures_list[0] = &company->figures;
  company->stakeholder.figures = company->figures_list;
  company->stakeholder.n_figures = 1;
}

static int32_t day(const char *date) {
  int32_t first, last;
  cr_assert_eq(date_parse(date, &first, &last), 0);
  return first;
}

// Results by regime, whichever comes first.
static void classes(const struct company *company, struct size_result *ret_results) {
  struct size_result found[REGIMES];
  cr_assert_eq(size_classes(at.vocabulary, &company->stakeholder, day("2020-05-01"), found, REGIMES), REGIMES);
  for (int i = 0; i < REGIMES; i++)
    ret_results[strcmp(found[i].regime->id, "eu-2003-361") ? CN : EU] = found[i];
}

static struct size_result one(int regime, const char *sector, uint32_t staff, double turnover, double balance) {
  struct company company;
  company_init(&company, "bologna", sector, staff, turnover, regime == EU ? "EUR" : "CNY");
  company.figures.balance = balance;
  struct size_result results[REGIMES];
  classes(&company, results);
  return results[regime];
}

Test(size, eu_limits_are_below_for_staff_and_up_to_for_money) {
  static const struct {
    uint32_t staff;
    double turnover, balance;
    Helix__V1__SizeClass size;
  } cases[] = {
      {9, 2e6, 9e9, CLASS(MICRO)},      {10, 2e6, 2e6, CLASS(SMALL)},     {9, 2000001, 2000001, CLASS(SMALL)},
      {49, 10e6, 99e6, CLASS(SMALL)},   {49, 99e6, 10e6, CLASS(SMALL)},   {50, 1e6, 1e6, CLASS(MEDIUM)},
      {249, 50e6, 99e6, CLASS(MEDIUM)}, {249, 99e6, 43e6, CLASS(MEDIUM)}, {249, 50000001, 43000001, CLASS(LARGE)},
      {250, 1e6, 1e6, CLASS(LARGE)},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    cr_assert_eq(one(EU, "", cases[i].staff, cases[i].turnover, cases[i].balance).size, cases[i].size, "case %zu", i);
}

Test(size, chinese_floors_must_all_be_reached) {
  static const struct {
    const char *sector;
    uint32_t staff;
    double turnover;
    Helix__V1__SizeClass size;
  } cases[] = {
      {"C26.5", 1000, 400e6, CLASS(LARGE)}, {"C26.5", 999, 400e6, CLASS(MEDIUM)}, {"C26.5", 1000, 399e6, CLASS(MEDIUM)},
      {"C26.5", 300, 20e6, CLASS(MEDIUM)},  {"C26.5", 20, 3e6, CLASS(SMALL)},     {"C26.5", 20, 2.9e6, CLASS(MICRO)},
      {"J62.01", 300, 100e6, CLASS(LARGE)}, {"J62.01", 9, 100e6, CLASS(MICRO)},   {"J63.11", 100, 10e6, CLASS(MEDIUM)},
      {"J63.9", 300, 1, CLASS(LARGE)},      {"M72", 99, 1, CLASS(SMALL)},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    cr_assert_eq(one(CN, cases[i].sector, cases[i].staff, cases[i].turnover, 0).size, cases[i].size, "case %zu", i);
}

Test(size, a_factory_of_900_is_medium_in_china_and_large_in_the_eu) {
  struct company company;
  company_init(&company, "liudong", "C29", 900, 500e6, "CNY");
  struct size_result results[REGIMES];
  cr_assert_eq(size_classes(at.vocabulary, &company.stakeholder, day("2020"), results, REGIMES), 2);
  cr_assert_str_eq(results[0].regime->id, "cn-2011-300");
  cr_assert(results[0].home && !results[1].home);
  cr_assert_eq(results[0].size, CLASS(MEDIUM));
  cr_assert_eq(results[1].size, CLASS(LARGE));
  cr_assert_eq(results[0].year, 2019);
  cr_assert_str_eq(results[0].basis, "900 staff, 500.0 M CNY turnover; limits of Industry");
  cr_assert_str_eq(results[1].basis, "900 staff, money in CNY does not count; limits of all sectors");
}

Test(size, staff_alone_decides_where_it_can) {
  struct company company;
  struct size_result results[REGIMES];
  company_init(&company, "bologna", "C29", 19, 5e6, "EUR");
  classes(&company, results);
  cr_assert_eq(results[CN].size, CLASS(MICRO), "fewer than 20 is micro whatever the turnover");
  cr_assert_eq(results[EU].size, CLASS(SMALL));
  company_init(&company, "bologna", "C29", 44, 5e6, "USD");
  classes(&company, results);
  cr_assert_eq(results[EU].size, CLASS(SIZE_UNKNOWN));
  cr_assert_str_eq(results[EU].basis, "44 staff, money in USD does not count; limits of all sectors; open: state "
                                      "turnover in EUR");
  cr_assert_eq(results[CN].size, CLASS(SIZE_UNKNOWN));
}

Test(size, an_open_balance_leaves_the_class_open_only_when_it_matters) {
  cr_assert_eq(one(EU, "", 44, 9e6, 0).size, CLASS(SMALL), "turnover is enough");
  struct size_result result = one(EU, "", 44, 11e6, 0);
  cr_assert_eq(result.size, CLASS(SIZE_UNKNOWN));
  cr_assert(strstr(result.basis, "state balance in EUR"), "%s", result.basis);
  result = one(EU, "", 0, 1e6, 1e6);
  cr_assert_eq(result.size, CLASS(SIZE_UNKNOWN));
  cr_assert(strstr(result.basis, "state staff"), "%s", result.basis);
}

Test(size, no_sector_under_a_regime_by_industry_is_unknown) {
  struct size_result result = one(CN, "", 44, 11e6, 0);
  cr_assert_eq(result.size, CLASS(SIZE_UNKNOWN));
  cr_assert_str_eq(result.basis, "state a NACE sector");
  cr_assert_eq(result.year, 0);
}

Test(size, the_longest_prefix_wins) {
  fixture_write(at.regimes, "regimes:\n"
                            "  - id: r\n"
                            "    names: [{language: en, value: R}]\n"
                            "    currency: EUR\n"
                            "    rule: FLOORS\n"
                            "    industries:\n"
                            "      - {name: fine, sectors: [C26.5], limits: [{size: LARGE, staff: 3}]}\n"
                            "      - {name: broad, sectors: [C], limits: [{size: LARGE, staff: 1000}]}\n"
                            "      - {name: middle, sectors: [C26], limits: [{size: LARGE, staff: 30}]}\n");
  fixture_load(&at);
  static const struct {
    const char *sector;
    Helix__V1__SizeClass size;
    const char *basis;
  } cases[] = {{"C26.51", CLASS(LARGE), "fine"},
               {"C265", CLASS(LARGE), "fine"},
               {"C26", CLASS(MICRO), "middle"},
               {"C27", CLASS(MICRO), "broad"},
               {"A01", CLASS(SIZE_UNKNOWN), "no limits for sector A01"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct company company;
    company_init(&company, "bologna", cases[i].sector, 5, 1e6, "EUR");
    struct size_result result;
    cr_assert_eq(size_classes(at.vocabulary, &company.stakeholder, day("2020"), &result, 1), 1);
    cr_assert_eq(result.size, cases[i].size, "%s: %s", cases[i].sector, result.basis);
    cr_assert(strstr(result.basis, cases[i].basis), "%s: %s", cases[i].sector, result.basis);
  }
}

Test(size, the_latest_figures_not_after_the_year_count) {
  struct company company;
  company_init(&company, "bologna", "", 44, 5e6, "EUR");
  Helix__V1__Figures later;
  helix__v1__figures__init(&later);
  later.year = 2021;
  later.staff = 300;
  company.figures_list[1] = &later;
  company.stakeholder.n_figures = 2;
  struct size_result result;
  cr_assert_eq(size_classes(at.vocabulary, &company.stakeholder, day("2020-12-31"), &result, 1), 1);
  cr_assert(result.size == CLASS(SMALL) && result.year == 2019);
  cr_assert_eq(size_classes(at.vocabulary, &company.stakeholder, day("2021-01-01"), &result, 1), 1);
  cr_assert(result.size == CLASS(LARGE) && result.year == 2021);
  cr_assert_eq(size_classes(at.vocabulary, &company.stakeholder, day("2018-01-01"), &result, 1), 1);
  cr_assert(result.size == CLASS(SIZE_UNKNOWN) && result.year == 0);
  cr_assert_str_eq(result.basis, "state staff and turnover of a business year");
}

Test(size, only_regimes_in_force_count_and_only_as_many_as_there_is_room_for) {
  struct company company;
  company_init(&company, "liuzhou", "C29", 44, 5e6, "CNY");
  struct size_result results[REGIMES];
  cr_assert_eq(size_classes(at.vocabulary, &company.stakeholder, day("2011-06-17"), results, REGIMES), 1);
  cr_assert_str_eq(results[0].regime->id, "eu-2003-361");
  cr_assert_eq(size_classes(at.vocabulary, &company.stakeholder, day("2011-06-18"), results, REGIMES), 2);
  cr_assert_eq(size_classes(at.vocabulary, &company.stakeholder, day("2004-12-31"), results, REGIMES), 0);
  cr_assert_eq(size_classes(at.vocabulary, &company.stakeholder, day("2020"), results, 1), 1);
  cr_assert_str_eq(results[0].regime->id, "cn-2011-300");
  cr_assert_eq(size_classes(at.vocabulary, &company.stakeholder, day("2020"), results, 0), 0);
}

Test(size, a_company_without_a_seat_has_no_home_regime) {
  struct company company;
  company_init(&company, "", "C29", 44, 5e6, "EUR");
  struct size_result results[REGIMES];
  cr_assert_eq(size_classes(at.vocabulary, &company.stakeholder, day("2020"), results, REGIMES), 2);
  cr_assert(!results[0].home && !results[1].home);
}
