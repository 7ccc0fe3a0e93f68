// SPDX-License-Identifier: Apache-2.0
#include "service/unpack.h"

static void *need(void *arena, size_t bytes) {
  return arena_need(arena, bytes);
}

static void *take(void *arena, size_t bytes) {
  return arena_take(arena, bytes);
}

static void leave(void *arena, void *memory) {
  (void)arena, (void)memory;
}

ProtobufCAllocator unpack_allocator(struct arena *arena) {
  return (ProtobufCAllocator){need, leave, arena};
}

ProtobufCAllocator unpack_allocator_capped(struct arena *arena) {
  return (ProtobufCAllocator){take, leave, arena};
}
