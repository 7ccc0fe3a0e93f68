// SPDX-License-Identifier: Apache-2.0
// Profiles out of nothing, for where the real ones are absent: words that follow Zipf's law, the same ones in every run.
#pragma once

#include "helix/v1/stakeholder.pb-c.h"

#include <stddef.h>

// The caller frees it with helix__v1__stakeholder__free_unpacked().
Helix__V1__Stakeholder *generated_profile(size_t number);
