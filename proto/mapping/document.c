// SPDX-License-Identifier: Apache-2.0
// The text becomes a jansson tree and, beside it, the marks of its values. YAML goes through libyaml; JSON through
// jansson, whose parser keeps no positions, and then through a scanner that only has to find values in a text known to
// be good.
#include "mapping/document.h"

#include "mapping/json.h"
#include "mapping/marks.h"
#include "mapping/yaml.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DOCUMENT_BYTES_MAX = 64 << 20 };

struct document {
  json_t *root; // owned
  struct marks marks;
};

enum document_format document_format_of(const char *file_name) {
  const char *ending = strrchr(file_name, '.');
  if (ending && (strcmp(ending, ".json") == 0 || strcmp(ending, ".jsonl") == 0))
    return DOCUMENT_JSON;
  return DOCUMENT_YAML;
}

static void refuse_json(const json_error_t *error, struct problem *problem) {
  if (!problem)
    return;
  char quoted[200];
  problem_set(problem, "", "this is not JSON: %s",
              problem_quote(quoted, sizeof quoted, error->text, strlen(error->text)));
  if (json_error_code(error) == json_error_numeric_overflow)
    problem_hint(problem, "put whole numbers beyond 9223372036854775807 in quotes");
  problem->line = error->line > 0 ? error->line : 0;
  problem->column = error->column > 0 ? error->column : 0;
}

static json_t *read_json(const char *bytes, size_t count, struct marks *marks, struct problem *problem) {
  json_error_t error;
  // NUL in a text is left for the check by descriptor to refuse, which knows the field.
  json_t *root = json_loadb(bytes, count, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_ANY, &error);
  if (!root) {
    refuse_json(&error, problem);
    return NULL;
  }
  if (marks_scan_json(marks, bytes, count, problem) < 0) {
    json_decref(root);
    return NULL;
  }
  return root;
}

struct document *document_read(const char *bytes, size_t count, enum document_format format, struct problem *problem) {
  if (count > DOCUMENT_BYTES_MAX) {
    problem_set(problem, "", "has %zu bytes; a document has at most %d", count, DOCUMENT_BYTES_MAX);
    problem_hint(problem, "split it");
    return NULL;
  }
  static const char byte_order_mark[] = "\xEF\xBB\xBF"; // some editors write it; it means nothing in UTF-8
  if (count >= 3 && memcmp(bytes, byte_order_mark, 3) == 0) {
    bytes += 3;
    count -= 3;
  }
  struct document *document = calloc(1, sizeof *document);
  if (!document)
    abort();
  document->root = format == DOCUMENT_JSON ? read_json(bytes, count, &document->marks, problem)
                                           : yaml_read(bytes, count, &document->marks, problem);
  return document->root ? document : document_free(document);
}

// Also pipes, whose size nobody knows before the end.
static int read_bytes(FILE *file, char **ret_bytes, size_t *ret_count) {
  size_t capacity = 64 << 10, count = 0;
  char *bytes = NULL;
  for (;;) {
    bytes = realloc(bytes, capacity);
    if (!bytes)
      abort();
    count += fread(bytes + count, 1, capacity - count, file);
    if (count < capacity || count > DOCUMENT_BYTES_MAX)
      break;
    capacity *= 2;
  }
  if (ferror(file)) {
    free(bytes);
    return -1;
  }
  *ret_bytes = bytes;
  *ret_count = count;
  return 0;
}

struct document *document_read_file(const char *path, struct problem *problem) {
  FILE *file = fopen(path, "rbe");
  char *bytes;
  size_t count;
  if (!file || read_bytes(file, &bytes, &count) < 0) {
    problem_set(problem, "", "cannot be read: %s", strerror(errno));
    if (file)
      fclose(file);
    return NULL;
  }
  fclose(file);
  struct document *document = document_read(bytes, count, document_format_of(path), problem);
  free(bytes);
  return document;
}

struct document *document_free(struct document *document) {
  if (!document)
    return NULL;
  marks_deinit(&document->marks);
  json_decref(document->root);
  free(document);
  return NULL;
}

const json_t *document_root(const struct document *document) {
  return document->root;
}

int document_line(const struct document *document, const char *field) {
  const struct mark *mark = marks_find(&document->marks, document->root, field);
  return mark ? (int)mark->line : 0;
}

void *document_message(const struct document *document, const void *descriptor, struct problem *problem) {
  ProtobufCMessage *message = message_from_json(descriptor, document->root, problem);
  if (message || !problem)
    return message;
  const struct mark *mark = marks_find(&document->marks, document->root, problem->field);
  if (mark) {
    problem->line = (int)mark->line;
    problem->column = (int)mark->column;
  }
  return NULL;
}
