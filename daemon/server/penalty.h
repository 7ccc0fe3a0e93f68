// SPDX-License-Identifier: Apache-2.0
// Seconds of penalty by address. One thread.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PENALTY_STEP_MS = 5000, PENALTY_MIN_MS = 15000, PENALTY_MAX_MS = 600000, PENALTY_SOURCES_MAX = 65536 };

struct penalties;

struct penalties *penalties_new(void);
struct penalties *penalties_free(struct penalties *penalties); // NULL is fine; returns NULL

// One more failure from there. When too many addresses are known, those whose penalty is over are forgotten, then nothing
// more is noted until some are.
void penalties_add(struct penalties *penalties, const char *address, int64_t now_ms);

// Is its penalty, run down with time, at the least that counts? Failures fewer than that do nothing.
bool penalties_hold(const struct penalties *penalties, const char *address, int64_t now_ms);
size_t penalties_count(const struct penalties *penalties);
