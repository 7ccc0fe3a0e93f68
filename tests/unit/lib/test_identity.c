// SPDX-License-Identifier: Apache-2.0
// Enrolling and rotating, whole and interrupted: whatever happens, the key on the disk is one that the server knows.
#include "curve_daemon.h"
#include "lib/client.h"
#include "lib/identity.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TIMEOUT_MS = 5000, TIMEOUT_SHORT_MS = 1200 };

static char directory[] = "/tmp/helix-identity-XXXXXX";
static struct curve_daemon *daemon_of_test;
static struct helix_code code;
static struct helix_membership membership;
static struct helix_error error;

static void set_up(void) {
  cr_assert(mkdtemp(directory));
  setenv("XDG_CONFIG_HOME", directory, 1);
  unsetenv("HELIX_SERVER");
  daemon_of_test = curve_daemon_start(true);
  helix_keys_make(&code.keys);
  strcpy(code.keys.server, curve_daemon_server_key(daemon_of_test));
  strcpy(code.address, curve_daemon_address(daemon_of_test));
  curve_daemon_set(daemon_of_test, code.keys.public_key, CURVE_INVITED);
}

static void clean_up(void) {
  char command[200];
  curve_daemon_free(daemon_of_test);
  helix_membership_clear(&membership);
  helix_error_clear(&error);
  snprintf(command, sizeof command, "rm -rf %s", directory);
  cr_assert_eq(system(command), 0);
}

static size_t file_count(const char *pattern) {
  char path[200];
  glob_t found;
  snprintf(path, sizeof path, "%s/helix/%s", directory, pattern);
  size_t count = glob(path, 0, NULL, &found) == 0 ? found.gl_pathc : 0;
  if (count)
    globfree(&found);
  return count;
}

static int enroll(uint32_t timeout_ms) {
  helix_membership_clear(&membership);
  return helix_enroll(&code, NULL, timeout_ms, &membership, &error);
}

static int rotate(uint32_t timeout_ms) {
  helix_membership_clear(&membership);
  return helix_rotate(code.address, timeout_ms, &membership, &error);
}

// With the keys that the configuration has, and no others.
static void expect_open(void) {
  struct helix_keys keys;
  cr_assert_eq(helix_keys_for(code.address, &keys, &error), 0, "%s", error.message);
  cr_assert_eq(curve_daemon_standing(daemon_of_test, keys.public_key), CURVE_ENROLLED);
  Helix__V1__WhoAmI call = HELIX__V1__WHO_AM_I__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  request.call_case = HELIX__V1__REQUEST__CALL_WHO_AM_I;
  request.who_am_i = &call;
  struct helix_client *client = helix_client_new(
      &(struct helix_client_options){.endpoint = code.address, .timeout_ms = TIMEOUT_MS, .keys = &keys}, &error);
  cr_assert_eq(helix_client_call(client, &request, &reply, &error), 0, "%s", error.message);
  cr_assert_str_eq(reply->identity->public_key, keys.public_key);
  helix__v1__reply__free_unpacked(reply, NULL);
  helix_client_free(client);
}

TestSuite(identity, .init = set_up, .fini = clean_up, .timeout = 60);

Test(identity, enrolling_makes_a_key_that_opens_and_remembers_the_server) {
  struct helix_endpoint endpoint;
  struct stat status;
  cr_assert_eq(enroll(TIMEOUT_MS), 0, "%s", error.message);
  cr_assert_eq(membership.identity->role, HELIX__V1__ROLE__MEMBER);
  cr_assert(!membership.was_done_before);
  cr_assert(membership.is_default);
  cr_assert_eq(stat(membership.file, &status), 0);
  cr_assert_eq(status.st_mode & 07777, 0600);
  cr_assert_eq(helix_endpoint_default(&endpoint, &error), 0);
  cr_assert_str_eq(endpoint.address, code.address);
  expect_open();
}

Test(identity, the_invitations_key_is_not_kept) {
  struct helix_keys keys;
  cr_assert_eq(enroll(TIMEOUT_MS), 0);
  cr_assert_eq(helix_keys_for(code.address, &keys, &error), 0);
  cr_assert_str_neq(keys.public_key, code.keys.public_key);
  cr_assert_eq(curve_daemon_standing(daemon_of_test, code.keys.public_key), CURVE_ENDED);
}

Test(identity, the_same_code_again_finds_that_all_is_done) {
  cr_assert_eq(enroll(TIMEOUT_MS), 0);
  cr_assert_eq(enroll(TIMEOUT_MS), 0, "%s", error.message);
  cr_assert(membership.was_done_before);
  cr_assert(!membership.is_default);
  cr_assert_eq(curve_daemon_book(daemon_of_test).enrolled, 1);
  cr_assert_eq(curve_daemon_book(daemon_of_test).strangers, 0);
  cr_assert_eq(file_count("*.key"), 1);
  expect_open();
}

Test(identity, enrolling_whose_answer_was_lost_is_finished_by_the_next_run) {
  struct helix_keys keys;
  curve_daemon_mute(daemon_of_test, CURVE_ALWAYS);
  cr_assert_lt(enroll(TIMEOUT_SHORT_MS), 0);
  cr_assert_eq(error.failure, HELIX_TIMEOUT, "%s", error.message);
  cr_assert_eq(curve_daemon_book(daemon_of_test).enrolled, 1, "it was done");
  cr_assert_lt(helix_keys_for(code.address, &keys, &error), 0, "not before it is proved");
  curve_daemon_mute(daemon_of_test, 0);
  cr_assert_eq(enroll(TIMEOUT_MS), 0, "%s", error.message);
  cr_assert(membership.was_done_before);
  cr_assert_eq(curve_daemon_book(daemon_of_test).enrolled, 1);
  expect_open();
}

Test(identity, a_pair_that_the_server_never_heard_of_is_used_by_the_next_run) {
  strcpy(code.address, "tcp://127.0.0.1:1");
  cr_assert_lt(enroll(TIMEOUT_SHORT_MS), 0);
  cr_assert_eq(error.failure, HELIX_UNREACHABLE);
  cr_assert_eq(file_count("*.key"), 1);
  strcpy(code.address, curve_daemon_address(daemon_of_test));
  cr_assert_eq(enroll(TIMEOUT_MS), 0, "%s", error.message);
  cr_assert(!membership.was_done_before);
  cr_assert_eq(curve_daemon_book(daemon_of_test).strangers, 0);
  cr_assert_eq(file_count("*.key"), 1);
  expect_open();
}

Test(identity, an_invitation_that_has_ended_leaves_nothing_behind) {
  curve_daemon_set(daemon_of_test, code.keys.public_key, CURVE_ENDED);
  cr_assert_lt(enroll(TIMEOUT_MS), 0);
  cr_assert_eq(error.failure, HELIX_REFUSED);
  cr_assert_eq(error.refusal->code, HELIX__V1__ERROR_CODE__INVITATION_ENDED);
  cr_assert_eq(helix_error_exit_code(&error), 77);
  cr_assert_null(strstr(error.hint, "clock"));
  cr_assert_eq(file_count("*"), 0);
  cr_assert_eq(curve_daemon_book(daemon_of_test).strangers, 0,
               "who comes with an unknown key is turned away in the end");
}

Test(identity, clocks_that_differ_are_told_when_an_invitation_has_ended) {
  curve_daemon_set(daemon_of_test, code.keys.public_key, CURVE_ENDED);
  curve_daemon_shift_clock(daemon_of_test, 3 * 3600 * 1000);
  cr_assert_lt(enroll(TIMEOUT_MS), 0);
  cr_assert(strstr(error.hint, "3 hours behind"), "%s", error.hint);
}

Test(identity, an_invitation_that_the_server_does_not_know_leaves_nothing_behind) {
  curve_daemon_set(daemon_of_test, code.keys.public_key, CURVE_UNKNOWN);
  cr_assert_lt(enroll(TIMEOUT_MS), 0);
  cr_assert_eq(error.failure, HELIX_DENIED, "%s", error.message);
  cr_assert_eq(file_count("*"), 0);
}

Test(identity, a_server_with_another_key_than_the_codes_is_told_nothing) {
  struct helix_keys other;
  helix_keys_make(&other);
  strcpy(code.keys.server, other.public_key);
  cr_assert_lt(enroll(TIMEOUT_MS), 0);
  cr_assert_eq(error.failure, HELIX_UNTRUSTED, "%s", error.message);
  cr_assert(strstr(error.hint, "try again later"), "%s", error.hint);
  cr_assert_eq(curve_daemon_book(daemon_of_test).requests, 0);
}

Test(identity, nobody_enrols_at_a_local_socket) {
  cr_assert_lt(helix_enroll(&code, "ipc:///run/helixd/helixd.sock", TIMEOUT_MS, &membership, &error), 0);
  cr_assert_eq(error.failure, HELIX_USAGE);
  cr_assert_eq(file_count("*"), 0);
}

Test(identity, a_second_invitation_takes_the_place_of_the_first) {
  struct helix_keys first, second;
  cr_assert_eq(enroll(TIMEOUT_MS), 0);
  cr_assert_eq(helix_keys_for(code.address, &first, &error), 0);
  helix_keys_make(&code.keys);
  curve_daemon_set(daemon_of_test, code.keys.public_key, CURVE_INVITED);
  cr_assert_eq(enroll(TIMEOUT_MS), 0, "%s", error.message);
  cr_assert_eq(helix_keys_for(code.address, &second, &error), 0);
  cr_assert_str_neq(first.public_key, second.public_key);
  expect_open();
}

// --- rotating

Test(identity, rotating_replaces_the_key) {
  struct helix_keys before, after;
  cr_assert_eq(enroll(TIMEOUT_MS), 0);
  cr_assert_eq(helix_keys_for(code.address, &before, &error), 0);
  cr_assert_eq(rotate(TIMEOUT_MS), 0, "%s", error.message);
  cr_assert(!membership.was_done_before);
  cr_assert_eq(helix_keys_for(code.address, &after, &error), 0);
  cr_assert_str_neq(before.secret, after.secret);
  cr_assert_eq(curve_daemon_standing(daemon_of_test, before.public_key), CURVE_REVOKED);
  cr_assert_eq(file_count("*.new"), 0);
  cr_assert(!helix_rotation_is_pending(code.address));
  expect_open();
}

Test(identity, a_rotation_whose_answer_was_lost_is_finished_by_the_next) {
  cr_assert_eq(enroll(TIMEOUT_MS), 0);
  curve_daemon_mute(daemon_of_test, CURVE_ALWAYS);
  cr_assert_lt(rotate(TIMEOUT_SHORT_MS), 0);
  cr_assert_eq(curve_daemon_book(daemon_of_test).rotated, 1, "it was done");
  cr_assert_eq(file_count("*.new"), 1);
  cr_assert(helix_rotation_is_pending(code.address));
  curve_daemon_mute(daemon_of_test, 0);
  cr_assert_eq(rotate(TIMEOUT_MS), 0, "%s", error.message);
  cr_assert(membership.was_done_before);
  cr_assert_eq(curve_daemon_book(daemon_of_test).rotated, 1, "and not once more");
  cr_assert_eq(file_count("*.new"), 0);
  expect_open();
}

Test(identity, a_rotation_that_never_arrived_goes_on_with_its_pair) {
  char path[300];
  struct helix_keys pair, after;
  cr_assert_eq(enroll(TIMEOUT_MS), 0);
  snprintf(path, sizeof path, "%s.new", membership.file);
  helix_keys_make(&pair);
  cr_assert_eq(helix_keys_save(path, &pair, &error), 0);
  cr_assert_eq(rotate(TIMEOUT_MS), 0, "%s", error.message);
  cr_assert(!membership.was_done_before);
  cr_assert_eq(helix_keys_for(code.address, &after, &error), 0);
  cr_assert_str_eq(after.secret, pair.secret);
  cr_assert_eq(curve_daemon_book(daemon_of_test).strangers, 0);
  expect_open();
}

Test(identity, a_rotation_that_was_done_in_silence_is_seen_by_the_refusal_of_the_old_key) {
  cr_assert_eq(enroll(TIMEOUT_MS), 0);
  curve_daemon_mute(daemon_of_test, 1);
  cr_assert_eq(rotate(TIMEOUT_MS), 0, "%s", error.message);
  cr_assert_eq(error.failure, HELIX_NO_FAILURE);
  cr_assert_eq(curve_daemon_book(daemon_of_test).rotated, 1);
  expect_open();
}

Test(identity, an_enrolment_that_was_done_in_silence_is_seen_by_the_end_of_the_invitation) {
  curve_daemon_mute(daemon_of_test, 1);
  cr_assert_eq(enroll(TIMEOUT_MS), 0, "%s", error.message);
  cr_assert_eq(error.failure, HELIX_NO_FAILURE);
  cr_assert_eq(curve_daemon_book(daemon_of_test).enrolled, 1);
  expect_open();
}

Test(identity, a_revoked_key_cannot_be_rotated_and_stays_as_it_is) {
  struct helix_keys before, after;
  cr_assert_eq(enroll(TIMEOUT_MS), 0);
  cr_assert_eq(helix_keys_for(code.address, &before, &error), 0);
  curve_daemon_set(daemon_of_test, before.public_key, CURVE_REVOKED);
  cr_assert_lt(rotate(TIMEOUT_MS), 0);
  cr_assert_eq(error.failure, HELIX_REFUSED);
  cr_assert_eq(file_count("*.new"), 0);
  cr_assert_eq(helix_keys_for(code.address, &after, &error), 0);
  cr_assert_str_eq(before.secret, after.secret);
}

Test(identity, without_a_key_there_is_nothing_to_rotate) {
  cr_assert_lt(rotate(TIMEOUT_MS), 0);
  cr_assert_eq(error.failure, HELIX_CONFIG);
  cr_assert_eq(file_count("*"), 0);
}
