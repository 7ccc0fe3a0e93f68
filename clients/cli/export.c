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
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

enum { PAGE_ROWS = 200 };

struct export_target {
  FILE *file;
  char *temporary; // owned; NULL for standard output
};

static int file_fail(struct session *session, int exit_code, const char *path) {
  return output_fail(session->output, exit_code, FAIL_FILE, NULL, "%s: %s", path, g_strerror(errno));
}

static int target_open(struct session *session, const char *path, struct export_target *ret_target) {
  if (strcmp(path, "-") == 0) {
    *ret_target = (struct export_target){session->output->out, NULL};
    return 0;
  }
  g_autofree char *temporary = g_strdup_printf("%s.XXXXXX", path);
  int fd = mkostemp(temporary, O_CLOEXEC);
  if (fd < 0)
    return file_fail(session, EX_CANTCREAT, path);
  mode_t mask = umask(0);
  umask(mask);
  if (fchmod(fd, 0666 & ~mask) < 0) // as any new file; mkostemp makes it for us alone
    file_fail(session, EX_CANTCREAT, temporary);
  *ret_target = (struct export_target){fdopen(fd, "w"), g_steal_pointer(&temporary)};
  interrupt_remove_file(ret_target->temporary);
  return 0;
}

// The file takes its name, or goes.
static int target_close(struct session *session, struct export_target *target, const char *path, int result) {
  if (target->temporary == NULL)
    return result == 0 && fflush(target->file) != 0 ? file_fail(session, EX_IOERR, path) : result;
  bool is_written = fflush(target->file) == 0 && fsync(fileno(target->file)) == 0;
  if (result == 0 && !is_written)
    result = file_fail(session, EX_IOERR, path);
  fclose(target->file);
  if (result == 0 && rename(target->temporary, path) != 0)
    result = file_fail(session, EX_CANTCREAT, path);
  if (result)
    unlink(target->temporary);
  interrupt_remove_file(NULL);
  g_free(target->temporary);
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

int export_stakeholders_run(struct session *session) {
  const char *path = arguments_operand(session->arguments);
  struct export_target target;
  uint64_t count = 0;
  int result = target_open(session, path, &target);
  if (result)
    return result;
  bool is_file = target.temporary != NULL;
  result = target_close(session, &target, path, write_all(session, target.file, &count));
  if (result || !is_file)
    return result;
  g_autofree char *profiles = wording_count(count, "profile", "profiles");
  g_autofree char *file = wording_shell(path);
  if (session->output->json)
    output_json(session->output, json_pack("{s:s, s:I}", "file", path, "stakeholders", (json_int_t)count));
  else
    output_print(session->output, "%s in %s. To take them back: helixctl import stakeholders %s\n", profiles, path,
                 file);
  return 0;
}
