// SPDX-License-Identifier: Apache-2.0
#include "figures.h"
#include "base/memory.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

struct figure {
  char *name; // owned
  double value;
  unsigned decimals;
};

struct figures {
  struct figure *items; // owned
  size_t count, capacity;
};

struct figures *figures_new(void) {
  return memory_new(sizeof(struct figures));
}

struct figures *figures_free(struct figures *figures) {
  for (size_t i = 0; figures && i < figures->count; i++)
    free(figures->items[i].name);
  if (figures)
    free(figures->items);
  free(figures);
  return NULL;
}

void figures_add(struct figures *figures, const char *name, double value, unsigned decimals) {
  for (size_t i = 0; i < figures->count; i++)
    assert(strcmp(figures->items[i].name, name));
  memory_reserve(figures->items, figures->count, figures->capacity);
  figures->items[figures->count++] = (struct figure){memory_copy_string(name), value, decimals};
}

void figures_print(const struct figures *figures) {
  for (size_t i = 0; i < figures->count; i++) {
    const struct figure *figure = &figures->items[i];
    printf("figure %s %.*f\n", figure->name, (int)figure->decimals, figure->value);
  }
}
