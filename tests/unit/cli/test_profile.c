// SPDX-License-Identifier: Apache-2.0
#include "capture.h"
#include "cli/profile.h"
#include "cli/session.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct trial {
  struct capture capture;
  struct arguments arguments;
  struct session session;
  struct profile profile;
  char path[40];
  int exit_code;
};

// Reads a file with this text whose name ends in `suffix`.
static void read_text(struct trial *trial, const char *text, const char *suffix) {
  char *words[] = {(char[]){"helixctl"}, NULL};
  strcpy(trial->path, "/tmp/helix-profile-XXXXXX");
  strcat(trial->path, suffix);
  int fd = mkstemps(trial->path, (int)strlen(suffix));
  cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
  close(fd);
  capture_begin(&trial->capture);
  arguments_parse(1, words, &trial->capture.output, &trial->arguments);
  session_init(&trial->session, &trial->capture.output, &trial->arguments);
  trial->exit_code = profile_read(&trial->session, trial->path, &trial->profile);
  unlink(trial->path);
}

static void drop(struct trial *trial) {
  profile_deinit(&trial->profile);
  session_deinit(&trial->session);
  arguments_deinit(&trial->arguments);
  capture_free(&trial->capture);
}

static void refuses(const char *text, const char *suffix, const char *words) {
  struct trial trial;
  read_text(&trial, text, suffix);
  capture_end(&trial.capture);
  cr_expect_eq(trial.exit_code, 65);
  cr_expect(strstr(trial.capture.err, words), "%s", trial.capture.err);
  drop(&trial);
}

Test(profile, yaml_and_json_are_told_apart_by_the_name) {
  struct trial trial;
  read_text(&trial, "name: Alfa\n", ".yaml");
  capture_end(&trial.capture);
  cr_expect_eq(trial.exit_code, 0);
  cr_expect_str_eq(trial.profile.stakeholder->name, "Alfa");
  drop(&trial);
  read_text(&trial, "{\"name\":\"Beta\"}", ".json");
  capture_end(&trial.capture);
  cr_expect_eq(trial.exit_code, 0);
  cr_expect_str_eq(trial.profile.stakeholder->name, "Beta");
  drop(&trial);
}

Test(profile, mistakes_of_syntax_are_told_with_line_and_column) {
  refuses("name: Alfa\nplaces: [a\n", ".yaml", ".yaml:3:1: ");
  refuses("{\"name\":\n\"Alfa\",,}", ".json", ".json:2:");
}

Test(profile, unknown_and_wrong_fields_are_told_with_their_line) {
  refuses("name: Alfa\n\nnaem: Beta\n", ".yaml", ".yaml:3");
  refuses("name: Alfa\nfigures:\n- year: 2023\n  staff: many\n", ".yaml", ".yaml:4");
}

Test(profile, a_missing_file_is_no_input) {
  struct trial trial;
  read_text(&trial, "name: Alfa\n", ".yaml"); // which is gone by now
  profile_deinit(&trial.profile);
  cr_expect_eq(profile_read(&trial.session, trial.path, &trial.profile), 66);
  capture_end(&trial.capture);
  cr_expect(strstr(trial.capture.err, "No such file"));
  drop(&trial);
}

Test(profile, findings_stand_at_their_lines_with_problems_first) {
  struct trial trial;
  Helix__V1__Finding advice, problem;
  helix__v1__finding__init(&advice);
  helix__v1__finding__init(&problem);
  advice.severity = HELIX__V1__FINDING__SEVERITY__ADVICE;
  advice.message = (char[]){"say more"};
  problem.severity = HELIX__V1__FINDING__SEVERITY__PROBLEM;
  problem.field = (char[]){"statements[1].themes[0]"};
  problem.message = (char[]){"no such theme"};
  problem.hint = (char[]){"look at the list"};
  read_text(&trial, "name: Alfa\nstatements:\n- text: one\n- text: two\n  themes:\n  - wol\n", ".yaml");
  unsigned count =
      profile_tell_findings(&trial.session, &trial.profile, (Helix__V1__Finding *[]){&advice, &problem}, 2);
  capture_end(&trial.capture);
  cr_expect_eq(count, 1);
  char expected[300];
  snprintf(expected, sizeof expected,
           "%s:6: problem on statements[1].themes[0]: no such theme\n    look at the list\n%s: advice: say more\n",
           trial.path, trial.path);
  cr_expect_str_eq(trial.capture.out, expected);
  drop(&trial);
}
