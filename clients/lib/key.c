// SPDX-License-Identifier: Apache-2.0
#include "lib/key.h"

#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

void helix_key_write(uint64_t unix_ms, const uint8_t random[static 10], char ret_key[static HELIX_KEY_BYTES]) {
  static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  unsigned __int128 number = unix_ms & ((UINT64_C(1) << 48) - 1);
  for (unsigned i = 0; i < 10; i++)
    number = number << 8 | random[i];
  for (unsigned i = HELIX_KEY_BYTES - 1; i-- > 0; number >>= 5)
    ret_key[i] = digits[number & 31];
  ret_key[HELIX_KEY_BYTES - 1] = 0;
}

void helix_key_make(char ret_key[static HELIX_KEY_BYTES]) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  uint8_t random[10];
  if (getrandom(random, sizeof random, 0) != sizeof random)
    abort(); // Linux gives up to 256 bytes at once, always, once it has started
  helix_key_write((uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000, random, ret_key);
}
