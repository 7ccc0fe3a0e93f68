// SPDX-License-Identifier: Apache-2.0
// RDF statements of a Turtle or N-Triples file, with the lines where they stand.
#pragma once

#include "base/arena.h"
#include "vocabulary/file.h"

enum turtle_kind { TURTLE_IRI, TURTLE_LITERAL };

struct turtle_statement {
  const char *subject, *predicate, *object; // IRIs in full; the object may be a literal's text
  const char *language;                     // of a literal, lower case, or ""
  enum turtle_kind kind;                    // of the object
  const struct file *file;
  int line; // of the object
};

// N-Triples when the name ends in ".nt", else Turtle. Statements with blank nodes are left out: nothing can refer to them.
// The statements lie in the arena.
int turtle_read(const struct file *file, struct arena *arena, struct turtle_statement **ret_statements,
                size_t *ret_count, struct error *error);
