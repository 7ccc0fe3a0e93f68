// SPDX-License-Identifier: Apache-2.0
#include "mapping/marks.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void marks_deinit(struct marks *marks) {
  free(marks->items);
  *marks = (struct marks){0};
}

size_t marks_open(struct marks *marks, size_t line, size_t column) {
  if (marks->count == marks->capacity) {
    marks->capacity = marks->capacity ? marks->capacity * 2 : 64;
    marks->items = reallocarray(marks->items, marks->capacity, sizeof *marks->items);
    if (!marks->items)
      abort();
  }
  marks->items[marks->count] = (struct mark){(uint32_t)line, (uint32_t)column, 1};
  return marks->count++;
}

void marks_close(struct marks *marks, size_t index) {
  marks->items[index].node_count = (uint32_t)(marks->count - index);
}

// The text is known to be well-formed, so only quotes, brackets, commas and the rest need telling apart.
struct scan {
  const char *at, *end;
  size_t line, column;
  struct marks *marks;
  bool key_is_next;
  size_t key_line, key_column; // 0: the next value has no key
  unsigned depth;
  struct {
    size_t mark;
    bool is_object;
  } levels[DOCUMENT_DEPTH_MAX];
};

static void advance(struct scan *scan) {
  unsigned char byte = (unsigned char)*scan->at++;
  if (byte == '\n') {
    scan->line++;
    scan->column = 1;
  } else if ((byte & 0xC0) != 0x80) { // columns count characters
    scan->column++;
  }
}

static size_t open_value(struct scan *scan) {
  bool has_key = scan->key_line > 0;
  size_t mark =
      marks_open(scan->marks, has_key ? scan->key_line : scan->line, has_key ? scan->key_column : scan->column);
  scan->key_line = 0;
  return mark;
}

static void pass_string(struct scan *scan) {
  advance(scan);
  while (*scan->at != '"') {
    if (*scan->at == '\\')
      advance(scan);
    advance(scan);
  }
  advance(scan);
}

static void scan_string(struct scan *scan) {
  if (scan->key_is_next) {
    scan->key_is_next = false;
    scan->key_line = scan->line;
    scan->key_column = scan->column;
  } else {
    open_value(scan);
  }
  pass_string(scan);
}

static void scan_word(struct scan *scan) {
  open_value(scan);
  while (scan->at < scan->end && !strchr(" \t\r\n,]}", *scan->at))
    advance(scan);
}

static int scan_open(struct scan *scan, struct problem *problem) {
  if (scan->depth == DOCUMENT_DEPTH_MAX) {
    problem_set(problem, "", "is nested more than %d levels deep", DOCUMENT_DEPTH_MAX);
    problem->line = (int)scan->line;
    problem->column = (int)scan->column;
    return -1;
  }
  scan->levels[scan->depth].is_object = scan->key_is_next = *scan->at == '{';
  scan->levels[scan->depth].mark = open_value(scan);
  scan->depth++;
  advance(scan);
  return 0;
}

static void scan_close(struct scan *scan) {
  scan->key_is_next = false;
  marks_close(scan->marks, scan->levels[--scan->depth].mark);
  advance(scan);
}

int marks_scan_json(struct marks *marks, const char *text, size_t bytes, struct problem *problem) {
  struct scan scan = {.at = text, .end = text + bytes, .line = 1, .column = 1, .marks = marks};
  while (scan.at < scan.end) {
    char byte = *scan.at;
    if (byte == '"') {
      scan_string(&scan);
    } else if (byte == '{' || byte == '[') {
      int r = scan_open(&scan, problem);
      if (r < 0)
        return r;
    } else if (byte == '}' || byte == ']') {
      scan_close(&scan);
    } else if (byte == ',') {
      scan.key_is_next = scan.levels[scan.depth - 1].is_object;
      advance(&scan);
    } else if (strchr(" \t\r\n:", byte)) {
      advance(&scan);
    } else {
      scan_word(&scan);
    }
  }
  return 0;
}

// One step of a path: the name before '.' or '[', or the number in brackets.
struct step {
  const char *name;
  size_t name_bytes; // 0: an index
  size_t index;
};

static const char *next_step(const char *path, struct step *ret_step) {
  if (*path == '.')
    path++;
  if (*path == '[') {
    char *end;
    *ret_step = (struct step){.index = strtoul(path + 1, &end, 10)};
    return *end == ']' ? end + 1 : "";
  }
  *ret_step = (struct step){.name = path, .name_bytes = strcspn(path, ".[")};
  return path + ret_step->name_bytes;
}

// snake_case and camelCase of one name.
static bool is_same_name(const char *key, const char *name, size_t name_bytes) {
  const char *end = name + name_bytes;
  for (;; key++, name++) {
    while (*key == '_')
      key++;
    while (name < end && *name == '_')
      name++;
    if (!*key || name == end)
      return !*key && name == end;
    if (tolower((unsigned char)*key) != tolower((unsigned char)*name))
      return false;
  }
}

// jansson keeps members in the order in which they were set, which is the order of the marks.
static const json_t *find_child(const struct marks *marks, const json_t *node, const struct step *step, size_t *mark) {
  size_t child = *mark + 1;
  if (step->name_bytes == 0) {
    if (step->index >= json_array_size(node))
      return NULL;
    for (size_t i = 0; i < step->index; i++)
      child += marks->items[child].node_count;
    *mark = child;
    return json_array_get(node, step->index);
  }
  json_t *members = (json_t *)(uintptr_t)node; // jansson's iterators take no const, and change nothing
  for (void *at = json_object_iter(members); at; at = json_object_iter_next(members, at)) {
    if (is_same_name(json_object_iter_key(at), step->name, step->name_bytes)) {
      *mark = child;
      return json_object_iter_value(at);
    }
    child += marks->items[child].node_count;
  }
  return NULL;
}

const struct mark *marks_find(const struct marks *marks, const json_t *root, const char *path) {
  if (marks->count == 0)
    return NULL;
  size_t mark = 0;
  const json_t *node = root;
  while (*path && node) {
    struct step step;
    path = next_step(path, &step);
    node = find_child(marks, node, &step, &mark);
  }
  return &marks->items[mark];
}
