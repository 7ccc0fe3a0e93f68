// SPDX-License-Identifier: Apache-2.0
// What is wrong with something that a person or a peer wrote.
#pragma once

#include <stddef.h>

struct problem {
  int line, column;  // from 1; 0: not known
  char field[192];   // path in proto names, "statements[2].themes[0]"; empty: the whole
  char message[320]; // what is wrong
  char hint[320];    // what to do; may be empty
};

// Writes field, message (and clears hint, line, column); returns -1. `problem` may be NULL.
__attribute__((format(printf, 3, 4))) int problem_set(struct problem *problem, const char *field, const char *format,
                                                      ...);

// Writes the hint that stands beside the message; returns -1. `problem` may be NULL.
__attribute__((format(printf, 2, 3))) int problem_hint(struct problem *problem, const char *format, ...);

// What somebody wrote, fit to be shown on a terminal: control characters and bytes that are no UTF-8 become '?', and what does
// not fit into the buffer (at least 8 bytes) is cut between characters and ends in an ellipsis. Returns the buffer.
const char *problem_quote(char *buffer, size_t bytes, const char *text, size_t count);

// The candidate nearest to `word` by edit distance if it is near enough to be a slip (at most a third of the letters),
// else NULL. For "did you mean"; never to guess.
const char *problem_nearest(const char *word, const char *const *candidates, unsigned count);
