// SPDX-License-Identifier: Apache-2.0
// A repeated field that is filled one by one, in an arena: grows by doubling.
#pragma once

#include "base/arena.h"

struct item_list {
  void **items; // in the arena
  size_t count, capacity;
};

void item_list_add(struct item_list *list, struct arena *arena, void *item);
