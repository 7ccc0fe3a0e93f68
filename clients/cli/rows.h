// SPDX-License-Identifier: Apache-2.0
// The profiles of an import file, one after the other, from CSV with a header or from JSON lines; which of them it is shows in
// the first character. A bad row is given back with its problem and reading goes on. Memory does not grow with the file.
#pragma once

#include "cli/csv_columns.h"

struct rows;

struct row {
  int line;                            // from 1, where it begins
  Helix__V1__Stakeholder *stakeholder; // owned; NULL: `problem` says why
  struct problem problem;
  struct csv_present present; // for rows_field_name()
};

// "-" is standard input. Returns 0, or the exit code (66 no such file, 65 bad header) and *problem.
int rows_open(const char *path, struct rows **ret_rows, struct problem *problem);
struct rows *rows_close(struct rows *rows); // returns NULL

// 1 and a row, 0 at the end, -1 and *problem when the file cannot be read any further.
int rows_next(struct rows *rows, struct row *ret_row, struct problem *problem);

void row_deinit(struct row *row);

// How the file calls a field of a row's message: the column in CSV, else the field itself.
const char *rows_field_name(const struct rows *rows, const struct csv_present *present, const char *field);
