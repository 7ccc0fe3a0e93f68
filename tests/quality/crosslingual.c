// SPDX-License-Identifier: Apache-2.0
#include "crosslingual.h"
#include "quality.h"

void measure_crosslingual(const struct data *data, struct figures *figures) {
  struct thesaurus *thesaurus = thesaurus_read(data);
  measure_labels(thesaurus, figures);
  measure_targets(data, thesaurus, figures);
  thesaurus_free(thesaurus);
}
