// SPDX-License-Identifier: Apache-2.0
#include "service/item_list.h"

#include <string.h>

void item_list_add(struct item_list *list, struct arena *arena, void *item) {
  if (list->count == list->capacity) {
    size_t capacity = list->capacity ? 2 * list->capacity : 16;
    void **items = arena_need(arena, capacity * sizeof *items);
    if (list->count)
      memcpy(items, list->items, list->count * sizeof *items);
    list->items = items;
    list->capacity = capacity;
  }
  list->items[list->count++] = item;
}
