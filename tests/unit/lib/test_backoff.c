// SPDX-License-Identifier: Apache-2.0
#include "lib/backoff.h"

#include <criterion/criterion.h>
#include <stdbool.h>

Test(backoff, is_never_shorter_than_what_the_daemon_asks) {
  for (unsigned attempt = 0; attempt < 40; attempt++)
    cr_assert_geq(helix_backoff_ms(attempt, 700), 700);
}

Test(backoff, grows_and_has_an_end) {
  cr_assert_leq(helix_backoff_ms(0, 0), 50);
  cr_assert_geq(helix_backoff_ms(3, 0), 200);
  cr_assert_leq(helix_backoff_ms(1000, 0), 3200);
  cr_assert_leq(helix_backoff_ms(0, UINT32_MAX), 3600 * 1000 + 50, "an absurd wish does not wrap around");
}

Test(backoff, differs_from_time_to_time) {
  uint32_t first = helix_backoff_ms(6, 0);
  bool differs = false;
  for (int i = 0; i < 20; i++)
    differs |= helix_backoff_ms(6, 0) != first;
  cr_assert(differs);
}
