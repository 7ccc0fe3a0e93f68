// SPDX-License-Identifier: Apache-2.0
// Parse, then help, version or the command's function.
#include "cli/run.h"

#include "cli/help.h"
#include "cli/session.h"

#include <sysexits.h>

static int help_wanted(struct output *output, const struct arguments *arguments) {
  if (arguments->command)
    help_command(output, arguments->command);
  else if (arguments->words.count)
    help_noun(output, arguments->words.items[0]);
  else
    help_all(output);
  return 0;
}

static int run_command(struct output *output, const struct arguments *arguments) {
  struct session session;
  session_init(&session, output, arguments);
  int result = arguments->command->run(&session);
  session_deinit(&session);
  return result;
}

static int dispatch(struct output *output, const struct arguments *arguments) {
  if (arguments_has(arguments, OPTION_HELP))
    return help_wanted(output, arguments);
  if (arguments_has(arguments, OPTION_VERSION)) {
    output_print(output, "helixctl %s\n", HELIX_VERSION);
    return 0;
  }
  if (arguments->command)
    return run_command(output, arguments);
  return output_fail(output, EX_USAGE, FAIL_USAGE,
                     "'helixctl help' lists the commands, 'helixctl status' is a good first.", "what shall be done?");
}

int cli_run(int argc, char **argv) {
  struct output output;
  struct arguments arguments;
  output_init(&output);
  int result = arguments_parse(argc, argv, &output, &arguments);
  if (result == 0)
    result = dispatch(&output, &arguments);
  arguments_deinit(&arguments);
  if (fflush(output.out) != 0 && result == 0)
    result = output_fail(&output, EX_IOERR, FAIL_FILE, NULL, "the output could not be written");
  return result;
}
