// SPDX-License-Identifier: Apache-2.0
// What the office knows before anybody registers: the thesaurus (SKOS in Turtle or N-Triples), places, cooperations and size
// regimes (YAML or JSON). Loaded whole, checked whole, immutable and shared by reference count: a reload makes a new one.
#pragma once

#include "base/error.h"
#include "helix/v1/vocabulary.pb-c.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vocabulary_files {
  const char *themes; // paths, separated by semicolons: together one thesaurus (vocabulary/skos.h); at least one
  const char *places, *size_regimes; // paths, required
  const char *cooperations;          // path, or NULL or "": none
};

struct vocabulary; // any thread may read

// ERROR_INVALID with file, line and reason; a file that cannot be read is one. Checks: references exist, no cycles in broader and within, every theme
// reaches a top theme, labels present, dates in order, limits in order.
int vocabulary_load(const struct vocabulary_files *files, struct vocabulary **ret_vocabulary, struct error *error);
struct vocabulary *vocabulary_ref(struct vocabulary *vocabulary);
struct vocabulary *vocabulary_unref(struct vocabulary *vocabulary); // returns NULL

const char *vocabulary_version(const struct vocabulary *vocabulary); // 16 hex digits of XXH3 over the files' bytes

// Themes: numbered 0 … count-1, a theme after all that are broader; siblings by id. All borrowed.
size_t vocabulary_theme_count(const struct vocabulary *vocabulary);
const Helix__V1__Theme *vocabulary_theme(const struct vocabulary *vocabulary, uint32_t number);
bool vocabulary_theme_find(const struct vocabulary *vocabulary, const char *id,
                           uint32_t *ret_number); // follows successors and exactMatch
const uint32_t *vocabulary_theme_broader(const struct vocabulary *vocabulary, uint32_t number, size_t *ret_count);
const char *vocabulary_theme_nearest(const struct vocabulary *vocabulary,
                                     const char *word); // a slip of the pen? or NULL
// True when `number` is `above` or lies below it.
bool vocabulary_theme_within(const struct vocabulary *vocabulary, uint32_t number, uint32_t above);

// Places: numbered in the order of the file.
size_t vocabulary_place_count(const struct vocabulary *vocabulary);
const Helix__V1__Place *vocabulary_place(const struct vocabulary *vocabulary, uint32_t number);
// By id, or by any name or alias in any language (case and width folded). False when absent or ambiguous.
bool vocabulary_place_find(const struct vocabulary *vocabulary, const char *id_or_name, uint32_t *ret_number);
const char *vocabulary_place_nearest(const struct vocabulary *vocabulary, const char *word);
bool vocabulary_place_within(const struct vocabulary *vocabulary, uint32_t number, uint32_t above);

size_t vocabulary_cooperation_count(const struct vocabulary *vocabulary);
const Helix__V1__Cooperation *vocabulary_cooperation(const struct vocabulary *vocabulary, size_t number);

size_t vocabulary_regime_count(const struct vocabulary *vocabulary);
const Helix__V1__SizeRegime *vocabulary_regime(const struct vocabulary *vocabulary, size_t number);
