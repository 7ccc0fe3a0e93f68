// SPDX-License-Identifier: Apache-2.0
// The one way in which helixctl says anything: lines for people on standard output, JSON lines with --json, and failures.
// A failure goes to standard error as a sentence and, with --json, to standard output as well, as {"error": {...}}.
// Text is UTF-8 inside; on a terminal with another character set what it lacks is written as \uXXXX.
#pragma once

#include "helix/v1/rpc.pb-c.h"
#include "mapping/json.h"

#include <stdbool.h>
#include <stdio.h>

struct output {
  FILE *out, *err;
  bool json;
  bool colour; // bold and dim on standard output
  bool utf8;   // the terminal takes any character
  bool err_is_tty;
  char language[4]; // in which labels are wanted: "en", "it", "zh"
};

// Looks at the environment (NO_COLOR, TERM, LC_*, LANG) and at what the streams are. Sets LC_CTYPE.
void output_init(struct output *output);

// For people; nothing is added at the end of the line.
__attribute__((format(printf, 2, 3))) void output_print(struct output *output, const char *format, ...);

// A document that will be read again, such as a profile: UTF-8 whatever the terminal takes.
void output_document(struct output *output, const char *text);

// A remark beside the result, on standard error.
__attribute__((format(printf, 2, 3))) void output_note(struct output *output, const char *format, ...);

// The text as the terminal can show it; a new string for g_free.
char *output_convert(const struct output *output, const char *text);

// One line of JSON. Takes over the reference.
void output_json(struct output *output, json_t *json);
void output_message(struct output *output, const ProtobufCMessage *message);

// Escape sequences, or "" where they are not wanted.
const char *output_bold(const struct output *output);
const char *output_dim(const struct output *output);
const char *output_plain(const struct output *output);

// `utf8` where the terminal can show it, else `ascii`.
const char *output_sign(const struct output *output, const char *utf8, const char *ascii);

struct failure {
  int exit_code;                 // of sysexits.h
  const char *code;              // for programs: "USAGE", "NOT_FOUND"
  const char *message;           // what was wrong and where
  const char *hint;              // what to do; may be NULL or empty
  const Helix__V1__Error *error; // of the daemon: findings, retry_after_ms; may be NULL
};

// {"error": {...}}; a new tree.
json_t *failure_to_json(const struct failure *failure);

// Tells it and returns the exit code.
int output_failure(struct output *output, const struct failure *failure);

// A failure of our own, for the many plain ones. `hint` may be NULL.
__attribute__((format(printf, 5, 6))) int output_fail(struct output *output, int exit_code, const char *code,
                                                      const char *hint, const char *format, ...);

// Data that the user wrote are wrong: exit code 65.
#define FAIL_DATA "INVALID_DATA"
// The command line is wrong: exit code 64.
#define FAIL_USAGE "USAGE"
// A file cannot be read or written: exit codes 66, 73 and 74.
#define FAIL_FILE "FILE"
