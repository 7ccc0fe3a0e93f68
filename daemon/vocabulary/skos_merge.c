// SPDX-License-Identifier: Apache-2.0
#include "vocabulary/skos_merge.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

struct merging {
  struct skos *skos;
  struct arena *arena;
  uint32_t *into;   // of each concept: the one that it becomes (while groups are found: nearer to it)
  uint32_t *number; // of each that stays: its new position
};

// The concept that stands for the group; paths are halved on the way.
static uint32_t root(struct merging *merging, uint32_t concept) {
  uint32_t *into = merging->into;
  for (; into[concept] != concept; concept = into[concept])
    into[concept] = into[into[concept]];
  return concept;
}

// Does `one` stay rather than `other`? Concepts are in the order of ids.
static bool comes_first(const struct merging *merging, uint32_t one, uint32_t other) {
  const struct skos_concept *a = &merging->skos->concepts[one], *b = &merging->skos->concepts[other];
  if (a->deprecated != b->deprecated)
    return b->deprecated;
  return a->file != b->file ? a->file < b->file : one < other;
}

static void join(struct merging *merging, uint32_t one, uint32_t other) {
  one = root(merging, one);
  other = root(merging, other);
  if (comes_first(merging, one, other))
    merging->into[other] = one;
  else
    merging->into[one] = other;
}

static void find_groups(struct merging *merging) {
  for (uint32_t i = 0; i < merging->skos->count; i++)
    merging->into[i] = i;
  for (uint32_t i = 0; i < merging->skos->count; i++)
    for (const struct skos_item *item = merging->skos->concepts[i].same.first; item; item = item->next)
      join(merging, i, item->concept);
  for (uint32_t i = 0; i < merging->skos->count; i++)
    merging->into[i] = root(merging, i);
}

// --- lists

static bool has_text(const struct skos_list *list, const struct skos_item *text) {
  for (const struct skos_item *item = list->first; item; item = item->next)
    if (!strcmp(item->value, text->value) && !strcmp(item->language, text->language))
      return true;
  return false;
}

static bool has_language(const struct skos_list *list, const char *language) {
  for (const struct skos_item *item = list->first; item; item = item->next)
    if (!strcmp(item->language, language))
      return true;
  return false;
}

static bool has_word(const struct skos_list *list, const char *word) {
  for (const struct skos_item *item = list->first; item; item = item->next)
    if (!strcmp(item->value, word))
      return true;
  return false;
}

static void take_labels(struct skos_concept *concept, const struct skos_concept *other) {
  for (struct skos_item *item = other->labels.first, *next; item; item = next) {
    next = item->next;
    if (!has_language(&concept->labels, item->language))
      skos_list_append(&concept->labels, item);
    else if (!has_text(&concept->labels, item) && !has_text(&concept->alternatives, item))
      skos_list_append(&concept->alternatives, item);
  }
  for (struct skos_item *item = other->alternatives.first, *next; item; item = next) {
    next = item->next;
    if (!has_text(&concept->labels, item) && !has_text(&concept->alternatives, item))
      skos_list_append(&concept->alternatives, item);
  }
}

static void take_definitions(struct skos_concept *concept, const struct skos_concept *other) {
  for (struct skos_item *item = other->definitions.first, *next; item; item = next) {
    next = item->next;
    if (!has_language(&concept->definitions, item->language))
      skos_list_append(&concept->definitions, item);
  }
}

static void take_words(struct skos_list *list, const struct skos_list *others) {
  for (struct skos_item *item = others->first, *next; item; item = next) {
    next = item->next;
    if (!has_word(list, item->value))
      skos_list_append(list, item);
  }
}

static void take_links(struct skos_list *list, const struct skos_list *others) {
  for (struct skos_item *item = others->first, *next; item; item = next) {
    next = item->next;
    skos_list_append(list, item);
  }
}

static void add_id(struct merging *merging, struct skos_concept *concept, const struct skos_concept *other) {
  struct skos_item *item = arena_need(merging->arena, sizeof *item);
  *item = (struct skos_item){.value = other->id, .file = other->file, .line = other->line};
  if (strcmp(other->id, concept->id) && !has_word(&concept->same, other->id))
    skos_list_append(&concept->same, item);
}

static void take_over(struct merging *merging, struct skos_concept *concept, struct skos_concept *other) {
  take_labels(concept, other);
  take_definitions(concept, other);
  take_words(&concept->sdgs, &other->sdgs);
  take_words(&concept->partnerships, &other->partnerships);
  take_links(&concept->broader, &other->broader);
  take_links(&concept->related, &other->related);
  if (concept->deprecated && !concept->successors.count)
    take_links(&concept->successors, &other->successors);
  concept->top |= other->top && !concept->deprecated;
  add_id(merging, concept, other);
}

// Links name what became of their ends, each once, and none the concept itself.
static void settle_links(struct merging *merging, uint32_t self, struct skos_list *links) {
  struct skos_list kept = {0};
  for (struct skos_item *item = links->first, *next; item; item = next) {
    next = item->next;
    bool is_there = false;
    uint32_t concept = merging->into[item->concept];
    for (const struct skos_item *other = kept.first; other && !is_there; other = other->next)
    is_there = other->concept == merging->number[concept];
    if (is_there || concept == self)
      continue;
    item->concept = merging->number[concept];
    skos_list_append(&kept, item);
  }
  *links = kept;
}

static void compact(struct merging *merging) {
  struct skos *skos = merging->skos;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < skos->count; i++)
    if (merging->into[i] == i)
      merging->number[i] = kept++;
  for (uint32_t i = 0; i < skos->count; i++) {
    if (merging->into[i] != i)
      continue;
    settle_links(merging, i, &skos->concepts[i].broader);
    settle_links(merging, i, &skos->concepts[i].related);
    settle_links(merging, i, &skos->concepts[i].successors);
  }
  for (uint32_t i = 0; i < skos->count; i++)
    if (merging->into[i] == i)
      skos->concepts[merging->number[i]] = skos->concepts[i];
  skos->count = kept;
}

void skos_merge(struct skos *skos, struct arena *arena) {
  struct merging merging = {.skos = skos,
                            .arena = arena,
                            .into = arena_need(arena, skos->count * sizeof(uint32_t)),
                            .number = arena_need(arena, skos->count * sizeof(uint32_t))};
  find_groups(&merging);
  for (uint32_t i = 0; i < skos->count; i++)
    skos->concepts[i].same = (struct skos_list){0};
  for (uint32_t i = 0; i < skos->count; i++)
    if (merging.into[i] != i)
      take_over(&merging, &skos->concepts[merging.into[i]], &skos->concepts[i]);
  compact(&merging);
}
