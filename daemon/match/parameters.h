// SPDX-License-Identifier: Apache-2.0
// How words and concepts are weighed (the formulas are in match/text.h and match/search.h).
#pragma once

struct match_text_parameters {
  double k1;                 // saturation of a repeated word; > 0
  double b;                  // how much length counts, 0 … 1
  double pair;               // share of its information that a pair of neighbouring words counts, 0 … 1
  double repetition;         // power of how likely a word comes back; 0: it does not count
  double repetition_prior;   // that likelihood before anything was observed, 0 … 1 …
  double repetition_prior_n; // … and how many observations that is worth; > 0
  double mix;                // share of the evidence by statements, 0 … 1; the rest is that of the whole profile
  double discount;           // the i-th best statement counts i^−discount; ≥ 0
  double asked_discount;     // the same for the statements asked about; ≥ 0
  double half;               // what counts for half of all that could be found; > 0
};

struct match_concept_parameters {
  double
      statement_share; // of the statement that is nearest as a whole, 0 … 1; the rest is the mean over what is wanted
  double hint_share;   // what a hint counts against a name, 0 … 1
};
