// SPDX-License-Identifier: Apache-2.0
// The legal definitions of enterprise sizes.
#pragma once

#include "helix/v1/vocabulary.pb-c.h"
#include "vocabulary/file.h"

// The message is freed with helix__v1__size_regime_file__free_unpacked(…, NULL). Limits are in the order in which they are
// tried: the smallest class first under ceilings, the largest under floors. The last may set no limit: it takes the rest.
int regimes_load(const struct file *file, Helix__V1__SizeRegimeFile **ret_regimes, struct error *error);
