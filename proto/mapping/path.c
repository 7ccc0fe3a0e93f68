// SPDX-License-Identifier: Apache-2.0
#include "mapping/path.h"

#include "mapping/problem.h"

#include <assert.h>

#include <stdio.h>
#include <string.h>

static_assert(sizeof((struct problem *)0)->field == PATH_BYTES, "a path fits into a problem");

static void append(const struct path_step *step, char *text, size_t bytes) {
  if (step->parent)
    append(step->parent, text, bytes);
  size_t used = strlen(text);
  const char *dot = used > 0 ? "." : "";
  if (step->index == PATH_NO_INDEX)
    snprintf(text + used, bytes - used, "%s%s", dot, step->name);
  else
    snprintf(text + used, bytes - used, "%s%s[%zu]", dot, step->name, step->index);
}

const char *path_write(const struct path_step *step, char buffer[static PATH_BYTES]) {
  char whole[2 * PATH_BYTES] = "";
  if (step)
    append(step, whole, sizeof whole);
  return problem_quote(buffer, PATH_BYTES, whole, strlen(whole));
}
