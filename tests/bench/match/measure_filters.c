// SPDX-License-Identifier: Apache-2.0
// Filters that the order of the profiles may not suit, each beside the same queries without one: no filter may make a match
// slower.
#include "ask.h"
#include "timing.h"

#include <stdio.h>

static const struct {
  enum asking_filter filter;
  const char *name;
} filters[] = {
    {ASKING_ALL, "none"},    {ASKING_ROLE, "role"}, {ASKING_COUNTRY, "country"},
    {ASKING_THEME, "theme"}, {ASKING_CITY, "city"}, {ASKING_TWO_ROLES, "two roles"},
};
enum { FILTERS = sizeof filters / sizeof *filters };

// The worst ratio of the class.
static double measure_class(struct bench *bench, const struct question_class *class) {
  struct timing timings[FILTERS];
  double worst = 0;
  for (size_t i = 0; i < FILTERS; i++)
    timing_init(&timings[i], class->count);
  for (size_t round = 0; round < TIMING_ROUNDS; round++)
    for (size_t i = 0; i < FILTERS; i++)
      ask_words(bench, class, filters[i].filter, NULL, timing_round(&timings[i], round));
  printf("%-5zu", class->word_count);
  for (size_t i = 0; i < FILTERS; i++) {
    double ratio = timing_p50(&timings[i]) / timing_p50(&timings[0]);
    printf(" %9.1f (%.2f)", timing_p50(&timings[i]), ratio);
    worst = i && ratio > worst ? ratio : worst;
  }
  printf("\n");
  for (size_t i = 0; i < FILTERS; i++)
    timing_deinit(&timings[i]);
  return worst;
}

void measure_filters(struct bench *bench) {
  double worst = 0;
  printf("Other filters, p50 in microseconds (share of the time without a filter)\n%-5s", "words");
  for (size_t i = 0; i < FILTERS; i++)
    printf(" %16s", filters[i].name);
  printf("\n");
  for (size_t i = 0; i < QUESTION_CLASSES; i++) {
    fprintf(stderr, "filters: queries of %zu words\n", bench->questions->classes[i].word_count);
    double ratio = measure_class(bench, &bench->questions->classes[i]);
    worst = ratio > worst ? ratio : worst;
  }
  printf("worst: %.2f (goal: at most 1)\n\n", worst);
  figures_add(bench->figures, "match.filter.worst_ratio", worst, 3);
}
