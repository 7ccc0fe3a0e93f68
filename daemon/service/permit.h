// SPDX-License-Identifier: Apache-2.0
// May the caller ask this? First by the table of roles (access/permission.h), on the loop; then, once the request is unpacked, for
// the records that it names. This is the one place that turns pseudonyms into ids and that refuses.
//
// A refusal never tells whether a record exists: what a member may not see is to it as if it were not there, and what it may not
// touch is refused in the same words for every id.
#pragma once

#include "service/call.h"

// By the table and by the records. ERROR_NOT_PERMITTED, ERROR_REVOKED, ERROR_NOT_FOUND with context->error. In the request, pseudonyms are replaced by ids in place.
int permit_records(struct call_context *context);

// Is the caller somebody to whom others are disclosed by stages?
bool permit_is_member(const struct call_context *context);

// Says that there is no such stakeholder, in the words of record_absent(). `word` is what the caller asked for.
int permit_absent(struct call_context *context, const char *word);

// The key of an answer or the name of a batch, of this caller alone. In the arena.
char *permit_scoped(struct arena *arena, const struct access_caller *caller, const char *text);
