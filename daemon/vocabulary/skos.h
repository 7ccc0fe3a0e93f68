// SPDX-License-Identifier: Apache-2.0
// The concepts of a thesaurus, gathered from its statements. Links may be said from either side (broader or narrower,
// topConceptOf or hasTopConcept); here they are on the narrower side, each once. What concerns a single concept is checked;
// circles, and whether everything hangs on a top concept, are for vocabulary/themes.c.
//
// Several files are gathered as one. Concepts that skos:exactMatch joins, in whatever file, become one (skos_merge.h).
#pragma once

#include "vocabulary/turtle.h"

#include <stdbool.h>
#include <stdint.h>

struct skos_item {
  const char *value, *language; // of texts and words
  uint32_t concept;             // of links: position in the array of concepts
  const struct file *file;
  int line;
  struct skos_item *next;
};

struct skos_list {
  struct skos_item *first, *last;
  size_t count;
};

void skos_list_append(struct skos_list *list, struct skos_item *item);

struct skos_concept {
  const char *iri, *id;
  const struct file *file;
  int line;
  struct skos_list labels, alternatives, definitions; // texts; languages as they stand in the file, "zh-hans"
  struct skos_list broader, related, successors;      // links; at most one successor
  struct skos_list sdgs, partnerships;                // words
  struct skos_list same; // links said by exactMatch; after the merge the ids that mean it too
  bool top, deprecated;
};

struct skos {
  struct skos_concept *concepts; // in the order of their ids
  size_t count;
};

// All of it lies in the arena. ERROR_INVALID with file and line.
int skos_gather(const struct file *files, size_t file_count, struct arena *arena, struct skos *ret_skos,
                struct error *error);
