// SPDX-License-Identifier: Apache-2.0
// The command line, parsed with argp against the command table. Options may stand before and after noun and verb; each is
// checked against what its command takes. A mistake is told through `output` with what was probably meant.
#pragma once

#include "cli/commands.h"
#include "cli/output.h"

// Borrowed strings in an owned array that ends in NULL.
struct words {
  char **items;
  unsigned count;
};

struct arguments {
  const struct command_row *command; // NULL when only help, the version or nothing was asked for
  struct words words;                // noun, verb, operands
  struct words values[OPTION_COUNT]; // as given; empty: not given; a switch has "" per use
};

// Returns 0, or the exit code (64) of a mistake that it has told. `ret_arguments` is set in both cases and wants
// arguments_deinit(). argv is left as it is and must outlive the arguments.
int arguments_parse(int argc, char **argv, struct output *output, struct arguments *ret_arguments);
void arguments_deinit(struct arguments *arguments);

bool arguments_has(const struct arguments *arguments, enum option_id option);
const char *arguments_text(const struct arguments *arguments, enum option_id option); // the last one, or NULL
uint32_t arguments_number(const struct arguments *arguments, enum option_id option);  // or 0
uint32_t arguments_hours(const struct arguments *arguments, enum option_id option);   // or 0
int64_t arguments_ms(const struct arguments *arguments, enum option_id option);       // of seconds, or 0
// All of them, for a repeated string field of a message.
char **arguments_list(const struct arguments *arguments, enum option_id option, size_t *ret_count);
// All of them as numbers of the option's enum, for a repeated enum field; the caller frees it with g_free.
int *arguments_choices(const struct arguments *arguments, enum option_id option, size_t *ret_count);

// The only operand, such as FILE or ID, or the last of two; NULL when it may be left out and was.
const char *arguments_operand(const struct arguments *arguments);
uint64_t arguments_operand_number(const struct arguments *arguments); // or 0
const char *arguments_first(const struct arguments *arguments);       // of two

// The command of these words, or 64 when there is none and it has been told why. NULL for a noun that wants a verb when `verb`
// is NULL.
int command_choose(const char *noun, const char *verb, struct output *output, const struct command_row **ret_command);

// The number of the enum value with this name, any case, '-' for '_'; -1: there is none. 0 ("unspecified") has no name here.
int choice_find(const ProtobufCEnumDescriptor *choices, const char *name);
// "research, authority, business"; the caller frees it.
char *choice_list(const ProtobufCEnumDescriptor *choices);
