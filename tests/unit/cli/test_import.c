// SPDX-License-Identifier: Apache-2.0
#include "capture.h"
#include "cli/session.h"
#include "cli/verbs.h"
#include "office.h"

#include <criterion/criterion.h>
#include <glib.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct trial {
  struct capture capture;
  struct office_book book;
  int exit_code;
};

// Imports the text with the options (NULL: none) from an office with these faults.
static void import(struct trial *trial, const char *text, const char *option, const enum office_fault *faults) {
  char path[] = "/tmp/helix-import-XXXXXX", address[64];
  enum office_fault all[OFFICE_FAULTS_MAX] = {OFFICE_FINE};
  struct arguments arguments;
  struct session session;
  int fd = mkstemp(path);
  cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
  close(fd);
  for (unsigned i = 0; faults && faults[i] != OFFICE_FINE; i++)
    all[i] = faults[i];
  struct office *office = office_start(all, address);
  char *words[] = {
      (char[]){"helixctl"},  (char[]){"import"}, (char[]){"stakeholders"},         path, (char[]){"--server"}, address,
      (char[]){"--timeout"}, (char[]){"5"},      option ? g_strdup(option) : NULL, NULL};
  capture_begin(&trial->capture);
  cr_assert_eq(arguments_parse(option ? 9 : 8, words, &trial->capture.output, &arguments), 0);
  session_init(&session, &trial->capture.output, &arguments);
  trial->exit_code = import_stakeholders_run(&session);
  session_deinit(&session);
  arguments_deinit(&arguments);
  capture_end(&trial->capture);
  trial->book = office_stop(office);
  g_free(words[8]);
  unlink(path);
}

static char *many_rows(unsigned count) {
  GString *text = g_string_new("name,offer\n");
  for (unsigned i = 0; i < count; i++)
    g_string_append_printf(text, "Name %u,yarn\n", i);
  return g_string_free(text, FALSE);
}

static const char mixed[] = "name,helix,offer\nAlfa,business,yarn\nbad,business,yarn\nGamma,elephant,yarn\n"
                            "Delta,research,yarn\n";

Test(import, good_rows_are_stored_and_bad_ones_are_told_in_order) {
  struct trial trial;
  import(&trial, mixed, NULL, NULL);
  cr_expect_eq(trial.exit_code, 65);
  cr_expect_eq(trial.book.stored, 2);
  cr_expect_str_eq(trial.capture.out, "4 rows: 2 created, 0 updated, 0 unchanged, 2 refused.\n");
  const char *first = strstr(trial.capture.err, ":3: offer: is bad"); // the column, not "statements[0].text"
  const char *second = strstr(trial.capture.err, ":4: helix: 'elephant' is none of research");
  cr_expect(first && second && first < second, "%s", trial.capture.err);
  capture_free(&trial.capture);
}

Test(import, with_json_each_refused_row_is_a_line_before_the_summary) {
  struct trial trial;
  import(&trial, mixed, "--json", NULL);
  g_auto(GStrv) lines = g_strsplit(trial.capture.out, "\n", -1);
  cr_assert_eq(g_strv_length(lines), 4);
  cr_expect(g_str_has_prefix(lines[0], "{\"line\":3,\"error\":{\"code\":\"INVALID_ARGUMENT\""), "%s", lines[0]);
  cr_expect(strstr(lines[0], "\"field\":\"offer\""));
  cr_expect(g_str_has_prefix(lines[1], "{\"line\":4,"));
  cr_expect_str_eq(lines[2], "{\"summary\":{\"rows\":4,\"good\":2,\"refused\":2,\"created\":2,\"updated\":0,"
                             "\"unchanged\":0}}");
  capture_free(&trial.capture);
}

Test(import, a_dry_run_stores_nothing) {
  struct trial trial;
  import(&trial, mixed, "--dry-run", NULL);
  cr_expect_eq(trial.exit_code, 65);
  cr_expect_eq(trial.book.stored + trial.book.staged, 0);
  cr_expect_str_eq(trial.capture.out, "4 rows: 2 good, 2 refused. Nothing was stored.\n");
  capture_free(&trial.capture);
}

Test(import, all_or_nothing_drops_everything_for_one_bad_row) {
  struct trial trial;
  import(&trial, mixed, "--all-or-nothing", NULL);
  cr_expect_eq(trial.exit_code, 65);
  cr_expect_eq(trial.book.stored, 0);
  cr_expect_eq(trial.book.finished, 0);
  cr_expect_eq(trial.book.dropped, 1);
  cr_expect_str_eq(trial.capture.out, "4 rows: 2 good, 2 refused. Nothing was stored.\n");
  capture_free(&trial.capture);
}

Test(import, all_or_nothing_takes_everything_when_all_is_good) {
  struct trial trial;
  g_autofree char *text = many_rows(200);
  import(&trial, text, "--all-or-nothing", NULL);
  cr_expect_eq(trial.exit_code, 0, "%s", trial.capture.err);
  cr_expect_eq(trial.book.staged, 200);
  cr_expect_eq(trial.book.finished, 1);
  cr_expect_eq(trial.book.dropped, 0);
  cr_expect_str_eq(trial.capture.out, "200 rows: 200 created, 0 updated, 0 unchanged, 0 refused.\n");
  capture_free(&trial.capture);
}

Test(import, each_row_is_stored_once_whatever_happens_on_the_way) {
  static const enum office_fault faults[] = {OFFICE_BUSY, OFFICE_STOPPING,      OFFICE_DO_AND_VANISH,
                                             OFFICE_BUSY, OFFICE_DO_AND_VANISH, OFFICE_FINE};
  struct trial trial;
  g_autofree char *text = many_rows(500);
  import(&trial, text, NULL, faults);
  cr_expect_eq(trial.exit_code, 0, "%s", trial.capture.err);
  cr_expect_eq(trial.book.stored, 500);
  cr_expect_gt(trial.book.requests, 8);
  cr_expect_str_eq(trial.capture.out, "500 rows: 500 created, 0 updated, 0 unchanged, 0 refused.\n");
  capture_free(&trial.capture);
}

Test(import, a_fault_of_the_daemon_ends_it) {
  static const enum office_fault faults[] = {OFFICE_INTERNAL, OFFICE_FINE};
  struct trial trial;
  import(&trial, mixed, NULL, faults);
  cr_expect_eq(trial.exit_code, 70);
  cr_expect_str_empty(trial.capture.out);
  capture_free(&trial.capture);
}

Test(import, a_fault_of_the_daemon_leaves_nothing_of_all_or_nothing) {
  static const enum office_fault faults[] = {OFFICE_INTERNAL, OFFICE_FINE};
  struct trial trial;
  g_autofree char *text = many_rows(200);
  import(&trial, text, "--all-or-nothing", faults);
  cr_expect_eq(trial.exit_code, 70);
  cr_expect_eq(trial.book.finished, 0);
  cr_expect_eq(trial.book.dropped, 1);
  capture_free(&trial.capture);
}

Test(import, a_wrong_header_sends_nothing) {
  struct trial trial;
  import(&trial, "name,helx\nAlfa,business\n", NULL, NULL);
  cr_expect_eq(trial.exit_code, 65);
  cr_expect_eq(trial.book.requests, 0);
  cr_expect(strstr(trial.capture.err, ":1: helx: there is no such column\nDid you mean helix?\n"));
  capture_free(&trial.capture);
}
