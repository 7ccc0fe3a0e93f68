// SPDX-License-Identifier: Apache-2.0
// What helixctl can do: one table of options and one of commands. Parsing, help and completion are made from them.
#pragma once

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stdint.h>

struct session;

enum option_id {
  OPTION_SERVER,
  OPTION_TIMEOUT,
  OPTION_JSON,
  OPTION_HELP,
  OPTION_VERSION,
  OPTION_FOR,
  OPTION_FILE,
  OPTION_TEXT,
  OPTION_LANGUAGE,
  OPTION_LIMIT,
  OPTION_THEME,
  OPTION_HELIX,
  OPTION_SIZE,
  OPTION_CITY,
  OPTION_COUNTRY,
  OPTION_NAME,
  OPTION_WITHDRAWN,
  OPTION_UNDER,
  OPTION_REVISION,
  OPTION_YAML,
  OPTION_EXPECT_REVISION,
  OPTION_REASON,
  OPTION_DRY_RUN,
  OPTION_ALL_OR_NOTHING,
  OPTION_PROGRESS,
  OPTION_LIKE,
  OPTION_OPPORTUNITY,
  OPTION_WITH_THEME,
  OPTION_WITH_LANGUAGE,
  OPTION_DIRECTION,
  OPTION_AFTER,
  OPTION_WHY,
  OPTION_WEIGHTS,
  OPTION_BATCH,
  OPTION_ROLE,
  OPTION_STAKEHOLDER,
  OPTION_EXPIRES,
  OPTION_ENDED,
  OPTION_KIND,
  OPTION_TO,
  OPTION_CONTACT,
  OPTION_STAGE,
  OPTION_CONFIRM,
  OPTION_COUNT
};

enum value_kind {
  VALUE_NONE, // a switch
  VALUE_TEXT,
  VALUE_FILE,
  VALUE_NUMBER,  // a whole number from 1 on
  VALUE_SECONDS, // 0.001 to 86400
  VALUE_HOURS,   // "48" or, in days, "7d"; 1 hour to 90 days
  VALUE_CHOICE,  // a name of `choices`, any case
};

struct option_row {
  enum option_id id;
  const char *name;
  int letter; // 0: none
  enum value_kind kind;
  const char *value; // how help calls the value
  bool repeatable;
  const ProtobufCEnumDescriptor *choices;
  const char *summary;
};

// What the words after noun and verb are.
enum operand_kind {
  OPERAND_NONE,
  OPERAND_FILE,
  OPERAND_STAKEHOLDER,
  OPERAND_TWO_STAKEHOLDERS, // the second is arguments_operand(), the first arguments_first()
  OPERAND_THEME,
  OPERAND_NUMBER, // a whole number from 1 on
  OPERAND_CODE,   // of an invitation
  OPERAND_SHELL,
  OPERAND_WORDS,
};

struct command_row {
  const char *noun;
  const char *verb; // NULL: the noun stands alone
  enum operand_kind operand;
  const char *operand_name;            // as help writes it; "" for OPERAND_NONE; in brackets when it may be missing
  uint64_t options;                    // 1 << option_id of those it takes beside OPTIONS_EVERYWHERE
  const char *summary;                 // one line
  const char *examples;                // lines, each without the leading blanks
  const char *details;                 // more for help; may be NULL
  int (*run)(struct session *session); // returns the exit code
};

struct noun_row {
  const char *noun, *summary;
};

#define OPTION_BIT(id) (UINT64_C(1) << (id))
#define OPTIONS_EVERYWHERE                                                                                             \
  (OPTION_BIT(OPTION_SERVER) | OPTION_BIT(OPTION_TIMEOUT) | OPTION_BIT(OPTION_JSON) | OPTION_BIT(OPTION_HELP) |        \
   OPTION_BIT(OPTION_VERSION))

extern const struct option_row option_rows[OPTION_COUNT]; // by option_id
extern const struct command_row command_rows[];
extern const unsigned command_count;
extern const struct noun_row noun_rows[];
extern const unsigned noun_count;

// NULL when there is none. `verb` NULL finds nouns that stand alone.
const struct command_row *command_find(const char *noun, const char *verb);
const struct option_row *option_find(const char *name);
bool noun_exists(const char *noun);
bool noun_stands_alone(const char *noun);

// The nearest of all nouns, of the noun's verbs, of the command's options (NULL: of all), or NULL.
const char *noun_nearest(const char *word);
const char *verb_nearest(const char *noun, const char *word);
const char *option_nearest(const struct command_row *command, const char *word);

// The noun's verbs, "list, show"; the caller frees it.
char *verb_list(const char *noun);
