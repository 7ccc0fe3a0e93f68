// SPDX-License-Identifier: Apache-2.0
#include "lib/backoff.h"

#include <stdlib.h>
#include <sys/random.h>

enum { FIRST_MS = 50, DOUBLINGS_MAX = 6, RETRY_AFTER_MS_MAX = 3600 * 1000 };

uint32_t helix_backoff_ms(unsigned attempt, uint32_t retry_after_ms) {
  uint32_t random;
  if (getrandom(&random, sizeof random, 0) != sizeof random)
    abort();
  uint32_t window_ms = FIRST_MS << (attempt < DOUBLINGS_MAX ? attempt : DOUBLINGS_MAX);
  uint32_t wanted_ms = retry_after_ms < RETRY_AFTER_MS_MAX ? retry_after_ms : RETRY_AFTER_MS_MAX;
  return wanted_ms + window_ms / 2 + random % (window_ms / 2 + 1);
}
