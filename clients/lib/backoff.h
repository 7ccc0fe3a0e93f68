// SPDX-License-Identifier: Apache-2.0
// How long to wait before trying again.
#pragma once

#include <stdint.h>

// At least retry_after_ms, and on top of it a random part that grows with the attempts (from 0) up to 3.2 seconds, so
// that clients that were sent away together do not come back together.
uint32_t helix_backoff_ms(unsigned attempt, uint32_t retry_after_ms);
