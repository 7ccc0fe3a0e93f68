// SPDX-License-Identifier: Apache-2.0
// What one side of a pair lets the other hear, for the parts of the reference.
#pragma once

#include "reference.h"

enum { REFERENCE_VALUES_MAX = 256 };

struct reference_side {
  const struct match_profile *profile;
  const struct match_statement *heard[REFERENCE_VALUES_MAX]; // did not expire, and has the other side that it must have
  size_t heard_count;
};

struct reference_pair {
  const struct reference *reference;
  const struct match_query *query;
  struct reference_side asker, candidate;
};

struct match_part reference_part(double value); // known

struct reference_text {
  struct match_part forth, back;
};
struct reference_text reference_text(const struct reference_pair *pair);

struct match_part reference_concepts(const struct reference_pair *pair, enum match_side side);
struct match_part reference_themes(const struct reference_pair *pair, enum match_side side);
