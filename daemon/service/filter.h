// SPDX-License-Identifier: Apache-2.0
// From a filter message to the engine's.
#pragma once

#include "service/call.h"

// In the context's arena. Unknown places, themes or countries are findings and ERROR_INVALID. `filter` may be NULL.
int filter_open(struct call_context *context, const Helix__V1__Filter *filter, struct match_filter *ret_filter);

// When there are problems among the findings: ERROR_INVALID in words, else 0.
int findings_result(struct call_context *context, const char *what);
