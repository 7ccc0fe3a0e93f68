// SPDX-License-Identifier: Apache-2.0
// A small world worked out by hand: 0 led a project with 1 and 2; 2 worked with 3; 4 works alone; 5 has done nothing yet.
#include "match/partners.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum { TODAY = 1000, ORGANISATIONS = 6 };

static const uint32_t members[] = {0, 1, 2, 2, 3, 4, 0, 5};
static const struct match_partners_project projects[] = {{.day = 900, .first = 0, .count = 3, .leader = 0},
                                                         {.day = 950, .first = 3, .count = 2, .leader = 2},
                                                         {.day = 990, .first = 5, .count = 1, .leader = UINT32_MAX},
                                                         {.day = TODAY, .first = 6, .count = 2, .leader = 0}};
static const uint16_t countries[ORGANISATIONS] = {1, 1, 2, 2, 1, 1};
static const struct match_partners_history history = {projects, 4, members, ORGANISATIONS, countries};

static struct match_partners *partners;

static void set_up(void) {
  const struct match_partners_weights weights = match_partners_weights_chosen();
  partners = match_partners_new(&history, &weights, TODAY);
}

static void tear_down(void) {
  match_partners_free(partners);
}

TestSuite(partners, .init = set_up, .fini = tear_down);

static uint32_t value_of(uint32_t organisation) {
  uint32_t value;
  cr_assert(match_partners_value(partners, organisation, &value), "%u has a past", organisation);
  return value;
}

Test(partners, who_worked_together_comes_before_partners_of_partners_and_strangers) {
  match_partners_ask(partners, 0, NULL);
  cr_assert_gt(value_of(2), value_of(3));
  cr_assert_gt(value_of(1), value_of(3));
  cr_assert_gt(value_of(3), value_of(4));
  cr_assert_eq(value_of(2), 1000000);
}

Test(partners, nobody_is_its_own_partner) {
  match_partners_ask(partners, 0, NULL);
  cr_assert_eq(match_partners_scores(partners)[0], 0);
}

Test(partners, a_newcomer_is_unknown_and_not_last) {
  uint32_t value = 7;
  match_partners_ask(partners, 0, NULL);
  cr_assert_eq(match_partners_past(partners, 5), 0);
  cr_assert_not(match_partners_value(partners, 5, &value));
  cr_assert_eq(value, 7);
}

Test(partners, a_newcomer_may_ask) {
  match_partners_ask(partners, 5, NULL);
  cr_assert_gt(value_of(1), 0);
  cr_assert_gt(value_of(1), value_of(3)); // its own country's project
}

Test(partners, projects_from_today_on_are_not_past) {
  cr_assert_eq(match_partners_past(partners, 0), 1);
}

Test(partners, projects_about_what_is_asked_count_more) {
  const double about[] = {0, 1, 0, 0};
  match_partners_ask(partners, 0, NULL);
  double before = match_partners_scores(partners)[3] / match_partners_scores(partners)[1];
  match_partners_ask(partners, 0, about);
  cr_assert_gt(match_partners_scores(partners)[3] / match_partners_scores(partners)[1], before);
}

Test(partners, a_question_leaves_no_trace_in_the_next_one) {
  double first[ORGANISATIONS];
  match_partners_ask(partners, 0, NULL);
  for (int i = 0; i < ORGANISATIONS; i++)
    first[i] = match_partners_scores(partners)[i];
  const double about[] = {1, 1, 0, 1};
  match_partners_ask(partners, 2, about);
  match_partners_ask(partners, 0, NULL);
  for (int i = 0; i < ORGANISATIONS; i++)
    cr_assert_eq(match_partners_scores(partners)[i], first[i]);
}

Test(partners, the_reason_names_common_projects_or_who_knows_both) {
  match_partners_ask(partners, 0, NULL);
  struct match_partners_reason reason = match_partners_explain(partners, 2);
  cr_assert_eq(reason.common_projects, 1);
  cr_assert_eq(reason.last_day, 900);
  reason = match_partners_explain(partners, 3);
  cr_assert_eq(reason.common_projects, 0);
  cr_assert_eq(reason.through, 2);
  cr_assert_eq(reason.common_through, 1);
  cr_assert_eq(match_partners_explain(partners, 4).through, UINT32_MAX);
}

Test(partners, without_any_past_nothing_is_known) {
  const struct match_partners_weights weights = match_partners_weights_chosen();
  struct match_partners *none = match_partners_new(&history, &weights, 0);
  uint32_t value;
  match_partners_ask(none, 0, NULL);
  for (uint32_t i = 0; i < ORGANISATIONS; i++)
    cr_assert_not(match_partners_value(none, i, &value));
  match_partners_free(none);
}
