// SPDX-License-Identifier: Apache-2.0
// How far a long piece of work is, on standard error: on a terminal one line that is rewritten, after the first second;
// elsewhere, when asked for, a line each second.
#pragma once

#include "cli/output.h"

#include <stdint.h>

struct progress {
  struct output *output; // borrowed
  bool is_wanted;        // also where it is no terminal
  bool is_shown;         // a line of it stands on the terminal
  int64_t started_us, told_us;
};

void progress_init(struct progress *progress, struct output *output, bool is_wanted);
void progress_tell(struct progress *progress, uint64_t rows, uint64_t refused);
void progress_clear(struct progress *progress); // before anything else is written
