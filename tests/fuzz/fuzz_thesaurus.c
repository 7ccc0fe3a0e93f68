// SPDX-License-Identifier: Apache-2.0
// Any bytes are a thesaurus that holds together, or a complaint that names file and line. The first byte says whether they are
// Turtle or N-Triples, and whether they are cut into two files.
#include "vocabulary/themes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void check_theme(const struct themes *themes, uint32_t number) {
  const Helix__V1__Theme *theme = themes->items[number];
  uint32_t found;
  assert(themes_find(themes, theme->id, &found) && found == number);
  for (size_t i = 0; i < theme->n_same; i++)
    assert(themes_find(themes, theme->same[i], &found) && found == number);
  for (size_t i = 0; i < themes->broader[number].count; i++)
    assert(themes->broader[number].items[i] < number);
  assert(theme->n_labels && themes_current(themes, number) < themes->count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes) {
  if (!bytes)
    return 0;
  const char *path = data[0] & 1 ? "a.nt" : "a.ttl";
  size_t rest = bytes - 1, first = data[0] & 2 ? rest / 2 : rest;
  char *text = malloc(bytes);
  assert(text);
  memcpy(text, data + 1, rest);
  const struct file files[] = {{path, text, first}, {"b.ttl", text + first, rest - first}};
  struct arena *arena = arena_new(0);
  struct themes themes = {0};
  struct error error = {0};
  if (themes_load(files, first < rest ? 2 : 1, arena, &themes, &error))
    assert(strstr(error.message, "a.") || strstr(error.message, "b.ttl"));
  else
    for (uint32_t i = 0; i < themes.count; i++)
      check_theme(&themes, i);
  arena_free(arena);
  free(text);
  return 0;
}
