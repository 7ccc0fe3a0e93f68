// SPDX-License-Identifier: Apache-2.0
// The themes of a thesaurus, numbered so that each comes after all that are broader.
#pragma once

#include "base/arena.h"
#include "helix/v1/vocabulary.pb-c.h"
#include "vocabulary/file.h"

#include <stdbool.h>
#include <stdint.h>

struct themes_numbers {
  uint32_t *items; // ascending
  size_t count;
};

struct themes {
  Helix__V1__Theme **items; // by number
  size_t count;
  struct themes_numbers *broader, *ancestors; // of each theme; ancestors: all above
  struct themes_name {
    const char *id;
    uint32_t number;
  } * names; // every id, also those of merged concepts, in the order of ids
  size_t name_count;
};

// Several files are one thesaurus. All of it lies in the arena.
int themes_load(const struct file *files, size_t file_count, struct arena *arena, struct themes *ret_themes,
                struct error *error);

bool themes_find(const struct themes *themes, const char *id, uint32_t *ret_number); // no successor
uint32_t themes_current(const struct themes *themes, uint32_t number);               // its last successor, or itself
const char *themes_nearest(const struct themes *themes, const char *word);
bool themes_within(const struct themes *themes, uint32_t number, uint32_t above);
