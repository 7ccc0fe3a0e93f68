// SPDX-License-Identifier: Apache-2.0
#include "server/account.h"

#include <criterion/criterion.h>

enum { MIB = 1 << 20, HOUR_MS = 3600000 };

static const struct account_limits limits = {.requests_per_s = 10,
                                             .burst = 20,
                                             .requests = 4,
                                             .request_bytes = 1000,
                                             .connections = 2,
                                             .import_mib_per_hour = 1};
static const struct access_caller one = {ACCESS_ENROLLED, ACCESS_MEMBER, 1},
                                  other = {ACCESS_ENROLLED, ACCESS_MEMBER, 2},
                                  invited = {ACCESS_INVITED, ACCESS_NOBODY, 1};

static struct account_table *table;

static void set_up(void) {
  table = account_table_new();
}

static void tear_down(void) {
  account_table_free(table);
}

TestSuite(account, .init = set_up, .fini = tear_down);

static unsigned admitted(struct account *account, unsigned tries, int64_t now_ms, uint32_t *ret_retry_ms) {
  unsigned count = 0;
  for (unsigned i = 0; i < tries; i++)
    count += !account_admit(account, &limits, 10, false, now_ms, ret_retry_ms);
  return count;
}

Test(account, a_key_has_one_account_and_the_local_socket_none) {
  const struct access_caller local = {ACCESS_LOCAL, ACCESS_ADMIN, 0};
  struct account *account = account_find(table, &limits, &one, 0);
  cr_expect_eq(account_find(table, &limits, &one, 5), account);
  cr_expect_neq(account_find(table, &limits, &other, 0), account);
  cr_expect_neq(account_find(table, &limits, &invited, 0), account, "an invitation's number is no identity's");
  cr_expect_null(account_find(table, &limits, &local, 0));
}

Test(account, a_burst_passes_and_then_the_rate) {
  uint32_t retry_ms;
  struct account *account = account_find(table, &limits, &one, 0);
  cr_expect_eq(admitted(account, 100, 0, &retry_ms), 20);
  cr_expect_eq(retry_ms, 100);
  cr_expect_eq(admitted(account, 100, 99, &retry_ms), 0);
  cr_expect_eq(admitted(account, 100, 1000, &retry_ms), 10);
  cr_expect_eq(admitted(account, 100, 1000000, &retry_ms), 20, "no more than a burst after a long pause");
  cr_expect_eq(admitted(account_find(table, &limits, &other, 0), 20, 0, &retry_ms), 20, "another key has its own");
}

Test(account, requests_and_bytes_under_way_have_an_end) {
  uint32_t retry_ms;
  struct account *account = account_find(table, &limits, &one, 0);
  account->requests = 4;
  cr_expect_not_null(account_admit(account, &limits, 10, false, 0, &retry_ms));
  account->requests = 3;
  account->request_bytes = 995;
  cr_expect_not_null(account_admit(account, &limits, 10, false, 0, &retry_ms));
  account->request_bytes = 0;
  cr_expect_null(account_admit(account, &limits, 5000, false, 0, &retry_ms), "one large request alone may pass");
}

Test(account, connections_in_use_have_an_end) {
  uint32_t retry_ms;
  struct account *account = account_find(table, &limits, &one, 0);
  account->connections = 2;
  cr_expect_null(account_admit(account, &limits, 10, false, 0, &retry_ms));
  account->connections = 3;
  cr_expect_not_null(account_admit(account, &limits, 10, false, 0, &retry_ms));
}

Test(account, imports_are_counted_by_bytes_and_not_as_requests) {
  uint32_t retry_ms;
  struct account *account = account_find(table, &limits, &one, 0);
  for (int i = 0; i < 4; i++)
    cr_expect_null(account_admit(account, &limits, MIB / 4, true, 0, &retry_ms));
  cr_expect_not_null(account_admit(account, &limits, MIB / 4, true, 0, &retry_ms));
  cr_expect_gt(retry_ms, 10000);
  cr_expect_eq(admitted(account, 100, 0, &retry_ms), 20);
  cr_expect_null(account_admit(account, &limits, MIB / 4, true, HOUR_MS / 4 + 1, &retry_ms));
}

Test(account, what_is_idle_and_full_again_is_forgotten) {
  uint32_t retry_ms;
  struct account *account = account_find(table, &limits, &one, 0);
  admitted(account, 20, 0, &retry_ms);
  account_table_sweep(table, &limits, 100);
  cr_expect_eq(account_find(table, &limits, &one, 100), account);
  account_table_sweep(table, &limits, 10000);
  cr_expect_eq(admitted(account_find(table, &limits, &one, 10000), 100, 10000, &retry_ms), 20);
}
