// SPDX-License-Identifier: Apache-2.0
// Words that somebody asks about.
#pragma once

#include "service/call.h"

// ERROR_TOO_LARGE when the text is longer than the daemon takes. NULL counts as missing: ERROR_INVALID.
int free_text_check(struct call_context *context, const Helix__V1__FreeText *text);
