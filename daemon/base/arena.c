// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK_BYTES = 16384, ALIGNMENT = 16 };

struct block {
  struct block *next;
  size_t used, bytes;
  _Alignas(ALIGNMENT) unsigned char data[];
};

struct arena {
  struct block *blocks; // owned, newest first
  size_t bytes, bytes_max;
  bool exhausted;
};

struct arena *arena_new(size_t bytes_max) {
  struct arena *arena = memory_new(sizeof *arena);
  arena->bytes_max = bytes_max;
  return arena;
}

struct arena *arena_free(struct arena *arena) {
  if (!arena)
    return NULL;
  for (struct block *block = arena->blocks, *next; block; block = next) {
    next = block->next;
    free(block);
  }
  free(arena);
  return NULL;
}

void arena_reset(struct arena *arena) {
  struct block *kept = arena->blocks;
  if (kept) {
    while (kept->next) {
      struct block *next = kept->next;
      free(kept);
      kept = next;
    }
    kept->used = 0;
  }
  arena->blocks = kept;
  arena->bytes = 0;
  arena->exhausted = false;
}

static struct block *grow(struct arena *arena, size_t bytes) {
  // Blocks grow with the arena: few calls for a large message, little waste for a small one.
  size_t wanted = arena->bytes > BLOCK_BYTES ? arena->bytes : BLOCK_BYTES;
  if (wanted > 16 * BLOCK_BYTES)
    wanted = 16 * BLOCK_BYTES;
  if (wanted < bytes)
    wanted = bytes;
  struct block *block = memory_resize(NULL, 1, sizeof *block + wanted);
  block->used = 0;
  block->bytes = wanted;
  block->next = arena->blocks;
  arena->blocks = block;
  return block;
}

void *arena_need(struct arena *arena, size_t bytes) {
  bytes = (bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
  struct block *block = arena->blocks;
  if (!block || block->bytes - block->used < bytes)
    block = grow(arena, bytes);
  void *taken = block->data + block->used;
  block->used += bytes;
  arena->bytes += bytes;
  return memset(taken, 0, bytes);
}

void *arena_take(struct arena *arena, size_t bytes) {
  if (bytes > arena->bytes_max || arena->bytes > arena->bytes_max - bytes) {
    arena->exhausted = true;
    return NULL;
  }
  return arena_need(arena, bytes);
}

bool arena_exhausted(const struct arena *arena) {
  return arena->exhausted;
}

size_t arena_bytes(const struct arena *arena) {
  return arena->bytes;
}

char *arena_copy_bytes(struct arena *arena, const void *bytes, size_t count) {
  char *copy = arena_need(arena, count + 1);
  if (count)
    memcpy(copy, bytes, count);
  return copy;
}

char *arena_copy(struct arena *arena, const char *string) {
  return arena_copy_bytes(arena, string, strlen(string));
}

char *arena_print(struct arena *arena, const char *format, ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  char *printed = arena_need(arena, (size_t)(length < 0 ? 0 : length) + 1);
  if (length >= 0)
    vsnprintf(printed, (size_t)length + 1, format, again);
  va_end(again);
  return printed;
}
