// SPDX-License-Identifier: Apache-2.0
// The script needs nothing but bash: it walks the words before the cursor, passes over options and their values, and so knows
// noun and verb; tables written out as case statements say what may follow.
#include "cli/completion.h"

#include "cli/arguments.h"
#include "cli/session.h"
#include "cli/verbs.h"

#include <glib.h>
#include <string.h>
#include <sysexits.h>

static void append_nouns(GString *script) {
  for (unsigned i = 0; i < noun_count; i++)
    g_string_append_printf(script, "%s%s", i ? " " : "", noun_rows[i].noun);
}

static void append_verbs(GString *script, const char *noun) {
  for (unsigned i = 0, count = 0; i < command_count; i++) {
    if (strcmp(command_rows[i].noun, noun) == 0 && command_rows[i].verb)
      g_string_append_printf(script, "%s%s", count++ ? " " : "", command_rows[i].verb);
  }
}

static void append_options(GString *script, uint64_t set) {
  for (unsigned i = 0, count = 0; i < OPTION_COUNT; i++) {
    if (set & OPTION_BIT(i))
      g_string_append_printf(script, "%s--%s", count++ ? " " : "", option_rows[i].name);
  }
}

// "--limit|-n" for each option that has a value.
static void append_valued_options(GString *script) {
  for (unsigned i = 0, count = 0; i < OPTION_COUNT; i++) {
    if (option_rows[i].kind == VALUE_NONE)
      continue;
    g_string_append_printf(script, "%s--%s", count++ ? "|" : "", option_rows[i].name);
    if (option_rows[i].letter)
      g_string_append_printf(script, "|-%c", option_rows[i].letter);
  }
}

static void append_option_values(GString *script) {
  for (unsigned i = 0; i < OPTION_COUNT; i++) {
    const struct option_row *row = &option_rows[i];
    if (row->kind == VALUE_FILE && row->letter)
      g_string_append_printf(script, "    --%s|-%c) _helixctl_files; return ;;\n", row->name, row->letter);
    else if (row->kind == VALUE_FILE)
      g_string_append_printf(script, "    --%s) _helixctl_files; return ;;\n", row->name);
    if (row->kind != VALUE_CHOICE)
      continue;
    g_autofree char *choices = choice_list(row->choices);
    g_strdelimit(choices, ",", ' ');
    g_string_append_printf(script, "    --%s) COMPREPLY=($(compgen -W '%s' -- \"$cur\")); return ;;\n", row->name,
                           choices);
  }
}

// What follows noun and verb: the command's options, and its operand.
static void append_command(GString *script, const struct command_row *row) {
  g_string_append_printf(script, "    '%s%s%s') options='", row->noun, row->verb ? " " : "",
                         row->verb ? row->verb : "");
  append_options(script, row->options | OPTIONS_EVERYWHERE);
  g_string_append(script, "'");
  switch (row->operand) {
  case OPERAND_FILE:
    g_string_append(script, " files=yes");
    break;
  case OPERAND_SHELL:
    g_string_append(script, " follow='bash'");
    break;
  case OPERAND_WORDS:
    g_string_append(script, " follow='");
    append_nouns(script);
    g_string_append(script, "'");
    break;
  case OPERAND_NONE:
  case OPERAND_STAKEHOLDER:
  case OPERAND_TWO_STAKEHOLDERS:
  case OPERAND_THEME:
  case OPERAND_NUMBER:
  case OPERAND_CODE:
    break;
  }
  g_string_append(script, " ;;\n");
}

static void append_nouns_with_verbs(GString *script) {
  for (unsigned i = 0; i < noun_count; i++) {
    if (noun_stands_alone(noun_rows[i].noun))
      continue;
    g_string_append_printf(script, "    '%s') follow='", noun_rows[i].noun);
    append_verbs(script, noun_rows[i].noun);
    g_string_append(script, "' ;;\n");
  }
}

char *completion_bash(void) {
  GString *script = g_string_new("# bash completion for helixctl\n"
                                 "_helixctl_files() {\n"
                                 "  compopt -o filenames 2>/dev/null\n"
                                 "  mapfile -t COMPREPLY < <(compgen -f -- \"${COMP_WORDS[COMP_CWORD]}\")\n"
                                 "}\n"
                                 "_helixctl() {\n"
                                 "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
                                 "  local noun= verb= options= follow= files= word skip=\n"
                                 "  COMPREPLY=()\n"
                                 "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
                                 "    if [[ $skip ]]; then skip=; continue; fi\n"
                                 "    case $word in\n      ");
  append_valued_options(script);
  g_string_append(script, ") skip=yes ;;\n"
                          "      -*) ;;\n"
                          "      *) if [[ ! $noun ]]; then noun=$word; elif [[ ! $verb ]]; then verb=$word; fi ;;\n"
                          "    esac\n"
                          "  done\n"
                          "  if [[ $noun = help && $verb ]]; then noun=$verb verb=; fi\n"
                          "  case $prev in\n");
  append_option_values(script);
  g_string_append(script, "  esac\n"
                          "  if [[ $skip ]]; then return; fi\n"
                          "  options='");
  append_options(script, OPTIONS_EVERYWHERE);
  g_string_append(script, "'\n  case \"$noun${verb:+ $verb}\" in\n    '') follow='");
  append_nouns(script);
  g_string_append(script, "' ;;\n");
  append_nouns_with_verbs(script);
  for (unsigned i = 0; i < command_count; i++)
    append_command(script, &command_rows[i]);
  g_string_append(script, "  esac\n"
                          "  if [[ $cur = -* ]]; then\n"
                          "    COMPREPLY=($(compgen -W \"$options\" -- \"$cur\"))\n"
                          "  elif [[ $files ]]; then\n"
                          "    _helixctl_files\n"
                          "  else\n"
                          "    COMPREPLY=($(compgen -W \"$follow\" -- \"$cur\"))\n"
                          "  fi\n"
                          "}\n"
                          "complete -F _helixctl helixctl\n");
  return g_string_free(script, FALSE);
}

int completion_run(struct session *session) {
  const char *shell = arguments_operand(session->arguments);
  if (strcmp(shell, "bash") != 0)
    return output_fail(session->output, EX_USAGE, FAIL_USAGE, "There is one for bash: helixctl completion bash",
                       "no completion for '%s'", shell);
  g_autofree char *script = completion_bash();
  output_document(session->output, script);
  return 0;
}
