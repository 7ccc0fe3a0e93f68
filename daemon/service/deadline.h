// SPDX-License-Identifier: Apache-2.0
// Long answers look up between two pieces of their work: is anybody still waiting, and does the watchdog see us.
#pragma once

#include "service/call.h"

// Shows that the worker lives. 0, or ERROR_DEADLINE when the request's time is over.
int deadline_check(struct call_context *context);

// The same for short pieces such as rows: *count grows by one, and every few hundred the look is taken.
int deadline_check_row(struct call_context *context, size_t *count);
