// SPDX-License-Identifier: Apache-2.0
// The places, numbered in the order of their file, and how people write them.
#pragma once

#include "helix/v1/vocabulary.pb-c.h"
#include "vocabulary/file.h"

#include <stdbool.h>
#include <stdint.h>

struct places_name {
  char *text; // folded
  uint32_t place;
};

struct places {
  /* owned */
  Helix__V1__PlaceFile *file;
  struct places_name *ids, *names; // sorted by text; ids are not folded, names include them
  uint32_t *within;                // of each place, or its own number
  /* state */
  size_t count, name_count;
};

// On failure *ret_places is for places_free() too.
int places_load(const struct file *file, struct places *ret_places, struct error *error);
void places_free(struct places *places);

bool places_find_id(const struct places *places, const char *id, uint32_t *ret_number);
// By id, or by any name or alias, folded. False when absent or when it means several places.
bool places_find(const struct places *places, const char *id_or_name, uint32_t *ret_number);
const char *places_nearest(const struct places *places, const char *word); // an id
bool places_within(const struct places *places, uint32_t number, uint32_t above);
