// SPDX-License-Identifier: Apache-2.0
// Where each value of a document stands. jansson's trees have no room for positions, so they lie beside the tree: one
// mark per value in the order of the text, each knowing how many marks are within it. Twelve bytes a value; found again
// by a path.
#pragma once

#include "mapping/problem.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

enum { DOCUMENT_DEPTH_MAX = 32 };

struct mark {
  uint32_t line, column; // from 1; of the key when the value has one
  uint32_t node_count;   // this value and all within it
};

struct marks {
  struct mark *items; // owned
  size_t count, capacity;
};

void marks_deinit(struct marks *marks);

// A value begins; returns its number, to be closed when it ends.
size_t marks_open(struct marks *marks, size_t line, size_t column);
void marks_close(struct marks *marks, size_t index);

// Marks of a JSON text that jansson has read without complaint. -1 and *problem when it is nested too deeply.
int marks_scan_json(struct marks *marks, const char *text, size_t bytes, struct problem *problem);

// The mark of the value at the path, or of the nearest value around it that is there. NULL when there are no marks.
const struct mark *marks_find(const struct marks *marks, const json_t *root, const char *path);
