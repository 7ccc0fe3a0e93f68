// SPDX-License-Identifier: Apache-2.0
// helixctl privacy export, erase, persons
#include "cli/session.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "cli/wording.h"

#include <glib.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum { LINE_BYTES = 200 };

static char *borrow(const char *text) {
  return (char *)(uintptr_t)(text ? text : "");
}

// Always JSON: it is for whoever asked what is held about them, and for their programs.
int privacy_export_run(struct session *session) {
  Helix__V1__ExportPrivacy call = HELIX__V1__EXPORT_PRIVACY__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  call.stakeholder = borrow(arguments_operand(session->arguments));
  request.call_case = HELIX__V1__REQUEST__CALL_EXPORT_PRIVACY;
  request.export_privacy = &call;
  int result = session_call(session, &request, &reply);
  if (result)
    return result;
  output_message(session->output, &reply->privacy_export->base);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}

// --- erasing

// There is no way back, so the id is given twice: in --confirm, or typed at the terminal.
static int confirmed(struct session *session, const char *id, char line[LINE_BYTES]) {
  const char *confirm = arguments_text(session->arguments, OPTION_CONFIRM);
  if (confirm) {
    g_strlcpy(line, confirm, LINE_BYTES);
    return 0;
  }
  if (!isatty(STDIN_FILENO))
    return output_fail(session->output, EX_USAGE, FAIL_USAGE, "Erasing cannot be undone.", "give --confirm %s as well",
                       id);
  fprintf(stderr,
          "This erases the profile of %s, all of its revisions, consents and keys. It cannot be undone.\n"
          "Type its id to go on: ",
          id);
  if (!fgets(line, LINE_BYTES, stdin))
    line[0] = 0;
  g_strstrip(line);
  if (!strcmp(line, id))
    return 0;
  return output_fail(session->output, EX_USAGE, FAIL_USAGE, NULL, "that is not %s; nothing was erased", id);
}

static void tell_certificate(struct output *output, const char *id, const Helix__V1__ErasureCertificate *certificate) {
  static const struct table_column columns[] = {{"WHAT", TABLE_LEFT}, {"ERASED", TABLE_RIGHT}, {"LEFT", TABLE_RIGHT}};
  g_autofree char *time = wording_time(certificate->at_ms);
  output_print(output, "%s was erased, and everything was read again: certificate of %s\n\n", id, time);
  struct table *table = table_new(output, columns, G_N_ELEMENTS(columns));
  for (size_t i = 0; i < certificate->n_counts; i++) {
    const Helix__V1__ErasureCertificate__Count *count = certificate->counts[i];
    g_autofree char *erased = g_strdup_printf("%" PRIu64, count->erased);
    g_autofree char *left = g_strdup_printf("%" PRIu64, count->left);
    const char *cells[] = {count->what, erased, left};
    table_add(table, NULL, cells);
  }
  table_print(table, "");
  table_free(table);
  output_print(output,
               "\naudit entry %" PRIu64 ", subject %s\n"
               "Backups of the office may hold it until %s.\n",
               certificate->audit_entry, certificate->subject, certificate->backups_until);
}

int privacy_erase_run(struct session *session) {
  char line[LINE_BYTES];
  Helix__V1__ErasePrivacy call = HELIX__V1__ERASE_PRIVACY__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  const char *id = arguments_operand(session->arguments);
  int result = confirmed(session, id, line);
  if (result)
    return result;
  call.stakeholder = borrow(id);
  call.confirm = line;
  request.call_case = HELIX__V1__REQUEST__CALL_ERASE_PRIVACY;
  request.erase_privacy = &call;
  result = session_call(session, &request, &reply);
  if (result)
    return result;
  if (session->output->json)
    output_message(session->output, &reply->erasure->base);
  else
    tell_certificate(session->output, id, reply->erasure);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}

// --- counting

static void persons_table(struct output *output, const Helix__V1__PersonExports *exports) {
  static const struct table_column columns[] = {{"YEAR", TABLE_LEFT}, {"PERSONS", TABLE_RIGHT}};
  struct table *table = table_new(output, columns, G_N_ELEMENTS(columns));
  for (size_t i = 0; i < exports->n_years; i++) {
    g_autofree char *year = g_strdup_printf("%" PRIu32, exports->years[i]->year);
    g_autofree char *persons = g_strdup_printf("%" PRIu64, exports->years[i]->persons);
    const char *cells[] = {year, persons};
    table_add(table, NULL, cells);
  }
  table_print(table, "No contact person in China was shown outside of it.");
  table_free(table);
}

int privacy_persons_run(struct session *session) {
  Helix__V1__ListPersonExports call = HELIX__V1__LIST_PERSON_EXPORTS__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  request.call_case = HELIX__V1__REQUEST__CALL_LIST_PERSON_EXPORTS;
  request.list_person_exports = &call;
  int result = session_call(session, &request, &reply);
  if (result)
    return result;
  if (!session->output->json)
    persons_table(session->output, reply->person_exports);
  for (size_t i = 0; session->output->json && i < reply->person_exports->n_years; i++)
    output_message(session->output, &reply->person_exports->years[i]->base);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}
