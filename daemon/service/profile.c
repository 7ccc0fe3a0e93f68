// SPDX-License-Identifier: Apache-2.0
#include "service/profile.h"

#include "base/date.h"

#include <string.h>

void profile_maker_init(struct profile_maker *maker) {
  *maker = (struct profile_maker){.analyzer = text_analyzer_new()};
}

void profile_maker_deinit(struct profile_maker *maker) {
  text_analysis_deinit(&maker->analysis);
  maker->analyzer = text_analyzer_free(maker->analyzer);
}

char *profile_statement_text(struct arena *arena, const Helix__V1__Statement *statement) {
  size_t title = strlen(statement->title), text = strlen(statement->text);
  char *both = arena_need(arena, title + text + 2);
  memcpy(both, statement->title, title);
  if (title && text)
    both[title++] = '\n';
  memcpy(both + title, statement->text, text);
  return both;
}

static void take_analysis(struct arena *arena, const struct text_analysis *analysis,
                          struct match_statement *statement) {
  size_t term_count = analysis->token_count + analysis->derived_count;
  uint64_t *terms = arena_need(arena, term_count * sizeof *terms);
  for (size_t i = 0; i < analysis->token_count; i++)
    terms[i] = analysis->tokens[i].term;
  for (size_t i = 0; i < analysis->derived_count; i++)
    terms[analysis->token_count + i] = analysis->derived[i].term;
  uint32_t *concepts = arena_need(arena, (analysis->tag_count + analysis->hint_count) * sizeof *concepts);
  for (size_t i = 0; i < analysis->tag_count; i++)
  concepts[i] = analysis->tags[i].concept;
  for (size_t i = 0; i < analysis->hint_count; i++)
    concepts[analysis->tag_count + i] = match_concept_hint(analysis->hints[i].concept, analysis->hints[i].strength);
  statement->terms = terms;
  statement->term_count = term_count;
  statement->concepts = concepts;
  statement->concept_count = analysis->tag_count + analysis->hint_count;
}

static int32_t last_day(const char *date) {
  int32_t first, last;
  return date_parse(date, &first, &last) ? DATE_NEVER : last;
}

static void make_statements(struct profile_maker *maker, const struct knowledge *knowledge, struct arena *arena,
                            struct profile *profile) {
  const Helix__V1__Stakeholder *message = profile->message;
  struct match_statement *statements = arena_need(arena, message->n_statements * sizeof *statements);
  for (size_t i = 0; i < message->n_statements; i++) {
    const Helix__V1__Statement *statement = message->statements[i];
    char *text = profile_statement_text(arena, statement);
    text_analyze(maker->analyzer, knowledge->concepts, text, strlen(text), text_language_of(statement->language),
                 &maker->analysis);
    statements[i] = (struct match_statement){.language = (uint8_t)maker->analysis.language,
                                             .expires_day = last_day(statement->expires)};
    take_analysis(arena, &maker->analysis, &statements[i]);
  }
  profile->match.statements = statements;
  profile->match.statement_count = message->n_statements;
}

static void add_number(uint32_t *numbers, size_t *count, uint32_t number) {
  for (size_t i = 0; i < *count; i++)
    if (numbers[i] == number)
      return;
  numbers[(*count)++] = number;
}

static void make_themes(const struct knowledge *knowledge, struct arena *arena, struct profile *profile) {
  const Helix__V1__Stakeholder *message = profile->message;
  size_t most = message->n_themes, count = 0;
  for (size_t i = 0; i < message->n_statements; i++)
    most += message->statements[i]->n_themes;
  uint32_t *themes = arena_need(arena, most * sizeof *themes), number;
  for (size_t i = 0; i < message->n_themes; i++)
    if (vocabulary_theme_find(knowledge->vocabulary, message->themes[i], &number))
      add_number(themes, &count, number);
  for (size_t i = 0; i < message->n_statements; i++)
    for (size_t j = 0; j < message->statements[i]->n_themes; j++)
      if (vocabulary_theme_find(knowledge->vocabulary, message->statements[i]->themes[j], &number))
        add_number(themes, &count, number);
  profile->match.themes = themes;
  profile->match.theme_count = count;
}

static uint16_t country_code(const char *country) {
  return (uint16_t)((unsigned char)country[0] << 8 | (unsigned char)country[1]);
}

static void make_places(const struct knowledge *knowledge, struct arena *arena, struct profile *profile) {
  const Helix__V1__Stakeholder *message = profile->message;
  uint32_t *places = arena_need(arena, message->n_places * sizeof *places), number;
  uint16_t *countries = arena_need(arena, message->n_places * sizeof *countries);
  size_t count = 0, country_count = 0;
  for (size_t i = 0; i < message->n_places; i++)
    if (vocabulary_place_find(knowledge->vocabulary, message->places[i], &number))
      add_number(places, &count, number);
  for (size_t i = 0; i < count; i++) {
    uint16_t country = country_code(vocabulary_place(knowledge->vocabulary, places[i])->country);
    size_t known = 0;
    while (known < country_count && countries[known] != country)
      known++;
    if (known == country_count)
      countries[country_count++] = country;
  }
  profile->match.places = places;
  profile->match.place_count = count;
  profile->match.countries = countries;
  profile->match.country_count = country_count;
}

// The class under the regime of the seat's country; unknown when there is no such regime.
static void make_sizes(const struct knowledge *knowledge, int32_t today, struct profile *profile) {
  profile->size_count = size_classes(knowledge->vocabulary, profile->message, today, profile->sizes, PROFILE_SIZES_MAX);
  for (size_t i = 0; i < profile->size_count; i++)
    if (profile->sizes[i].home)
      profile->match.size = (uint8_t)profile->sizes[i].size;
}

// " one two "
static char *word_list(struct arena *arena, size_t count, const char *(*word)(const void *, size_t), const void *data) {
  size_t bytes = 2;
  for (size_t i = 0; i < count; i++)
    bytes += strlen(word(data, i)) + 1;
  char *list = arena_need(arena, bytes), *end = list;
  *end++ = ' ';
  for (size_t i = 0; i < count; i++) {
    end = stpcpy(end, word(data, i));
    *end++ = ' ';
  }
  return list;
}

struct columns_of {
  const struct knowledge *knowledge;
  const struct match_profile *profile;
};

static const char *place_word(const void *data, size_t i) {
  const struct columns_of *of = data;
  return vocabulary_place(of->knowledge->vocabulary, of->profile->places[i])->id;
}

static const char *country_word(const void *data, size_t i) {
  const struct columns_of *of = data;
  return vocabulary_place(of->knowledge->vocabulary, of->profile->places[i])->country;
}

static const char *theme_word(const void *data, size_t i) {
  const struct columns_of *of = data;
  return vocabulary_theme(of->knowledge->vocabulary, of->profile->themes[i])->id;
}

static void make_columns(const struct knowledge *knowledge, struct arena *arena, struct profile *profile) {
  const struct columns_of of = {knowledge, &profile->match};
  profile->columns = (struct store_columns){
      .helix = profile->match.helix,
      .size = profile->match.size,
      .name = profile->message->name,
      .places = word_list(arena, profile->match.place_count, place_word, &of),
      .countries = word_list(arena, profile->match.place_count, country_word, &of),
      .themes = word_list(arena, profile->match.theme_count, theme_word, &of),
  };
}

void profile_make(struct profile_maker *maker, const struct knowledge *knowledge, struct arena *arena,
                  Helix__V1__Stakeholder *message, int32_t today, struct profile *ret_profile) {
  struct profile profile = {.message = message};
  profile.match.id = message->id;
  profile.match.helix = (uint8_t)message->helix;
  make_statements(maker, knowledge, arena, &profile);
  make_themes(knowledge, arena, &profile);
  make_places(knowledge, arena, &profile);
  make_sizes(knowledge, today, &profile);
  make_columns(knowledge, arena, &profile);
  *ret_profile = profile;
}

void profile_make_text(struct profile_maker *maker, const struct knowledge *knowledge, struct arena *arena,
                       const char *text, const char *language, struct match_profile *ret_profile,
                       enum text_language *ret_language) {
  text_analyze(maker->analyzer, knowledge->concepts, text, strlen(text), text_language_of(language), &maker->analysis);
  struct match_statement *statement = arena_need(arena, sizeof *statement);
  statement->expires_day = DATE_NEVER;
  statement->language = (uint8_t)maker->analysis.language;
  take_analysis(arena, &maker->analysis, statement);
  *ret_profile = (struct match_profile){.id = "", .statements = statement, .statement_count = 1};
  *ret_language = maker->analysis.language;
}
