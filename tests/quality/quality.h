// SPDX-License-Identifier: Apache-2.0
// The tasks that are measured. Each prints a table and adds its figures: NAME and NAME.baseline.
#pragma once

#include "data.h"
#include "figures.h"

void measure_text_to_firm(const struct data *data, struct figures *figures);
void measure_text_to_theme(const struct data *data, struct figures *figures);
void measure_crosslingual(const struct data *data, struct figures *figures);
void measure_consortium(const struct data *data, struct figures *figures);
