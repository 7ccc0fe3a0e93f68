// SPDX-License-Identifier: Apache-2.0
// serd does not say on which line a statement stands, so it gets the file byte by byte and we count. It looks one byte ahead,
// which is why a line feed counts only when the byte after it is asked for.
#include "vocabulary/turtle.h"
#include "base/memory.h"

#include <ctype.h>
#include <serd/serd.h>
#include <stdio.h>
#include <string.h>

struct reading {
  /* borrowed */
  const struct file *file;
  struct arena *arena;
  struct error *error;
  /* owned */
  SerdEnv *env;
  struct turtle_statement *statements;
  /* state */
  size_t count, capacity, at;
  int line, failed;
};

static size_t next_byte(void *buffer, size_t size, size_t count, void *stream) {
  struct reading *reading = stream;
  if (size * count != 1 || reading->at >= reading->file->size)
    return 0;
  if (reading->at && reading->file->bytes[reading->at - 1] == '\n')
    reading->line++;
  *(char *)buffer = reading->file->bytes[reading->at++];
  return 1;
}

static int no_stream_error(void *stream) {
  (void)stream;
  return 0;
}

static SerdStatus fail(struct reading *reading, int line, const char *what, const char *which) {
  if (!reading->failed)
    reading->failed =
        error_set(reading->error, ERROR_INVALID, "%s:%d: %s%.200s", reading->file->path, line, what, which);
  return SERD_FAILURE;
}

static SerdStatus on_error(void *handle, const SerdError *problem) {
  char text[300];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" // serd's own format
  vsnprintf(text, sizeof text, problem->fmt, *problem->args);
#pragma GCC diagnostic pop
  text[strcspn(text, "\n")] = 0;
  fail(handle, (int)problem->line, "malformed: ", text);
  return SERD_SUCCESS;
}

static SerdStatus on_base(void *handle, const SerdNode *uri) {
  struct reading *reading = handle;
  return serd_env_set_base_uri(reading->env, uri);
}

static SerdStatus on_prefix(void *handle, const SerdNode *name, const SerdNode *uri) {
  struct reading *reading = handle;
  return serd_env_set_prefix(reading->env, name, uri);
}

// The node's full IRI in the arena, or NULL after a failure.
static const char *expand(struct reading *reading, const SerdNode *node) {
  SerdNode full = serd_env_expand_node(reading->env, node);
  if (!full.buf) {
    fail(reading, reading->line, "the prefix is not declared: ", (const char *)node->buf);
    return NULL;
  }
  const char *copy = arena_copy_bytes(reading->arena, full.buf, full.n_bytes);
  serd_node_free(&full);
  return copy;
}

static const char *lower(struct arena *arena, const SerdNode *node) {
  if (!node || !node->buf)
    return "";
  char *copy = arena_copy_bytes(arena, node->buf, node->n_bytes);
  for (char *c = copy; *c; c++)
    *c = (char)tolower((unsigned char)*c);
  return copy;
}

static SerdStatus on_statement(void *handle, SerdStatementFlags flags, const SerdNode *graph, const SerdNode *subject,
                               const SerdNode *predicate, const SerdNode *object, const SerdNode *datatype,
                               const SerdNode *language) {
  (void)flags;
  (void)graph;
  (void)datatype;
  struct reading *reading = handle;
  if (subject->type == SERD_BLANK || object->type == SERD_BLANK)
    return SERD_SUCCESS;
  bool literal = object->type == SERD_LITERAL;
  if (literal && memchr(object->buf, 0, object->n_bytes))
    return fail(reading, reading->line, "a text contains a NUL character", "");
  struct turtle_statement statement = {.subject = expand(reading, subject),
                                       .predicate = expand(reading, predicate),
                                       .kind = literal ? TURTLE_LITERAL : TURTLE_IRI,
                                       .language = lower(reading->arena, language),
                                       .file = reading->file,
                                       .line = reading->line};
  statement.object = literal ? arena_copy_bytes(reading->arena, object->buf, object->n_bytes) : expand(reading, object);
  if (!statement.subject || !statement.predicate || !statement.object)
    return SERD_FAILURE;
  memory_reserve(reading->statements, reading->count, reading->capacity);
  reading->statements[reading->count++] = statement;
  return SERD_SUCCESS;
}

static void read_with(struct reading *reading, SerdReader *reader) {
  serd_reader_set_strict(reader, true);
  serd_reader_set_error_sink(reader, on_error, reading);
  SerdStatus status =
      serd_reader_read_source(reader, next_byte, no_stream_error, reading, (const uint8_t *)reading->file->path, 1);
  // A reader that stops without a word stopped at something that it does not know.
  if (!reading->failed && (status > SERD_FAILURE || reading->at < reading->file->size))
    fail(reading, reading->line, "malformed: ", (const char *)serd_strerror(status));
}

int turtle_read(const struct file *file, struct arena *arena, struct turtle_statement **ret_statements,
                size_t *ret_count, struct error *error) {
  const char *ending = strrchr(file->path, '.');
  SerdSyntax syntax = ending && !strcmp(ending, ".nt") ? SERD_NTRIPLES : SERD_TURTLE;
  struct reading reading = {.file = file, .arena = arena, .error = error, .line = 1};
  reading.env = serd_env_new(NULL);
  SerdReader *reader = serd_reader_new(syntax, &reading, NULL, on_base, on_prefix, on_statement, NULL);
  read_with(&reading, reader);
  serd_reader_free(reader);
  serd_env_free(reading.env);
  if (!reading.failed) {
    *ret_statements = arena_need(arena, reading.count * sizeof *reading.statements);
    if (reading.count)
      memcpy(*ret_statements, reading.statements, reading.count * sizeof *reading.statements);
    *ret_count = reading.count;
  }
  free(reading.statements);
  return reading.failed;
}
