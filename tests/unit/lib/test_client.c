// SPDX-License-Identifier: Apache-2.0
#include "lib/client.h"

#include "fake_daemon.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

// Each test has its own process, and so its own directory, daemon and client.
static char directory[] = "/tmp/helix-lib-XXXXXX";
static char address[128], path[64];
static struct fake_daemon *daemon_of_test;
static struct helix_client *client;
static struct helix_error error;
static Helix__V1__Reply *reply;

static void make_address(void) {
  cr_assert(mkdtemp(directory));
  snprintf(path, sizeof path, "%s/socket", directory);
  snprintf(address, sizeof address, "ipc://%s", path);
}

static void clean_up(void) {
  helix_client_free(client);
  helix_error_clear(&error);
  if (reply)
    helix__v1__reply__free_unpacked(reply, NULL);
  fake_daemon_free(daemon_of_test);
  unlink(path);
  rmdir(directory);
}

static void connect_to(const char *endpoint, uint32_t timeout_ms) {
  static struct helix_keys keys;
  helix_keys_make(&keys);
  memcpy(keys.server, keys.public_key, sizeof keys.server);
  struct helix_client_options options = {.endpoint = endpoint, .timeout_ms = timeout_ms, .keys = &keys};
  client = helix_client_new(&options, &error);
  cr_assert(client);
}

static void begin(const enum fake_step *script, uint32_t timeout_ms) {
  make_address();
  daemon_of_test = fake_daemon_start(address, script);
  connect_to(address, timeout_ms);
}

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int ask_status(void) {
  Helix__V1__StatusRequest status = HELIX__V1__STATUS_REQUEST__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  request.call_case = HELIX__V1__REQUEST__CALL_STATUS;
  request.status = &status;
  return helix_client_call(client, &request, &reply, &error);
}

static Helix__V1__Request *submission(void) {
  static Helix__V1__Stakeholder stakeholder;
  static Helix__V1__SubmitStakeholder submit;
  static Helix__V1__Request request;
  helix__v1__stakeholder__init(&stakeholder);
  helix__v1__submit_stakeholder__init(&submit);
  helix__v1__request__init(&request);
  submit.stakeholder = &stakeholder;
  request.call_case = HELIX__V1__REQUEST__CALL_SUBMIT_STAKEHOLDER;
  request.submit_stakeholder = &submit;
  return &request;
}

static int submit(void) {
  return helix_client_call(client, submission(), &reply, &error);
}

TestSuite(client, .fini = clean_up, .timeout = 30);

Test(client, a_call_is_answered) {
  begin((enum fake_step[]){FAKE_END}, 5000);
  cr_assert_eq(ask_status(), 0, "%s", error.message);
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_STATUS);
  cr_assert_str_eq(reply->status->version, "fine");
  cr_assert_eq(error.failure, HELIX_NO_FAILURE);
  cr_assert_eq(helix_client_sent(client), 1);
}

Test(client, id_and_deadline_are_filled_in_and_reads_carry_no_key) {
  begin((enum fake_step[]){FAKE_END}, 5000);
  cr_assert_eq(ask_status(), 0);
  size_t count;
  const struct fake_request *seen = fake_daemon_stop(daemon_of_test, &count);
  cr_assert_eq(count, 1);
  cr_assert_gt(seen[0].id, 0);
  cr_assert(seen[0].deadline_ms > 3000 && seen[0].deadline_ms <= 5000, "%u", seen[0].deadline_ms);
  cr_assert_str_eq(seen[0].key, "");
}

Test(client, a_write_gets_a_key_and_the_request_stays_as_it_was) {
  begin((enum fake_step[]){FAKE_END}, 5000);
  cr_assert_eq(submit(), 0);
  cr_assert_str_eq(submission()->idempotency_key, "");
  size_t count;
  const struct fake_request *seen = fake_daemon_stop(daemon_of_test, &count);
  cr_assert_eq(strlen(seen[0].key), 26);
}

Test(client, a_given_key_is_kept) {
  begin((enum fake_step[]){FAKE_END}, 5000);
  char key[] = "my-own-key-of-today";
  Helix__V1__Request *request = submission();
  request->idempotency_key = key;
  cr_assert_eq(helix_client_call(client, request, &reply, &error), 0);
  size_t count;
  cr_assert_str_eq(fake_daemon_stop(daemon_of_test, &count)[0].key, "my-own-key-of-today");
}

Test(client, a_daemon_that_is_busy_is_asked_again_after_the_time_it_wants) {
  begin((enum fake_step[]){FAKE_BUSY, FAKE_BUSY, FAKE_END}, 5000);
  int64_t start_ms = now_ms();
  cr_assert_eq(ask_status(), 0, "%s", error.message);
  cr_assert_geq(now_ms() - start_ms, 60);
  cr_assert_eq(error.failure, HELIX_NO_FAILURE);
  cr_assert_null(error.refusal);
  size_t count;
  fake_daemon_stop(daemon_of_test, &count);
  cr_assert_eq(count, 3);
}

Test(client, busy_beyond_the_timeout_is_said_at_once) {
  begin((enum fake_step[]){FAKE_BUSY_LONG, FAKE_END}, 5000);
  int64_t start_ms = now_ms();
  cr_assert_lt(ask_status(), 0);
  cr_assert_lt(now_ms() - start_ms, 2000);
  cr_assert_eq(error.failure, HELIX_REFUSED);
  cr_assert_eq(helix_error_exit_code(&error), 75);
}

Test(client, a_write_without_answer_is_sent_again_with_the_same_key) {
  begin((enum fake_step[]){FAKE_SILENCE, FAKE_END}, 8000);
  cr_assert_eq(submit(), 0, "%s", error.message);
  cr_assert_eq(helix_client_sent(client), 2);
  size_t count;
  const struct fake_request *seen = fake_daemon_stop(daemon_of_test, &count);
  cr_assert_eq(count, 2);
  cr_assert_str_eq(seen[0].key, seen[1].key);
  cr_assert_neq(seen[0].id, seen[1].id);
  cr_assert_lt(seen[1].deadline_ms, seen[0].deadline_ms);
}

Test(client, a_write_that_is_never_answered_says_that_its_outcome_is_unknown_and_names_the_key) {
  begin((enum fake_step[]){FAKE_SILENCE, FAKE_SILENCE, FAKE_SILENCE, FAKE_SILENCE, FAKE_END}, 1500);
  int64_t start_ms = now_ms();
  cr_assert_lt(submit(), 0);
  int64_t took_ms = now_ms() - start_ms;
  cr_assert(took_ms >= 900 && took_ms < 3000, "%lld", (long long)took_ms);
  cr_assert_eq(error.failure, HELIX_TIMEOUT);
  cr_assert_eq(helix_error_exit_code(&error), 75);
  size_t count;
  const struct fake_request *seen = fake_daemon_stop(daemon_of_test, &count);
  cr_assert_neq(count, 0);
  cr_assert(strstr(error.hint, seen[0].key), "%s", error.hint);
}

Test(client, a_read_without_answer_is_sent_once_and_times_out) {
  begin((enum fake_step[]){FAKE_SILENCE, FAKE_END}, 300);
  cr_assert_lt(ask_status(), 0);
  cr_assert_eq(error.failure, HELIX_TIMEOUT);
  size_t count;
  fake_daemon_stop(daemon_of_test, &count);
  cr_assert_eq(count, 1);
}

Test(client, after_a_timeout_the_next_call_is_answered) {
  begin((enum fake_step[]){FAKE_SILENCE, FAKE_END}, 300);
  cr_assert_lt(ask_status(), 0);
  cr_assert_eq(ask_status(), 0, "%s", error.message);
}

Test(client, a_restart_of_the_daemon_in_the_middle_of_a_write_is_survived) {
  begin((enum fake_step[]){FAKE_RESTART, FAKE_END}, 8000);
  int64_t start_ms = now_ms();
  cr_assert_eq(submit(), 0, "%s", error.message);
  cr_assert_lt(now_ms() - start_ms, 2500, "the break is noticed, not waited out");
  size_t count;
  const struct fake_request *seen = fake_daemon_stop(daemon_of_test, &count);
  cr_assert_eq(count, 2);
  cr_assert_str_eq(seen[0].key, seen[1].key);
}

Test(client, a_restart_of_the_daemon_between_calls_goes_unnoticed) {
  begin((enum fake_step[]){FAKE_END}, 5000);
  cr_assert_eq(ask_status(), 0);
  helix__v1__reply__free_unpacked(reply, NULL);
  reply = NULL;
  size_t count;
  fake_daemon_stop(daemon_of_test, &count);
  fake_daemon_free(daemon_of_test);
  usleep(100000);
  daemon_of_test = fake_daemon_start(address, (enum fake_step[]){FAKE_END});
  cr_assert_eq(ask_status(), 0, "%s", error.message);
  fake_daemon_stop(daemon_of_test, &count);
  cr_assert_eq(count, 1);
}

Test(client, a_local_socket_that_is_not_there_is_unreachable_at_once) {
  make_address();
  connect_to(address, 10000);
  int64_t start_ms = now_ms();
  cr_assert_lt(ask_status(), 0);
  cr_assert_lt(now_ms() - start_ms, 1000);
  cr_assert_eq(error.failure, HELIX_UNREACHABLE);
  cr_assert(strstr(error.message, path), "%s", error.message);
  cr_assert(strstr(error.hint, "helixd"), "%s", error.hint);
  cr_assert_eq(helix_error_exit_code(&error), 69);
}

Test(client, a_local_socket_that_a_dead_daemon_left_is_unreachable_at_once) {
  make_address();
  struct sockaddr_un name = {.sun_family = AF_UNIX};
  strcpy(name.sun_path, path);
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  cr_assert_eq(bind(fd, (struct sockaddr *)&name, sizeof name), 0);
  close(fd);
  connect_to(address, 10000);
  cr_assert_lt(submit(), 0);
  cr_assert_eq(error.failure, HELIX_UNREACHABLE);
  cr_assert(strstr(error.message, "nobody listens"), "%s", error.message);
}

Test(client, a_local_socket_that_speaks_something_else_does_not_hang_the_caller) {
  make_address();
  struct sockaddr_un name = {.sun_family = AF_UNIX};
  strcpy(name.sun_path, path);
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  cr_assert_eq(bind(fd, (struct sockaddr *)&name, sizeof name), 0);
  cr_assert_eq(listen(fd, 8), 0); // takes connections and never says a word
  connect_to(address, 400);
  int64_t start_ms = now_ms();
  cr_assert_lt(ask_status(), 0);
  cr_assert_lt(now_ms() - start_ms, 2000);
  cr_assert_eq(error.failure, HELIX_TIMEOUT, "%s", error.message);
  close(fd);
}

Test(client, a_tcp_port_without_listener_is_unreachable_before_the_timeout) {
  connect_to("tcp://127.0.0.1:1", 10000);
  int64_t start_ms = now_ms();
  cr_assert_lt(ask_status(), 0);
  cr_assert_lt(now_ms() - start_ms, 10000);
  cr_assert_eq(error.failure, HELIX_UNREACHABLE, "%s", error.message);
}

Test(client, a_host_that_does_not_exist_is_unreachable) {
  connect_to("tcp://no-such-host.invalid:7420", 4000);
  cr_assert_lt(ask_status(), 0);
  cr_assert(error.failure == HELIX_UNREACHABLE || error.failure == HELIX_USAGE, "%d %s", error.failure, error.message);
}

Test(client, what_is_no_address_is_refused_before_anything_else) {
  const char *const bad[] = {"", "helixd", "ipc://", "tcp://host", "http://host:80", "inproc://x", "udp://1.2.3.4:5"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct helix_client_options options = {.endpoint = bad[i]};
    cr_assert_null(helix_client_new(&options, &error), "%s", bad[i]);
    cr_assert_eq(error.failure, HELIX_USAGE);
    cr_assert_eq(helix_error_exit_code(&error), 64);
  }
  char far[200];
  snprintf(far, sizeof far, "ipc:///%0150d", 0);
  struct helix_client_options options = {.endpoint = far};
  cr_assert_null(helix_client_new(&options, &error));
  cr_assert(strstr(error.message, "too long"));
}

static void expect_protocol_failure(enum fake_step step, const char *words) {
  begin((enum fake_step[]){step, FAKE_END}, 5000);
  cr_assert_lt(ask_status(), 0);
  cr_assert_eq(error.failure, HELIX_PROTOCOL, "%d %s", error.failure, error.message);
  cr_assert(strstr(error.message, words), "%s", error.message);
  cr_assert_eq(helix_error_exit_code(&error), 76);
  cr_assert_eq(ask_status(), 0, "the next call goes well");
}

Test(client, a_reply_to_another_request_is_a_protocol_failure) {
  expect_protocol_failure(FAKE_WRONG_ID, "not made");
}
Test(client, garbage_is_a_protocol_failure) {
  expect_protocol_failure(FAKE_GARBAGE, "no reply of a helix daemon");
}
Test(client, a_reply_without_result_is_a_protocol_failure) {
  expect_protocol_failure(FAKE_NO_RESULT, "no result");
}
Test(client, the_result_of_another_call_is_a_protocol_failure) {
  expect_protocol_failure(FAKE_WRONG_RESULT, "another call");
}
Test(client, a_reply_that_is_not_utf8_is_a_protocol_failure) {
  expect_protocol_failure(FAKE_BAD_STRING, "status.version");
}
Test(client, a_reply_in_two_frames_is_a_protocol_failure) {
  expect_protocol_failure(FAKE_TWO_FRAMES, "one frame");
}

Test(client, a_reply_beyond_the_limit_breaks_the_connection_and_no_more) {
  begin((enum fake_step[]){FAKE_OVERSIZED, FAKE_END}, 5000);
  cr_assert_eq(ask_status(), 0, "%s", error.message);
  size_t count;
  fake_daemon_stop(daemon_of_test, &count);
  cr_assert_eq(count, 2);
}

Test(client, a_refusal_brings_the_words_of_the_daemon) {
  begin((enum fake_step[]){FAKE_NOT_FOUND, FAKE_END}, 5000);
  cr_assert_lt(ask_status(), 0);
  cr_assert_eq(error.failure, HELIX_REFUSED);
  cr_assert_eq(error.refusal->code, HELIX__V1__ERROR_CODE__NOT_FOUND);
  cr_assert_str_eq(error.message, "No.");
  cr_assert_str_eq(error.hint, "Think again.");
  cr_assert_eq(helix_error_exit_code(&error), 66);
}

Test(client, a_refusal_without_id_is_the_answer_too) {
  begin((enum fake_step[]){FAKE_UNIDENTIFIED, FAKE_END}, 5000);
  cr_assert_lt(ask_status(), 0);
  cr_assert_eq(error.failure, HELIX_REFUSED);
  cr_assert_eq(error.refusal->code, HELIX__V1__ERROR_CODE__INVALID_MESSAGE);
}

Test(client, a_daemon_that_stops_is_not_asked_again) {
  begin((enum fake_step[]){FAKE_STOPPING, FAKE_END}, 5000);
  cr_assert_lt(submit(), 0);
  cr_assert_eq(error.failure, HELIX_REFUSED);
  cr_assert_eq(helix_error_exit_code(&error), 75);
}

Test(client, a_request_that_is_too_large_is_not_sent) {
  begin((enum fake_step[]){FAKE_END}, 5000);
  Helix__V1__Request *request = submission();
  char *text = malloc(HELIX_REQUEST_BYTES_MAX + 1);
  memset(text, 'a', HELIX_REQUEST_BYTES_MAX);
  text[HELIX_REQUEST_BYTES_MAX] = 0;
  request->submit_stakeholder->stakeholder->name = text;
  cr_assert_lt(helix_client_call(client, request, &reply, &error), 0);
  cr_assert_eq(error.failure, HELIX_DATA);
  cr_assert_eq(helix_error_exit_code(&error), 65);
  free(text);
  size_t count;
  fake_daemon_stop(daemon_of_test, &count);
  cr_assert_eq(count, 0);
}

Test(client, a_request_without_call_is_the_callers_fault) {
  begin((enum fake_step[]){FAKE_END}, 5000);
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  cr_assert_lt(helix_client_call(client, &request, &reply, &error), 0);
  cr_assert_eq(error.failure, HELIX_USAGE);
}

Test(client, a_caller_that_wants_no_error_gets_its_retries_all_the_same) {
  begin((enum fake_step[]){FAKE_BUSY, FAKE_END}, 5000);
  cr_assert_eq(helix_client_call(client, submission(), &reply, NULL), 0);
}

Test(client, many_requests_on_the_way_are_all_answered) {
  begin((enum fake_step[]){FAKE_END}, 5000);
  enum { WINDOW = 50, TOTAL = 200 };
  bool answered[TOTAL + 1] = {false};
  size_t sent = 0, received = 0;
  while (received < TOTAL) {
    while (sent < TOTAL && helix_client_outstanding(client) < WINDOW) {
      uint64_t id;
      cr_assert_eq(helix_client_send(client, submission(), &id, &error), 0, "%s", error.message);
      cr_assert_eq(id, ++sent);
    }
    cr_assert_eq(helix_client_receive(client, 5000, &reply, &error), 0, "%s", error.message);
    cr_assert(!answered[reply->id]);
    answered[reply->id] = true;
    received++;
    helix__v1__reply__free_unpacked(reply, NULL);
    reply = NULL;
  }
  cr_assert_eq(helix_client_outstanding(client), 0);
}

Test(client, an_error_among_pipelined_replies_comes_as_a_reply) {
  begin((enum fake_step[]){FAKE_BUSY, FAKE_END}, 5000);
  uint64_t id;
  cr_assert_eq(helix_client_send(client, submission(), &id, &error), 0);
  cr_assert_eq(helix_client_receive(client, 5000, &reply, &error), 0);
  cr_assert_eq(reply->id, id);
  cr_assert_eq(reply->result_case, HELIX__V1__REPLY__RESULT_ERROR);
}

Test(client, receive_says_when_nothing_came_and_when_nothing_can_come) {
  begin((enum fake_step[]){FAKE_SILENCE, FAKE_END}, 5000);
  cr_assert_lt(helix_client_receive(client, 10, &reply, &error), 0);
  cr_assert_eq(error.failure, HELIX_USAGE);
  uint64_t id;
  cr_assert_eq(helix_client_send(client, submission(), &id, &error), 0);
  cr_assert_eq(helix_client_receive(client, 50, &reply, &error), 1);
  cr_assert_eq(helix_client_outstanding(client), 1);
  cr_assert_null(reply);
}

Test(client, a_call_between_pipelined_requests_is_refused) {
  begin((enum fake_step[]){FAKE_SILENCE, FAKE_END}, 5000);
  uint64_t id;
  cr_assert_eq(helix_client_send(client, submission(), &id, &error), 0);
  cr_assert_lt(ask_status(), 0);
  cr_assert_eq(error.failure, HELIX_USAGE);
}

Test(client, a_broken_connection_loses_what_is_outstanding_and_says_so) {
  begin((enum fake_step[]){FAKE_SILENCE, FAKE_RESTART, FAKE_END}, 5000);
  uint64_t id;
  cr_assert_eq(helix_client_send(client, submission(), &id, &error), 0);
  cr_assert_eq(helix_client_send(client, submission(), &id, &error), 0);
  cr_assert_lt(helix_client_receive(client, 5000, &reply, &error), 0);
  cr_assert_eq(error.failure, HELIX_LOST, "%s", error.message);
  cr_assert_eq(helix_client_outstanding(client), 0);
  cr_assert_eq(submit(), 0, "%s", error.message);
}
