// SPDX-License-Identifier: Apache-2.0
#include "capture.h"
#include "cli/arguments.h"
#include "cli/help.h"

#include <criterion/criterion.h>
#include <glib.h>
#include <string.h>

Test(commands, each_command_is_found_by_its_words) {
  for (unsigned i = 0; i < command_count; i++)
    cr_expect_eq(command_find(command_rows[i].noun, command_rows[i].verb), &command_rows[i]);
  cr_expect_null(command_find("match", NULL));
  cr_expect_null(command_find("status", "list"));
  cr_expect_null(command_find("elephant", NULL));
}

Test(commands, the_tables_fit_together) {
  for (unsigned i = 0; i < OPTION_COUNT; i++) {
    cr_expect_eq(option_rows[i].id, i, "%s stands in the wrong place", option_rows[i].name);
    cr_expect_eq(option_find(option_rows[i].name), &option_rows[i]);
    cr_expect_eq(option_rows[i].kind == VALUE_CHOICE, option_rows[i].choices != NULL);
    cr_expect_eq(option_rows[i].kind == VALUE_NONE, option_rows[i].value == NULL);
    for (unsigned k = 0; k < i; k++)
      cr_expect(!option_rows[i].letter || option_rows[i].letter != option_rows[k].letter);
  }
  for (unsigned i = 0; i < command_count; i++) {
    cr_expect(noun_exists(command_rows[i].noun), "%s has no row", command_rows[i].noun);
    cr_expect_eq(command_rows[i].options & OPTIONS_EVERYWHERE, 0);
    cr_expect_not_null(command_rows[i].run);
  }
}

// Redirections and comments are the shell's.
static char *without_shell(const char *line) {
  size_t bytes = strcspn(line, ">|#<");
  return g_strndup(line, bytes);
}

static void expect_parses(const char *example) {
  char **words;
  int count;
  struct capture capture;
  struct arguments arguments;
  g_autofree char *line = without_shell(g_str_has_prefix(example, "source <(") ? "helixctl completion bash" : example);
  cr_assert(g_shell_parse_argv(line, &count, &words, NULL), "%s", line);
  capture_begin(&capture);
  cr_expect_eq(arguments_parse(count, words, &capture.output, &arguments), 0, "%s", line);
  cr_expect_not_null(arguments.command, "%s", line);
  capture_end(&capture);
  capture_free(&capture);
  arguments_deinit(&arguments);
  g_strfreev(words);
}

Test(commands, each_example_of_the_help_can_be_parsed) {
  for (unsigned i = 0; i < command_count; i++) {
    g_auto(GStrv) lines = g_strsplit(command_rows[i].examples, "\n", -1);
    cr_expect_not_null(lines[0]);
    for (unsigned k = 0; lines[k]; k++)
      expect_parses(lines[k]);
  }
}

Test(commands, near_words_are_suggested_and_far_ones_are_not) {
  cr_expect_str_eq(noun_nearest("stakehoder"), "stakeholder");
  cr_expect_str_eq(noun_nearest("themes"), "theme");
  cr_expect_null(noun_nearest("elephant"));
  cr_expect_str_eq(verb_nearest("stakeholder", "sumbit"), "submit");
  cr_expect_null(verb_nearest("place", "submit"));
  cr_expect_str_eq(option_nearest(NULL, "al-or-nothing"), "all-or-nothing");
  cr_expect_null(option_nearest(command_find("status", NULL), "dry-rum"));
}

Test(commands, help_shows_the_examples_before_the_options) {
  for (unsigned i = 0; i < command_count; i++) {
    struct capture capture;
    capture_begin(&capture);
    help_command(&capture.output, &command_rows[i]);
    capture_end(&capture);
    const char *example = strstr(capture.out, "helixctl ");
    const char *options = strstr(capture.out, "Options");
    cr_expect(example && options && example < options);
    for (unsigned k = 0; k < OPTION_COUNT; k++) {
      g_autofree char *name = g_strdup_printf("--%s", option_rows[k].name);
      if (command_rows[i].options & OPTION_BIT(k))
        cr_expect(strstr(capture.out, name), "%s %s lacks %s", command_rows[i].noun, command_rows[i].verb, name);
    }
    capture_free(&capture);
  }
}

Test(commands, help_of_everything_names_every_command) {
  struct capture capture;
  capture_begin(&capture);
  help_all(&capture.output);
  capture_end(&capture);
  for (unsigned i = 0; i < command_count; i++)
    cr_expect(strstr(capture.out, command_rows[i].summary));
  capture_free(&capture);
}
