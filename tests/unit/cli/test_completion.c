// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.h"

#include <criterion/criterion.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// What bash proposes after these words (separated by single blanks; a blank at the end begins a new word).
static char *complete(const char *line) {
  g_autofree char *script = completion_bash();
  char path[] = "/tmp/helix-completion-XXXXXX";
  int fd = mkstemp(path);
  cr_assert_geq(fd, 0);
  cr_assert_eq(write(fd, script, strlen(script)), (ssize_t)strlen(script));
  close(fd);
  g_auto(GStrv) words = g_strsplit(line, " ", -1);
  g_autofree char *quoted = g_strjoinv("' '", words);
  g_autofree char *program =
      g_strdup_printf("set -u; source %s; COMP_WORDS=('%s'); COMP_CWORD=%u; _helixctl; echo -n \"${COMPREPLY[*]}\"",
                      path, quoted, g_strv_length(words) - 1);
  char *arguments[] = {(char[]){"bash"}, (char[]){"--norc"}, (char[]){"-c"}, program, NULL};
  char *reply = NULL, *complaint = NULL;
  int status = -1;
  cr_assert(g_spawn_sync("/", arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &reply, &complaint, &status, NULL));
  cr_expect_eq(status, 0);
  cr_expect_str_empty(complaint);
  g_free(complaint);
  unlink(path);
  return reply;
}

static void proposes(const char *line, const char *expected) {
  g_autofree char *reply = complete(line);
  cr_expect_str_eq(reply, expected, "%s: %s", line, reply);
}

Test(completion, nouns_come_first) {
  proposes("helixctl s", "status stakeholder");
  proposes("helixctl --server tcp://a:1 m", "match");
}

Test(completion, verbs_follow_their_noun) {
  proposes("helixctl match ", "themes stakeholders partners opportunities");
  proposes("helixctl --json stakeholder s", "submit show");
  proposes("helixctl stakeholder d", "duplicates");
  proposes("helixctl place ", "list");
  proposes("helixctl status ", "");
}

Test(completion, options_are_those_of_the_command) {
  proposes("helixctl match themes --f", "--for --file");
  proposes("helixctl match themes --d", "");
  proposes("helixctl stakeholder duplicates --l", "--limit");
  proposes("helixctl import stakeholders x.csv --d", "--dry-run");
  proposes("helixctl --j", "--json");
}

Test(completion, choices_follow_their_option) {
  proposes("helixctl stakeholder list --helix ", "research authority business intermediary");
  proposes("helixctl stakeholder list --size m", "micro medium");
}

Test(completion, a_free_value_is_left_alone) {
  proposes("helixctl match themes --text ", "");
  proposes("helixctl match themes --text them", "");
}

Test(completion, files_follow_where_a_file_is_wanted) {
  proposes("helixctl stakeholder check /etc/hostn", "/etc/hostname");
  proposes("helixctl match themes --file /etc/hostn", "/etc/hostname");
}

Test(completion, help_is_followed_by_what_it_can_explain) {
  proposes("helixctl help stake", "stakeholder");
  proposes("helixctl help match t", "themes");
}

Test(completion, shells_are_named) {
  proposes("helixctl completion ", "bash");
}
