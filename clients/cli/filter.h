// SPDX-License-Identifier: Apache-2.0
// --helix, --size, --city and --country as the filter of a request.
#pragma once

#include "cli/arguments.h"
#include "helix/v1/match.pb-c.h"

// Borrows the strings of the arguments.
void filter_init(Helix__V1__Filter *filter, const struct arguments *arguments);
void filter_deinit(Helix__V1__Filter *filter);
