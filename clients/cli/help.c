// SPDX-License-Identifier: Apache-2.0
// argp lays out the options of a command; examples stand before them, because they are what people look for.
#include "cli/help.h"

#include "cli/arguments.h"
#include "cli/session.h"
#include "cli/verbs.h"

#include <argp.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

static void print_examples(struct output *output, const char *examples) {
  g_auto(GStrv) lines = g_strsplit(examples, "\n", -1);
  for (unsigned i = 0; lines[i]; i++)
    output_print(output, "  %s\n", lines[i]);
}

static void print_verbs(struct output *output, const char *noun) {
  for (unsigned i = 0; i < command_count; i++) {
    const struct command_row *row = &command_rows[i];
    if (strcmp(row->noun, noun) != 0)
      continue;
    g_autofree char *title = g_strconcat(row->noun, row->verb ? " " : "", row->verb ? row->verb : "",
                                         *row->operand_name ? " " : "", row->operand_name, NULL);
    output_print(output, "  %-28s %s\n", title, row->summary);
  }
}

// The options in `set` as argp wants them, into `ret_options` (room for OPTION_COUNT + 1).
static void options_of(uint64_t set, struct argp_option *ret_options) {
  unsigned count = 0;
  for (unsigned i = 0; i < OPTION_COUNT; i++) {
    const struct option_row *row = &option_rows[i];
    if (set & OPTION_BIT(i))
      ret_options[count++] =
          (struct argp_option){row->name, row->letter ? row->letter : 0x1000 + (int)i, row->value, 0, row->summary, 0};
  }
  ret_options[count] = (struct argp_option){0};
}

static void print_options(struct output *output, uint64_t set) {
  struct argp_option options[OPTION_COUNT + 1];
  options_of(set, options);
  struct argp argp = {options, NULL, NULL, NULL, NULL, NULL, NULL};
  setenv("ARGP_HELP_FMT", "no-dup-args-note", 0); // argp has no other way to leave its footnote out
  argp_help(&argp, output->out, ARGP_HELP_LONG, (char[]){"helixctl"});
}

// Paragraphs broken at 79 columns, for plain ASCII text.
static void print_wrapped(struct output *output, const char *text) {
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (unsigned i = 0; lines[i]; i++) {
    g_auto(GStrv) words = g_strsplit(lines[i], " ", -1);
    size_t column = 0;
    for (unsigned k = 0; words[k]; k++) {
      bool breaks = column > 0 && column + 1 + strlen(words[k]) > 79;
      output_print(output, "%s%s", breaks ? "\n" : column ? " " : "", words[k]);
      column = (breaks || column == 0 ? 0 : column + 1) + strlen(words[k]);
    }
    output_print(output, "\n");
  }
}

void help_all(struct output *output) {
  output_print(output, "helixctl keeps the registry of a city cooperation office: who offers and needs what, and who "
                       "should meet.\n\nUsage: helixctl [OPTION...] NOUN VERB [...]\n\nTo begin:\n");
  print_examples(output, "helixctl status\n"
                         "helixctl stakeholder template > our-lab.yaml   # then fill it in\n"
                         "helixctl stakeholder check our-lab.yaml\n"
                         "helixctl stakeholder submit our-lab.yaml\n"
                         "helixctl match themes --for our-lab");
  output_print(output, "\nCommands:\n");
  for (unsigned i = 0; i < noun_count; i++)
    print_verbs(output, noun_rows[i].noun);
  output_print(output, "\nOptions everywhere:\n");
  print_options(output, OPTIONS_EVERYWHERE);
  output_print(output, "\n'helixctl help NOUN VERB' or --help after a command shows its options.\n");
  output_print(
      output,
      "Exit codes: 0 done, 64 wrong command line, 65 wrong data, 66 no such file or record, 69 daemon out "
      "of\nreach, 70 fault of the daemon, 73 and 74 a file cannot be written, 75 try again later, 76 not "
      "a helix\ndaemon, or not the one whose key was saved, 77 no permission, 78 wrong configuration or no key.\n");
}

void help_noun(struct output *output, const char *noun) {
  if (noun_stands_alone(noun)) {
    help_command(output, command_find(noun, NULL));
    return;
  }
  for (unsigned i = 0; i < noun_count; i++) {
    if (strcmp(noun_rows[i].noun, noun) == 0)
      output_print(output, "helixctl %s: %s\n\n", noun, noun_rows[i].summary);
  }
  print_verbs(output, noun);
  output_print(output, "\n'helixctl help %s VERB' shows the options.\n", noun);
}

void help_command(struct output *output, const struct command_row *command) {
  output_print(output, "%s.\n\nUsage: helixctl %s%s%s%s%s%s\n\nExamples:\n", command->summary, command->noun,
               command->verb ? " " : "", command->verb ? command->verb : "", command->options ? " [OPTION...]" : "",
               *command->operand_name ? " " : "", command->operand_name);
  print_examples(output, command->examples);
  if (command->options) {
    output_print(output, "\nOptions:\n");
    print_options(output, command->options);
  }
  if (command->details) {
    output_print(output, "\n");
    print_wrapped(output, command->details);
  }
  output_print(output, "\nOptions everywhere:\n");
  print_options(output, OPTIONS_EVERYWHERE);
}

int help_run(struct session *session) {
  const struct words *words = &session->arguments->words;
  const char *verb = words->count > 2 ? words->items[2] : NULL;
  const struct command_row *command = NULL;
  if (words->count == 1) {
    help_all(session->output);
    return 0;
  }
  int result = command_choose(words->items[1], verb, session->output, &command);
  if (result)
    return result;
  if (command)
    help_command(session->output, command);
  else
    help_noun(session->output, words->items[1]);
  return 0;
}
