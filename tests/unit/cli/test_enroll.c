// SPDX-License-Identifier: Apache-2.0
// Invitations, enrolling and keys as a person meets them.
#include "capture.h"
#include "cli/session.h"
#include "curve_daemon.h"
#include "lib/code.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <glib.h>
#include <pthread.h>
#include <pty.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static char directory[] = "/tmp/helix-enroll-XXXXXX";
static struct curve_daemon *office;
static struct helix_code code;
static char code_text[HELIX_CODE_BYTES_MAX];
static struct capture capture;

// The terminal of the tests is nobody's: what is not given is empty.
static void give_input(const char *text) {
  int ends[2];
  cr_assert_eq(pipe(ends), 0);
  cr_assert_eq(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
  close(ends[1]);
  dup2(ends[0], STDIN_FILENO);
  close(ends[0]);
}

static void set_up(void) {
  cr_assert(mkdtemp(directory));
  setenv("XDG_CONFIG_HOME", directory, 1);
  unsetenv("HELIX_SERVER");
  office = curve_daemon_start(true);
  helix_keys_make(&code.keys);
  strcpy(code.keys.server, curve_daemon_server_key(office));
  strcpy(code.address, curve_daemon_address(office));
  curve_daemon_set(office, code.keys.public_key, CURVE_INVITED);
  cr_assert_eq(helix_code_write(&code, code_text, NULL), 0);
  give_input("");
}

static void clean_up(void) {
  g_autofree char *command = g_strdup_printf("rm -rf %s", directory);
  curve_daemon_free(office);
  capture_free(&capture);
  cr_assert_eq(system(command), 0);
}

// Runs one command line; what it says is in `capture` until the next one.
static int run(const char *line) {
  char **words;
  int count;
  struct arguments arguments;
  struct session session;
  capture_free(&capture);
  capture_begin(&capture);
  cr_assert(g_shell_parse_argv(line, &count, &words, NULL));
  int result = arguments_parse(count, words, &capture.output, &arguments);
  if (result == 0) {
    session_init(&session, &capture.output, &arguments);
    result = arguments.command->run(&session);
    session_deinit(&session);
  }
  arguments_deinit(&arguments);
  g_strfreev(words);
  capture_end(&capture);
  return result;
}

static struct helix_keys saved_keys(void) {
  struct helix_keys keys = {0};
  struct helix_error error = {0};
  cr_assert_eq(helix_keys_for(code.address, &keys, &error), 0, "%s", error.message);
  return keys;
}

static void expect_said(const char *words) {
  cr_expect(strstr(capture.out, words), "no \"%s\" in: %s%s", words, capture.out, capture.err);
}

static void expect_complained(const char *words) {
  cr_expect(strstr(capture.err, words), "no \"%s\" in: %s%s", words, capture.out, capture.err);
}

static void expect_secrets_kept(void) {
  struct helix_keys keys = saved_keys();
  const char *const secrets[] = {keys.secret, code.keys.secret, code_text};
  for (unsigned i = 0; i < G_N_ELEMENTS(secrets); i++)
    cr_expect(!strstr(capture.out, secrets[i]) && !strstr(capture.err, secrets[i]), "secret %u was said", i);
}

TestSuite(enroll, .init = set_up, .fini = clean_up, .timeout = 60);

Test(enroll, the_code_may_come_from_standard_input_broken_into_lines) {
  g_autofree char *letter = g_strdup_printf("\n  %.50s\r\n  %s\n\n", code_text, code_text + 50);
  give_input(letter);
  cr_assert_eq(run("helixctl enroll"), 0, "%s", capture.err);
  expect_said("You are enrolled at tcp://127.0.0.1:");
  expect_said("member");
  expect_said("stakeholder show lab");
  expect_secrets_kept();
  cr_assert_eq(run("helixctl whoami"), 0, "%s", capture.err);
  expect_said("acts for    lab");
  cr_assert_eq(run("helixctl whoami --json"), 0);
  expect_said("\"role\":\"MEMBER\"");
}

Test(enroll, the_code_may_be_an_argument_and_the_answer_json) {
  g_autofree char *line = g_strdup_printf("helixctl enroll %s --json", code_text);
  cr_assert_eq(run(line), 0, "%s", capture.err);
  expect_said("\"doneBefore\":false");
  expect_said("\"server\":\"tcp://127.0.0.1:");
  expect_said(".key\"");
  expect_secrets_kept();
  cr_assert_eq(run(line), 0, "%s", capture.err);
  expect_said("\"doneBefore\":true");
}

Test(enroll, another_default_server_stays_and_it_is_said_how_to_come_here) {
  g_autofree char *line = g_strdup_printf("helixctl enroll %s", code_text);
  setenv("HELIX_SERVER", "ipc:///run/helixd/helixd.sock", 1);
  cr_assert_eq(run(line), 0, "%s", capture.err);
  expect_said("HELIX_SERVER=tcp://127.0.0.1:");
}

Test(enroll, what_is_no_code_is_told) {
  cr_assert_eq(run("helixctl enroll"), 65);
  expect_complained("There is no invitation code");
  cr_assert_eq(run("helixctl enroll helix1-short --json"), 65);
  expect_complained("cut off");
  expect_said("\"code\":\"INVALID_DATA\"");
}

Test(enroll, an_invitation_that_has_ended_is_told_with_the_clocks) {
  g_autofree char *line = g_strdup_printf("helixctl enroll %s --json", code_text);
  curve_daemon_set(office, code.keys.public_key, CURVE_ENDED);
  curve_daemon_shift_clock(office, -7200000);
  cr_assert_eq(run(line), 77);
  expect_said("\"code\":\"INVITATION_ENDED\"");
  expect_complained("clock is 2 hours ahead of the server's");
}

// --- on a terminal

struct typist {
  int fd;
  char seen[4096]; // by whoever looks at the screen
  size_t count;
};

static void *type_code(void *data) {
  struct typist *typist = data;
  g_autofree char *first = g_strdup_printf("%.60s\n", code_text), *rest = g_strdup_printf("%s\n", code_text + 60);
  usleep(300000); // until the prompt stands: what is typed before would be thrown away
  cr_assert_eq(write(typist->fd, first, strlen(first)), (ssize_t)strlen(first));
  usleep(100000);
  cr_assert_eq(write(typist->fd, rest, strlen(rest)), (ssize_t)strlen(rest));
  return NULL;
}

Test(enroll, on_a_terminal_the_code_is_not_shown_and_the_terminal_is_as_before) {
  struct typist typist = {0};
  struct termios before, after;
  pthread_t thread;
  int slave;
  cr_assert_eq(openpty(&typist.fd, &slave, NULL, NULL, NULL), 0);
  cr_assert_eq(tcgetattr(slave, &before), 0);
  cr_assert(before.c_lflag & ECHO);
  dup2(slave, STDIN_FILENO);
  pthread_create(&thread, NULL, type_code, &typist);
  cr_assert_eq(run("helixctl enroll"), 0, "%s", capture.err);
  pthread_join(thread, NULL);
  expect_complained("it is not shown");
  expect_complained("paste the rest");
  cr_assert_eq(tcgetattr(slave, &after), 0);
  cr_assert_eq(after.c_lflag, before.c_lflag);
  fcntl(typist.fd, F_SETFL, O_NONBLOCK);
  ssize_t count = read(typist.fd, typist.seen, sizeof typist.seen - 1);
  cr_assert(count <= 0 || !strstr(typist.seen, "helix1"), "%s", typist.seen);
  expect_secrets_kept();
}

// --- inviting

Test(enroll, an_invitation_that_was_made_enrols_the_next_one) {
  g_autofree char *line = g_strdup_printf("helixctl enroll %s", code_text);
  cr_assert_eq(run(line), 0, "%s", capture.err);
  cr_assert_eq(run("helixctl invite --role member --stakeholder lab --name Bea --expires 2d --json"), 0, "%s",
               capture.err);
  expect_said("\"name\":\"Bea\"");
  const char *at = strstr(capture.out, "\"code\":\"");
  cr_assert(at);
  g_autofree char *guest = g_strndup(at + 8, strcspn(at + 8, "\""));
  g_autofree char *elsewhere = g_strdup_printf("%s/guest", directory);
  struct helix_code read;
  cr_assert_eq(helix_code_read(guest, &read, NULL), 0);
  cr_assert_str_eq(read.address, code.address);
  setenv("XDG_CONFIG_HOME", elsewhere, 1);
  give_input(guest);
  cr_assert_eq(run("helixctl enroll"), 0, "%s", capture.err);
  cr_assert_eq(curve_daemon_book(office).enrolled, 2);
}

Test(enroll, an_invitation_for_people_has_the_code_and_how_to_take_it_back) {
  g_autofree char *line = g_strdup_printf("helixctl enroll %s", code_text);
  cr_assert_eq(run(line), 0, "%s", capture.err);
  cr_assert_eq(run("helixctl invite --role reader"), 0, "%s", capture.err);
  expect_said("\nhelix1-");
  expect_said("helixctl invitation cancel 5");
}

Test(enroll, what_an_invitation_lacks_is_told_before_anything_is_sent) {
  cr_assert_eq(run("helixctl invite"), 64);
  expect_complained("--role is missing");
  cr_assert_eq(run("helixctl invite --role coach --stakeholder lab"), 64);
  expect_complained("only a member");
  cr_assert_eq(run("helixctl invite --role member --expires 0"), 64);
  cr_assert_eq(run("helixctl invite --role member --expires 91d"), 64);
  cr_assert_eq(run("helixctl invite --role member --expires 7w"), 64);
  cr_assert_eq(run("helixctl invite --role boss"), 64);
  cr_assert_eq(curve_daemon_book(office).requests, 0);
}

// --- keys that do not fit

Test(enroll, each_key_that_does_not_fit_has_its_words_and_its_exit_code) {
  g_autofree char *line = g_strdup_printf("helixctl enroll %s", code_text);
  g_autofree char *status = g_strdup_printf("helixctl status --json --server %s", code.address);
  cr_assert_eq(run(status), 78);
  expect_said("\"code\":\"CONFIGURATION\"");
  expect_complained("Ask the office for an invitation");
  cr_assert_eq(run(line), 0, "%s", capture.err);
  cr_assert_eq(run(status), 0, "%s", capture.err);
  struct helix_keys keys = saved_keys(), other;
  curve_daemon_set(office, keys.public_key, CURVE_REVOKED);
  cr_assert_eq(run(status), 77);
  expect_said("\"code\":\"KEY_REVOKED\"");
  curve_daemon_set(office, keys.public_key, CURVE_UNKNOWN);
  cr_assert_eq(run(status), 77);
  expect_said("\"code\":\"UNKNOWN_KEY\"");
  helix_keys_make(&other);
  helix_server_remember(code.address, other.public_key, "unused.key", NULL);
  cr_assert_eq(run(status), 78);
  g_autofree char *path = g_strdup_printf("%s/helix/unused.key", directory);
  cr_assert_eq(helix_keys_save(path, &other, NULL), 0);
  cr_assert_eq(run(status), 76);
  expect_said("\"code\":\"UNTRUSTED_SERVER\"");
  expect_complained("is not the one whose key was saved");
}

// --- rotating

Test(enroll, a_key_is_rotated) {
  g_autofree char *line = g_strdup_printf("helixctl enroll %s", code_text);
  cr_assert_eq(run(line), 0, "%s", capture.err);
  struct helix_keys before = saved_keys();
  cr_assert_eq(run("helixctl identity rotate"), 0, "%s", capture.err);
  cr_assert_str_neq(saved_keys().public_key, before.public_key);
  expect_said("Done. The new key is in");
  expect_secrets_kept();
  cr_assert_eq(run("helixctl identity rotate --json"), 0, "%s", capture.err);
  expect_said("\"doneBefore\":false");
  cr_assert_eq(run("helixctl whoami"), 0, "%s", capture.err);
}

Test(enroll, after_an_interrupted_rotation_every_command_says_how_to_finish_it) {
  g_autofree char *line = g_strdup_printf("helixctl enroll %s", code_text);
  cr_assert_eq(run(line), 0, "%s", capture.err);
  curve_daemon_mute(office, CURVE_ALWAYS);
  cr_assert_eq(run("helixctl identity rotate --timeout 1.2"), 75);
  curve_daemon_mute(office, 0);
  cr_assert_eq(run("helixctl status"), 77);
  expect_complained("helixctl identity rotate");
  cr_assert_eq(run("helixctl identity rotate"), 0, "%s", capture.err);
  expect_said("interrupted and is finished now");
  cr_assert_eq(run("helixctl status"), 0, "%s", capture.err);
}

Test(enroll, on_the_local_socket_there_is_no_key_to_rotate) {
  cr_assert_eq(run("helixctl identity rotate --server ipc:///nowhere.sock"), 78);
  expect_complained("nobody has a key");
}
