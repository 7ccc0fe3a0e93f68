// SPDX-License-Identifier: Apache-2.0
// helixctl audit list, verify
#include "cli/session.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "cli/wording.h"

#include <glib.h>
#include <inttypes.h>
#include <sysexits.h>

enum { PAGE_ROWS = 1000 };

static void list_row(struct table *table, const Helix__V1__AuditEntry *entry) {
  g_autofree char *time = wording_time(entry->at_ms);
  g_autofree char *number = g_strdup_printf("%" PRIu64, entry->number);
  g_autofree char *actor = entry->actor ? g_strdup_printf("#%" PRIu64, entry->actor) : g_strdup("local");
  const char *cells[] = {time, number, actor, entry->action, entry->record, entry->detail};
  table_add(table, NULL, cells);
}

// Leaves in call->after where the list goes on, 0: nowhere.
static int list_pages(struct session *session, Helix__V1__ListAudit *call, struct table *table) {
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  request.call_case = HELIX__V1__REQUEST__CALL_LIST_AUDIT;
  request.list_audit = call;
  uint32_t most = arguments_number(session->arguments, OPTION_LIMIT);
  uint64_t left = most ? most : UINT64_MAX;
  do {
    Helix__V1__Reply *reply = NULL;
    call->limit = (uint32_t)MIN(left, PAGE_ROWS);
    int result = session_call(session, &request, &reply);
    if (result)
      return result;
    const Helix__V1__AuditList *page = reply->audit;
    for (size_t i = 0; i < page->n_entries && left > 0; i++, left--) {
      if (session->output->json)
        output_message(session->output, &page->entries[i]->base);
      else
        list_row(table, page->entries[i]);
    }
    call->after = page->next;
    helix__v1__reply__free_unpacked(reply, NULL);
  } while (call->after && left > 0);
  return 0;
}

int audit_list_run(struct session *session) {
  static const struct table_column columns[] = {{"TIME", TABLE_LEFT},   {"NUMBER", TABLE_RIGHT}, {"ACTOR", TABLE_LEFT},
                                                {"ACTION", TABLE_LEFT}, {"RECORD", TABLE_CUT},   {"DETAIL", TABLE_CUT}};
  Helix__V1__ListAudit call = HELIX__V1__LIST_AUDIT__INIT;
  const char *after = arguments_text(session->arguments, OPTION_AFTER);
  const char *id = arguments_text(session->arguments, OPTION_FOR);
  guint64 number = 0;
  if (after && !g_ascii_string_to_unsigned(after, 10, 0, INT64_MAX, &number, NULL))
    return output_fail(session->output, EX_USAGE, FAIL_USAGE, "'helixctl audit list' shows the numbers.",
                       "--after wants the number of an entry here, not '%s'", after);
  call.after = number;
  if (id)
    call.stakeholder = (char *)(uintptr_t)id;
  struct table *table = table_new(session->output, columns, G_N_ELEMENTS(columns));
  int result = list_pages(session, &call, table);
  if (result == 0 && !session->output->json) {
    table_print(table, id ? "Nothing was done to a record of this id." : "Nothing was done yet.");
    if (call.after)
      output_print(session->output, "The list goes on: the same with --after %" PRIu64 "\n", call.after);
  }
  table_free(table);
  return result;
}

static void show_verified(struct output *output, const Helix__V1__AuditVerified *verified) {
  if (!verified->entries) {
    output_print(output, "The audit log has no entries.\n");
    return;
  }
  g_autofree char *entries = wording_count(verified->entries, "entry", "entries");
  output_print(output, "%s\nhead %s\n", entries, verified->head);
  if (!verified->broken_at)
    output_print(output, "Each fits the one before. Keep the head somewhere else, with the number of entries.\n");
}

// The answer is told in any case: also of a broken log the head is worth comparing.
int audit_verify_run(struct session *session) {
  Helix__V1__VerifyAudit call = HELIX__V1__VERIFY_AUDIT__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  request.call_case = HELIX__V1__REQUEST__CALL_VERIFY_AUDIT;
  request.verify_audit = &call;
  int result = session_call(session, &request, &reply);
  if (result)
    return result;
  const Helix__V1__AuditVerified *verified = reply->audit_verified;
  if (session->output->json)
    output_message(session->output, &verified->base);
  else
    show_verified(session->output, verified);
  if (verified->broken_at)
    result = output_fail(session->output, EX_DATAERR, FAIL_DATA,
                         "Compare the file with a backup; entries before this one still fit.",
                         "the audit log is broken at entry %" PRIu64 ": %s", verified->broken_at, verified->what);
  helix__v1__reply__free_unpacked(reply, NULL);
  return result;
}
