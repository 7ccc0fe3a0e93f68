// SPDX-License-Identifier: Apache-2.0
#include "base/memory.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

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

// What is large and read here and there is kept in huge pages where the system has them: the table of pages is looked up less.
void *memory_aligned(size_t alignment, size_t bytes) {
  const size_t huge = (size_t)2 << 20;
  if (bytes >= 4 * huge)
    alignment = huge;
  size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  void *memory = checked(aligned_alloc(alignment, rounded));
  if (alignment == huge)
    madvise(memory, rounded, MADV_HUGEPAGE); // advice: when it is not taken, nothing is lost but time
  return memory;
}

char *memory_copy_string(const char *string) {
  return checked(strdup(string));
}
