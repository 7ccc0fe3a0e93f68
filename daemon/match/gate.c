// SPDX-License-Identifier: Apache-2.0
#include "match/gate.h"

void match_gate_init(struct match_gate *gate, const struct match_query *query) {
  *gate = (struct match_gate){.filter = &query->filter,
                              .place_count = query->places.count,
                              .theme_count = match_taxonomy_count(query->taxonomy)};
  if (query->filter.exclude_id)
    gate->exclude_hash = match_segment_id_hash(query->filter.exclude_id);
}

void match_gate_enter(struct match_gate *gate, const struct match_segment *segment) {
  const char *id = gate->filter->exclude_id;
  gate->excluded_profile = id ? match_segment_find(segment, id, gate->exclude_hash) : UINT32_MAX;
}

static bool any_allowed(const uint8_t *allowed, size_t allowed_count, const uint32_t *numbers, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (numbers[i] < allowed_count && allowed[numbers[i]])
      return true;
  return false;
}

static bool any_country(const struct match_filter *filter, const uint32_t *countries, size_t count) {
  for (size_t i = 0; i < count; i++)
    for (size_t j = 0; j < filter->country_count; j++)
      if (countries[i] == filter->countries[j])
        return true;
  return false;
}

// MATCH_EXCLUSION_COUNT: nothing speaks against it.
static enum match_exclusion reason_against(const struct match_gate *gate, const struct match_segment *segment,
                                           uint32_t number) {
  const struct match_filter *filter = gate->filter;
  const struct match_segment_profile *of = &segment->profiles[number], *next = of + 1;
  if (filter->helix && !(filter->helix >> of->helix & 1))
    return MATCH_EXCLUDED_HELIX;
  if (filter->sizes && !(filter->sizes >> of->size & 1))
    return MATCH_EXCLUDED_SIZE;
  if (filter->places &&
      !any_allowed(filter->places, gate->place_count, segment->places.items + of->place, next->place - of->place))
    return MATCH_EXCLUDED_PLACE;
  if (filter->country_count &&
      !any_country(filter, segment->countries.items + of->country, next->country - of->country))
    return MATCH_EXCLUDED_COUNTRY;
  if (filter->themes &&
      !any_allowed(filter->themes, gate->theme_count, segment->themes.items + of->theme, next->theme - of->theme))
    return MATCH_EXCLUDED_THEME;
  return number == gate->excluded_profile ? MATCH_EXCLUDED_SELF : MATCH_EXCLUSION_COUNT;
}

uint32_t match_gate_apply(const struct match_gate *gate, const struct match_marks *marks, struct match_window *window,
                          uint64_t excluded[MATCH_EXCLUSION_COUNT]) {
  uint32_t open_count = 0;
  for (uint32_t i = window->first; i < window->end; i++) {
    bool *open = &window->open[i - window->first];
    *open = false;
    if (match_marks_is_dead(marks, i))
      continue;
    enum match_exclusion reason = reason_against(gate, window->segment, i);
    *open = reason == MATCH_EXCLUSION_COUNT;
    open_count += *open;
    if (!*open)
      excluded[reason]++;
  }
  return open_count;
}
