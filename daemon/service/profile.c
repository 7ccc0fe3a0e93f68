// SPDX-License-Identifier: Apache-2.0
#include "service/profile.h"

#include "base/date.h"
#include "service/assurance.h"
#include "service/languages.h"

#include <string.h>

enum { INDEPENDENT_PERCENT = 25 };

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

// --- statements

static int32_t last_day(const char *date) {
  int32_t first, last;
  return date_parse(date, &first, &last) ? DATE_NEVER : last;
}

enum match_direction profile_direction(Helix__V1__Direction direction) {
  switch (direction) {
  case HELIX__V1__DIRECTION__EU_TO_CN:
    return MATCH_DIRECTION_OUT;
  case HELIX__V1__DIRECTION__CN_TO_EU:
    return MATCH_DIRECTION_IN;
  case HELIX__V1__DIRECTION__JOINT:
    return MATCH_DIRECTION_JOINT;
  case HELIX__V1__DIRECTION__LOCAL:
    return MATCH_DIRECTION_LOCAL;
  case HELIX__V1__DIRECTION__DIRECTION_UNSPECIFIED:
  case _HELIX__V1__DIRECTION_IS_INT_SIZE:
    break;
  }
  return MATCH_DIRECTION_NONE;
}

uint16_t profile_country(const char *country) {
  return (uint16_t)((unsigned char)country[0] << 8 | (unsigned char)country[1]);
}

uint32_t profile_bits(const void *values, size_t count) {
  const int *numbers = values; // protobuf-c keeps every enum the size of int
  uint32_t bits = 0;
  for (size_t i = 0; i < count; i++)
    bits |= 1u << (numbers[i] & 31);
  return bits;
}

// A place stands for those within it.
static void make_partner_places(const struct knowledge *knowledge, struct arena *arena,
                                const Helix__V1__Partner *message, struct match_partner *partner) {
  const struct vocabulary *vocabulary = knowledge->vocabulary;
  size_t all = vocabulary_place_count(vocabulary);
  if (!message->n_places)
    return;
  uint32_t *places = arena_need(arena, all * sizeof *places);
  for (uint32_t place = 0; place < all; place++)
    for (size_t i = 0; i < message->n_places; i++) {
      uint32_t above;
      if (!vocabulary_place_find(vocabulary, message->places[i], &above) ||
          !vocabulary_place_within(vocabulary, place, above))
        continue;
      places[partner->place_count++] = place;
      break;
    }
  if (!partner->place_count) // none of them is known any more: nobody is there
    places[partner->place_count++] = UINT32_MAX;
  partner->places = places;
}

static struct match_partner partner_of(const struct knowledge *knowledge, struct arena *arena,
                                       const Helix__V1__Partner *message) {
  struct match_partner partner = {0};
  if (!message)
    return partner;
  partner.helix = profile_bits(message->helix, message->n_helix);
  partner.sizes = profile_bits(message->sizes, message->n_sizes);
  make_partner_places(knowledge, arena, message, &partner);
  uint16_t *countries = arena_need(arena, message->n_countries * sizeof *countries);
  for (size_t i = 0; i < message->n_countries; i++)
    countries[i] = profile_country(message->countries[i]);
  partner.countries = countries;
  partner.country_count = message->n_countries;
  partner.trl_min = (uint8_t)message->trl_min;
  partner.trl_max = (uint8_t)message->trl_max;
  return partner;
}

static struct match_statement facts_of(const struct knowledge *knowledge, struct arena *arena,
                                       const Helix__V1__Statement *statement) {
  return (struct match_statement){.language = language_number(statement->language),
                                  .direction = (uint8_t)profile_direction(statement->direction),
                                  .trl = (uint8_t)statement->trl,
                                  .expires_day = last_day(statement->expires),
                                  .cooperations = profile_bits(statement->cooperations, statement->n_cooperations),
                                  .sought = partner_of(knowledge, arena, statement->sought),
                                  .must = partner_of(knowledge, arena, statement->must)};
}

static struct match_statement *make_statements(const struct knowledge *knowledge, struct arena *arena,
                                               struct profile *profile) {
  const Helix__V1__Stakeholder *message = profile->message;
  struct match_statement *statements = arena_need(arena, message->n_statements * sizeof *statements);
  for (size_t i = 0; i < message->n_statements; i++)
    statements[i] = facts_of(knowledge, arena, message->statements[i]);
  profile->match.statements = statements;
  profile->match.statement_count = message->n_statements;
  return statements;
}

static void analyse_statements(struct profile_maker *maker, const struct knowledge *knowledge, struct arena *arena,
                               const Helix__V1__Stakeholder *message, struct match_statement *statements) {
  for (size_t i = 0; i < message->n_statements; i++) {
    const Helix__V1__Statement *statement = message->statements[i];
    char *text = profile_statement_text(arena, statement);
    text_analyze(maker->analyzer, knowledge->concepts, text, strlen(text), text_language_of(statement->language),
                 &maker->analysis);
    statements[i].language = language_of_text(maker->analysis.language, statement->language);
    take_analysis(arena, &maker->analysis, &statements[i]);
  }
}

// --- the whole

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

static void make_places(const struct knowledge *knowledge, struct arena *arena, struct profile *profile) {
  const Helix__V1__Stakeholder *message = profile->message;
  uint32_t *places = arena_need(arena, message->n_places * sizeof *places), number;
  uint16_t *countries = arena_need(arena, message->n_places * sizeof *countries);
  size_t count = 0, country_count = 0;
  for (size_t i = 0; i < message->n_places; i++)
    if (vocabulary_place_find(knowledge->vocabulary, message->places[i], &number))
      add_number(places, &count, number);
  for (size_t i = 0; i < count; i++) {
    uint16_t country = profile_country(vocabulary_place(knowledge->vocabulary, places[i])->country);
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

static void make_never(struct arena *arena, struct profile *profile) {
  const Helix__V1__Stakeholder *message = profile->message;
  size_t most = 0;
  for (size_t i = 0; i < message->n_statements; i++)
    most += message->statements[i]->n_never;
  const char **never = arena_need(arena, most * sizeof *never);
  for (size_t i = 0; i < message->n_statements; i++)
    for (size_t j = 0; j < message->statements[i]->n_never; j++)
      never[profile->match.never_count++] = message->statements[i]->never[j];
  profile->match.never = never;
}

// Who owns a quarter or more is no independent partner (Recommendation 2003/361/EC, annex, article 3); a share that is not
// stated may be that much.
static void make_group(struct arena *arena, struct profile *profile) {
  const Helix__V1__Stakeholder *message = profile->message;
  const char **group = arena_need(arena, message->n_owners * sizeof *group);
  for (size_t i = 0; i < message->n_owners; i++) {
    const Helix__V1__Owner *owner = message->owners[i];
    if (*owner->id && (owner->share >= INDEPENDENT_PERCENT || !(owner->share > 0)))
      group[profile->match.group_count++] = owner->id;
  }
  profile->match.group = group;
}

static void make_languages(struct profile *profile) {
  const Helix__V1__Stakeholder *message = profile->message;
  for (size_t i = 0; i < message->n_languages; i++) {
    uint8_t number = language_number(message->languages[i]);
    profile->match.languages |= number ? 1u << number : 0;
  }
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

// All but what takes time: no statement is analysed. Returns the statements, to be filled in.
static struct match_statement *make_facts(const struct knowledge *knowledge, struct arena *arena,
                                          Helix__V1__Stakeholder *message, int32_t today, struct profile *profile) {
  *profile = (struct profile){.message = message};
  profile->match.id = message->id;
  profile->match.helix = (uint8_t)message->helix;
  profile->match.changed_day = today;
  profile->match.assurance = assurance_of(message, today, NULL);
  struct match_statement *statements = make_statements(knowledge, arena, profile);
  make_themes(knowledge, arena, profile);
  make_places(knowledge, arena, profile);
  make_sizes(knowledge, today, profile);
  make_languages(profile);
  make_never(arena, profile);
  make_group(arena, profile);
  return statements;
}

void profile_make(struct profile_maker *maker, const struct knowledge *knowledge, struct arena *arena,
                  Helix__V1__Stakeholder *message, int32_t today, struct profile *ret_profile) {
  struct match_statement *statements = make_facts(knowledge, arena, message, today, ret_profile);
  analyse_statements(maker, knowledge, arena, message, statements);
  make_columns(knowledge, arena, ret_profile);
}

void profile_make_facts(const struct knowledge *knowledge, struct arena *arena, Helix__V1__Stakeholder *message,
                        int32_t today, struct profile *ret_profile) {
  make_facts(knowledge, arena, message, today, ret_profile);
}

int32_t profile_facts_day(const struct knowledge *knowledge, int32_t today) {
  int32_t size = size_classes_day(knowledge->vocabulary, today), assurance = assurance_day(today);
  return size > assurance ? size : assurance;
}

void profile_analyze_text(struct profile_maker *maker, const struct knowledge *knowledge, const char *text,
                          const char *language) {
  text_analyze(maker->analyzer, knowledge->concepts, text, strlen(text), text_language_of(language), &maker->analysis);
}

void profile_make_text(struct profile_maker *maker, const struct knowledge *knowledge, struct arena *arena,
                       const char *text, const char *language, struct match_profile *ret_profile,
                       enum text_language *ret_language) {
  profile_analyze_text(maker, knowledge, text, language);
  struct match_statement *statement = arena_need(arena, sizeof *statement);
  statement->expires_day = DATE_NEVER;
  statement->language = language_of_text(maker->analysis.language, language);
  take_analysis(arena, &maker->analysis, statement);
  *ret_profile =
      (struct match_profile){.id = "", .changed_day = INT32_MIN, .statements = statement, .statement_count = 1};
  *ret_language = maker->analysis.language;
}
