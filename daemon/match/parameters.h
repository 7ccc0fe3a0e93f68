// SPDX-License-Identifier: Apache-2.0
// How words are weighed (the formula is in match/text.h).
#pragma once

struct match_text_parameters {
  double k1;       // saturation of a repeated word; > 0
  double b;        // how much length counts, 0 … 1
  double k3;       // saturation of a word repeated in the query; 0: repetitions do not count
  double mix;      // share of the evidence by statements, 0 … 1; the rest is that of the whole profile
  double discount; // the i-th best statement counts i^−discount
  double pair;     // share of its information that a pair of neighbouring words counts, 0 … 1
};
