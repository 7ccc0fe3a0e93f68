// SPDX-License-Identifier: Apache-2.0
#include "lib/failure.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

void helix_error_clear(struct helix_error *error) {
  if (!error)
    return;
  if (error->refusal)
    helix__v1__error__free_unpacked(error->refusal, NULL);
  error->failure = HELIX_NO_FAILURE;
  error->refusal = NULL;
  error->message[0] = error->hint[0] = 0;
}

int helix_error_set(struct helix_error *error, enum helix_failure failure, const char *format, ...) {
  if (!error)
    return -1;
  helix_error_clear(error);
  error->failure = failure;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error->message, sizeof error->message, format, arguments);
  va_end(arguments);
  return -1;
}

int helix_error_hint(struct helix_error *error, const char *format, ...) {
  if (!error)
    return -1;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error->hint, sizeof error->hint, format, arguments);
  va_end(arguments);
  return -1;
}

// "3 hours": only large differences are told, so that one unit is enough.
static void write_difference(int64_t difference_ms, char *ret_words, size_t room) {
  static const struct {
    const char *name;
    int64_t ms;
  } units[] = {{"day", 86400000}, {"hour", 3600000}, {"minute", 60000}};
  size_t i = 0;
  while (i + 1 < sizeof units / sizeof *units && difference_ms < 2 * units[i].ms)
    i++;
  snprintf(ret_words, room, "%lld %ss", (long long)((difference_ms + units[i].ms / 2) / units[i].ms), units[i].name);
}

// An invitation that "has expired" an hour before its time makes no sense until somebody looks at both clocks.
static void add_clocks(struct helix_error *error, int64_t server_ms) {
  enum { CLOCKS_MS_MAX = 120000 };
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  int64_t ahead_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 - server_ms;
  if (server_ms <= 0 || llabs(ahead_ms) <= CLOCKS_MS_MAX)
    return;
  char difference[40];
  write_difference(llabs(ahead_ms), difference, sizeof difference);
  size_t count = strlen(error->hint);
  snprintf(error->hint + count, sizeof error->hint - count,
           "%sThis machine's clock is %s %s the server's. Compare both with a third; to set this one: timedatectl "
           "set-ntp true",
           count ? ". " : "", difference, ahead_ms > 0 ? "ahead of" : "behind");
}

int helix_error_refuse(struct helix_error *error, Helix__V1__Error *refusal) {
  if (!error) {
    helix__v1__error__free_unpacked(refusal, NULL);
    return -1;
  }
  helix_error_set(error, HELIX_REFUSED, "%s", *refusal->message ? refusal->message : "The daemon refused.");
  helix_error_hint(error, "%s", refusal->hint);
  add_clocks(error, refusal->at_ms);
  error->refusal = refusal;
  return -1;
}

static int refusal_exit_code(Helix__V1__ErrorCode code) {
  switch (code) {
  case HELIX__V1__ERROR_CODE__INVALID_MESSAGE:
  case HELIX__V1__ERROR_CODE__INVALID_ARGUMENT:
  case HELIX__V1__ERROR_CODE__CONFLICT:
  case HELIX__V1__ERROR_CODE__TOO_LARGE:
    return EX_DATAERR;
  case HELIX__V1__ERROR_CODE__NOT_FOUND:
    return EX_NOINPUT;
  case HELIX__V1__ERROR_CODE__UNKNOWN_CALL:
    return EX_PROTOCOL;
  case HELIX__V1__ERROR_CODE__NOT_PERMITTED:
  case HELIX__V1__ERROR_CODE__KEY_REVOKED:
  case HELIX__V1__ERROR_CODE__INVITATION_ENDED:
    return EX_NOPERM;
  case HELIX__V1__ERROR_CODE__DEADLINE_EXCEEDED:
  case HELIX__V1__ERROR_CODE__BUSY:
  case HELIX__V1__ERROR_CODE__STORAGE_FULL:
  case HELIX__V1__ERROR_CODE__STOPPING:
    return EX_TEMPFAIL;
  case HELIX__V1__ERROR_CODE__ERROR_UNSPECIFIED:
  case HELIX__V1__ERROR_CODE__INTERNAL:
  case _HELIX__V1__ERROR_CODE_IS_INT_SIZE:
    return EX_SOFTWARE;
  }
  return EX_SOFTWARE; // a code that a newer daemon knows
}

int helix_error_exit_code(const struct helix_error *error) {
  switch (error->failure) {
  case HELIX_NO_FAILURE:
    return EX_OK;
  case HELIX_UNREACHABLE:
    return EX_UNAVAILABLE;
  case HELIX_TIMEOUT:
  case HELIX_LOST:
    return EX_TEMPFAIL;
  case HELIX_PROTOCOL:
    return EX_PROTOCOL;
  case HELIX_REFUSED:
    return refusal_exit_code(error->refusal->code);
  case HELIX_DATA:
    return EX_DATAERR;
  case HELIX_USAGE:
    return EX_USAGE;
  case HELIX_CONFIG:
    return EX_CONFIG;
  case HELIX_DENIED:
    return EX_NOPERM;
  case HELIX_UNTRUSTED:
    return EX_PROTOCOL;
  }
  __builtin_unreachable();
}
