// SPDX-License-Identifier: Apache-2.0
// What tells who somebody is by its form alone, whoever it is. Inside the room only.
#pragma once

#include "access/folded.h"
#include "access/teaser.h"

struct leaks {
  struct teaser_leak *items; // owned; places are units of the folded text, not bytes
  size_t count, capacity;
};

void leaks_add(struct leaks *leaks, size_t begin, size_t end, enum teaser_leak_kind kind);

void leaks_find_links(const struct folded *text, struct leaks *leaks);
void leaks_find_numbers(const struct folded *text, struct leaks *leaks);
void leaks_find_addresses(const struct folded *text, struct leaks *leaks); // "via Zamboni 33", "中山路55号"
void leaks_find_products(const struct folded *text, struct leaks *leaks);
