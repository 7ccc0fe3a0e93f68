// SPDX-License-Identifier: Apache-2.0
#include "service/audit.h"

#include "base/utf8.h"
#include "service/job.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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

char *audit_hex(struct arena *arena, const unsigned char *bytes, size_t count) {
  static const char digits[] = "0123456789abcdef";
  char *hex = arena_need(arena, 2 * count + 1);
  for (size_t i = 0; i < count; i++) {
    hex[2 * i] = digits[bytes[i] >> 4];
    hex[2 * i + 1] = digits[bytes[i] & 15];
  }
  return hex;
}

Helix__V1__AuditEntry *audit_message(struct arena *arena, const struct store_audit *row) {
  static const unsigned char none[STORE_AUDIT_SUBJECT_BYTES];
  Helix__V1__AuditEntry *entry = arena_need(arena, sizeof *entry);
  helix__v1__audit_entry__init(entry);
  entry->number = row->number;
  entry->at_ms = row->at_ms;
  entry->actor = row->actor;
  entry->action = arena_copy(arena, row->action);
  entry->detail = arena_copy(arena, row->detail);
  entry->hash = audit_hex(arena, row->hash, sizeof row->hash);
  if (memcmp(row->subject, none, sizeof none) != 0)
    entry->subject = audit_hex(arena, row->subject, sizeof row->subject);
  return entry;
}
