// SPDX-License-Identifier: Apache-2.0
// A YAML or JSON document on its way to a message, with the line of each field, so that a complaint about a field can
// say where it stands. YAML scalars become JSON strings, true, false or null by the core schema; a converter by
// descriptor takes the numbers out of them. Aliases, tags, duplicate keys and nesting beyond 32 are refused. Problems do
// not name the file: whoever opened it knows it, and may have another name for it.
#pragma once

#include "mapping/problem.h"

#include <jansson.h>
#include <stddef.h>

struct document;

enum document_format { DOCUMENT_YAML, DOCUMENT_JSON };

// By the name's ending: .json and .jsonl are JSON, anything else YAML.
enum document_format document_format_of(const char *file_name);

// NULL and *problem (with line and column) when the text is malformed. Bytes need no NUL.
struct document *document_read(const char *bytes, size_t count, enum document_format format, struct problem *problem);
struct document *document_read_file(const char *path, struct problem *problem); // also I/O problems; at most 64 MiB
struct document *document_free(struct document *document);

const json_t *document_root(const struct document *document);

// The line of the field, or of the nearest field around it that stands in the document; 0 when not known. Path in the
// names of the document or of the proto (snake_case and camelCase are the same).
int document_line(const struct document *document, const char *field);

// document_root as a message; *problem has the line.
void *document_message(const struct document *document, const void *descriptor, struct problem *problem);
