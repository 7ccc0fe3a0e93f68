// SPDX-License-Identifier: Apache-2.0
// Everything is put together as UTF-8 in memory and converted once, just before it is written.
#include "cli/output.h"

#include "mapping/json.h"

#include <glib.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

// Debian has no it_IT.UTF-8 unless it was generated; the character set that the user asks for counts all the same.
static void locale_choose(void) {
  if (setlocale(LC_CTYPE, "") != NULL)
    return;
  const char *const *names = g_get_language_names();
  for (unsigned i = 0; names[i]; i++) {
    if (strcasestr(names[i], "utf-8") || strcasestr(names[i], "utf8")) {
      setlocale(LC_CTYPE, "C.UTF-8");
      return;
    }
  }
}

static void language_choose(char *ret_language, size_t room) {
  const char *wanted = g_get_language_names()[0];
  bool known = g_str_has_prefix(wanted, "it") || g_str_has_prefix(wanted, "zh");
  g_snprintf(ret_language, (gulong)room, "%.2s", known ? wanted : "en");
}

static bool colour_wanted(FILE *out) {
  const char *no_color = getenv("NO_COLOR"); // https://no-color.org: set and not empty
  const char *terminal = getenv("TERM");
  if ((no_color && *no_color) || !terminal || !*terminal || strcmp(terminal, "dumb") == 0)
    return false;
  return isatty(fileno(out)) == 1;
}

void output_init(struct output *output) {
  locale_choose();
  *output = (struct output){.out = stdout, .err = stderr};
  language_choose(output->language, sizeof output->language);
  output->utf8 = strcasecmp(nl_langinfo(CODESET), "UTF-8") == 0;
  output->colour = colour_wanted(stdout);
  output->err_is_tty = isatty(fileno(stderr)) == 1;
}

char *output_convert(const struct output *output, const char *text) {
  if (output->utf8)
    return g_strdup(text);
  char *converted = g_convert_with_fallback(text, -1, nl_langinfo(CODESET), "UTF-8", NULL, NULL, NULL, NULL);
  if (converted)
    return converted;
  converted = g_strdup(text); // a character set that iconv does not know
  for (char *at = converted; *at; at++)
    *at = (unsigned char)*at < 0x80 ? *at : '?';
  return converted;
}

__attribute__((format(printf, 3, 0))) static void write_formatted(const struct output *output, FILE *stream,
                                                                  const char *format, va_list values) {
  g_autofree char *text = g_strdup_vprintf(format, values);
  g_autofree char *converted = output_convert(output, text);
  fputs(converted, stream);
}

void output_print(struct output *output, const char *format, ...) {
  va_list values;
  va_start(values, format);
  write_formatted(output, output->out, format, values);
  va_end(values);
}

void output_document(struct output *output, const char *text) {
  fputs(text, output->out);
}

void output_note(struct output *output, const char *format, ...) {
  va_list values;
  va_start(values, format);
  write_formatted(output, output->err, format, values);
  va_end(values);
}

void output_json(struct output *output, json_t *json) {
  json_dumpf(json, output->out, JSON_COMPACT);
  fputc('\n', output->out);
  json_decref(json);
}

void output_message(struct output *output, const ProtobufCMessage *message) {
  output_json(output, message_to_json(message));
}

const char *output_bold(const struct output *output) {
  return output->colour ? "\033[1m" : "";
}

const char *output_dim(const struct output *output) {
  return output->colour ? "\033[2m" : "";
}

const char *output_plain(const struct output *output) {
  return output->colour ? "\033[0m" : "";
}

const char *output_sign(const struct output *output, const char *utf8, const char *ascii) {
  return output->utf8 ? utf8 : ascii;
}

static bool is_given(const char *text) {
  return text && *text;
}

json_t *failure_to_json(const struct failure *failure) {
  json_t *body = failure->error ? message_to_json(&failure->error->base) : json_object();
  if (!json_object_get(body, "code"))
    json_object_set_new(body, "code", json_string(failure->code));
  json_object_set_new(body, "message", json_string(failure->message));
  if (is_given(failure->hint))
    json_object_set_new(body, "hint", json_string(failure->hint));
  return json_pack("{s:o}", "error", body);
}

// A single problem is in the message and the hint already.
static unsigned problem_count(const Helix__V1__Error *error) {
  unsigned count = 0;
  for (size_t i = 0; error && i < error->n_findings; i++)
    count += error->findings[i]->severity == HELIX__V1__FINDING__SEVERITY__PROBLEM;
  return count;
}

static void note_problems(struct output *output, const Helix__V1__Error *error) {
  for (size_t i = 0; i < error->n_findings; i++) {
    const Helix__V1__Finding *finding = error->findings[i];
    if (finding->severity != HELIX__V1__FINDING__SEVERITY__PROBLEM)
      continue;
    output_note(output, "  %s%s%s\n", finding->field, *finding->field ? ": " : "", finding->message);
    if (*finding->hint)
      output_note(output, "    %s\n", finding->hint);
  }
}

int output_failure(struct output *output, const struct failure *failure) {
  fflush(output->out);
  output_note(output, "helixctl: %s\n", failure->message);
  if (problem_count(failure->error) > 1)
    note_problems(output, failure->error);
  else if (is_given(failure->hint))
    output_note(output, "%s\n", failure->hint);
  if (output->json)
    output_json(output, failure_to_json(failure));
  return failure->exit_code;
}

int output_fail(struct output *output, int exit_code, const char *code, const char *hint, const char *format, ...) {
  va_list values;
  va_start(values, format);
  g_autofree char *message = g_strdup_vprintf(format, values);
  va_end(values);
  return output_failure(output, &(struct failure){exit_code, code, message, hint, NULL});
}
