// SPDX-License-Identifier: Apache-2.0
// All files are read before any of them is looked into, so that version and content belong together.
#include "vocabulary/vocabulary.h"
#include "base/memory.h"
#include "vocabulary/cooperations.h"
#include "vocabulary/file.h"
#include "vocabulary/places.h"
#include "vocabulary/regimes.h"
#include "vocabulary/themes.h"

#include <assert.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum vocabulary_part { PART_PLACES, PART_SIZE_REGIMES, PART_COOPERATIONS, PART_COUNT };
enum { THEMES_FILES_MAX = 32 };

struct files {
  struct file parts[PART_COUNT];
  char *theme_paths; // owned; cut at the semicolons
  struct file themes[THEMES_FILES_MAX];
  size_t theme_count;
};

struct vocabulary {
  /* owned */
  struct arena *arena; // of the themes
  struct themes themes;
  struct places places;
  Helix__V1__CooperationFile *cooperations; // NULL: none
  Helix__V1__SizeRegimeFile *regimes;
  /* state */
  char version[17];
  atomic_uint references;
};

static int read_themes(const char *paths, struct files *files, struct error *error) {
  char *rest;
  files->theme_paths = memory_copy_string(paths);
  for (char *path = strtok_r(files->theme_paths, ";", &rest); path; path = strtok_r(NULL, ";", &rest)) {
    if (files->theme_count == THEMES_FILES_MAX)
      return error_set(error, ERROR_INVALID, "%s: more than %d files of themes", path, THEMES_FILES_MAX);
    int r = file_read(path, &files->themes[files->theme_count], error);
    if (r)
      return r;
    files->theme_count++;
  }
  return files->theme_count ? 0 : error_set(error, ERROR_INVALID, "no file of themes is named");
}

static int read_files(const struct vocabulary_files *paths, struct files *files, struct error *error) {
  const char *all[PART_COUNT] = {[PART_PLACES] = paths->places,
                                 [PART_SIZE_REGIMES] = paths->size_regimes,
                                 [PART_COOPERATIONS] = paths->cooperations};
  int r = read_themes(paths->themes, files, error);
  for (enum vocabulary_part i = 0; i < PART_COUNT && !r; i++)
    if (i != PART_COOPERATIONS || (all[i] && *all[i]))
      r = file_read(all[i], &files->parts[i], error);
  return r;
}

static void free_files(struct files *files) {
  for (size_t i = 0; i < files->theme_count; i++)
    file_free(&files->themes[i]);
  for (enum vocabulary_part i = 0; i < PART_COUNT; i++)
    file_free(&files->parts[i]);
  free(files->theme_paths);
}

// The length goes in too: the same bytes in other files are another vocabulary.
static void digest(XXH3_state_t *state, const struct file *file) {
  uint64_t size = file->size;
  XXH3_64bits_update(state, &size, sizeof size);
  XXH3_64bits_update(state, file->bytes, file->size);
}

static void set_version(struct vocabulary *vocabulary, const struct files *files) {
  XXH3_state_t *state = XXH3_createState();
  XXH3_64bits_reset(state);
  for (size_t i = 0; i < files->theme_count; i++)
    digest(state, &files->themes[i]);
  for (enum vocabulary_part i = 0; i < PART_COUNT; i++)
    digest(state, &files->parts[i]);
  snprintf(vocabulary->version, sizeof vocabulary->version, "%016" PRIx64, (uint64_t)XXH3_64bits_digest(state));
  XXH3_freeState(state);
}

static int load(struct vocabulary *vocabulary, const struct files *files, struct error *error) {
  const struct file *parts = files->parts;
  set_version(vocabulary, files);
  int r = themes_load(files->themes, files->theme_count, vocabulary->arena, &vocabulary->themes, error);
  if (!r)
    r = places_load(&parts[PART_PLACES], &vocabulary->places, error);
  if (!r)
    r = regimes_load(&parts[PART_SIZE_REGIMES], &vocabulary->regimes, error);
  if (!r && parts[PART_COOPERATIONS].path)
    r = cooperations_load(&parts[PART_COOPERATIONS], &vocabulary->themes, &vocabulary->places,
                          &vocabulary->cooperations, error);
  return r;
}

int vocabulary_load(const struct vocabulary_files *paths, struct vocabulary **ret_vocabulary, struct error *error) {
  struct files files = {0};
  struct vocabulary *vocabulary = memory_new(sizeof *vocabulary);
  vocabulary->arena = arena_new(0);
  atomic_init(&vocabulary->references, 1);
  int r = read_files(paths, &files, error);
  if (!r)
    r = load(vocabulary, &files, error);
  free_files(&files);
  if (r)
    vocabulary_unref(vocabulary);
  else
    *ret_vocabulary = vocabulary;
  return r;
}

struct vocabulary *vocabulary_ref(struct vocabulary *vocabulary) {
  atomic_fetch_add_explicit(&vocabulary->references, 1, memory_order_relaxed);
  return vocabulary;
}

struct vocabulary *vocabulary_unref(struct vocabulary *vocabulary) {
  if (!vocabulary || atomic_fetch_sub_explicit(&vocabulary->references, 1, memory_order_acq_rel) > 1)
    return NULL;
  if (vocabulary->cooperations)
    helix__v1__cooperation_file__free_unpacked(vocabulary->cooperations, NULL);
  if (vocabulary->regimes)
    helix__v1__size_regime_file__free_unpacked(vocabulary->regimes, NULL);
  places_free(&vocabulary->places);
  arena_free(vocabulary->arena);
  free(vocabulary);
  return NULL;
}

const char *vocabulary_version(const struct vocabulary *vocabulary) {
  return vocabulary->version;
}

size_t vocabulary_theme_count(const struct vocabulary *vocabulary) {
  return vocabulary->themes.count;
}

const Helix__V1__Theme *vocabulary_theme(const struct vocabulary *vocabulary, uint32_t number) {
  assert(number < vocabulary->themes.count);
  return vocabulary->themes.items[number];
}

bool vocabulary_theme_find(const struct vocabulary *vocabulary, const char *id, uint32_t *ret_number) {
  uint32_t number;
  if (!themes_find(&vocabulary->themes, id, &number))
    return false;
  *ret_number = themes_current(&vocabulary->themes, number);
  return true;
}

const uint32_t *vocabulary_theme_broader(const struct vocabulary *vocabulary, uint32_t number, size_t *ret_count) {
  assert(number < vocabulary->themes.count);
  *ret_count = vocabulary->themes.broader[number].count;
  return vocabulary->themes.broader[number].items;
}

const char *vocabulary_theme_nearest(const struct vocabulary *vocabulary, const char *word) {
  return themes_nearest(&vocabulary->themes, word);
}

bool vocabulary_theme_within(const struct vocabulary *vocabulary, uint32_t number, uint32_t above) {
  assert(number < vocabulary->themes.count);
  return themes_within(&vocabulary->themes, number, above);
}

size_t vocabulary_place_count(const struct vocabulary *vocabulary) {
  return vocabulary->places.count;
}

const Helix__V1__Place *vocabulary_place(const struct vocabulary *vocabulary, uint32_t number) {
  assert(number < vocabulary->places.count);
  return vocabulary->places.file->places[number];
}

bool vocabulary_place_find(const struct vocabulary *vocabulary, const char *id_or_name, uint32_t *ret_number) {
  return places_find(&vocabulary->places, id_or_name, ret_number);
}

const char *vocabulary_place_nearest(const struct vocabulary *vocabulary, const char *word) {
  return places_nearest(&vocabulary->places, word);
}

bool vocabulary_place_within(const struct vocabulary *vocabulary, uint32_t number, uint32_t above) {
  assert(number < vocabulary->places.count);
  return places_within(&vocabulary->places, number, above);
}

size_t vocabulary_cooperation_count(const struct vocabulary *vocabulary) {
  return vocabulary->cooperations ? vocabulary->cooperations->n_cooperations : 0;
}

const Helix__V1__Cooperation *vocabulary_cooperation(const struct vocabulary *vocabulary, size_t number) {
  assert(number < vocabulary_cooperation_count(vocabulary));
  return vocabulary->cooperations->cooperations[number];
}

size_t vocabulary_regime_count(const struct vocabulary *vocabulary) {
  return vocabulary->regimes->n_regimes;
}

const Helix__V1__SizeRegime *vocabulary_regime(const struct vocabulary *vocabulary, size_t number) {
  assert(number < vocabulary->regimes->n_regimes);
  return vocabulary->regimes->regimes[number];
}
