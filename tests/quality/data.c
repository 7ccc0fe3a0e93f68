// SPDX-License-Identifier: Apache-2.0
#include "data.h"
#include "base/memory.h"

#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

struct data {
  char *folder; // owned
};

struct data_file {
  gzFile file;
  char *path; // owned
  char *line; // owned
  size_t capacity, number;
};

struct data *data_new(const char *folder) {
  struct stat status;
  if (stat(folder, &status) || !S_ISDIR(status.st_mode))
    return NULL;
  struct data *data = memory_new(sizeof *data);
  data->folder = memory_copy_string(folder);
  return data;
}

struct data *data_free(struct data *data) {
  if (data)
    free(data->folder);
  free(data);
  return NULL;
}

struct data_file *data_open(const struct data *data, const char *name) {
  struct data_file *file = memory_new(sizeof *file);
  if (asprintf(&file->path, "%s/%s", data->folder, name) < 0)
    err(1, "cannot name %s", name);
  file->file = gzopen(file->path, "rb");
  if (!file->file)
    err(1, "cannot read %s", file->path);
  file->capacity = 1 << 16;
  file->line = memory_new(file->capacity);
  return file;
}

struct data_file *data_close(struct data_file *file) {
  if (!file)
    return NULL;
  gzclose(file->file);
  free(file->line);
  free(file->path);
  free(file);
  return NULL;
}

static void check(const struct data_file *file) {
  int fault;
  const char *why = gzerror(file->file, &fault);
  if (fault != Z_OK && fault != Z_STREAM_END)
    errx(1, "cannot read %s: %s", file->path, why);
}

// Reads a line behind the `length` bytes that are there; returns whether there was one.
static bool append_line(struct data_file *file, size_t length) {
  size_t before = length;
  while (gzgets(file->file, file->line + length, (int)(file->capacity - length))) {
    length += strlen(file->line + length);
    if (length && file->line[length - 1] == '\n')
      break;
    if (length + 1 == file->capacity) {
      file->capacity *= 2;
      file->line = memory_resize(file->line, file->capacity, 1);
    }
  }
  check(file);
  if (length == before)
    return false;
  file->number++;
  file->line[before + strcspn(file->line + before, "\r\n")] = 0;
  return true;
}

char *data_line(struct data_file *file) {
  return append_line(file, 0) ? file->line : NULL;
}

json_t *data_json(struct data_file *file) {
  const char *line = data_line(file);
  if (!line)
    return NULL;
  json_error_t fault;
  json_t *json = json_loads(line, 0, &fault);
  if (!json)
    errx(1, "%s, line %zu: %s", file->path, file->number, fault.text);
  return json;
}

// Takes the quotes off the cell that begins at `at`, in place; returns where the next one begins, or NULL.
static char *cut_cell(char *at) {
  char *to = at;
  bool quoted = *at == '"';
  for (at += quoted; *at && (quoted || *at != ','); at++) {
    if (quoted && *at == '"' && *++at != '"') {
      quoted = false;
      at--;
      continue;
    }
    *to++ = *at;
  }
  bool more = *at == ',';
  *to = 0;
  return more ? at + 1 : NULL;
}

static bool is_open(const char *record) {
  bool quoted = false;
  for (; *record; record++)
    quoted ^= *record == '"';
  return quoted;
}

// In place of a line end comes a blank. The line always has a byte to spare for it.
static char *read_record(struct data_file *file) {
  char *record = data_line(file);
  while (record && is_open(record)) {
    size_t length = strlen(record);
    record[length] = ' ';
    if (!append_line(file, length + 1))
      errx(1, "%s, line %zu: a quote that does not end", file->path, file->number);
    record = file->line;
  }
  return record;
}

bool data_cells(struct data_file *file, char **ret_cells, size_t count) {
  char *at = read_record(file);
  if (!at)
    return false;
  for (size_t i = 0; i < count; i++) {
    if (!at)
      errx(1, "%s, line %zu: fewer than %zu cells", file->path, file->number, count);
    ret_cells[i] = at;
    at = cut_cell(at);
  }
  return true;
}

const char *data_string(const json_t *object, const char *field) {
  const char *string = json_string_value(json_object_get(object, field));
  if (!string)
    errx(1, "a line without the string \"%s\"", field);
  return string;
}

json_t *data_array(const json_t *object, const char *field) {
  json_t *array = json_object_get(object, field);
  if (!json_is_array(array))
    errx(1, "a line without the list \"%s\"", field);
  return array;
}
