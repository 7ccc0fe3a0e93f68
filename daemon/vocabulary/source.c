// SPDX-License-Identifier: Apache-2.0
#include "vocabulary/source.h"
#include "base/date.h"
#include "base/memory.h"
#include "mapping/check.h"
#include "mapping/document.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int fail_problem(const struct file *file, const struct problem *problem, int line, struct error *error) {
  char place[32] = "";
  if (line)
    snprintf(place, sizeof place, ":%d", line);
  error_set(error, ERROR_INVALID, "%s%s: %s%s%s", file->path, place, problem->field, problem->field[0] ? ": " : "",
            problem->message);
  return error_hint(error, "%.255s", problem->hint);
}

int source_open(const struct file *file, const ProtobufCMessageDescriptor *descriptor, struct source *ret_source,
                ProtobufCMessage **ret_message, struct error *error) {
  struct problem problem = {0};
  struct document *document = document_read(file->bytes, file->size, document_format_of(file->path), &problem);
  if (!document)
    return fail_problem(file, &problem, problem.line, error);
  ProtobufCMessage *message = document_message(document, descriptor, &problem);
  if (!message) {
    document_free(document);
    return fail_problem(file, &problem, problem.line, error);
  }
  if (message_check_strings(message, &problem)) {
    int r = fail_problem(file, &problem, document_line(document, problem.field), error);
    protobuf_c_message_free_unpacked(message, NULL);
    document_free(document);
    return r;
  }
  *ret_source = (struct source){.path = file->path, .document = document};
  *ret_message = message;
  return 0;
}

void source_close(struct source *source) {
  source->document = document_free(source->document);
}

struct source_path source_path(const char *format, ...) {
  struct source_path path;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(path.text, sizeof path.text, format, arguments);
  va_end(arguments);
  return path;
}

int source_fail(const struct source *source, struct error *error, struct source_path field, const char *format, ...) {
  char what[400];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(what, sizeof what, format, arguments);
  va_end(arguments);
  int line = document_line(source->document, field.text);
  if (!line)
    return error_set(error, ERROR_INVALID, "%s: %s: %s", source->path, field.text, what);
  return error_set(error, ERROR_INVALID, "%s:%d: %s: %s", source->path, line, field.text, what);
}

int source_check_id(const struct source *source, struct source_path field, const char *id, struct error *error) {
  static const char first[] = "abcdefghijklmnopqrstuvwxyz0123456789",
                    others[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
  size_t length = strlen(id);
  if (length && length <= 64 && strspn(id, first) && strspn(id, others) == length)
    return 0;
  if (!length)
    return source_fail(source, error, field, "is missing");
  source_fail(source, error, field, "'%.80s' is no id", id);
  return error_hint(error, "An id has up to 64 lower case letters, digits, '.', '_' and '-', and begins with a letter "
                           "or digit.");
}

int source_check_date(const struct source *source, struct source_path field, const char *date, struct error *error) {
  int32_t first, last;
  if (!date_parse(date, &first, &last))
    return 0;
  source_fail(source, error, field, "'%.40s' is no date", date);
  return error_hint(error, "Write YYYY, YYYY-MM or YYYY-MM-DD.");
}

int source_check_period(const struct source *source, struct source_path parent, const char *start, const char *end,
                        struct error *error) {
  struct source_path end_field = source_path("%.180s.end", parent.text);
  int r = source_check_date(source, source_path("%.180s.start", parent.text), start, error);
  if (!r)
    r = source_check_date(source, end_field, end, error);
  if (r)
    return r;
  int32_t start_first, start_last, end_first, end_last;
  date_parse(start, &start_first, &start_last);
  date_parse(end, &end_first, &end_last);
  if (*start && *end && start_first > end_last)
    return source_fail(source, error, end_field, "%s is before the start, %s", end, start);
  return 0;
}

static int check_text(const struct source *source, struct source_path field, Helix__V1__Text *const *texts, size_t i,
                      struct error *error) {
  const char *language = texts[i]->language;
  if (strlen(language) != 2 || !islower((unsigned char)language[0]) || !islower((unsigned char)language[1])) {
    source_fail(source, error, source_path("%.150s[%zu].language", field.text, i), "'%.40s' is no language", language);
    return error_hint(error, "Write two letters of ISO 639-1, such as en, it or zh.");
  }
  if (!texts[i]->value[0])
    return source_fail(source, error, source_path("%.150s[%zu].value", field.text, i), "is missing");
  for (size_t j = 0; j < i; j++)
    if (!strcmp(texts[j]->language, language))
      return source_fail(source, error, source_path("%.150s[%zu].language", field.text, i),
                         "'%s' was given already, with '%.80s'", language, texts[j]->value);
  return 0;
}

int source_check_texts(const struct source *source, struct source_path field, Helix__V1__Text **texts, size_t count,
                       size_t count_min, struct error *error) {
  if (count < count_min)
    return source_fail(source, error, field, "is missing");
  for (size_t i = 0; i < count; i++) {
    int r = check_text(source, field, texts, i, error);
    if (r)
      return r;
  }
  return 0;
}

int source_check_country(const struct source *source, struct source_path field, const char *country,
                         struct error *error) {
  if (strlen(country) == 2 && isupper((unsigned char)country[0]) && isupper((unsigned char)country[1]))
    return 0;
  source_fail(source, error, field, "'%.40s' is no country", country);
  return error_hint(error, "Write two capital letters of ISO 3166-1, such as IT or CN.");
}

int source_fail_unknown(const struct source *source, struct source_path field, const char *what, const char *id,
                        const char *nearest, struct error *error) {
  source_fail(source, error, field, "%s '%.80s' is not known", what, id);
  if (!nearest)
    return -(int)ERROR_INVALID;
  return error_hint(error, "Did you mean '%.80s'?", nearest);
}
