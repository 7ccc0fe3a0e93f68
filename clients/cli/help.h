// SPDX-License-Identifier: Apache-2.0
// Help pages, made from the command table: of everything, of a noun, of a command.
#pragma once

#include "cli/output.h"

struct command_row;

void help_all(struct output *output);
void help_noun(struct output *output, const char *noun);
void help_command(struct output *output, const struct command_row *command);
