// SPDX-License-Identifier: Apache-2.0
#include "cli/profile.h"

#include "cli/session.h"

#include <errno.h>
#include <glib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { STDIN_BYTES_MAX = 64 << 20 };

static struct document *read_stdin(struct problem *problem) {
  g_autoptr(GString) text = g_string_new(NULL);
  char block[16384];
  ssize_t count;
  while ((count = read(STDIN_FILENO, block, sizeof block)) != 0) {
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0 || text->len > STDIN_BYTES_MAX) {
      problem_set(problem, "", "%s", count < 0 ? g_strerror(errno) : "more than 64 MiB");
      return NULL;
    }
    g_string_append_len(text, block, count);
  }
  bool is_json = text->str[strspn(text->str, " \t\r\n")] == '{';
  return document_read(text->str, text->len, is_json ? DOCUMENT_JSON : DOCUMENT_YAML, problem);
}

static int tell_problem(struct session *session, const char *name, const struct problem *problem, int exit_code) {
  g_autoptr(GString) where = g_string_new(name);
  if (problem->line)
    g_string_append_printf(where, ":%d", problem->line);
  if (problem->column)
    g_string_append_printf(where, ":%d", problem->column);
  return output_fail(session->output, exit_code, exit_code == EX_NOINPUT ? FAIL_FILE : FAIL_DATA, problem->hint,
                     "%s: %s%s%s", where->str, problem->field, *problem->field ? ": " : "", problem->message);
}

int profile_read(struct session *session, const char *path, struct profile *ret_profile) {
  bool is_stdin = strcmp(path, "-") == 0;
  struct problem problem = {0};
  *ret_profile = (struct profile){.name = is_stdin ? "standard input" : path};
  if (!is_stdin && access(path, R_OK) != 0)
    return output_fail(session->output, EX_NOINPUT, FAIL_FILE, NULL, "%s: %s", path, g_strerror(errno));
  ret_profile->document = is_stdin ? read_stdin(&problem) : document_read_file(path, &problem);
  if (ret_profile->document)
    ret_profile->stakeholder = document_message(ret_profile->document, &helix__v1__stakeholder__descriptor, &problem);
  return ret_profile->stakeholder ? 0 : tell_problem(session, ret_profile->name, &problem, EX_DATAERR);
}

void profile_deinit(struct profile *profile) {
  document_free(profile->document);
  helix__v1__stakeholder__free_unpacked(profile->stakeholder, NULL);
}

static void tell_finding(struct output *output, const struct profile *profile, const Helix__V1__Finding *finding) {
  bool is_problem = finding->severity == HELIX__V1__FINDING__SEVERITY__PROBLEM;
  int line = *finding->field ? document_line(profile->document, finding->field) : 0;
  g_autofree char *where = line ? g_strdup_printf("%s:%d", profile->name, line) : g_strdup(profile->name);
  output_print(output, "%s%s: %s%s%s%s: %s\n", output_bold(output), where, is_problem ? "problem" : "advice",
               output_plain(output), *finding->field ? " on " : "", finding->field, finding->message);
  if (*finding->hint)
    output_print(output, "    %s\n", finding->hint);
}

unsigned profile_tell_findings(struct session *session, const struct profile *profile,
                               Helix__V1__Finding *const *findings, size_t count) {
  unsigned problems = 0;
  for (size_t i = 0; i < count; i++) {
    if (findings[i]->severity == HELIX__V1__FINDING__SEVERITY__PROBLEM) {
      tell_finding(session->output, profile, findings[i]);
      problems++;
    }
  }
  for (size_t i = 0; i < count; i++) {
    if (findings[i]->severity != HELIX__V1__FINDING__SEVERITY__PROBLEM)
      tell_finding(session->output, profile, findings[i]);
  }
  return problems;
}

int profile_tell_refusal(struct session *session, const struct profile *profile, const struct helix_error *error) {
  const Helix__V1__Error *refusal = error->refusal;
  if (refusal == NULL || refusal->n_findings == 0 || session->output->json)
    return session_tell(session, error);
  profile_tell_findings(session, profile, refusal->findings, refusal->n_findings);
  return helix_error_exit_code(error);
}
