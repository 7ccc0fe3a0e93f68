// SPDX-License-Identifier: Apache-2.0
// The memory of one request: taken piece by piece, given back at once, and capped, so that no message can make us allocate
// more than its limit. One thread at a time.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(size_t bytes_max);
struct arena *arena_free(struct arena *arena); // NULL is fine; returns NULL
void arena_reset(struct arena *arena);         // empty again, keeps a block for the next use

// Aligned for any type, zeroed. NULL when the cap is reached: arena_exhausted() then says so for good.
void *arena_take(struct arena *arena, size_t bytes);
bool arena_exhausted(const struct arena *arena);
size_t arena_bytes(const struct arena *arena);

// These never fail: for what we make ourselves (replies), the cap does not apply.
__attribute__((returns_nonnull)) void *arena_need(struct arena *arena, size_t bytes);
__attribute__((returns_nonnull)) char *arena_copy(struct arena *arena, const char *string);
__attribute__((returns_nonnull)) char *arena_copy_bytes(struct arena *arena, const void *bytes, size_t count); // + NUL
__attribute__((returns_nonnull, format(printf, 2, 3))) char *arena_print(struct arena *arena, const char *format, ...);
