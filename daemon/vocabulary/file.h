// SPDX-License-Identifier: Apache-2.0
// A file of the vocabulary, whole in memory.
#pragma once

#include "base/error.h"

#include <stddef.h>

struct file {
  const char *path; // borrowed
  char *bytes;      // owned
  size_t size;
};

// At most 64 MiB. ERROR_IO or ERROR_TOO_LARGE with the path.
int file_read(const char *path, struct file *ret_file, struct error *error);
void file_free(struct file *file);
