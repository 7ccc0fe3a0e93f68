// SPDX-License-Identifier: Apache-2.0
// Reading base64 (RFC 4648) strictly. GLib's decoder passes over what it does not know; a slip in a key should be seen.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Standard or URL-safe alphabet, padded or not. `bytes` has room for base64_bytes_max(count). Number of bytes, or -1
// when the text is not base64.
ptrdiff_t base64_read(const char *text, size_t count, uint8_t *bytes);

static inline size_t base64_bytes_max(size_t count) {
  return count / 4 * 3 + 3;
}
