// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include <stddef.h>

// Bytes of the well-formed sequence that begins here (Unicode 15, table 3-7), or 0.
static size_t sequence(const unsigned char *at) {
  if (at[0] < 0x80)
    return 1;
  if (at[0] >= 0xc2 && at[0] <= 0xdf)
    return (at[1] & 0xc0) == 0x80 ? 2 : 0;
  if (at[0] >= 0xe0 && at[0] <= 0xef) {
    unsigned char low = at[0] == 0xe0 ? 0xa0 : 0x80, high = at[0] == 0xed ? 0x9f : 0xbf;
    return at[1] >= low && at[1] <= high && (at[2] & 0xc0) == 0x80 ? 3 : 0;
  }
  if (at[0] >= 0xf0 && at[0] <= 0xf4) {
    unsigned char low = at[0] == 0xf0 ? 0x90 : 0x80, high = at[0] == 0xf4 ? 0x8f : 0xbf;
    return at[1] >= low && at[1] <= high && (at[2] & 0xc0) == 0x80 && (at[3] & 0xc0) == 0x80 ? 4 : 0;
  }
  return 0;
}

void utf8_mend(char *text) {
  unsigned char *from = (unsigned char *)text, *to = from;
  while (*from) {
    size_t bytes = sequence(from);
    if (!bytes)
      from++;
    while (bytes--)
      *to++ = *from++;
  }
  *to = 0;
}
