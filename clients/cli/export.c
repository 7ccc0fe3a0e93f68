// SPDX-License-Identifier: Apache-2.0
// helixctl export stakeholders: pages are asked for one after the other and written as they come, into a file beside the wanted
// one, which takes its name when it is complete and on the disk.
#include "cli/interrupt.h"
#include "cli/session.h"
#include "cli/verbs.h"
#include "cli/wording.h"
#include "mapping/json.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

enum { PAGE_ROWS = 200 };

struct export_target {
  FILE *file;
  char *path;      // owned; of the file itself, links followed; NULL: nothing is to be renamed
  char *temporary; // owned; NULL likewise
};

static int file_fail(struct session *session, int exit_code, const char *path) {
  const char *name = strcmp(path, "-") == 0 ? "standard output" : path;
  return output_fail(session->output, exit_code, FAIL_FILE, NULL, "%s: %s", name, g_strerror(errno));
}

// A device or a pipe is written to as it is: there is nothing that could be replaced.
static bool is_replaceable(const char *path) {
  struct stat status;
  return stat(path, &status) != 0 || S_ISREG(status.st_mode);
}

// The mode of the file that is replaced, or that of any new file; mkostemp makes it for us alone.
static mode_t mode_for(const char *path) {
  struct stat status;
  if (stat(path, &status) == 0)
    return status.st_mode & 07777;
  mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

static int temporary_open(struct session *session, const char *path, struct export_target *target) {
  char *existing = realpath(path, NULL);
  target->path = g_strdup(existing ? existing : path);
  free(existing);
  target->temporary = g_strdup_printf("%s.XXXXXX", target->path);
  int fd = mkostemp(target->temporary, O_CLOEXEC);
  if (fd < 0)
    return file_fail(session, EX_CANTCREAT, path);
  interrupt_remove_file(target->temporary);
  target->file = fdopen(fd, "w");
  return fchmod(fd, mode_for(target->path)) == 0 ? 0 : file_fail(session, EX_CANTCREAT, path);
}

static int target_open(struct session *session, const char *path, struct export_target *target) {
  *target = (struct export_target){0};
  if (strcmp(path, "-") == 0)
    target->file = session->output->out;
  else if (is_replaceable(path))
    return temporary_open(session, path, target);
  else if ((target->file = fopen(path, "we")) == NULL)
    return file_fail(session, EX_CANTCREAT, path);
  return 0;
}

// The temporary file takes its name, or goes.
static int target_close(struct session *session, struct export_target *target, const char *path, int result) {
  bool is_stdout = target->file == session->output->out;
  if (result == 0 && (fflush(target->file) != 0 || (target->temporary && fsync(fileno(target->file)) != 0)))
    result = file_fail(session, EX_IOERR, path);
  if (target->file && !is_stdout)
    fclose(target->file);
  if (result == 0 && target->temporary && rename(target->temporary, target->path) != 0)
    result = file_fail(session, EX_CANTCREAT, path);
  if (result && target->file && target->temporary)
    unlink(target->temporary);
  interrupt_remove_file(NULL);
  g_free(target->temporary);
  g_free(target->path);
  return result;
}

static int write_page(struct session *session, const Helix__V1__StakeholderList *page, FILE *file) {
  for (size_t i = 0; i < page->n_stakeholders; i++) {
    char *line = message_to_json_text(&page->stakeholders[i]->stakeholder->base, JSON_COMPACT);
    bool is_written = line && fputs(line, file) >= 0 && fputc('\n', file) >= 0;
    free(line);
    if (!is_written)
      return file_fail(session, EX_IOERR, arguments_operand(session->arguments));
  }
  return 0;
}

static int write_all(struct session *session, FILE *file, uint64_t *ret_count) {
  Helix__V1__ListStakeholders call = HELIX__V1__LIST_STAKEHOLDERS__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  g_autofree char *after = g_strdup("");
  uint64_t count = 0;
  int result;
  request.call_case = HELIX__V1__REQUEST__CALL_LIST_STAKEHOLDERS;
  request.list_stakeholders = &call;
  call.limit = PAGE_ROWS;
  do {
    Helix__V1__Reply *reply = NULL;
    call.after = after;
    result = session_call(session, &request, &reply);
    if (result)
      return result;
    result = write_page(session, reply->stakeholders, file);
    count += reply->stakeholders->n_stakeholders;
    g_free(after);
    after = g_strdup(reply->stakeholders->next);
    helix__v1__reply__free_unpacked(reply, NULL);
  } while (result == 0 && *after);
  *ret_count = count;
  return result;
}

static void tell_exported(struct session *session, const char *path, uint64_t count) {
  g_autofree char *profiles = wording_count(count, "profile", "profiles");
  g_autofree char *file = wording_shell(path);
  if (session->output->json)
    output_json(session->output, json_pack("{s:s, s:I}", "file", path, "stakeholders", (json_int_t)count));
  else
    output_print(session->output, "%s in %s. To take them back: helixctl import stakeholders %s\n", profiles, path,
                 file);
}

int export_stakeholders_run(struct session *session) {
  const char *path = arguments_operand(session->arguments);
  struct export_target target;
  uint64_t count = 0;
  int result = target_open(session, path, &target);
  if (result == 0)
    result = write_all(session, target.file, &count);
  result = target_close(session, &target, path, result);
  if (result == 0 && strcmp(path, "-") != 0)
    tell_exported(session, path, count);
  return result;
}
