// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

int error_set(struct error *error, enum error_kind kind, const char *format, ...) {
  if (!error)
    return -(int)kind;
  error->kind = kind;
  error->hint[0] = 0;
  error->at_ms = 0;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error->message, sizeof error->message, format, arguments);
  va_end(arguments);
  utf8_mend(error->message);
  return -(int)kind;
}

int error_hint(struct error *error, const char *format, ...) {
  if (!error)
    return -(int)ERROR_FAULT;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error->hint, sizeof error->hint, format, arguments);
  va_end(arguments);
  utf8_mend(error->hint);
  return -(int)error->kind;
}
