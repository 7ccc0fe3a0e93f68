// SPDX-License-Identifier: Apache-2.0
#include "mapping/base64.h"

static int digit_value(char digit) {
  if (digit >= 'A' && digit <= 'Z')
    return digit - 'A';
  if (digit >= 'a' && digit <= 'z')
    return digit - 'a' + 26;
  if (digit >= '0' && digit <= '9')
    return digit - '0' + 52;
  if (digit == '+' || digit == '-')
    return 62;
  return digit == '/' || digit == '_' ? 63 : -1;
}

// Takes away "=" or "==" where they complete a group of four.
static size_t without_padding(const char *text, size_t count) {
  if (count % 4 != 0 || count == 0 || text[count - 1] != '=')
    return count;
  return text[count - 2] == '=' ? count - 2 : count - 1;
}

ptrdiff_t base64_read(const char *text, size_t count, uint8_t *bytes) {
  count = without_padding(text, count);
  uint32_t bits = 0;
  unsigned bit_count = 0;
  ptrdiff_t used = 0;
  for (size_t i = 0; i < count; i++) {
    int value = digit_value(text[i]);
    if (value < 0)
      return -1;
    bits = bits << 6 | (uint32_t)value;
    bit_count += 6;
    if (bit_count >= 8) {
      bit_count -= 8;
      bytes[used++] = (uint8_t)(bits >> bit_count);
    }
  }
  uint32_t left_over = bits & ((1U << bit_count) - 1);
  return bit_count >= 6 || left_over ? -1 : used;
}
