// SPDX-License-Identifier: Apache-2.0
// libyaml's events drive a stack of open collections. Each new value is hung into its parent at once, so that the root
// owns everything at every moment and a refusal has one thing to free.
#include "mapping/yaml.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

struct level {
  json_t *collection; // borrowed from the root
  size_t mark;
  char *key; // owned; of the value that comes next, NULL when a key comes next
  yaml_mark_t key_mark;
};

struct reader {
  yaml_parser_t parser;
  const char *text; // borrowed
  json_t *root;     // owned
  struct marks *marks;
  struct problem *problem;
  unsigned depth;
  struct level levels[DOCUMENT_DEPTH_MAX];
};

static int place(struct reader *reader, const yaml_mark_t *mark) {
  if (reader->problem) {
    reader->problem->line = (int)mark->line + 1;
    reader->problem->column = (int)mark->column + 1;
  }
  return -1;
}

static int refuse(struct reader *reader, const yaml_mark_t *mark, const char *message, const char *hint) {
  problem_set(reader->problem, "", "%s", message);
  problem_hint(reader->problem, "%s", hint);
  return place(reader, mark);
}

static int refuse_syntax(struct reader *reader) {
  const yaml_parser_t *parser = &reader->parser;
  yaml_mark_t mark = parser->problem_mark;
  if (parser->error == YAML_READER_ERROR) { // libyaml knows only the byte
    mark = (yaml_mark_t){0};
    for (size_t i = 0; i < parser->problem_offset; i++)
      mark.line += reader->text[i] == '\n';
  }
  const char *what = parser->problem ? parser->problem : "cannot be read";
  problem_set(reader->problem, "", "this is not YAML: %s%s%s", what, parser->context ? " " : "",
              parser->context ? parser->context : "");
  problem_hint(reader->problem, parser->error == YAML_READER_ERROR
                                    ? "save the file as UTF-8, without control characters"
                                    : "indent with spaces, not tabs; put text that holds \": \" or \" #\" in quotes");
  return place(reader, &mark);
}

static bool is_word(const yaml_event_t *event, const char *const words[3]) {
  const char *value = (const char *)event->data.scalar.value;
  return strcmp(value, words[0]) == 0 || strcmp(value, words[1]) == 0 || strcmp(value, words[2]) == 0;
}

// The core schema of YAML 1.2, but for numbers: those the reader by descriptor takes out of the text.
static json_t *scalar_json(const yaml_event_t *event) {
  static const char *const null_words[3] = {"null", "Null", "NULL"};
  static const char *const true_words[3] = {"true", "True", "TRUE"};
  static const char *const false_words[3] = {"false", "False", "FALSE"};
  const char *value = (const char *)event->data.scalar.value;
  if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE) {
    if (*value == 0 || strcmp(value, "~") == 0 || is_word(event, null_words))
      return json_null();
    if (is_word(event, true_words))
      return json_true();
    if (is_word(event, false_words))
      return json_false();
  }
  return json_stringn(value, event->data.scalar.length);
}

static int take_key(struct reader *reader, const yaml_event_t *event) {
  struct level *level = &reader->levels[reader->depth - 1];
  if (event->type != YAML_SCALAR_EVENT)
    return refuse(reader, &event->start_mark, "a list or a group cannot be the name of a field", "");
  const char *key = (const char *)event->data.scalar.value;
  if (strlen(key) != event->data.scalar.length)
    return refuse(reader, &event->start_mark, "the name of a field has a NUL character", "take it out");
  if (json_object_get(level->collection, key)) {
    char quoted[64];
    problem_set(reader->problem, "", "\"%s\" is given twice", problem_quote(quoted, sizeof quoted, key, strlen(key)));
    problem_hint(reader->problem, "keep one of the two");
    return place(reader, &event->start_mark);
  }
  level->key = strdup(key);
  if (!level->key)
    abort();
  level->key_mark = event->start_mark;
  return 0;
}

// Hangs the value (owned) where it belongs.
static int attach(struct reader *reader, json_t *value) {
  if (reader->depth == 0) {
    reader->root = value;
    return value ? 0 : -1;
  }
  struct level *level = &reader->levels[reader->depth - 1];
  if (json_is_array(level->collection))
    return json_array_append_new(level->collection, value);
  int r = json_object_set_new(level->collection, level->key, value);
  free(level->key);
  level->key = NULL;
  return r;
}

static bool key_is_next(const struct reader *reader) {
  if (reader->depth == 0)
    return false;
  const struct level *level = &reader->levels[reader->depth - 1];
  return json_is_object(level->collection) && !level->key;
}

static int take_value(struct reader *reader, const yaml_event_t *event) {
  if (key_is_next(reader))
    return take_key(reader, event);
  bool has_key = reader->depth > 0 && reader->levels[reader->depth - 1].key;
  yaml_mark_t at = has_key ? reader->levels[reader->depth - 1].key_mark : event->start_mark;
  size_t mark = marks_open(reader->marks, at.line + 1, at.column + 1);
  json_t *value = event->type == YAML_SCALAR_EVENT           ? scalar_json(event)
                  : event->type == YAML_SEQUENCE_START_EVENT ? json_array()
                                                             : json_object();
  if (attach(reader, value) < 0)
    return refuse(reader, &event->start_mark, "is not UTF-8 text", "save the file as UTF-8");
  if (event->type == YAML_SCALAR_EVENT)
    return 0;
  if (reader->depth == DOCUMENT_DEPTH_MAX)
    return refuse(reader, &event->start_mark, "is nested more than 32 levels deep", "");
  reader->levels[reader->depth++] = (struct level){.collection = value, .mark = mark};
  return 0;
}

static int check_properties(struct reader *reader, const yaml_event_t *event, const yaml_char_t *anchor,
                            const yaml_char_t *tag) {
  if (anchor)
    return refuse(reader, &event->start_mark, "anchors (&name) are not read here", "write the value out, or quote it");
  if (tag)
    return refuse(reader, &event->start_mark, "tags (!name) are not read here",
                  "leave the tag out, or quote the value");
  return take_value(reader, event);
}

// 1 when the stream has ended.
static int take_event(struct reader *reader, const yaml_event_t *event) {
  switch (event->type) {
  case YAML_STREAM_END_EVENT:
    return 1;
  case YAML_DOCUMENT_START_EVENT:
    if (reader->root)
      return refuse(reader, &event->start_mark, "a second document begins here", "put each into a file of its own");
    return 0;
  case YAML_ALIAS_EVENT:
    return refuse(reader, &event->start_mark, "aliases (*name) are not read here", "write the value out, or quote it");
  case YAML_SCALAR_EVENT:
    return check_properties(reader, event, event->data.scalar.anchor, event->data.scalar.tag);
  case YAML_SEQUENCE_START_EVENT:
    return check_properties(reader, event, event->data.sequence_start.anchor, event->data.sequence_start.tag);
  case YAML_MAPPING_START_EVENT:
    return check_properties(reader, event, event->data.mapping_start.anchor, event->data.mapping_start.tag);
  case YAML_SEQUENCE_END_EVENT:
  case YAML_MAPPING_END_EVENT:
    marks_close(reader->marks, reader->levels[--reader->depth].mark);
    return 0;
  case YAML_NO_EVENT:
  case YAML_STREAM_START_EVENT:
  case YAML_DOCUMENT_END_EVENT:
    return 0;
  }
  __builtin_unreachable();
}

static int take_events(struct reader *reader) {
  for (;;) {
    yaml_event_t event;
    if (!yaml_parser_parse(&reader->parser, &event))
      return refuse_syntax(reader);
    int r = take_event(reader, &event);
    yaml_event_delete(&event);
    if (r != 0)
      return r;
  }
}

json_t *yaml_read(const char *text, size_t bytes, struct marks *marks, struct problem *problem) {
  struct reader reader = {.text = text, .marks = marks, .problem = problem};
  if (!yaml_parser_initialize(&reader.parser))
    abort();
  yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text, bytes);
  int r = take_events(&reader);
  if (r > 0 && !reader.root)
    r = problem_set(problem, "", "there is nothing in this document");
  while (reader.depth > 0)
    free(reader.levels[--reader.depth].key);
  yaml_parser_delete(&reader.parser);
  if (r > 0)
    return reader.root;
  json_decref(reader.root);
  return NULL;
}
