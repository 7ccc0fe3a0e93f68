// SPDX-License-Identifier: Apache-2.0
#include "service/deadline.h"

#include "base/date.h"
#include "service/job.h"

enum { ROWS_BETWEEN = 256 };

int deadline_check(struct call_context *context) {
  worker_show(context->worker);
  if (clock_monotonic_ms() <= context->job->deadline_monotonic_ms)
    return 0;
  error_set(&context->error, ERROR_DEADLINE, "the deadline passed while the answer was being made");
  return error_hint(&context->error, "ask for less at once, or give it more time");
}

int deadline_check_row(struct call_context *context, size_t *count) {
  return ++*count % ROWS_BETWEEN ? 0 : deadline_check(context);
}
