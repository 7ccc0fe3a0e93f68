// SPDX-License-Identifier: Apache-2.0
// The table itself; tests/integration/test_access.py walks it on the wire.
#include "access/permission.h"

#include "helix/v1/rpc.pb-c.h"

#include <criterion/criterion.h>

static bool has_rule(uint32_t call) {
  size_t count;
  const struct access_rule *rules = access_rules(&count);
  for (size_t i = 0; i < count; i++)
    if (rules[i].call == call)
      return true;
  return false;
}

Test(permission, every_call_has_a_rule_and_every_rule_a_call) {
  const ProtobufCMessageDescriptor *request = &helix__v1__request__descriptor;
  size_t calls = 0, count;
  access_rules(&count);
  for (unsigned i = 0; i < request->n_fields; i++)
    if (request->fields[i].flags & PROTOBUF_C_FIELD_FLAG_ONEOF) {
      calls++;
      cr_expect(has_rule(request->fields[i].id), "%s", request->fields[i].name);
    }
  cr_expect_eq(calls, count);
}

Test(permission, what_is_not_in_the_table_is_denied_to_everybody) {
  const struct access_caller local = {ACCESS_LOCAL, ACCESS_ADMIN, 0};
  cr_expect_eq(access_scope_of(&local, 9999), ACCESS_DENIED);
  cr_expect_eq(access_scope_of(&local, 0), ACCESS_DENIED);
}

Test(permission, keys_that_ended_strangers_and_unknown_roles_are_denied_everything) {
  size_t count;
  const struct access_rule *rules = access_rules(&count);
  for (size_t i = 0; i < count; i++) {
    const struct access_caller revoked = {ACCESS_REVOKED, ACCESS_ADMIN, 1},
                               stranger = {ACCESS_STRANGER, ACCESS_ADMIN, 0},
                               unknown = {ACCESS_ENROLLED, (enum access_role)77, 1};
    cr_expect_eq(access_scope_of(&revoked, rules[i].call), ACCESS_DENIED);
    cr_expect_eq(access_scope_of(&stranger, rules[i].call), ACCESS_DENIED);
    cr_expect_eq(access_scope_of(&unknown, rules[i].call), ACCESS_DENIED);
  }
}

Test(permission, no_role_may_less_than_one_below_it_but_for_erasing) {
  size_t count;
  const struct access_rule *rules = access_rules(&count);
  for (size_t i = 0; i < count; i++) {
    cr_expect_leq(rules[i].reader, rules[i].member);
    if (rules[i].call != HELIX__V1__REQUEST__CALL_ERASE_PRIVACY)
      cr_expect_leq(rules[i].member, rules[i].coach);
    cr_expect_leq(rules[i].coach, rules[i].admin);
  }
}

Test(permission, invitations_may_enrol_and_nobody_else_may) {
  size_t count;
  const struct access_rule *rules = access_rules(&count);
  const struct access_caller invited = {ACCESS_INVITED, ACCESS_NOBODY, 1};
  for (size_t i = 0; i < count; i++) {
    bool may = rules[i].call == HELIX__V1__REQUEST__CALL_ENROLL || rules[i].call == HELIX__V1__REQUEST__CALL_WHO_AM_I;
    cr_expect_eq(access_scope_of(&invited, rules[i].call) != ACCESS_DENIED, may);
  }
  for (int role = ACCESS_READER; role <= ACCESS_ADMIN; role++) {
    const struct access_caller enrolled = {ACCESS_ENROLLED, (enum access_role)role, 1};
    cr_expect_eq(access_scope_of(&enrolled, HELIX__V1__REQUEST__CALL_ENROLL), ACCESS_DENIED);
  }
}
