// SPDX-License-Identifier: Apache-2.0
#include "service/filter.h"

#include "service/languages.h"

#include <string.h>

int findings_result(struct call_context *context, const char *what) {
  size_t count = context->findings.problem_count;
  if (!count)
    return 0;
  const Helix__V1__Finding *first = NULL;
  for (size_t i = 0; i < context->findings.count && !first; i++)
    if (context->findings.items[i]->severity == HELIX__V1__FINDING__SEVERITY__PROBLEM)
      first = context->findings.items[i];
  error_set(&context->error, ERROR_INVALID, "%s: %zu %s; %s: %s", what, count, count == 1 ? "problem" : "problems",
            first->field, first->message);
  return error_hint(&context->error, "%s", first->hint);
}

static uint8_t *places_within(struct call_context *context, char **ids, size_t count) {
  const struct vocabulary *vocabulary = context->view->knowledge->vocabulary;
  size_t all = vocabulary_place_count(vocabulary);
  uint8_t *within = arena_need(context->arena, all);
  for (size_t i = 0; i < count; i++) {
    uint32_t above;
    if (!vocabulary_place_find(vocabulary, ids[i], &above))
      continue;
    for (uint32_t place = 0; place < all; place++)
      within[place] |= vocabulary_place_within(vocabulary, place, above);
  }
  return within;
}

static uint8_t *themes_within(struct call_context *context, char **ids, size_t count) {
  const struct vocabulary *vocabulary = context->view->knowledge->vocabulary;
  size_t all = vocabulary_theme_count(vocabulary);
  uint8_t *within = arena_need(context->arena, all);
  for (size_t i = 0; i < count; i++) {
    uint32_t above;
    if (!vocabulary_theme_find(vocabulary, ids[i], &above))
      continue;
    for (uint32_t theme = 0; theme < all; theme++)
      within[theme] |= vocabulary_theme_within(vocabulary, theme, above);
  }
  return within;
}

static uint16_t *country_codes(struct call_context *context, char **countries, size_t count) {
  uint16_t *codes = arena_need(context->arena, count * sizeof *codes);
  for (size_t i = 0; i < count; i++)
    codes[i] = profile_country(countries[i]);
  return codes;
}

static void check_languages(struct call_context *context, char **languages, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!language_number(languages[i]) || strlen(languages[i]) != 2) {
      findings_add_item(&context->findings, "filter.languages", i, "\"%.20s\" is no language that can be filtered by",
                        languages[i]);
      findings_hint(&context->findings, "two small letters of ISO 639-1, such as it, en or zh");
    }
}

static uint32_t direction_bits(const Helix__V1__Direction *directions, size_t count) {
  uint32_t bits = 0;
  for (size_t i = 0; i < count; i++)
    bits |= 1u << profile_direction(directions[i]);
  return bits;
}

static uint32_t language_bits(char **languages, size_t count) {
  uint32_t bits = 0;
  for (size_t i = 0; i < count; i++)
    bits |= 1u << language_number(languages[i]);
  return bits;
}

int filter_open(struct call_context *context, const Helix__V1__Filter *filter, struct match_filter *ret_filter) {
  *ret_filter = (struct match_filter){0};
  if (!filter)
    return 0;
  const struct knowledge *knowledge = context->view->knowledge;
  check_place_list(knowledge, filter->places, filter->n_places, "filter.places", &context->findings);
  check_theme_list(knowledge, filter->themes, filter->n_themes, "filter.themes", &context->findings);
  check_country_list(filter->countries, filter->n_countries, "filter.countries", &context->findings);
  check_enum_list(&helix__v1__helix__descriptor, filter->helix, filter->n_helix, "filter.helix", &context->findings);
  check_enum_list(&helix__v1__size_class__descriptor, filter->sizes, filter->n_sizes, "filter.sizes",
                  &context->findings);
  check_enum_list(&helix__v1__direction__descriptor, filter->directions, filter->n_directions, "filter.directions",
                  &context->findings);
  check_languages(context, filter->languages, filter->n_languages);
  int result = findings_result(context, "the filter cannot be used");
  if (result)
    return result;
  ret_filter->helix = profile_bits(filter->helix, filter->n_helix);
  ret_filter->sizes = profile_bits(filter->sizes, filter->n_sizes);
  ret_filter->directions = direction_bits(filter->directions, filter->n_directions);
  ret_filter->languages = language_bits(filter->languages, filter->n_languages);
  if (filter->n_places)
    ret_filter->places = places_within(context, filter->places, filter->n_places);
  if (filter->n_themes)
    ret_filter->themes = themes_within(context, filter->themes, filter->n_themes);
  ret_filter->countries = country_codes(context, filter->countries, filter->n_countries);
  ret_filter->country_count = filter->n_countries;
  return 0;
}
