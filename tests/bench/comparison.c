// SPDX-License-Identifier: Apache-2.0
#include "comparison.h"
#include "samples.h"

#include <stdio.h>

enum { RATIO_DECIMALS = 3 };

void comparison_print_header(const char *peer) {
  printf("%-50s %12s %14s %8s\n", "", "helixd", peer, "ratio");
}

void comparison_report(const struct comparison *comparison, size_t rounds, struct figures *figures) {
  double value = samples_median(comparison->values, rounds), peer = samples_median(comparison->peer_values, rounds);
  double ratio = samples_median_ratio(comparison->values, comparison->peer_values, rounds);
  int decimals = (int)comparison->decimals;
  printf("%-50s %12.*f %14.*f %8.2f  %s\n", comparison->label, decimals, value, decimals, peer, ratio,
         comparison->goal ? comparison->goal : "");
  figures_add(figures, comparison->name, value, comparison->decimals);
  figures_add(figures, comparison->peer_name, peer, comparison->decimals);
  if (comparison->ratio_name)
    figures_add(figures, comparison->ratio_name, ratio, RATIO_DECIMALS);
}
