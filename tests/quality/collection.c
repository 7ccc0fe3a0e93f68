// SPDX-License-Identifier: Apache-2.0
#include "collection.h"
#include "base/memory.h"

#include <stdio.h>
#include <string.h>

struct collection {
  const struct text_concepts *concepts;
  struct text_analyzer *analyzer;
  struct text_analysis analysis;
  struct match_profile *profiles;      // owned
  struct match_statement **statements; // owned: by profile
  size_t count, capacity, statement_capacity;
};

struct collection *collection_new(const struct text_concepts *concepts) {
  struct collection *collection = memory_new(sizeof *collection);
  collection->concepts = concepts;
  collection->analyzer = text_analyzer_new();
  return collection;
}

// The engine borrows through pointers to const what is ours.
static void free_const(const void *pointer) {
  free((void *)(uintptr_t)pointer);
}

struct collection *collection_free(struct collection *collection) {
  if (!collection)
    return NULL;
  for (size_t i = 0; i < collection->count; i++) {
    for (size_t s = 0; s < collection->profiles[i].statement_count; s++) {
      free_const(collection->statements[i][s].terms);
      free_const(collection->statements[i][s].concepts);
    }
    free(collection->statements[i]);
    free_const(collection->profiles[i].id);
  }
  free(collection->statements);
  free(collection->profiles);
  text_analysis_deinit(&collection->analysis);
  text_analyzer_free(collection->analyzer);
  free(collection);
  return NULL;
}

static char *id_of(size_t number) {
  char id[24];
  snprintf(id, sizeof id, "%010zu", number);
  return memory_copy_string(id);
}

unsigned long collection_number(const char *id) {
  return strtoul(id, NULL, 10);
}

void collection_begin(struct collection *collection) {
  if (collection->count >= collection->capacity) {
    collection->capacity = collection->capacity ? 2 * collection->capacity : 64;
    collection->profiles = memory_resize(collection->profiles, collection->capacity, sizeof *collection->profiles);
    collection->statements =
        memory_resize(collection->statements, collection->capacity, sizeof *collection->statements);
  }
  collection->profiles[collection->count] = (struct match_profile){.id = id_of(collection->count), .revision = 1};
  collection->statements[collection->count++] = NULL;
  collection->statement_capacity = 0;
}

static uint64_t *copy_terms(const struct text_analysis *analysis) {
  uint64_t *terms = memory_resize(NULL, analysis->token_count + analysis->derived_count + 1, sizeof *terms);
  for (size_t i = 0; i < analysis->token_count; i++)
    terms[i] = analysis->tokens[i].term;
  for (size_t i = 0; i < analysis->derived_count; i++)
    terms[analysis->token_count + i] = analysis->derived[i].term;
  return terms;
}

static uint32_t *copy_concepts(const struct text_analysis *analysis) {
  uint32_t *concepts = memory_resize(NULL, analysis->tag_count + analysis->hint_count + 1, sizeof *concepts);
  for (size_t i = 0; i < analysis->tag_count; i++)
  concepts[i] = analysis->tags[i].concept;
  for (size_t i = 0; i < analysis->hint_count; i++)
    concepts[analysis->tag_count + i] = match_concept_hint(analysis->hints[i].concept, analysis->hints[i].strength);
  return concepts;
}

void collection_add(struct collection *collection, const char *text, enum text_language language) {
  struct match_profile *profile = &collection->profiles[collection->count - 1];
  struct match_statement **statements = &collection->statements[collection->count - 1];
  struct text_analysis *analysis = &collection->analysis;
  text_analyze(collection->analyzer, collection->concepts, text, strlen(text), language, analysis);
  memory_reserve(*statements, profile->statement_count, collection->statement_capacity);
  (*statements)[profile->statement_count++] =
      (struct match_statement){.language = (uint8_t)analysis->language,
                               .expires_day = INT32_MAX,
                               .terms = copy_terms(analysis),
                               .term_count = analysis->token_count + analysis->derived_count,
                               .concepts = copy_concepts(analysis),
                               .concept_count = analysis->tag_count + analysis->hint_count};
  profile->statements = *statements;
}

size_t collection_count(const struct collection *collection) {
  return collection->count;
}

const struct match_profile *collection_profiles(const struct collection *collection) {
  return collection->profiles;
}
