// SPDX-License-Identifier: Apache-2.0
#include "cli/filter.h"

#include <glib.h>

void filter_init(Helix__V1__Filter *filter, const struct arguments *arguments) {
  helix__v1__filter__init(filter);
  filter->helix = (Helix__V1__Helix *)arguments_choices(arguments, OPTION_HELIX, &filter->n_helix);
  filter->sizes = (Helix__V1__SizeClass *)arguments_choices(arguments, OPTION_SIZE, &filter->n_sizes);
  filter->places = arguments_list(arguments, OPTION_CITY, &filter->n_places);
  filter->countries = arguments_list(arguments, OPTION_COUNTRY, &filter->n_countries);
  filter->themes = arguments_list(arguments, OPTION_WITH_THEME, &filter->n_themes);
  filter->directions = (Helix__V1__Direction *)arguments_choices(arguments, OPTION_DIRECTION, &filter->n_directions);
  filter->languages = arguments_list(arguments, OPTION_WITH_LANGUAGE, &filter->n_languages);
  if (!filter->n_languages && !arguments_has(arguments, OPTION_TEXT))
    filter->languages = arguments_list(arguments, OPTION_LANGUAGE, &filter->n_languages);
}

void filter_deinit(Helix__V1__Filter *filter) {
  g_free(filter->helix);
  g_free(filter->sizes);
  g_free(filter->directions);
}
