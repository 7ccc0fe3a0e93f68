// SPDX-License-Identifier: Apache-2.0
// Themes speak in statements like everybody else: one per language, of the labels and definitions in it. The places of a theme
// are those where a cooperation works on it or on something broader.
#include "service/knowledge.h"

#include "base/date.h"
#include "base/memory.h"

#include <stdio.h>
#include <string.h>
#include <xxhash.h>

enum { LANGUAGES_MAX = 32, PLACES_MAX = 256, TRIALS = 64 };

static const uint32_t relation_values[] = {
    [PLACE_SAME] = 1000000,
    [PLACE_COOPERATION_LIVE] = 900000,
    [PLACE_COOPERATION_ENDED] = 500000,
    [PLACE_COUNTRY] = 200000,
    [PLACE_NONE] = 0,
};

// --- places

bool knowledge_is_live(const Helix__V1__Cooperation *cooperation, int32_t today) {
  int32_t first, last, ignored;
  if (date_parse(cooperation->start, &first, &ignored) || date_parse(cooperation->end, &ignored, &last))
    return false;
  return first <= today && today <= last;
}

static bool same(const struct vocabulary *vocabulary, uint32_t one, uint32_t other) {
  return vocabulary_place_within(vocabulary, one, other) || vocabulary_place_within(vocabulary, other, one);
}

static bool holds(const struct vocabulary *vocabulary, const Helix__V1__Cooperation *cooperation, uint32_t place) {
  for (size_t i = 0; i < cooperation->n_places; i++) {
    uint32_t number;
    if (vocabulary_place_find(vocabulary, cooperation->places[i], &number) &&
        vocabulary_place_within(vocabulary, place, number))
      return true;
  }
  return false;
}

enum place_relation knowledge_relation(const struct knowledge *knowledge, uint32_t one, uint32_t other, int32_t today,
                                       const Helix__V1__Cooperation **ret_cooperation) {
  const struct vocabulary *vocabulary = knowledge->vocabulary;
  if (same(vocabulary, one, other))
    return PLACE_SAME;
  enum place_relation nearest = PLACE_NONE;
  for (size_t i = 0; i < vocabulary_cooperation_count(vocabulary); i++) {
    const Helix__V1__Cooperation *cooperation = vocabulary_cooperation(vocabulary, i);
    if (!holds(vocabulary, cooperation, one) || !holds(vocabulary, cooperation, other))
      continue;
    enum place_relation relation =
        knowledge_is_live(cooperation, today) ? PLACE_COOPERATION_LIVE : PLACE_COOPERATION_ENDED;
    if (relation < nearest) {
      nearest = relation;
      *ret_cooperation = cooperation;
    }
  }
  if (nearest != PLACE_NONE)
    return nearest;
  const char *country = vocabulary_place(vocabulary, one)->country;
  return strcmp(country, vocabulary_place(vocabulary, other)->country) ? PLACE_NONE : PLACE_COUNTRY;
}

uint32_t *knowledge_place_values(const struct knowledge *knowledge, struct arena *arena, const uint32_t *places,
                                 size_t count, int32_t today) {
  size_t all = vocabulary_place_count(knowledge->vocabulary);
  uint32_t *values = arena_need(arena, count * all * sizeof *values);
  for (size_t i = 0; i < count; i++)
    for (uint32_t other = 0; other < all; other++) {
      const Helix__V1__Cooperation *ignored;
      values[i * all + other] = relation_values[knowledge_relation(knowledge, places[i], other, today, &ignored)];
    }
  return values;
}

// --- labels

size_t knowledge_theme_path(const struct knowledge *knowledge, uint32_t theme, uint32_t *ret_numbers, size_t room) {
  size_t length = 0, count;
  for (const uint32_t *broader = vocabulary_theme_broader(knowledge->vocabulary, theme, &count); count && length < room;
       broader = vocabulary_theme_broader(knowledge->vocabulary, broader[0], &count))
    ret_numbers[length++] = broader[0];
  for (size_t i = 0; i < length / 2; i++) {
    uint32_t swap = ret_numbers[i];
    ret_numbers[i] = ret_numbers[length - 1 - i];
    ret_numbers[length - 1 - i] = swap;
  }
  return length;
}

struct label_list {
  struct text_label *items;
  size_t count, capacity;
};

static void add_labels(struct label_list *list, uint32_t concept, Helix__V1__Text **texts, size_t count) {
  for (size_t i = 0; i < count; i++) {
    memory_reserve(list->items, list->count, list->capacity);
    list->items[list->count++] = (struct text_label){concept, text_language_of(texts[i]->language), texts[i]->value};
  }
}

// A deprecated theme's labels mean its successor.
static struct text_concepts *concepts_of(const struct vocabulary *vocabulary) {
  struct label_list list = {0};
  for (uint32_t i = 0; i < vocabulary_theme_count(vocabulary); i++) {
    const Helix__V1__Theme *theme = vocabulary_theme(vocabulary, i);
    uint32_t concept = i;
    if (theme->deprecated && !vocabulary_theme_find(vocabulary, theme->id, &concept))
      continue;
    add_labels(&list, concept, theme->labels, theme->n_labels);
    add_labels(&list, concept, theme->alternatives, theme->n_alternatives);
  }
  struct text_concepts *concepts = text_concepts_new(list.items, list.count);
  free(list.items);
  return concepts;
}

static struct match_taxonomy *taxonomy_of(const struct vocabulary *vocabulary) {
  size_t count = vocabulary_theme_count(vocabulary);
  memory_auto const uint32_t **broader = memory_new(count * sizeof *broader);
  memory_auto size_t *counts = memory_new(count * sizeof *counts);
  for (uint32_t i = 0; i < count; i++)
    broader[i] = vocabulary_theme_broader(vocabulary, i, &counts[i]);
  return match_taxonomy_new(count, broader, counts);
}

// --- themes as profiles

struct builder {
  struct knowledge *knowledge;
  struct text_analyzer *analyzer;
  struct text_analysis analysis;
  XXH3_state_t *trial;
  size_t tried;
};

// "label. alternatives. definition" in one language, or NULL when the theme has none in it.
static char *text_in(struct arena *arena, const Helix__V1__Theme *theme, const char *language) {
  char *text = NULL;
  const struct {
    Helix__V1__Text **texts;
    size_t count;
  } parts[] = {{theme->labels, theme->n_labels},
               {theme->alternatives, theme->n_alternatives},
               {theme->definitions, theme->n_definitions}};
  for (size_t p = 0; p < sizeof parts / sizeof *parts; p++)
    for (size_t i = 0; i < parts[p].count; i++)
      if (!strcmp(parts[p].texts[i]->language, language))
        text = text ? arena_print(arena, "%s. %s", text, parts[p].texts[i]->value)
                    : arena_copy(arena, parts[p].texts[i]->value);
  return text;
}

static size_t languages_of(const Helix__V1__Theme *theme, const char *ret_languages[LANGUAGES_MAX]) {
  size_t count = 0;
  for (size_t i = 0; i < theme->n_labels && count < LANGUAGES_MAX; i++)
    ret_languages[count++] = theme->labels[i]->language;
  return count;
}

static struct match_statement statement_of(struct builder *builder, const struct theme_text *text) {
  struct arena *arena = builder->knowledge->arena;
  text_analyze(builder->analyzer, NULL, text->text, strlen(text->text), text->language, &builder->analysis);
  const struct text_analysis *analysis = &builder->analysis;
  uint64_t *terms = arena_need(arena, (analysis->token_count + analysis->derived_count) * sizeof *terms);
  for (size_t i = 0; i < analysis->token_count; i++)
    terms[i] = analysis->tokens[i].term;
  for (size_t i = 0; i < analysis->derived_count; i++)
    terms[analysis->token_count + i] = analysis->derived[i].term;
  return (struct match_statement){.language = (uint8_t)builder->analysis.language,
                                  .expires_day = DATE_NEVER,
                                  .terms = terms,
                                  .term_count = analysis->token_count + analysis->derived_count};
}

static void try_numbers(struct builder *builder, const void *numbers, size_t bytes) {
  XXH3_64bits_update(builder->trial, &bytes, sizeof bytes);
  XXH3_64bits_update(builder->trial, numbers, bytes);
}

// The words of all texts, and of some what is recognised in them, which takes longer.
static void try_text(struct builder *builder, const struct theme_text *text, const struct match_statement *statement) {
  try_numbers(builder, statement->terms, statement->term_count * sizeof *statement->terms);
  if (builder->tried++ >= TRIALS)
    return;
  const struct text_analysis *analysis = &builder->analysis;
  text_analyze(builder->analyzer, builder->knowledge->concepts, text->text, strlen(text->text), text->language,
               &builder->analysis);
  for (size_t i = 0; i < analysis->tag_count; i++)
    try_numbers(builder, &analysis->tags[i].concept, sizeof analysis->tags[i].concept);
  for (size_t i = 0; i < analysis->hint_count; i++) {
    uint32_t hint = match_concept_hint(analysis->hints[i].concept, analysis->hints[i].strength);
    try_numbers(builder, &hint, sizeof hint);
  }
}

// The places where a cooperation works on the theme or on something broader.
static void place_theme(struct builder *builder, uint32_t theme, struct match_profile *profile) {
  const struct vocabulary *vocabulary = builder->knowledge->vocabulary;
  uint32_t found[PLACES_MAX];
  size_t count = 0;
  for (size_t c = 0; c < vocabulary_cooperation_count(vocabulary); c++) {
    const Helix__V1__Cooperation *cooperation = vocabulary_cooperation(vocabulary, c);
    for (size_t l = 0; l < cooperation->n_themes; l++) {
      const Helix__V1__ThemeLink *link = cooperation->themes[l];
      uint32_t linked, place;
      if (*link->superseded || !vocabulary_theme_find(vocabulary, link->theme, &linked) ||
          !vocabulary_theme_within(vocabulary, theme, linked))
        continue;
      for (size_t i = 0; i < link->n_places && count < PLACES_MAX; i++)
        if (vocabulary_place_find(vocabulary, link->places[i], &place))
          found[count++] = place;
    }
  }
  uint32_t *places = arena_need(builder->knowledge->arena, count * sizeof *places);
  memcpy(places, found, count * sizeof *places);
  profile->places = places;
  profile->place_count = count;
}

static void build_theme(struct builder *builder, uint32_t number) {
  struct knowledge *knowledge = builder->knowledge;
  const Helix__V1__Theme *theme = vocabulary_theme(knowledge->vocabulary, number);
  struct match_profile *profile = &knowledge->theme_profiles[number];
  profile->id = theme->id;
  profile->changed_day = INT32_MIN;
  if (theme->deprecated)
    return;
  const char *languages[LANGUAGES_MAX];
  size_t count = languages_of(theme, languages);
  struct match_statement *statements = arena_need(knowledge->arena, count * sizeof *statements);
  struct theme_text *texts = arena_need(knowledge->arena, count * sizeof *texts);
  uint32_t *self = arena_need(knowledge->arena, sizeof *self);
  *self = number;
  for (size_t i = 0; i < count; i++) {
    texts[i] = (struct theme_text){.field = arena_print(knowledge->arena, "labels[%s]", languages[i]),
                                   .language = text_language_of(languages[i]),
                                   .text = text_in(knowledge->arena, theme, languages[i])};
    statements[i] = statement_of(builder, &texts[i]);
    try_text(builder, &texts[i], &statements[i]);
  }
  if (count) { // the concept is the same in every language: it counts once
    statements[0].concepts = self;
    statements[0].concept_count = 1;
  }
  knowledge->theme_texts[number] = texts;
  profile->statements = statements;
  profile->statement_count = count;
  profile->themes = self;
  profile->theme_count = 1;
  place_theme(builder, number, profile);
}

static void build_themes(struct knowledge *knowledge, const struct match_text_parameters *parameters) {
  size_t count = vocabulary_theme_count(knowledge->vocabulary);
  knowledge->theme_profiles = arena_need(knowledge->arena, count * sizeof *knowledge->theme_profiles);
  knowledge->theme_texts = arena_need(knowledge->arena, count * sizeof *knowledge->theme_texts);
  memory_auto struct match_profile *live = memory_new(count * sizeof *live);
  size_t live_count = 0;
  struct builder builder = {.knowledge = knowledge, .analyzer = text_analyzer_new(), .trial = XXH3_createState()};
  XXH3_64bits_reset(builder.trial);
  for (uint32_t i = 0; i < count; i++) {
    build_theme(&builder, i);
    if (knowledge->theme_profiles[i].statement_count)
      live[live_count++] = knowledge->theme_profiles[i];
  }
  knowledge->trial = XXH3_64bits_digest(builder.trial);
  XXH3_freeState(builder.trial);
  text_analysis_deinit(&builder.analysis);
  text_analyzer_free(builder.analyzer);
  struct match_index *empty = match_index_new(parameters);
  knowledge->themes = match_index_change(empty, live, live_count, NULL, 0);
  match_index_unref(empty);
}

struct knowledge *knowledge_new(struct vocabulary *vocabulary, const struct match_text_parameters *parameters) {
  struct knowledge *knowledge = memory_new(sizeof *knowledge);
  knowledge->vocabulary = vocabulary;
  knowledge->arena = arena_new(SIZE_MAX);
  knowledge->concepts = concepts_of(vocabulary);
  knowledge->taxonomy = taxonomy_of(vocabulary);
  build_themes(knowledge, parameters);
  atomic_init(&knowledge->references, 1);
  return knowledge;
}

struct knowledge *knowledge_ref(struct knowledge *knowledge) {
  atomic_fetch_add(&knowledge->references, 1);
  return knowledge;
}

struct knowledge *knowledge_unref(struct knowledge *knowledge) {
  if (!knowledge || atomic_fetch_sub(&knowledge->references, 1) > 1)
    return NULL;
  match_index_unref(knowledge->themes);
  match_taxonomy_free(knowledge->taxonomy);
  text_concepts_free(knowledge->concepts);
  vocabulary_unref(knowledge->vocabulary);
  arena_free(knowledge->arena);
  free(knowledge);
  return NULL;
}
