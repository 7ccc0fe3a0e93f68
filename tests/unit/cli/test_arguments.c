// SPDX-License-Identifier: Apache-2.0
#include "capture.h"
#include "cli/arguments.h"

#include <criterion/criterion.h>
#include <glib.h>
#include <string.h>
#include <sysexits.h>

enum { WORDS_MAX = 16 };

struct parsed {
  struct capture capture;
  struct arguments arguments;
  char *words[WORDS_MAX + 1];
  int result;
};

// Parses a line of words separated by single blanks.
static void parse(struct parsed *parsed, const char *line) {
  int count = 0;
  char *copy = strdup(line);
  for (char *word = strtok(copy, " "); word && count < WORDS_MAX; word = strtok(NULL, " "))
    parsed->words[count++] = strdup(word);
  parsed->words[count] = NULL;
  free(copy);
  capture_begin(&parsed->capture);
  parsed->result = arguments_parse(count, parsed->words, &parsed->capture.output, &parsed->arguments);
  capture_end(&parsed->capture);
}

static void drop(struct parsed *parsed) {
  arguments_deinit(&parsed->arguments);
  capture_free(&parsed->capture);
  for (int i = 0; parsed->words[i]; i++)
    free(parsed->words[i]);
}

// The line is refused with 64, and standard error holds these words.
static void refuses(const char *line, const char *words) {
  struct parsed parsed;
  parse(&parsed, line);
  cr_expect_eq(parsed.result, 64, "%s: %d", line, parsed.result);
  cr_expect(strstr(parsed.capture.err, words), "%s: %s", line, parsed.capture.err);
  cr_expect_str_empty(parsed.capture.out);
  drop(&parsed);
}

Test(arguments, options_stand_before_and_after_noun_and_verb) {
  struct parsed parsed;
  parse(&parsed, "helixctl --limit 3 match -s tcp://h:1 themes --text water --json");
  cr_assert_eq(parsed.result, 0, "%s", parsed.capture.err);
  cr_expect_eq(parsed.arguments.command, command_find("match", "themes"));
  cr_expect_eq(arguments_number(&parsed.arguments, OPTION_LIMIT), 3);
  cr_expect_str_eq(arguments_text(&parsed.arguments, OPTION_SERVER), "tcp://h:1");
  cr_expect_str_eq(arguments_text(&parsed.arguments, OPTION_TEXT), "water");
  cr_expect(parsed.capture.output.json);
  drop(&parsed);
}

Test(arguments, the_last_value_counts_and_filters_add_up) {
  struct parsed parsed;
  size_t count;
  parse(&parsed, "helixctl stakeholder list --limit 3 --limit=4 --helix business --helix Research --city a --city b");
  cr_assert_eq(parsed.result, 0, "%s", parsed.capture.err);
  cr_expect_eq(arguments_number(&parsed.arguments, OPTION_LIMIT), 4);
  int *helix = arguments_choices(&parsed.arguments, OPTION_HELIX, &count);
  cr_assert_eq(count, 2);
  cr_expect_eq(helix[0], HELIX__V1__HELIX__BUSINESS);
  cr_expect_eq(helix[1], HELIX__V1__HELIX__RESEARCH);
  g_free(helix);
  char **cities = arguments_list(&parsed.arguments, OPTION_CITY, &count);
  cr_assert_eq(count, 2);
  cr_expect_str_eq(cities[1], "b");
  drop(&parsed);
}

Test(arguments, what_was_not_given_is_empty) {
  struct parsed parsed;
  size_t count = 7;
  parse(&parsed, "helixctl stakeholder list");
  cr_assert_eq(parsed.result, 0);
  cr_expect_not(arguments_has(&parsed.arguments, OPTION_LIMIT));
  cr_expect_eq(arguments_number(&parsed.arguments, OPTION_LIMIT), 0);
  cr_expect_null(arguments_text(&parsed.arguments, OPTION_NAME));
  arguments_list(&parsed.arguments, OPTION_CITY, &count);
  cr_expect_eq(count, 0);
  drop(&parsed);
}

Test(arguments, seconds_become_milliseconds) {
  struct parsed parsed;
  parse(&parsed, "helixctl status --timeout 1.5");
  cr_assert_eq(parsed.result, 0);
  cr_expect_eq(arguments_ms(&parsed.arguments, OPTION_TIMEOUT), 1500);
  drop(&parsed);
}

Test(arguments, a_double_dash_ends_the_options) {
  struct parsed parsed;
  parse(&parsed, "helixctl stakeholder show -- --json");
  cr_assert_eq(parsed.result, 0, "%s", parsed.capture.err);
  cr_expect_str_eq(arguments_operand(&parsed.arguments), "--json");
  cr_expect_not(parsed.capture.output.json);
  drop(&parsed);
}

Test(arguments, standard_input_is_an_operand) {
  struct parsed parsed;
  parse(&parsed, "helixctl import stakeholders - --dry-run");
  cr_assert_eq(parsed.result, 0, "%s", parsed.capture.err);
  cr_expect_str_eq(arguments_operand(&parsed.arguments), "-");
  drop(&parsed);
}

Test(arguments, two_operands_come_in_order) {
  struct parsed parsed;
  parse(&parsed, "helixctl stakeholder merge one --json other");
  cr_assert_eq(parsed.result, 0, "%s", parsed.capture.err);
  cr_expect_str_eq(arguments_first(&parsed.arguments), "one");
  cr_expect_str_eq(arguments_operand(&parsed.arguments), "other");
  drop(&parsed);
  parse(&parsed, "helixctl stakeholder merge one");
  cr_expect_eq(parsed.result, EX_USAGE);
  cr_expect(strstr(parsed.capture.err, "KEEP DROP"), "%s", parsed.capture.err);
  drop(&parsed);
  parse(&parsed, "helixctl stakeholder merge one other third");
  cr_expect_eq(parsed.result, EX_USAGE);
  cr_expect(strstr(parsed.capture.err, "'third' is one too many"), "%s", parsed.capture.err);
  drop(&parsed);
}

Test(arguments, an_operand_that_may_be_left_out_is_null_then) {
  struct parsed parsed;
  parse(&parsed, "helixctl stakeholder duplicates");
  cr_assert_eq(parsed.result, 0, "%s", parsed.capture.err);
  cr_expect_null(arguments_operand(&parsed.arguments));
  drop(&parsed);
  parse(&parsed, "helixctl stakeholder duplicates one");
  cr_expect_str_eq(arguments_operand(&parsed.arguments), "one");
  drop(&parsed);
  parse(&parsed, "helixctl stakeholder duplicates one other");
  cr_expect_eq(parsed.result, EX_USAGE);
  drop(&parsed);
}

Test(arguments, a_number_is_one_from_one_on) {
  static const char *const bad[] = {"0", "-- -1", "first", "1.5", "9223372036854775808"};
  struct parsed parsed;
  parse(&parsed, "helixctl stakeholder unmerge 9223372036854775807");
  cr_expect_eq(parsed.result, 0, "%s", parsed.capture.err);
  drop(&parsed);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    char line[80] = "helixctl stakeholder unmerge ";
    parse(&parsed, strcat(line, bad[i]));
    cr_expect_eq(parsed.result, EX_USAGE, "%s", bad[i]);
    cr_expect(strstr(parsed.capture.err, "whole number"), "%s: %s", bad[i], parsed.capture.err);
    drop(&parsed);
  }
}

Test(arguments, help_is_there_for_half_a_command) {
  struct parsed parsed;
  parse(&parsed, "helixctl match --help");
  cr_expect_eq(parsed.result, 0);
  cr_expect_null(parsed.arguments.command);
  drop(&parsed);
}

Test(arguments, help_does_not_ask_for_operands) {
  struct parsed parsed;
  parse(&parsed, "helixctl stakeholder submit --help");
  cr_expect_eq(parsed.result, 0);
  cr_expect_eq(parsed.arguments.command, command_find("stakeholder", "submit"));
  drop(&parsed);
}

Test(arguments, nothing_at_all_is_no_command) {
  struct parsed parsed;
  parse(&parsed, "helixctl");
  cr_expect_eq(parsed.result, 0);
  cr_expect_null(parsed.arguments.command);
  drop(&parsed);
}

Test(arguments, a_misspelt_noun_or_verb_is_refused_with_the_nearest) {
  refuses("helixctl stakholder list", "Did you mean 'stakeholder'?");
  refuses("helixctl stakeholder lst", "Did you mean 'helixctl stakeholder list'?");
  refuses("helixctl elephant", "'helixctl help' lists the commands.");
  refuses("helixctl theme", "Say one of: list, show, tag.");
}

Test(arguments, a_misspelt_option_is_refused_with_the_nearest) {
  refuses("helixctl --limt 3 match themes", "Did you mean --limit?");
  refuses("helixctl match themes -q", "there is no option -q");
  refuses("helixctl match themes --text water --elephant", "there is no option --elephant");
}

Test(arguments, an_option_of_another_command_is_refused) {
  refuses("helixctl status --limit 3", "status takes no --limit");
  refuses("helixctl match themes --text a --dry-run", "match themes takes no --dry-run");
}

Test(arguments, a_value_too_many_or_too_few_is_refused) {
  refuses("helixctl match themes --limit", "--limit needs a value: --limit N");
  refuses("helixctl match themes -n", "-n needs a value");
  refuses("helixctl status --json=yes", "--json takes no value");
  refuses("helixctl stakeholder show", "helixctl stakeholder show ID");
  refuses("helixctl stakeholder show a b", "'b' is one too many");
  refuses("helixctl status now", "'now' is one too many for status");
}

Test(arguments, a_value_of_the_wrong_kind_is_refused) {
  refuses("helixctl match themes --text a --limit 0", "whole number from 1 on, not '0'");
  refuses("helixctl match themes --text a --limit 5000000000", "whole number");
  refuses("helixctl match themes --text a --limit -1", "whole number");
  refuses("helixctl status --timeout 0", "seconds from 0.001");
  refuses("helixctl status --timeout 1s", "seconds from 0.001");
  refuses("helixctl status --timeout nan", "seconds from 0.001");
  refuses("helixctl stakeholder list --helix elephant", "research, authority, business, intermediary");
  refuses("helixctl stakeholder list --size size_unknown", "micro, small, medium, large");
  refuses("helixctl stakeholder list --name=", "--name is empty");
}

Test(arguments, with_json_a_mistake_is_a_json_line_too) {
  struct parsed parsed;
  parse(&parsed, "helixctl stakholder list --json");
  cr_expect_eq(parsed.result, 64);
  cr_expect_str_eq(parsed.capture.out,
                   "{\"error\":{\"code\":\"USAGE\",\"message\":\"there is no command 'stakholder'\","
                   "\"hint\":\"Did you mean 'stakeholder'?\"}}\n");
  cr_expect(strstr(parsed.capture.err, "there is no command"));
  drop(&parsed);
}

Test(arguments, names_of_choices_take_any_case_and_hyphens) {
  cr_expect_eq(choice_find(&helix__v1__cooperation_type__descriptor, "joint-venture"),
               HELIX__V1__COOPERATION_TYPE__JOINT_VENTURE);
  cr_expect_eq(choice_find(&helix__v1__helix__descriptor, "Authority"), HELIX__V1__HELIX__AUTHORITY);
  cr_expect_eq(choice_find(&helix__v1__helix__descriptor, "helix_unspecified"), -1);
  cr_expect_eq(choice_find(&helix__v1__helix__descriptor, ""), -1);
}

static uint32_t hours(const char *line) {
  struct parsed parsed;
  parse(&parsed, line);
  cr_expect_eq(parsed.result, 0, "%s: %s", line, parsed.capture.err);
  uint32_t found = arguments_hours(&parsed.arguments, OPTION_EXPIRES);
  drop(&parsed);
  return found;
}

Test(arguments, a_time_is_hours_or_days) {
  cr_expect_eq(hours("helixctl invite --expires 48"), 48);
  cr_expect_eq(hours("helixctl invite --expires 48h"), 48);
  cr_expect_eq(hours("helixctl invite --expires 7d"), 168);
  cr_expect_eq(hours("helixctl invite --expires 90d"), 2160);
  cr_expect_eq(hours("helixctl invite"), 0);
  const char *const wrong[] = {"0", "0d", "91d", "2161", "1w", "d", "-1", "+1", "1.5d", "7dd", "99999999999999999999"};
  for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
    g_autofree char *line = g_strdup_printf("helixctl invite --expires %s", wrong[i]);
    refuses(line, "--expires wants hours or days");
  }
}

Test(arguments, a_number_in_brackets_may_be_missing) {
  struct parsed parsed;
  parse(&parsed, "helixctl identity show");
  cr_expect_eq(parsed.result, 0);
  cr_expect_null(arguments_operand(&parsed.arguments));
  cr_expect_eq(arguments_operand_number(&parsed.arguments), 0);
  drop(&parsed);
  parse(&parsed, "helixctl identity show 9223372036854775807");
  cr_expect_eq(parsed.result, 0);
  cr_expect_eq(arguments_operand_number(&parsed.arguments), (uint64_t)INT64_MAX);
  drop(&parsed);
  refuses("helixctl identity show x", "a whole number from 1 on");
  refuses("helixctl identity show 0", "a whole number from 1 on");
  refuses("helixctl identity show 1 2", "one too many");
  refuses("helixctl identity revoke", "what is missing");
  refuses("helixctl enroll a b", "one too many");
}
