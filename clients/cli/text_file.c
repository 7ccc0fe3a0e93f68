// SPDX-License-Identifier: Apache-2.0
#include "cli/text_file.h"

#include "cli/session.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

static ssize_t read_again(int fd, char *block, size_t bytes) {
  ssize_t count;
  do
    count = read(fd, block, bytes);
  while (count < 0 && errno == EINTR);
  return count;
}

int text_file_read(struct session *session, const char *path, size_t bytes_max, char **ret_text) {
  bool is_stdin = strcmp(path, "-") == 0;
  const char *name = is_stdin ? "standard input" : path;
  int fd = is_stdin ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
  g_autoptr(GString) text = g_string_new(NULL);
  char block[16384];
  ssize_t count = -1;
  while (fd >= 0 && text->len <= bytes_max && (count = read_again(fd, block, sizeof block)) > 0)
    g_string_append_len(text, block, count);
  int failure = errno;
  if (fd >= 0)
    close(fd);
  if (text->len > bytes_max)
    return output_fail(session->output, EX_DATAERR, FAIL_DATA, NULL, "%s: larger than %zu bytes", name, bytes_max);
  if (count < 0)
    return output_fail(session->output, EX_NOINPUT, FAIL_FILE, NULL, "%s: %s", name, g_strerror(failure));
  if (strlen(text->str) != text->len)
    return output_fail(session->output, EX_DATAERR, FAIL_DATA, NULL, "%s: is no text", name);
  *ret_text = g_string_free(g_steal_pointer(&text), FALSE);
  return 0;
}
