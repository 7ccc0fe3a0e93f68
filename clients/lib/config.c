// SPDX-License-Identifier: Apache-2.0
#include "lib/config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

char *config_path(const char *name) {
  // Not g_get_user_config_dir(): it remembers the first answer for the life of the process.
  const char *config_home = g_getenv("XDG_CONFIG_HOME");
  g_autofree char *folder = config_home && g_path_is_absolute(config_home)
                                ? g_build_filename(config_home, "helix", NULL)
                                : g_build_filename(g_get_home_dir(), ".config", "helix", NULL);
  char *path = !name ? strdup(folder) : *name == '/' ? strdup(name) : NULL;
  if (!path && asprintf(&path, "%s/%s", folder, name) < 0)
    abort();
  return path;
}

static int fail(const char *path, struct helix_error *error) {
  return helix_error_set(error, HELIX_CONFIG, "%s: %s.", path, strerror(errno));
}

static int check_folder(int fd, const char *path, struct helix_error *error) {
  struct stat status;
  if (fstat(fd, &status) != 0)
    return fail(path, error);
  if (status.st_uid != geteuid()) {
    helix_error_set(error, HELIX_CONFIG, "%s belongs to another user.", path);
    return helix_error_hint(error, "Run helixctl as yourself, or set XDG_CONFIG_HOME to a folder of yours.");
  }
  if (status.st_mode & 022) {
    helix_error_set(error, HELIX_CONFIG, "Others may write in %s, and so send you to another server.", path);
    return helix_error_hint(error, "chmod 700 %s; then look whether servers.conf is as you left it.", path);
  }
  return 0;
}

// The folder, when it is one of ours. 1: there is none.
static int open_folder(int *ret_fd, struct helix_error *error) {
  g_autofree char *path = config_path(NULL);
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return errno == ENOENT ? 1 : fail(path, error);
  if (check_folder(fd, path, error) < 0) {
    close(fd);
    return -1;
  }
  *ret_fd = fd;
  return 0;
}

int config_make_folder(struct helix_error *error) {
  g_autofree char *path = config_path(NULL);
  int fd = -1;
  if (g_mkdir_with_parents(path, 0700) != 0)
    return fail(path, error);
  int r = open_folder(&fd, error);
  if (fd >= 0)
    close(fd);
  return r;
}

int config_lock(int *ret_fd, struct helix_error *error) {
  if (config_make_folder(error) < 0 || open_folder(ret_fd, error) != 0)
    return -1;
  while (flock(*ret_fd, LOCK_EX) != 0 && errno == EINTR)
    ;
  return 0;
}

static int check_file(int fd, const char *path, enum config_secrecy secrecy, struct helix_error *error) {
  struct stat status;
  if (fstat(fd, &status) != 0)
    return fail(path, error);
  if (!S_ISREG(status.st_mode))
    return helix_error_set(error, HELIX_CONFIG, "%s is no plain file.", path);
  if (status.st_uid != geteuid()) { // also at the other end of a symbolic link
    helix_error_set(error, HELIX_CONFIG, "%s belongs to another user.", path);
    return helix_error_hint(error, "Whoever owns it can change it. Move it away; ask the office for a new invitation.");
  }
  if (secrecy == CONFIG_SECRET && status.st_mode & 077) {
    helix_error_set(error, HELIX_CONFIG, "Others may read or change the secret key in %s.", path);
    return helix_error_hint(
        error, "chmod 600 %s; if anybody may have read it, also: helixctl identity rotate, which gives you a new one.",
        path);
  }
  if (status.st_mode & 022) {
    helix_error_set(error, HELIX_CONFIG, "Others may change %s, and so send you to another server.", path);
    return helix_error_hint(error, "Look whether it is as you left it, then chmod 600 %s.", path);
  }
  return 0;
}

static int read_whole(int fd, const char *path, char *bytes, size_t room, size_t *ret_count,
                      struct helix_error *error) {
  size_t count = 0;
  char more;
  for (;;) {
    ssize_t got = count < room ? read(fd, bytes + count, room - count) : read(fd, &more, 1);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return fail(path, error);
    if (got == 0)
      break;
    if (count == room)
      return helix_error_set(error, HELIX_CONFIG, "%s: larger than %zu bytes.", path, room);
    count += (size_t)got;
  }
  *ret_count = count;
  return 0;
}

int config_read(const char *path, enum config_secrecy secrecy, void *ret_bytes, size_t room, size_t *ret_count,
                struct helix_error *error) {
  int fd = -1;
  int r = open_folder(&fd, error);
  if (r != 0)
    return r;
  close(fd);
  fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0)
    return errno == ENOENT ? 1 : fail(path, error);
  r = check_file(fd, path, secrecy, error);
  if (r == 0)
    r = read_whole(fd, path, ret_bytes, room, ret_count, error);
  close(fd);
  return r;
}

static bool write_whole(int fd, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t put = write(fd, bytes, count);
    if (put < 0 && errno == EINTR)
      continue;
    if (put < 0)
      return false;
    bytes += put;
    count -= (size_t)put;
  }
  return true;
}

int config_write(const char *path, const void *bytes, size_t count, struct helix_error *error) {
  if (config_make_folder(error) < 0)
    return -1;
  // One name, so that the next run clears away what a killed one has left.
  g_autofree char *temporary = g_strconcat(path, ".tmp", NULL);
  unlink(temporary);
  int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail(path, error);
  bool is_there = write_whole(fd, bytes, count) && fsync(fd) == 0;
  int number = errno;
  close(fd);
  errno = number;
  if (!is_there || rename(temporary, path) != 0) {
    fail(path, error);
    unlink(temporary);
    return -1;
  }
  return config_sync_folder(error);
}

int config_sync_folder(struct helix_error *error) {
  g_autofree char *path = config_path(NULL);
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int r = fd >= 0 && fsync(fd) == 0 ? 0 : fail(path, error);
  if (fd >= 0)
    close(fd);
  return r;
}
