// SPDX-License-Identifier: Apache-2.0
// One measurement of the daemon beside the same of its peer, taken in turns: a row of the table and three figures. The ratio is
// the median of the rounds' ratios, not the ratio of the medians: what slows both down in a round cancels out.
#pragma once

#include "figures.h"

#include <stddef.h>

struct comparison {
  const char *label;
  const char *name, *peer_name, *ratio_name; // of the figures; ratio_name NULL: none
  const double *values, *peer_values;        // one per round
  unsigned decimals;
  const char *goal; // for people; NULL: none
};

void comparison_print_header(const char *peer);
void comparison_report(const struct comparison *comparison, size_t rounds, struct figures *figures);
