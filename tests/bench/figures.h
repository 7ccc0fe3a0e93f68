// SPDX-License-Identifier: Apache-2.0
// What was measured, by name, kept until the end: lines of `figure NAME VALUE` for programs, beside the tables for people.
#pragma once

struct figures;

struct figures *figures_new(void);
struct figures *figures_free(struct figures *figures); // returns NULL

// The name is copied. A figure is added once.
void figures_add(struct figures *figures, const char *name, double value, unsigned decimals);
void figures_print(const struct figures *figures); // to stdout, in the order of adding
