// SPDX-License-Identifier: Apache-2.0
#include "server/server_key.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

enum { FILE_BYTES = 2 * SERVER_KEY_BYTES }; // each half and a line feed

static int fail(struct error *error, const char *path, const char *what, const char *hint) {
  error_set(error, ERROR_INVALID, "%s: %s", path, what);
  return error_hint(error, "%s", hint);
}

static int sync_folder(const char *folder) {
  int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int failed = descriptor < 0 || fsync(descriptor);
  if (descriptor >= 0)
    close(descriptor);
  return failed;
}

// Whole or not at all: clients that enrolled with a key that was lost again could not come back.
static int create(const char *folder, const char *path, struct error *error) {
  struct server_key key;
  char text[FILE_BYTES + 1];
  memory_auto char *fresh = memory_new(strlen(path) + sizeof ".new");
  sprintf(fresh, "%s.new", path);
  if (zmq_curve_keypair(key.public_half, key.secret_half))
    return error_set(error, ERROR_FAULT, "libzmq cannot make a CURVE key: %s", zmq_strerror(errno));
  snprintf(text, sizeof text, "%s\n%s\n", key.public_half, key.secret_half);
  server_key_wipe(&key);
  int descriptor = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  int failed = descriptor < 0 || write(descriptor, text, FILE_BYTES) != FILE_BYTES || fsync(descriptor);
  int number = errno;
  explicit_bzero(text, sizeof text);
  if (descriptor >= 0)
    close(descriptor);
  if (!failed && (failed = rename(fresh, path) || sync_folder(folder)))
    number = errno;
  if (!failed)
    return 0;
  int kind = number == ENOSPC || number == EDQUOT ? ERROR_FULL : ERROR_IO;
  return error_set(error, kind, "cannot make the server's key %s: %s", path, strerror(number));
}

static int check_file(int descriptor, const char *path, struct error *error) {
  struct stat status;
  if (fstat(descriptor, &status))
    return error_set(error, ERROR_IO, "%s: %s", path, strerror(errno));
  if (!S_ISREG(status.st_mode))
    return fail(error, path, "it is no regular file", "put the server's key back from a backup");
  if (status.st_mode & 077)
    return fail(
        error, path, "others than its owner may read the server's key",
        "chmod 600 the file; if somebody may have read it, move it away: a new key is made, and all enrol again");
  return 0;
}

static int parse(const char *path, char *text, ssize_t count, struct server_key *ret_key, struct error *error) {
  static const char hint[] =
      "put it back from a backup; without one move it away: a new key is made, and all enrol again";
  struct server_key key;
  char derived[SERVER_KEY_BYTES];
  unsigned char bytes[32];
  if (count != FILE_BYTES || text[SERVER_KEY_BYTES - 1] != '\n' || text[FILE_BYTES - 1] != '\n')
    return fail(error, path, "it is no key pair of a server", hint);
  text[SERVER_KEY_BYTES - 1] = text[FILE_BYTES - 1] = 0;
  memcpy(key.public_half, text, SERVER_KEY_BYTES);
  memcpy(key.secret_half, text + SERVER_KEY_BYTES, SERVER_KEY_BYTES);
  bool fits = strlen(key.public_half) == SERVER_KEY_BYTES - 1 && strlen(key.secret_half) == SERVER_KEY_BYTES - 1 &&
              zmq_z85_decode(bytes, key.secret_half) && !zmq_curve_public(derived, key.secret_half) &&
              !strcmp(derived, key.public_half);
  explicit_bzero(bytes, sizeof bytes);
  if (fits)
    *ret_key = key;
  server_key_wipe(&key);
  return fits ? 0 : fail(error, path, "its two halves are no CURVE key pair", hint);
}

int server_key_load(const char *state_dir, struct server_key *ret_key, struct error *error) {
  memory_auto char *path = memory_new(strlen(state_dir) + sizeof "/server.key");
  sprintf(path, "%s/server.key", state_dir);
  int result = access(path, F_OK) && errno == ENOENT ? create(state_dir, path, error) : 0;
  if (result)
    return result;
  int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0)
    return error_set(error, ERROR_INVALID, "cannot read the server's key %s: %s", path, strerror(errno));
  char text[FILE_BYTES + 1];
  result = check_file(descriptor, path, error);
  ssize_t count = result ? 0 : read(descriptor, text, sizeof text);
  close(descriptor);
  if (!result && count < 0)
    result = error_set(error, ERROR_IO, "%s: %s", path, strerror(errno));
  if (!result)
    result = parse(path, text, count, ret_key, error);
  explicit_bzero(text, sizeof text);
  return result;
}

void server_key_wipe(struct server_key *key) {
  explicit_bzero(key, sizeof *key);
}
