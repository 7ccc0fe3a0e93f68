// SPDX-License-Identifier: Apache-2.0
// From the store's rows to the messages of replies.
#pragma once

#include "service/call.h"

// A record in the context's arena. NULL with context->error when the stored bytes cannot be read.
Helix__V1__StakeholderRecord *record_of(struct call_context *context, const struct store_stakeholder *row);

// The latest (0) or the given revision, in the context's arena. NULL with context->error, ERROR_NOT_FOUND among others.
Helix__V1__StakeholderRecord *record_get(struct call_context *context, const char *id, uint64_t revision);

// The messages alone, in an arena of the caller's choice: for those that come by in numbers and are not kept. `ret_day` is
// that of the revision, in days since 1970-01-01.
Helix__V1__Stakeholder *record_unpack(struct call_context *context, struct arena *arena,
                                      const struct store_stakeholder *row);
Helix__V1__Stakeholder *record_get_message(struct call_context *context, struct arena *arena, const char *id,
                                           uint64_t revision, int32_t *ret_day);

Helix__V1__Size **record_sizes(struct arena *arena, const struct size_result *sizes, size_t count);

// Says that there is no such stakeholder; returns the failure.
int record_absent(struct call_context *context, const char *id);
