// SPDX-License-Identifier: Apache-2.0
// One YAML document as a JSON tree with marks. What makes YAML surprising is refused: aliases, anchors, tags, keys that
// are no text, duplicate keys, more than one document.
#pragma once

#include "mapping/marks.h"
#include "mapping/problem.h"

#include <jansson.h>

// A new tree, or NULL and *problem with line and column.
json_t *yaml_read(const char *text, size_t bytes, struct marks *marks, struct problem *problem);
