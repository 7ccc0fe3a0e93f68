// SPDX-License-Identifier: Apache-2.0
// argp collects words and values in one pass, since it cannot know the command before it has seen the noun; what belongs
// together is checked after. argp keeps quiet about mistakes: its sentences know neither the command nor near names.
#include "cli/arguments.h"

#include <argp.h>
#include <glib.h>
#include <string.h>
#include <sysexits.h>

enum { KEY_FIRST = 0x1000 }; // keys of options without a letter: never a character

static int key_of(const struct option_row *row) {
  return row->letter ? row->letter : KEY_FIRST + (int)row->id;
}

static const struct option_row *row_of_key(int key) {
  for (unsigned i = 0; i < OPTION_COUNT; i++) {
    if (key_of(&option_rows[i]) == key)
      return &option_rows[i];
  }
  return NULL;
}

static void words_add(struct words *words, char *word) {
  words->items = g_renew(char *, words->items, words->count + 2);
  words->items[words->count++] = word;
  words->items[words->count] = NULL;
}

struct parse {
  struct arguments *arguments; // borrowed
  int refused_at;              // in argp's order of the words; 0: nothing was
};

static error_t parse_one(int key, char *value, struct argp_state *state) {
  struct parse *parse = state->input;
  struct arguments *arguments = parse->arguments;
  if (key == ARGP_KEY_ERROR) {
    parse->refused_at = CLAMP(state->next - 1, 1, state->argc - 1);
    return 0;
  }
  if (key == ARGP_KEY_ARG) {
    words_add(&arguments->words, value);
    return 0;
  }
  const struct option_row *row = row_of_key(key);
  if (row == NULL)
    return ARGP_ERR_UNKNOWN;
  words_add(&arguments->values[row->id], value ? value : (char *)(uintptr_t) "");
  return 0;
}

static int usage_fail(struct output *output, const char *hint, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static int usage_fail(struct output *output, const char *hint, const char *format, ...) {
  va_list values;
  va_start(values, format);
  g_autofree char *message = g_strdup_vprintf(format, values);
  va_end(values);
  return output_fail(output, EX_USAGE, FAIL_USAGE, hint, "%s", message);
}

static const struct option_row *row_of_letter(const char *word) {
  return word[0] == '-' && word[1] != '\0' && word[2] == '\0' ? row_of_key(word[1]) : NULL;
}

// What getopt stumbled over: argp tells only where it stood.
static int option_refused(struct output *output, const char *word) {
  const char *start = word + strspn(word, "-");
  g_autofree char *name = g_strndup(start, strcspn(start, "="));
  bool is_long = g_str_has_prefix(word, "--");
  const struct option_row *row = is_long ? option_find(name) : row_of_letter(word);
  if (row && row->kind == VALUE_NONE)
    return usage_fail(output, NULL, "--%s takes no value", row->name);
  if (row)
    return usage_fail(output, NULL, "%s needs a value: --%s %s", word, row->name, row->value);
  if (!is_long)
    return usage_fail(output, "'helixctl help' lists the options.", "there is no option %s", word);
  const char *nearest = option_nearest(NULL, name);
  g_autofree char *hint = nearest ? g_strdup_printf("Did you mean --%s?", nearest)
                                  : g_strdup("'helixctl help' lists the commands and their options.");
  return usage_fail(output, hint, "there is no option --%s, or it stands for several", name);
}

static int noun_refused(struct output *output, const char *word) {
  const char *nearest = noun_nearest(word);
  g_autofree char *hint =
      nearest ? g_strdup_printf("Did you mean '%s'?", nearest) : g_strdup("'helixctl help' lists the commands.");
  return usage_fail(output, hint, "there is no command '%s'", word);
}

static int verb_refused(struct output *output, const char *noun, const char *word) {
  g_autofree char *verbs = verb_list(noun);
  const char *nearest = word ? verb_nearest(noun, word) : NULL;
  g_autofree char *hint = nearest ? g_strdup_printf("Did you mean 'helixctl %s %s'?", noun, nearest)
                                  : g_strdup_printf("Say one of: %s.", verbs);
  if (word == NULL)
    return usage_fail(output, hint, "'%s' what?", noun);
  return usage_fail(output, hint, "'%s' cannot '%s'", noun, word);
}

int command_choose(const char *noun, const char *verb, struct output *output, const struct command_row **ret_command) {
  const struct command_row *command = NULL;
  if (!noun_exists(noun))
    return noun_refused(output, noun);
  if (noun_stands_alone(noun))
    command = command_find(noun, NULL);
  else if (verb && (command = command_find(noun, verb)) == NULL)
    return verb_refused(output, noun, verb);
  *ret_command = command;
  return 0;
}

// Help is there for half a command too.
static int words_choose(struct arguments *arguments, struct output *output) {
  if (arguments->words.count == 0)
    return 0;
  const char *noun = arguments->words.items[0];
  const char *verb = arguments->words.count > 1 ? arguments->words.items[1] : NULL;
  int result = command_choose(noun, verb, output, &arguments->command);
  if (result || arguments->command || arguments_has(arguments, OPTION_HELP))
    return result;
  return verb_refused(output, noun, NULL);
}

// How many words follow noun and verb; what may be left out stands in brackets.
static void operands_wanted(const struct command_row *command, unsigned *ret_least, unsigned *ret_most) {
  *ret_least = *command->operand_name == '[' ? 0 : 1;
  *ret_most = 1;
  switch (command->operand) {
  case OPERAND_NONE:
    *ret_least = *ret_most = 0;
    break;
  case OPERAND_TWO_STAKEHOLDERS:
    *ret_least = *ret_most = 2;
    break;
  case OPERAND_WORDS:
    *ret_least = 0;
    *ret_most = UINT_MAX;
    break;
  case OPERAND_FILE:
  case OPERAND_STAKEHOLDER:
  case OPERAND_THEME:
  case OPERAND_NUMBER:
  case OPERAND_CODE:
  case OPERAND_SHELL:
    break;
  }
}

static bool is_number(const char *word, uint64_t most) {
  uint64_t number;
  return g_ascii_string_to_unsigned(word, 10, 1, most, &number, NULL);
}

static int operands_check(const struct arguments *arguments, struct output *output) {
  const struct command_row *command = arguments->command;
  unsigned fixed = command->verb ? 2 : 1, least, most;
  unsigned count = arguments->words.count - fixed;
  const char *verb = command->verb ? command->verb : "", *blank = command->verb ? " " : "";
  operands_wanted(command, &least, &most);
  if (count < least)
    return usage_fail(output, NULL, "what is missing: helixctl %s%s%s %s", command->noun, blank, verb,
                      command->operand_name);
  if (count > most)
    return usage_fail(output, "Put quotes around words that belong together.", "'%s' is one too many for %s%s%s",
                      arguments->words.items[fixed + most], command->noun, blank, verb);
  if (count && command->operand == OPERAND_NUMBER && !is_number(arguments_operand(arguments), G_MAXINT64))
    return usage_fail(output, NULL, "%s%s%s wants a whole number from 1 on, not '%s'", command->noun, blank, verb,
                      arguments_operand(arguments));
  return 0;
}

// 0 when it is none.
static uint32_t hours_of(const char *text) {
  enum { HOURS_MAX = 90 * 24 };
  char *end;
  guint64 number = g_ascii_isdigit(*text) ? g_ascii_strtoull(text, &end, 10) : 0;
  if (number == 0 || number > HOURS_MAX)
    return 0;
  number *= strcmp(end, "d") == 0 ? 24 : 1;
  bool is_known = *end == '\0' || strcmp(end, "h") == 0 || strcmp(end, "d") == 0;
  return is_known && number <= HOURS_MAX ? (uint32_t)number : 0;
}

static int value_check(const struct option_row *row, const char *value, struct output *output) {
  char *end = NULL;
  switch (row->kind) {
  case VALUE_NONE:
  case VALUE_FILE:
  case VALUE_TEXT:
    return row->kind == VALUE_NONE || *value ? 0 : usage_fail(output, NULL, "--%s is empty", row->name);
  case VALUE_NUMBER:
    if (is_number(value, UINT32_MAX))
      return 0;
    return usage_fail(output, NULL, "--%s wants a whole number from 1 on, not '%s'", row->name, value);
  case VALUE_HOURS:
    return hours_of(value)
               ? 0
               : usage_fail(output, NULL, "--%s wants hours or days, from 1 (1h) to 90d, not '%s'", row->name, value);
  case VALUE_SECONDS: {
    double seconds = g_ascii_strtod(value, &end);
    if (end != value && *end == '\0' && seconds >= 0.001 && seconds <= 86400)
      return 0;
    return usage_fail(output, NULL, "--%s wants seconds from 0.001 to 86400, not '%s'", row->name, value);
  }
  case VALUE_CHOICE: {
    g_autofree char *choices = choice_list(row->choices);
    return choice_find(row->choices, value) > 0
               ? 0
               : usage_fail(output, NULL, "--%s is one of %s, not '%s'", row->name, choices, value);
  }
  }
  return 0;
}

static int options_check(const struct arguments *arguments, struct output *output) {
  const struct command_row *command = arguments->command;
  uint64_t allowed = command ? command->options | OPTIONS_EVERYWHERE : UINT64_MAX;
  for (unsigned i = 0; i < OPTION_COUNT; i++) {
    const struct words *values = &arguments->values[i];
    if (values->count > 0 && !(allowed & OPTION_BIT(i)))
      return usage_fail(output, "The same with --help lists the options of the command.", "%s%s%s takes no --%s",
                        command->noun, command->verb ? " " : "", command->verb ? command->verb : "",
                        option_rows[i].name);
    for (unsigned k = 0; k < values->count; k++) {
      int result = value_check(&option_rows[i], values->items[k], output);
      if (result)
        return result;
    }
  }
  return 0;
}

static int parse_all(int argc, char **argv, struct output *output, struct arguments *arguments) {
  struct argp_option options[OPTION_COUNT + 1] = {0};
  for (unsigned i = 0; i < OPTION_COUNT; i++)
    options[i] = (struct argp_option){option_rows[i].name, key_of(&option_rows[i]), option_rows[i].value, 0, NULL, 0};
  struct argp argp = {options, parse_one, NULL, NULL, NULL, NULL, NULL};
  g_autofree char **order = g_memdup2(argv, sizeof *argv * ((gsize)argc + 1)); // argp sorts it
  struct parse parse = {.arguments = arguments};
  if (argp_parse(&argp, argc, order, ARGP_NO_HELP | ARGP_NO_ERRS | ARGP_NO_EXIT, NULL, &parse) == 0)
    return 0;
  return option_refused(output, order[parse.refused_at]);
}

int arguments_parse(int argc, char **argv, struct output *output, struct arguments *ret_arguments) {
  *ret_arguments = (struct arguments){0};
  for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) // so that a mistake before it is told as JSON too
    output->json = output->json || strcmp(argv[i], "--json") == 0;
  int result = parse_all(argc, argv, output, ret_arguments);
  if (result)
    return result;
  output->json = arguments_has(ret_arguments, OPTION_JSON);
  result = words_choose(ret_arguments, output);
  if (result || arguments_has(ret_arguments, OPTION_HELP) || arguments_has(ret_arguments, OPTION_VERSION))
    return result;
  result = options_check(ret_arguments, output);
  if (result || ret_arguments->command == NULL)
    return result;
  return operands_check(ret_arguments, output);
}

void arguments_deinit(struct arguments *arguments) {
  g_free(arguments->words.items);
  for (unsigned i = 0; i < OPTION_COUNT; i++)
    g_free(arguments->values[i].items);
}

bool arguments_has(const struct arguments *arguments, enum option_id option) {
  return arguments->values[option].count > 0;
}

const char *arguments_text(const struct arguments *arguments, enum option_id option) {
  const struct words *values = &arguments->values[option];
  return values->count ? values->items[values->count - 1] : NULL;
}

uint32_t arguments_number(const struct arguments *arguments, enum option_id option) {
  const char *text = arguments_text(arguments, option);
  return text ? (uint32_t)g_ascii_strtoull(text, NULL, 10) : 0;
}

uint32_t arguments_hours(const struct arguments *arguments, enum option_id option) {
  const char *text = arguments_text(arguments, option);
  return text ? hours_of(text) : 0;
}

int64_t arguments_ms(const struct arguments *arguments, enum option_id option) {
  const char *text = arguments_text(arguments, option);
  return text ? (int64_t)(g_ascii_strtod(text, NULL) * 1000) : 0;
}

char **arguments_list(const struct arguments *arguments, enum option_id option, size_t *ret_count) {
  *ret_count = arguments->values[option].count;
  return arguments->values[option].items;
}

int *arguments_choices(const struct arguments *arguments, enum option_id option, size_t *ret_count) {
  const struct words *values = &arguments->values[option];
  int *numbers = g_new0(int, values->count + 1);
  for (unsigned i = 0; i < values->count; i++)
    numbers[i] = choice_find(option_rows[option].choices, values->items[i]);
  *ret_count = values->count;
  return numbers;
}

const char *arguments_operand(const struct arguments *arguments) {
  unsigned fixed = arguments->command->verb ? 2 : 1;
  return arguments->words.count > fixed ? arguments->words.items[arguments->words.count - 1] : NULL;
}

uint64_t arguments_operand_number(const struct arguments *arguments) {
  const char *text = arguments_operand(arguments);
  return text ? g_ascii_strtoull(text, NULL, 10) : 0;
}

const char *arguments_first(const struct arguments *arguments) {
  return arguments->words.items[arguments->command->verb ? 2 : 1];
}

int choice_find(const ProtobufCEnumDescriptor *choices, const char *name) {
  g_autofree char *upper = g_ascii_strup(name, -1);
  g_strdelimit(upper, "-", '_');
  const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value_by_name(choices, upper);
  return value && value->value > 0 ? value->value : -1;
}

char *choice_list(const ProtobufCEnumDescriptor *choices) {
  GString *list = g_string_new(NULL);
  for (unsigned i = 0; i < choices->n_values; i++) {
    if (choices->values[i].value == 0)
      continue;
    g_autofree char *lower = g_ascii_strdown(choices->values[i].name, -1);
    g_string_append_printf(list, "%s%s", list->len ? ", " : "", lower);
  }
  return g_string_free(list, FALSE);
}
