// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

// Set once before threads start.
static enum log_level level_max = LOG_INFO;
static bool to_journal;

void log_init(enum log_level level) {
  level_max = level;
  to_journal = getenv("JOURNAL_STREAM") != NULL;
}

static const char *word(enum log_level level) {
  switch (level) {
  case LOG_ERROR:
    return "error: ";
  case LOG_WARNING:
    return "warning: ";
  case LOG_NOTICE:
  case LOG_INFO:
  case LOG_DEBUG:
    return "";
  }
  return "";
}

void log_write(enum log_level level, const char *format, ...) {
  if (level > level_max)
    return;
  char line[1024]; // one write, so that lines of threads do not mix
  int used = to_journal ? snprintf(line, sizeof line, "<%d>", (int)level)
                        : snprintf(line, sizeof line, "helixd: %s", word(level));
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(line + used, sizeof line - (size_t)used, format, arguments);
  va_end(arguments);
  fprintf(stderr, "%s\n", line);
}
