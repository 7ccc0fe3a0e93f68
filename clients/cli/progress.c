// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <glib.h>
#include <inttypes.h>

enum { SECOND_US = 1000 * 1000, REDRAW_US = 200 * 1000 };

void progress_init(struct progress *progress, struct output *output, bool is_wanted) {
  int64_t now_us = g_get_monotonic_time();
  *progress = (struct progress){output, is_wanted, false, now_us, now_us};
}

void progress_tell(struct progress *progress, uint64_t rows, uint64_t refused) {
  int64_t now_us = g_get_monotonic_time(), since_us = now_us - progress->started_us;
  bool is_tty = progress->output->err_is_tty;
  if ((!is_tty && !progress->is_wanted) || since_us < SECOND_US)
    return;
  if (now_us - progress->told_us < (is_tty ? REDRAW_US : SECOND_US))
    return;
  progress->told_us = now_us;
  progress->is_shown = is_tty;
  output_note(progress->output, "%s%" PRIu64 " rows, %" PRIu64 " refused, %" PRIu64 " rows a second%s",
              is_tty ? "\r" : "", rows, refused, rows * SECOND_US / (uint64_t)since_us, is_tty ? "\033[K" : "\n");
}

void progress_clear(struct progress *progress) {
  if (progress->is_shown)
    output_note(progress->output, "\r\033[K");
  progress->is_shown = false;
}
