// SPDX-License-Identifier: Apache-2.0
// The client at a door with a lock: what it says when the key does not fit.
#include "curve_daemon.h"
#include "lib/client.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static struct curve_daemon *daemon_of_test;
static struct helix_keys keys;
static struct helix_error error;

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void begin(bool with_curve) {
  daemon_of_test = curve_daemon_start(with_curve);
  helix_keys_make(&keys);
  strcpy(keys.server, curve_daemon_server_key(daemon_of_test));
  curve_daemon_set(daemon_of_test, keys.public_key, CURVE_ENROLLED);
}

static void clean_up(void) {
  curve_daemon_free(daemon_of_test);
  helix_error_clear(&error);
}

static int ask_at(const char *address, uint32_t timeout_ms) {
  Helix__V1__WhoAmI call = HELIX__V1__WHO_AM_I__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  request.call_case = HELIX__V1__REQUEST__CALL_WHO_AM_I;
  request.who_am_i = &call;
  struct helix_client_options options = {.endpoint = address, .timeout_ms = timeout_ms, .keys = &keys};
  struct helix_client *client = helix_client_new(&options, &error);
  cr_assert(client);
  int r = helix_client_call(client, &request, &reply, &error);
  helix_client_free(client);
  if (r == 0)
    helix__v1__reply__free_unpacked(reply, NULL);
  return r;
}

static int ask(void) {
  return ask_at(curve_daemon_address(daemon_of_test), 10000);
}

static void expect_failure(enum helix_failure failure, int exit_code, const char *words, const char *hint) {
  int64_t start_ms = now_ms();
  cr_assert_lt(ask(), 0);
  cr_assert_lt(now_ms() - start_ms, 5000, "said soon, not at the end of the timeout");
  cr_assert_eq(error.failure, failure, "%d: %s", (int)error.failure, error.message);
  cr_assert_eq(helix_error_exit_code(&error), exit_code);
  cr_assert(strstr(error.message, words), "%s", error.message);
  cr_assert(strstr(error.message, curve_daemon_address(daemon_of_test)), "%s", error.message);
  cr_assert(strstr(error.hint, hint), "%s", error.hint);
  cr_assert_eq(curve_daemon_book(daemon_of_test).requests, 0);
}

TestSuite(curve, .fini = clean_up, .timeout = 60);

Test(curve, the_right_keys_open) {
  begin(true);
  cr_assert_eq(ask(), 0, "%s", error.message);
  cr_assert_eq(curve_daemon_book(daemon_of_test).requests, 1);
}

Test(curve, a_key_that_the_server_does_not_know_is_said) {
  begin(true);
  curve_daemon_set(daemon_of_test, keys.public_key, CURVE_UNKNOWN);
  expect_failure(HELIX_DENIED, 77, "does not know this key", "invitation");
  cr_assert_eq(curve_daemon_book(daemon_of_test).handshakes, 1, "and not tried for ever");
}

Test(curve, a_server_with_another_key_is_said) {
  begin(true);
  struct helix_keys other;
  helix_keys_make(&other);
  strcpy(keys.server, other.public_key);
  expect_failure(HELIX_UNTRUSTED, 76, "not the one whose key was saved", "enrol again");
}

Test(curve, a_server_without_encryption_is_said) {
  begin(false);
  expect_failure(HELIX_UNTRUSTED, 76, "does not speak CURVE", "");
}

Test(curve, a_key_that_was_revoked_is_let_in_to_hear_it) {
  begin(true);
  curve_daemon_set(daemon_of_test, keys.public_key, CURVE_REVOKED);
  cr_assert_lt(ask(), 0);
  cr_assert_eq(error.failure, HELIX_REFUSED);
  cr_assert_eq(helix_error_exit_code(&error), 77);
}

Test(curve, without_a_key_no_server_is_called) {
  begin(true);
  struct helix_client_options options = {.endpoint = curve_daemon_address(daemon_of_test)};
  cr_assert_null(helix_client_new(&options, &error));
  cr_assert_eq(error.failure, HELIX_CONFIG);
  cr_assert_eq(helix_error_exit_code(&error), 78);
  cr_assert(strstr(error.hint, "helixctl enroll"), "%s", error.hint);
}

Test(curve, a_key_that_is_none_is_refused_before_anything_is_sent) {
  begin(true);
  strcpy(keys.secret, "no key");
  cr_assert_lt(ask(), 0);
  cr_assert_eq(error.failure, HELIX_USAGE);
}

Test(curve, who_only_listens_is_told_from_who_is_not_there) {
  begin(true);
  struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t bytes = sizeof name;
  char address[64];
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  cr_assert_eq(bind(fd, (struct sockaddr *)&name, bytes), 0);
  cr_assert_eq(listen(fd, 5), 0);
  cr_assert_eq(getsockname(fd, (struct sockaddr *)&name, &bytes), 0);
  snprintf(address, sizeof address, "tcp://127.0.0.1:%d", ntohs(name.sin_port));
  cr_assert_lt(ask_at(address, 1000), 0);
  cr_assert_eq(error.failure, HELIX_TIMEOUT, "%s", error.message);
  close(fd);
  cr_assert_lt(ask_at(address, 1000), 0);
  cr_assert_eq(error.failure, HELIX_UNREACHABLE, "%s", error.message);
}
