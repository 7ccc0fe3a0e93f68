// SPDX-License-Identifier: Apache-2.0
#include "service/audit.h"

#include "base/utf8.h"
#include "service/job.h"
#include "store/audit.h"

#include <stdarg.h>
#include <stdio.h>

enum { DETAIL_BYTES = 256 };

int audit_note(struct call_context *context, const char *action, const char *stakeholder_id, const char *detail_format,
               ...) {
  char detail[DETAIL_BYTES];
  va_list arguments;
  va_start(arguments, detail_format);
  vsnprintf(detail, sizeof detail, detail_format, arguments);
  va_end(arguments);
  utf8_mend(detail);
  const struct access_caller *caller = &context->job->caller;
  uint64_t actor = caller->standing == ACCESS_INVITED ? 0 : caller->number; // an invitation's number is no identity's
  return store_audit_append(context->worker->store, context->now_ms, actor, action, stakeholder_id, detail,
                            &context->error);
}
