// SPDX-License-Identifier: Apache-2.0
// What the tests of the analysis work with.
#pragma once

#include "text/analyzer.h"

extern struct text_analyzer *analyzer;
extern struct text_concepts *concepts; // of the labels, or NULL
extern struct text_analysis analysis;

void fixture_set_up(const struct text_label *labels, size_t count); // 0: no concepts
void fixture_tear_down(void);
