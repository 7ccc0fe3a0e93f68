// SPDX-License-Identifier: Apache-2.0
// Heap memory that is there or the process is not: libzmq and GLib end the process when memory runs out, so a check in our
// code would save nothing. What a peer can make us allocate is bounded elsewhere (base/arena.h, the server's limits).
#pragma once

#include <stddef.h>
#include <stdlib.h>

__attribute__((malloc, returns_nonnull)) void *memory_new(size_t bytes); // zeroed
__attribute__((returns_nonnull)) void *memory_resize(void *old, size_t count, size_t item_bytes);
__attribute__((malloc, returns_nonnull)) void *memory_aligned(size_t alignment,
                                                              size_t bytes); // not zeroed; free() as usual
__attribute__((malloc, returns_nonnull)) char *memory_copy_string(const char *string);

// Room for one more item in a growing array: doubles *capacity when `count` has reached it.
#define memory_reserve(array, count, capacity)                                                                         \
  do {                                                                                                                 \
    if ((count) >= (capacity)) {                                                                                       \
      (capacity) = (capacity) ? (capacity)*2 : 8;                                                                      \
      (array) = memory_resize((array), (capacity), sizeof *(array));                                                   \
    }                                                                                                                  \
  } while (0)

static inline void memory_free_at(void *pointer_to_pointer) {
  free(*(void **)pointer_to_pointer);
}
// An owning local: freed when it goes out of scope.
#define memory_auto __attribute__((cleanup(memory_free_at)))
