// SPDX-License-Identifier: Apache-2.0
// A table for people, with columns as wide as what is in them, Chinese included.
#pragma once

#include "cli/output.h"

#include <stddef.h>

struct table;

struct table_column {
  const char *name;
  enum { TABLE_LEFT, TABLE_RIGHT, TABLE_CUT, TABLE_TREE } kind; // TABLE_CUT: gives way on a narrow terminal
};

struct table *table_new(struct output *output, const struct table_column *columns,
                        unsigned count);       // borrows the output
struct table *table_free(struct table *table); // returns NULL

// One cell per column, copied; NULL is an empty cell. `parent` (for TABLE_TREE) is the handle of an earlier row, or NULL.
void *table_add(struct table *table, void *parent, const char *const *cells);

// Prints it, or `empty` when it has no rows.
void table_print(struct table *table, const char *empty);
