// SPDX-License-Identifier: Apache-2.0
// Where a walk through a message stands: a chain of steps on the stack, written out only when there is something to
// say.
#pragma once

#include <stddef.h>

enum { PATH_BYTES = 192 };
#define PATH_NO_INDEX ((size_t)-1)

struct path_step {
  const struct path_step *parent; // NULL at the first step
  const char *name;
  size_t index; // in a repeated field, else PATH_NO_INDEX
};

// "statements[2].themes[0]". A path that does not fit ends in an ellipsis. NULL is the whole: "". Returns the buffer.
const char *path_write(const struct path_step *step, char buffer[static PATH_BYTES]);
