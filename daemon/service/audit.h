// SPDX-License-Identifier: Apache-2.0
// Writes note in the audit log what they did, in the transaction of the write itself.
#pragma once

#include "service/call.h"
#include "store/audit.h"

// For apply functions, after what they store: at context->now_ms, by the identity that calls (0: the local socket, and an
// invitation's key, which is no identity yet). `action` is "noun.verb" in our own
// words; `stakeholder_id` is that of the record, or "" for none. The detail holds no personal data (store/audit.h): numbers and
// words of ours, no ids, nothing that somebody typed. 0, or negative with context->error.
__attribute__((format(printf, 4, 5))) int audit_note(struct call_context *context, const char *action,
                                                     const char *stakeholder_id, const char *detail_format, ...);

// A row as a message, in the arena; whether its record still exists is not known yet.
Helix__V1__AuditEntry *audit_message(struct arena *arena, const struct store_audit *row);
char *audit_hex(struct arena *arena, const unsigned char *bytes, size_t count);
