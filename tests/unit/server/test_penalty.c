// SPDX-License-Identifier: Apache-2.0
#include "server/penalty.h"

#include <criterion/criterion.h>
#include <stdio.h>

Test(penalty, a_few_failures_are_nothing_and_more_hold_for_a_while) {
  struct penalties *penalties = penalties_new();
  penalties_add(penalties, "1.2.3.4", 0);
  penalties_add(penalties, "1.2.3.4", 0);
  cr_expect_not(penalties_hold(penalties, "1.2.3.4", 1));
  penalties_add(penalties, "1.2.3.4", 0);
  cr_expect(penalties_hold(penalties, "1.2.3.4", 1));
  cr_expect(penalties_hold(penalties, "1.2.3.4", 14999));
  cr_expect_not(penalties_hold(penalties, "1.2.3.4", 15001));
  cr_expect_not(penalties_hold(penalties, "1.2.3.5", 1));
  penalties_free(penalties);
}

Test(penalty, failures_far_apart_never_hold) {
  struct penalties *penalties = penalties_new();
  for (int64_t now_ms = 0; now_ms < 100 * PENALTY_STEP_MS; now_ms += PENALTY_STEP_MS + 1) {
    penalties_add(penalties, "1.2.3.4", now_ms);
    cr_expect_not(penalties_hold(penalties, "1.2.3.4", now_ms + 1));
  }
  penalties_free(penalties);
}

Test(penalty, it_has_an_end_however_many_there_were) {
  struct penalties *penalties = penalties_new();
  for (int i = 0; i < 100000; i++)
    penalties_add(penalties, "1.2.3.4", 0);
  cr_expect(penalties_hold(penalties, "1.2.3.4", PENALTY_MAX_MS - 1));
  cr_expect_not(penalties_hold(penalties, "1.2.3.4", PENALTY_MAX_MS + 1));
  penalties_free(penalties);
}

Test(penalty, so_many_addresses_are_known_and_no_more) {
  struct penalties *penalties = penalties_new();
  char address[32];
  for (int i = 0; i < PENALTY_SOURCES_MAX + 100; i++) {
    snprintf(address, sizeof address, "%d", i);
    penalties_add(penalties, address, 0);
  }
  cr_expect_eq(penalties_count(penalties), PENALTY_SOURCES_MAX);
  penalties_add(penalties, "late", PENALTY_STEP_MS + 1);
  cr_expect_eq(penalties_count(penalties), 1);
  penalties_free(penalties);
}
