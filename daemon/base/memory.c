// SPDX-License-Identifier: Apache-2.0
#include "base/memory.h"

#include <stdio.h>
#include <string.h>

static void *checked(void *pointer) {
  if (!pointer) {
    fputs("<2>out of memory\n", stderr);
    abort();
  }
  return pointer;
}

void *memory_new(size_t bytes) {
  return checked(calloc(1, bytes ? bytes : 1));
}

void *memory_resize(void *old, size_t count, size_t item_bytes) {
  return checked(reallocarray(old, count ? count : 1, item_bytes));
}

void *memory_aligned(size_t alignment, size_t bytes) {
  return checked(aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment));
}

char *memory_copy_string(const char *string) {
  return checked(strdup(string));
}
