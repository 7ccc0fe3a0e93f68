// SPDX-License-Identifier: Apache-2.0
// An output that is kept in memory, for tests of what is said.
#pragma once

#include "cli/output.h"

struct capture {
  struct output output;
  char *out, *err; // filled by capture_end(); freed by capture_free()
  size_t out_bytes, err_bytes;
};

void capture_begin(struct capture *capture);
void capture_end(struct capture *capture);
void capture_free(struct capture *capture);
