// SPDX-License-Identifier: Apache-2.0
// How a function says that it failed: by a negative number, and by words for a person in a struct error that the caller owns.
// Results above zero are outcomes that each function documents; they are no failures and leave the error alone.
#pragma once

#include <stdint.h>

enum error_kind {
  ERROR_NONE,
  ERROR_INVALID, // the caller's data are wrong; the words say which and where
  ERROR_NOT_FOUND,
  ERROR_CONFLICT,      // true a moment ago, not any more
  ERROR_TOO_LARGE,     // over a limit
  ERROR_FULL,          // no space on the disk
  ERROR_IO,            // the disk or the system failed
  ERROR_BUSY,          // later
  ERROR_STOPPING,      // not any more
  ERROR_DEADLINE,      // too late
  ERROR_MESSAGE,       // bytes that are no request
  ERROR_CALL,          // a request without a call that we know
  ERROR_NOT_PERMITTED, // the caller's role does not allow it
  ERROR_REVOKED,       // the caller's key has ended
  ERROR_ENDED,         // an invitation has
  ERROR_FAULT,         // ours
};

struct error {
  enum error_kind kind;
  char message[640]; // what was wrong and where; UTF-8, one line
  char hint[256];    // what to do; may be empty
  int64_t at_ms;     // the clock by which time decided, Unix time; 0: it did not
};

// Writes kind and message and returns -kind, so that `return error_set(...)` is a failure. `error` may be NULL.
__attribute__((format(printf, 3, 4))) int error_set(struct error *error, enum error_kind kind, const char *format, ...);

// Adds what to do. Returns the result of the error_set before it.
__attribute__((format(printf, 2, 3))) int error_hint(struct error *error, const char *format, ...);
