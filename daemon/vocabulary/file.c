// SPDX-License-Identifier: Apache-2.0
#include "vocabulary/file.h"
#include "base/memory.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { FILE_BYTES_MAX = 64 << 20, CHUNK_BYTES = 64 << 10 };

static int read_all(FILE *stream, const char *path, struct file *file, struct error *error) {
  size_t capacity = 0;
  for (;;) {
    if (file->size + CHUNK_BYTES > capacity) {
      capacity = capacity * 2 + CHUNK_BYTES;
      file->bytes = memory_resize(file->bytes, capacity, 1);
    }
    size_t count = fread(file->bytes + file->size, 1, CHUNK_BYTES, stream);
    file->size += count;
    if (ferror(stream))
      return error_set(error, ERROR_INVALID, "Cannot read %s: %s", path, strerror(errno));
    if (!count)
      return 0;
    if (file->size > FILE_BYTES_MAX)
      return error_set(error, ERROR_TOO_LARGE, "%s is larger than 64 MiB", path);
  }
}

int file_read(const char *path, struct file *ret_file, struct error *error) {
  FILE *stream = fopen(path, "re");
  if (!stream) {
    error_set(error, ERROR_INVALID, "Cannot open %s: %s", path, strerror(errno));
    return error_hint(error, "Check the paths of the vocabulary in the settings.");
  }
  struct file file = {.path = path};
  int r = read_all(stream, path, &file, error);
  fclose(stream);
  if (r) {
    file_free(&file);
    return r;
  }
  *ret_file = file;
  return 0;
}

void file_free(struct file *file) {
  free(file->bytes);
  file->bytes = NULL;
}
