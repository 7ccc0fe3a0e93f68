// SPDX-License-Identifier: Apache-2.0
// The two halves of the task crosslingual.
#pragma once

#include "figures.h"
#include "thesaurus.h"

void measure_labels(const struct thesaurus *thesaurus, struct figures *figures);
void measure_targets(const struct data *data, const struct thesaurus *thesaurus, struct figures *figures);
