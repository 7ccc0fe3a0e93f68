// SPDX-License-Identifier: Apache-2.0
#include "store/lock.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

// A directory entry is on the disk only when the directory that holds it was synced.
static int sync_parent(const char *directory, struct error *error) {
  memory_auto char *copy = memory_copy_string(directory);
  const char *parent = dirname(copy);
  int descriptor = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int failed = descriptor < 0 || fsync(descriptor) ? errno : 0;
  if (descriptor >= 0)
    close(descriptor);
  if (failed)
    return error_set(error, ERROR_IO, "Cannot sync the directory %s: %s", parent, strerror(failed));
  return 0;
}

static int make_directory(const char *directory, struct error *error) {
  if (!mkdir(directory, 0700))
    return sync_parent(directory, error);
  if (errno == EEXIST)
    return 0; // or a file of that name: opening the lock in it will tell
  int kind = errno == ENOSPC || errno == EDQUOT ? ERROR_FULL : ERROR_IO;
  error_set(error, kind, "Cannot make the state directory %s: %s", directory, strerror(errno));
  return error_hint(error, errno == ENOENT ? "Make the directory above it first, or set another state directory."
                                           : "Check who owns the directory above it, or set another one.");
}

int lock_directory(const char *directory, int *ret_descriptor, struct error *error) {
  int r = make_directory(directory, error);
  if (r)
    return r;
  memory_auto char *path = memory_new(strlen(directory) + sizeof "/lock");
  sprintf(path, "%s/lock", directory);
  int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) {
    int kind = errno == ENOSPC || errno == EDQUOT ? ERROR_FULL : ERROR_IO;
    return error_set(error, kind, "Cannot open %s: %s", path, strerror(errno));
  }
  if (!flock(descriptor, LOCK_EX | LOCK_NB)) {
    *ret_descriptor = descriptor;
    return 0;
  }
  int failed = errno;
  close(descriptor);
  if (failed != EWOULDBLOCK)
    return error_set(error, ERROR_IO, "Cannot lock %s: %s", path, strerror(failed));
  error_set(error, ERROR_CONFLICT, "Another helixd uses the state directory %s", directory);
  return error_hint(error, "Stop the other one first, or give this one a state directory of its own.");
}
