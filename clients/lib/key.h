// SPDX-License-Identifier: Apache-2.0
// Idempotency keys: 48 bits of time in milliseconds and 80 random bits, in Crockford's base32 (the layout of a ULID).
// Keys of one hour lie side by side in the daemon's index of keys, so that remembering a new one touches a warm page.
#pragma once

#include <stdint.h>

enum { HELIX_KEY_BYTES = 27 }; // 26 characters and the NUL

void helix_key_make(char ret_key[static HELIX_KEY_BYTES]);

// As above from given parts; later times sort behind earlier ones.
void helix_key_write(uint64_t unix_ms, const uint8_t random[static 10], char ret_key[static HELIX_KEY_BYTES]);
