// SPDX-License-Identifier: Apache-2.0
// Concepts are numbered twice: in the order of ids while they are read, in topological order ever after. A thesaurus without
// any top concept is one of the many that do not say it: there what has nothing broader is at the top.
#include "vocabulary/themes.h"
#include "base/memory.h"
#include "mapping/problem.h"
#include "vocabulary/order.h"
#include "vocabulary/skos.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The links of one kind as a graph.
struct graph {
  struct order_graph order;
  uint32_t **above;
  size_t *counts;
};

static struct graph graph_new(const struct skos *skos, struct skos_list (*links)(const struct skos_concept *),
                              struct arena *arena) {
  struct graph graph = {.above = arena_need(arena, skos->count * sizeof *graph.above),
                        .counts = arena_need(arena, skos->count * sizeof *graph.counts)};
  for (size_t i = 0; i < skos->count; i++) {
    struct skos_list list = links(&skos->concepts[i]);
    graph.above[i] = arena_need(arena, list.count * sizeof **graph.above);
    for (const struct skos_item *item = list.first; item; item = item->next)
    graph.above[i][graph.counts[i]++] = item->concept;
  }
  graph.order = (struct order_graph){skos->count, (const uint32_t *const *)graph.above, graph.counts};
  return graph;
}

static struct skos_list broader_of(const struct skos_concept *concept) {
  return concept->broader;
}

static struct skos_list successors_of(const struct skos_concept *concept) {
  return concept->successors;
}

// "a → b → a", from `length` concepts.
static void print_cycle(const struct skos *skos, const uint32_t *cycle, size_t length, char *text, size_t size) {
  size_t used = 0;
  for (size_t i = 0; i <= length && used < size; i++) {
    int written = snprintf(text + used, size - used, "%s%s", i ? " → " : "", skos->concepts[cycle[i % length]].id);
    used += written > 0 ? (size_t)written : 0;
  }
}

// Numbers the concepts by the links, or fails with the circle that they make.
static int order(const struct skos *skos, struct skos_list (*links)(const struct skos_concept *), const char *name,
                 uint32_t *ret_order, struct error *error) {
  struct arena *arena = arena_new(0);
  struct graph graph = graph_new(skos, links, arena);
  uint32_t *cycle = arena_need(arena, skos->count * sizeof *cycle);
  size_t length = order_nodes(&graph.order, ret_order, cycle);
  int r = 0;
  if (length) {
    const struct skos_item *item = links(&skos->concepts[cycle[0]]).first;
    while (item->concept != cycle[1 % length])
      item = item->next;
    char circle[400];
    print_cycle(skos, cycle, length, circle, sizeof circle);
    r = error_set(error, ERROR_INVALID, "%s:%d: %s goes in a circle: %s", item->file->path, item->line, name, circle);
  }
  arena_free(arena);
  return r;
}

static int fail(const struct skos_concept *concept, const char *what, const char *hint, struct error *error) {
  error_set(error, ERROR_INVALID, "%s:%d: %s: %s", concept->file->path, concept->line, concept->id, what);
  return error_hint(error, "%s", hint);
}

static void settle_tops(struct skos *skos) {
  for (size_t i = 0; i < skos->count; i++)
    if (skos->concepts[i].top)
      return;
  for (size_t i = 0; i < skos->count; i++)
    skos->concepts[i].top = !skos->concepts[i].broader.count;
}

// `numbers` has each concept after those above it.
static int check_concepts(const struct skos *skos, const uint32_t *numbers, struct error *error) {
  memory_auto bool *hangs = memory_new(skos->count);
  for (size_t i = 0; i < skos->count; i++) {
    const struct skos_concept *concept = &skos->concepts[numbers[i]];
    if (!concept->labels.count)
      return fail(concept, "has no label", "Give it a skos:prefLabel with a language, such as \"Water\"@en.", error);
    if (concept->successors.count && !concept->deprecated)
      return fail(concept, "is replaced, but not deprecated", "Add owl:deprecated true.", error);
    hangs[numbers[i]] = concept->top || concept->deprecated;
    for (const struct skos_item *item = concept->broader.first; item; item = item->next)
      hangs[numbers[i]] |= hangs[item->concept];
    if (!hangs[numbers[i]])
      return fail(concept, "reaches no top concept",
                  "Give it something broader, or say that it is on top with skos:topConceptOf.", error);
  }
  return 0;
}

// --- messages

static char *primary_language(struct arena *arena, const char *tag) {
  return arena_copy_bytes(arena, tag, strcspn(tag, "-"));
}

static bool same_primary(const char *one, const char *other) {
  size_t length = strcspn(one, "-");
  return length == strcspn(other, "-") && !strncmp(one, other, length);
}

// Of labels in "zh", "zh-hans" and "zh-hant" one is the label of zh: the plain one, else the first.
static bool is_the_label(const struct skos_list *labels, const struct skos_item *label) {
  if (!strchr(label->language, '-'))
    return true;
  bool earlier = true;
  for (const struct skos_item *other = labels->first; other; other = other->next) {
    if (other == label)
      earlier = false;
    else if (same_primary(other->language, label->language) && (earlier || !strchr(other->language, '-')))
      return false;
  }
  return true;
}

static Helix__V1__Text *text_new(struct arena *arena, const struct skos_item *item) {
  Helix__V1__Text *text = arena_need(arena, sizeof *text);
  helix__v1__text__init(text);
  text->language = primary_language(arena, item->language);
  text->value = arena_copy(arena, item->value);
  return text;
}

static void add_texts(struct arena *arena, const struct skos_list *list, Helix__V1__Text **texts, size_t *count) {
  for (const struct skos_item *item = list->first; item; item = item->next)
    texts[(*count)++] = text_new(arena, item);
}

static void add_labels(struct arena *arena, const struct skos_concept *concept, Helix__V1__Theme *theme) {
  size_t room = concept->labels.count;
  theme->labels = arena_need(arena, room * sizeof *theme->labels);
  theme->alternatives = arena_need(arena, (room + concept->alternatives.count) * sizeof *theme->alternatives);
  for (const struct skos_item *item = concept->labels.first; item; item = item->next) {
    if (is_the_label(&concept->labels, item))
      theme->labels[theme->n_labels++] = text_new(arena, item);
    else
      theme->alternatives[theme->n_alternatives++] = text_new(arena, item);
  }
  add_texts(arena, &concept->alternatives, theme->alternatives, &theme->n_alternatives);
}

static char **words_new(struct arena *arena, const struct skos_list *list, size_t *ret_count) {
  char **words = arena_need(arena, list->count * sizeof *words);
  for (const struct skos_item *item = list->first; item; item = item->next)
    words[(*ret_count)++] = arena_copy(arena, item->value);
  return words;
}

static Helix__V1__Theme *theme_new(struct arena *arena, const struct skos *skos, const struct skos_concept *concept) {
  Helix__V1__Theme *theme = arena_need(arena, sizeof *theme);
  helix__v1__theme__init(theme);
  theme->id = arena_copy(arena, concept->id);
  theme->iri = arena_copy(arena, concept->iri);
  add_labels(arena, concept, theme);
  theme->definitions = arena_need(arena, concept->definitions.count * sizeof *theme->definitions);
  add_texts(arena, &concept->definitions, theme->definitions, &theme->n_definitions);
  theme->sdgs = words_new(arena, &concept->sdgs, &theme->n_sdgs);
  theme->partnerships = words_new(arena, &concept->partnerships, &theme->n_partnerships);
  theme->same = words_new(arena, &concept->same, &theme->n_same);
  theme->deprecated = concept->deprecated;
  theme->top = concept->top;
  if (concept->successors.first)
    theme->successor = arena_copy(arena, skos->concepts[concept->successors.first->concept].id);
  return theme;
}

// --- numbers

static int compare_numbers(const void *one, const void *other) {
  uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;
  return (a > b) - (a < b);
}

static void sort_unique(struct themes_numbers *numbers) {
  if (!numbers->count)
    return;
  qsort(numbers->items, numbers->count, sizeof *numbers->items, compare_numbers);
  size_t kept = 1;
  for (size_t i = 1; i < numbers->count; i++)
    if (numbers->items[i] != numbers->items[kept - 1])
      numbers->items[kept++] = numbers->items[i];
  numbers->count = kept;
}

static struct themes_numbers renumber(struct arena *arena, const struct skos_list *links, const uint32_t *number_of) {
  struct themes_numbers numbers = {.items = arena_need(arena, links->count * sizeof *numbers.items)};
  for (const struct skos_item *item = links->first; item; item = item->next)
    numbers.items[numbers.count++] = number_of[item->concept];
  sort_unique(&numbers);
  return numbers;
}

// Those above are numbered and done before.
static struct themes_numbers ancestors_of(struct arena *arena, const struct themes *themes, uint32_t number) {
  const struct themes_numbers *broader = &themes->broader[number];
  size_t room = broader->count;
  for (size_t i = 0; i < broader->count; i++)
    room += themes->ancestors[broader->items[i]].count;
  struct themes_numbers all = {.items = arena_need(arena, room * sizeof *all.items)};
  for (size_t i = 0; i < broader->count; i++) {
    const struct themes_numbers *above = &themes->ancestors[broader->items[i]];
    all.items[all.count++] = broader->items[i];
    if (above->count)
      memcpy(all.items + all.count, above->items, above->count * sizeof *all.items);
    all.count += above->count;
  }
  sort_unique(&all);
  return all;
}

static char **ids_of(struct arena *arena, const struct themes *themes, const struct themes_numbers *numbers) {
  char **ids = arena_need(arena, numbers->count * sizeof *ids);
  for (size_t i = 0; i < numbers->count; i++)
    ids[i] = themes->items[numbers->items[i]]->id;
  return ids;
}

static void add_narrower(struct arena *arena, struct themes *themes) {
  for (uint32_t i = 0; i < themes->count; i++)
    for (size_t j = 0; j < themes->broader[i].count; j++)
      themes->items[themes->broader[i].items[j]]->n_narrower++;
  for (uint32_t i = 0; i < themes->count; i++) {
    Helix__V1__Theme *theme = themes->items[i];
    theme->narrower = arena_need(arena, theme->n_narrower * sizeof *theme->narrower);
    theme->n_narrower = 0;
  }
  for (uint32_t i = 0; i < themes->count; i++)
    for (size_t j = 0; j < themes->broader[i].count; j++) {
      Helix__V1__Theme *above = themes->items[themes->broader[i].items[j]];
      above->narrower[above->n_narrower++] = themes->items[i]->id;
    }
}

static int compare_names(const void *one, const void *other) {
  return strcmp(((const struct themes_name *)one)->id, ((const struct themes_name *)other)->id);
}

static void add_names(struct arena *arena, struct themes *themes) {
  size_t room = themes->count;
  for (uint32_t i = 0; i < themes->count; i++)
    room += themes->items[i]->n_same;
  themes->names = arena_need(arena, room * sizeof *themes->names);
  for (uint32_t i = 0; i < themes->count; i++) {
    const Helix__V1__Theme *theme = themes->items[i];
    themes->names[themes->name_count++] = (struct themes_name){theme->id, i};
    for (size_t j = 0; j < theme->n_same; j++)
      themes->names[themes->name_count++] = (struct themes_name){theme->same[j], i};
  }
  qsort(themes->names, themes->name_count, sizeof *themes->names, compare_names);
}

static void build(const struct skos *skos, const uint32_t *concept_of, struct arena *arena, struct themes *themes) {
  themes->count = skos->count;
  themes->items = arena_need(arena, skos->count * sizeof *themes->items);
  themes->broader = arena_need(arena, skos->count * sizeof *themes->broader);
  themes->ancestors = arena_need(arena, skos->count * sizeof *themes->ancestors);
  uint32_t *number_of = arena_need(arena, skos->count * sizeof *number_of);
  for (uint32_t i = 0; i < skos->count; i++) {
    number_of[concept_of[i]] = i;
    themes->items[i] = theme_new(arena, skos, &skos->concepts[concept_of[i]]);
  }
  for (uint32_t i = 0; i < skos->count; i++) {
    const struct skos_concept *concept = &skos->concepts[concept_of[i]];
    Helix__V1__Theme *theme = themes->items[i];
    themes->broader[i] = renumber(arena, &concept->broader, number_of);
    themes->ancestors[i] = ancestors_of(arena, themes, i);
    struct themes_numbers related = renumber(arena, &concept->related, number_of);
    theme->n_broader = themes->broader[i].count;
    theme->broader = ids_of(arena, themes, &themes->broader[i]);
    theme->n_related = related.count;
    theme->related = ids_of(arena, themes, &related);
  }
  add_narrower(arena, themes);
  add_names(arena, themes);
}

static int load(const struct file *files, size_t file_count, struct arena *scratch, struct arena *arena,
                struct themes *ret_themes, struct error *error) {
  struct skos skos;
  int r = skos_gather(files, file_count, scratch, &skos, error);
  if (r)
    return r;
  settle_tops(&skos);
  uint32_t *numbers = arena_need(scratch, skos.count * sizeof *numbers);
  r = order(&skos, successors_of, "isReplacedBy", numbers, error);
  if (!r)
    r = order(&skos, broader_of, "broader", numbers, error);
  if (!r)
    r = check_concepts(&skos, numbers, error);
  if (!r)
    build(&skos, numbers, arena, ret_themes);
  return r;
}

int themes_load(const struct file *files, size_t file_count, struct arena *arena, struct themes *ret_themes,
                struct error *error) {
  struct arena *scratch = arena_new(0);
  int r = load(files, file_count, scratch, arena, ret_themes, error);
  arena_free(scratch);
  return r;
}

bool themes_find(const struct themes *themes, const char *id, uint32_t *ret_number) {
  const struct themes_name wanted = {.id = id};
  const struct themes_name *found =
      bsearch(&wanted, themes->names, themes->name_count, sizeof *themes->names, compare_names);
  if (found)
    *ret_number = found->number;
  return found != NULL;
}

uint32_t themes_current(const struct themes *themes, uint32_t number) {
  while (themes->items[number]->successor[0])
    themes_find(themes, themes->items[number]->successor, &number);
  return number;
}

const char *themes_nearest(const struct themes *themes, const char *word) {
  memory_auto const char **ids = memory_new(themes->count * sizeof *ids);
  unsigned count = 0;
  for (size_t i = 0; i < themes->count; i++)
    if (!themes->items[i]->deprecated)
      ids[count++] = themes->items[i]->id;
  return problem_nearest(word, ids, count);
}

bool themes_within(const struct themes *themes, uint32_t number, uint32_t above) {
  const struct themes_numbers *ancestors = &themes->ancestors[number];
  return number == above ||
         (ancestors->count && bsearch(&above, ancestors->items, ancestors->count, sizeof above, compare_numbers));
}
