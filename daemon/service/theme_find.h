// SPDX-License-Identifier: Apache-2.0
// The theme that a call names.
#pragma once

#include "service/call.h"

// `field` is where the call names it. ERROR_NOT_FOUND, with the nearest id as a hint, when the vocabulary does not know it.
int theme_find(struct call_context *context, const char *field, const char *id, uint32_t *ret_theme);
