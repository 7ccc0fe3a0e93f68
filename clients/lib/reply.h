// SPDX-License-Identifier: Apache-2.0
// A reply's bytes are a stranger's until they have been looked at.
#pragma once

#include "lib/failure.h"

#include <stddef.h>
#include <stdint.h>

// Unpacks; there is a result, and every string is UTF-8. NULL and HELIX_PROTOCOL otherwise.
Helix__V1__Reply *reply_read(const uint8_t *bytes, size_t count, struct helix_error *error);
