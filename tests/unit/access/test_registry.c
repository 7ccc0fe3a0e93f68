// SPDX-License-Identifier: Apache-2.0
#include "access/registry.h"

#include <criterion/criterion.h>
#include <stdio.h>

static const struct access_caller member = {ACCESS_ENROLLED, ACCESS_MEMBER, 1};
static const struct access_caller other = {ACCESS_ENROLLED, ACCESS_MEMBER, 2};
static const struct access_caller coach = {ACCESS_ENROLLED, ACCESS_COACH, 3};
static const struct access_caller local = {ACCESS_LOCAL, ACCESS_ADMIN, 0};

static struct access_registry *registry;

static void set_up(void) {
  registry = access_registry_new();
  access_registry_add_key(registry, "key-of-1", &member);
  access_registry_add_owner(registry, 1, "lab-1");
  access_registry_add_owner(registry, 2, "lab-2");
}

static void tear_down(void) {
  access_registry_unref(registry);
}

TestSuite(registry, .init = set_up, .fini = tear_down);

Test(registry, a_key_leads_to_who_holds_it_and_any_other_to_a_stranger) {
  struct access_caller caller;
  access_registry_find(registry, "key-of-1", &caller);
  cr_expect_eq(caller.standing, ACCESS_ENROLLED);
  cr_expect_eq(caller.number, 1);
  access_registry_find(registry, "key-of-2", &caller);
  cr_expect_eq(caller.standing, ACCESS_STRANGER);
  cr_expect_eq(caller.role, ACCESS_NOBODY);
}

Test(registry, members_own_what_is_theirs) {
  cr_expect(access_registry_owns(registry, &member, "lab-1"));
  cr_expect_not(access_registry_owns(registry, &member, "lab-2"));
  cr_expect_not(access_registry_owns(registry, &coach, "lab-1"));
  const struct access_caller revoked = {ACCESS_REVOKED, ACCESS_MEMBER, 1};
  cr_expect_not(access_registry_owns(registry, &revoked, "lab-1"));
  size_t count;
  cr_expect_str_eq(access_registry_owned(registry, 1, &count)[0], "lab-1");
  cr_expect_eq(count, 1);
  cr_expect_null(access_registry_owned(registry, 9, &count)[0]);
}

Test(registry, without_consent_members_see_a_teaser_and_readers_nothing) {
  const struct access_caller reader = {ACCESS_ENROLLED, ACCESS_READER, 4}, invited = {ACCESS_INVITED, ACCESS_NOBODY, 1};
  cr_expect_eq(access_registry_stage(registry, &member, "lab-1"), ACCESS_CONTACT);
  cr_expect_eq(access_registry_stage(registry, &other, "lab-1"), ACCESS_TEASER);
  cr_expect_eq(access_registry_stage(registry, &coach, "lab-1"), ACCESS_ORGANISATION);
  cr_expect_eq(access_registry_stage(registry, &local, "lab-1"), ACCESS_CONTACT);
  cr_expect_eq(access_registry_stage(registry, &reader, "lab-1"), ACCESS_NOTHING);
  cr_expect_eq(access_registry_stage(registry, &invited, "lab-1"), ACCESS_NOTHING);
}

Test(registry, consent_is_for_one_or_for_all_members_and_the_furthest_counts) {
  access_registry_add_consent(registry, "lab-1", "lab-2", ACCESS_CONTACT);
  access_registry_add_consent(registry, "lab-1", "lab-2", ACCESS_ORGANISATION);
  cr_expect_eq(access_registry_stage(registry, &other, "lab-1"), ACCESS_CONTACT);
  const struct access_caller third = {ACCESS_ENROLLED, ACCESS_MEMBER, 5};
  cr_expect_eq(access_registry_stage(registry, &third, "lab-1"), ACCESS_TEASER);
  access_registry_add_consent(registry, "lab-1", "", ACCESS_ORGANISATION);
  cr_expect_eq(access_registry_stage(registry, &third, "lab-1"), ACCESS_ORGANISATION);
}

Test(registry, a_persons_consent_is_for_that_person) {
  access_registry_add_border_consent(registry, "lab-1", "c1");
  cr_expect(access_registry_may_cross_border(registry, "lab-1", "c1"));
  cr_expect_not(access_registry_may_cross_border(registry, "lab-1", "c2"));
  cr_expect_not(access_registry_may_cross_border(registry, "lab-2", "c1"));
  cr_expect_not(access_registry_may_cross_border(registry, "lab-1\nc1", ""));
}
