// SPDX-License-Identifier: Apache-2.0
// --helix, --size, --city, --country, --with-theme, --with-language and --direction as the filter of a request; --language too,
// where there is no --text whose language it is.
#pragma once

#include "cli/arguments.h"
#include "helix/v1/match.pb-c.h"

// Borrows the strings of the arguments.
void filter_init(Helix__V1__Filter *filter, const struct arguments *arguments);
void filter_deinit(Helix__V1__Filter *filter);
