// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"

struct text_analyzer *analyzer;
struct text_concepts *concepts;
struct text_analysis analysis;

void fixture_set_up(const struct text_label *labels, size_t count) {
  analyzer = text_analyzer_new();
  concepts = count ? text_concepts_new(labels, count) : NULL;
}

void fixture_tear_down(void) {
  concepts = text_concepts_free(concepts);
  analyzer = text_analyzer_free(analyzer);
  text_analysis_deinit(&analysis);
}
