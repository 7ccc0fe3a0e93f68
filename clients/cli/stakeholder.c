// SPDX-License-Identifier: Apache-2.0
// helixctl stakeholder ...: one profile at a time.
#include "cli/stakeholder.h"
#include "cli/filter.h"
#include "cli/profile.h"
#include "cli/table.h"
#include "cli/template.h"
#include "cli/verbs.h"
#include "cli/wording.h"
#include "cli/yaml_write.h"
#include "mapping/json.h"

#include <glib.h>
#include <inttypes.h>
#include <string.h>
#include <sysexits.h>

enum { PAGE_ROWS = 200 };

int stakeholder_template_run(struct session *session) {
  if (!session->output->json) {
    output_document(session->output, stakeholder_template);
    return 0;
  }
  struct problem problem;
  struct document *document =
      document_read(stakeholder_template, strlen(stakeholder_template), DOCUMENT_YAML, &problem);
  g_assert(document); // it is ours
  output_json(session->output, json_deep_copy(document_root(document)));
  document_free(document);
  return 0;
}

// --- check and submit

static int profile_send(struct session *session, const struct profile *profile, bool check_only,
                        Helix__V1__Reply **ret_reply) {
  Helix__V1__SubmitStakeholder call = HELIX__V1__SUBMIT_STAKEHOLDER__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  struct helix_error error = {0};
  call.stakeholder = profile->stakeholder;
  call.check_only = check_only;
  call.expected_revision = arguments_number(session->arguments, OPTION_EXPECT_REVISION);
  request.call_case = HELIX__V1__REQUEST__CALL_SUBMIT_STAKEHOLDER;
  request.submit_stakeholder = &call;
  int result = session_ask(session, &request, ret_reply, &error);
  if (error.failure != HELIX_NO_FAILURE)
    result = profile_tell_refusal(session, profile, &error);
  helix_error_clear(&error);
  return result;
}

static void tell_sizes(struct output *output, Helix__V1__Size *const *sizes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    g_autofree char *size = wording_enum(&helix__v1__size_class__descriptor, (int)sizes[i]->size);
    output_print(output, "  %-10s %s under %s%s%s%s\n", i ? "" : "size", *size ? size : "unknown", sizes[i]->regime,
                 sizes[i]->home ? " (home)" : "", *sizes[i]->basis ? ": " : "", sizes[i]->basis);
  }
}

static void tell_checked(struct session *session, const struct profile *profile,
                         const Helix__V1__Submitted *submitted) {
  profile_tell_findings(session, profile, submitted->findings, submitted->n_findings);
  tell_sizes(session->output, submitted->sizes, submitted->n_sizes);
  g_autofree char *file = wording_shell(arguments_operand(session->arguments));
  g_autofree char *advice = wording_count(submitted->n_findings, "piece of advice", "pieces of advice");
  output_print(session->output, "No problem, %s. To register it: helixctl stakeholder submit %s\n", advice, file);
}

// Sends the profile in the operand's file and lets `tell` print the answer for people.
static int profile_run(struct session *session, bool check_only,
                       void (*tell)(struct session *, const struct profile *, const Helix__V1__Submitted *)) {
  struct profile profile;
  Helix__V1__Reply *reply = NULL;
  int result = profile_read(session, arguments_operand(session->arguments), &profile);
  if (result == 0)
    result = profile_send(session, &profile, check_only, &reply);
  if (result == 0 && session->output->json)
    output_message(session->output, &reply->submitted->base);
  else if (result == 0)
    tell(session, &profile, reply->submitted);
  helix__v1__reply__free_unpacked(reply, NULL);
  profile_deinit(&profile);
  return result;
}

int stakeholder_check_run(struct session *session) {
  return profile_run(session, true, tell_checked);
}

static const char *outcome_words(Helix__V1__Submitted__Outcome outcome) {
  switch (outcome) {
  case HELIX__V1__SUBMITTED__OUTCOME__CREATED:
    return "is registered";
  case HELIX__V1__SUBMITTED__OUTCOME__UPDATED:
    return "is updated";
  case HELIX__V1__SUBMITTED__OUTCOME__UNCHANGED:
    return "is unchanged";
  case HELIX__V1__SUBMITTED__OUTCOME__CHECKED:
    return "is checked";
  case HELIX__V1__SUBMITTED__OUTCOME__STAGED:
    return "is set aside";
  case HELIX__V1__SUBMITTED__OUTCOME__OUTCOME_UNSPECIFIED:
  case _HELIX__V1__SUBMITTED__OUTCOME_IS_INT_SIZE:
    break;
  }
  return "is answered"; // an outcome that a newer daemon knows
}

static void tell_submitted(struct session *session, const struct profile *profile,
                           const Helix__V1__Submitted *submitted) {
  struct output *output = session->output;
  profile_tell_findings(session, profile, submitted->findings, submitted->n_findings);
  output_print(output, "%s%s%s %s, revision %" PRIu64 ".\n", output_bold(output), submitted->id, output_plain(output),
               outcome_words(submitted->outcome), submitted->revision);
  tell_sizes(output, submitted->sizes, submitted->n_sizes);
  output_print(output, "Next: helixctl match themes --for %s\n", submitted->id);
}

int stakeholder_submit_run(struct session *session) {
  return profile_run(session, false, tell_submitted);
}

// --- show

static json_t *stakeholder_json(const Helix__V1__StakeholderRecord *record) {
  return record->stakeholder ? message_to_json(&record->stakeholder->base) : json_object();
}

static char *stakeholder_yaml(const Helix__V1__StakeholderRecord *record) {
  json_t *json = stakeholder_json(record);
  char *text = yaml_write(json);
  json_decref(json);
  return text;
}

static void show_yaml(struct output *output, const Helix__V1__StakeholderRecord *record) {
  g_autofree char *text = stakeholder_yaml(record);
  output_document(output, text);
}

// What stands in the place of a name that is not disclosed.
char *stakeholder_title(Helix__V1__Helix helix, const char *country) {
  g_autofree char *role = wording_enum(&helix__v1__helix__descriptor, (int)helix);
  return g_strdup_printf("(%s%s%s, not disclosed)", role, *country ? ", " : "", country);
}

static void tell_state(struct output *output, const Helix__V1__StakeholderRecord *record) {
  g_autofree char *state = wording_enum(&helix__v1__record_state__descriptor, (int)record->state);
  g_autofree char *time = wording_time(record->submitted_at_ms);
  output_print(output, "  %-10s %" PRIu64 ", %s, %s\n", "revision", record->revision, state, time);
}

void stakeholder_tell(struct session *session, const Helix__V1__StakeholderRecord *record) {
  struct output *output = session->output;
  const Helix__V1__Stakeholder *stakeholder = record->stakeholder;
  bool is_teaser = record->stage == HELIX__V1__STAGE__TEASER;
  g_autofree char *title =
      is_teaser ? stakeholder_title(stakeholder->helix, record->country) : g_strdup(stakeholder->name);
  output_print(output, "%s%s%s  %s\n", output_bold(output), title, output_plain(output), stakeholder->id);
  if (!is_teaser)
    tell_state(output, record);
  for (size_t i = 0; i < stakeholder->n_places; i++)
    output_print(output, "  %-10s %s (%s)\n", i ? "" : "places", labels_place(session->labels, stakeholder->places[i]),
                 stakeholder->places[i]);
  for (size_t i = 0; i < stakeholder->n_themes; i++)
    output_print(output, "  %-10s %s (%s)\n", i ? "" : "themes", labels_theme(session->labels, stakeholder->themes[i]),
                 stakeholder->themes[i]);
  tell_sizes(output, record->sizes, record->n_sizes);
  g_autofree char *text = stakeholder_yaml(record);
  output_print(output, "\n%s", text);
}

int stakeholder_show_run(struct session *session) {
  Helix__V1__GetStakeholder call = HELIX__V1__GET_STAKEHOLDER__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  call.id = (char *)(uintptr_t)arguments_operand(session->arguments);
  call.revision = arguments_number(session->arguments, OPTION_REVISION);
  request.call_case = HELIX__V1__REQUEST__CALL_GET_STAKEHOLDER;
  request.get_stakeholder = &call;
  if (session->output->json && arguments_has(session->arguments, OPTION_YAML))
    return output_fail(session->output, EX_USAGE, FAIL_USAGE, NULL, "--json and --yaml do not go together");
  int result = session_call(session, &request, &reply);
  if (result)
    return result;
  if (session->output->json)
    output_message(session->output, &reply->stakeholder->base);
  else if (arguments_has(session->arguments, OPTION_YAML))
    show_yaml(session->output, reply->stakeholder);
  else
    stakeholder_tell(session, reply->stakeholder);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}

// --- withdraw

int stakeholder_withdraw_run(struct session *session) {
  Helix__V1__WithdrawStakeholder call = HELIX__V1__WITHDRAW_STAKEHOLDER__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  const char *reason = arguments_text(session->arguments, OPTION_REASON);
  const char *id = arguments_operand(session->arguments);
  call.id = (char *)(uintptr_t)id;
  call.reason = reason ? (char *)(uintptr_t)reason : call.reason;
  request.call_case = HELIX__V1__REQUEST__CALL_WITHDRAW_STAKEHOLDER;
  request.withdraw_stakeholder = &call;
  int result = session_call(session, &request, &reply);
  if (result)
    return result;
  if (session->output->json)
    output_message(session->output, &reply->stakeholder->base);
  else
    output_print(session->output,
                 "%s is withdrawn, revision %" PRIu64 ": it stands in no list and no match any more.\n"
                 "To bring it back: helixctl stakeholder show %s --yaml | helixctl stakeholder submit -\n",
                 id, reply->stakeholder->revision, id);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}

// --- history

static void show_history(struct output *output, const Helix__V1__StakeholderHistory *history) {
  static const struct table_column columns[] = {{"REVISION", TABLE_RIGHT},
                                                {"SUBMITTED", TABLE_LEFT},
                                                {"STATE", TABLE_LEFT},
                                                {"CHANGED", TABLE_CUT},
                                                {"REASON", TABLE_CUT}};
  struct table *table = table_new(output, columns, G_N_ELEMENTS(columns));
  for (size_t i = 0; i < history->n_revisions; i++) {
    const Helix__V1__StakeholderHistory__Revision *revision = history->revisions[i];
    g_autofree char *number = g_strdup_printf("%" PRIu64, revision->revision);
    g_autofree char *time = wording_time(revision->submitted_at_ms);
    g_autofree char *state = wording_enum(&helix__v1__record_state__descriptor, (int)revision->state);
    g_autofree char *changed = wording_join(revision->changed, revision->n_changed, ", ");
    const char *cells[] = {number, time, state, changed, revision->reason};
    table_add(table, NULL, cells);
  }
  table_print(table, "It has no revisions.");
  table_free(table);
}

int stakeholder_history_run(struct session *session) {
  Helix__V1__GetStakeholderHistory call = HELIX__V1__GET_STAKEHOLDER_HISTORY__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  call.id = (char *)(uintptr_t)arguments_operand(session->arguments);
  request.call_case = HELIX__V1__REQUEST__CALL_GET_STAKEHOLDER_HISTORY;
  request.get_stakeholder_history = &call;
  int result = session_call(session, &request, &reply);
  if (result)
    return result;
  if (session->output->json)
    output_message(session->output, &reply->history->base);
  else
    show_history(session->output, reply->history);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}

// --- list

static void list_row(struct session *session, struct table *table, const Helix__V1__StakeholderRecord *record) {
  const Helix__V1__Stakeholder *stakeholder = record->stakeholder;
  g_autofree char *helix = wording_enum(&helix__v1__helix__descriptor, (int)stakeholder->helix);
  g_autofree char *size = wording_home_size(record->sizes, record->n_sizes);
  bool is_teaser = record->stage == HELIX__V1__STAGE__TEASER;
  g_autofree char *time = is_teaser ? g_strdup("") : wording_time(record->submitted_at_ms);
  if (*time)
    time[strlen("2024-05-01")] = '\0';
  const char *place = stakeholder->n_places ? labels_place(session->labels, stakeholder->places[0]) : record->country;
  bool is_withdrawn = record->state == HELIX__V1__RECORD_STATE__WITHDRAWN;
  const char *cells[] = {stakeholder->id,
                         is_teaser ? "(not disclosed)" : stakeholder->name,
                         helix,
                         place,
                         size,
                         is_withdrawn ? "withdrawn" : time};
  table_add(table, NULL, cells);
}

static int list_pages(struct session *session, Helix__V1__ListStakeholders *call, struct table *table) {
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  request.call_case = HELIX__V1__REQUEST__CALL_LIST_STAKEHOLDERS;
  request.list_stakeholders = call;
  uint32_t most = arguments_number(session->arguments, OPTION_LIMIT);
  uint64_t left = most ? most : UINT64_MAX;
  g_autofree char *after = g_strdup("");
  do {
    Helix__V1__Reply *reply = NULL;
    call->limit = (uint32_t)MIN(left, PAGE_ROWS);
    call->after = after;
    int result = session_call(session, &request, &reply);
    if (result)
      return result;
    const Helix__V1__StakeholderList *page = reply->stakeholders;
    for (size_t i = 0; i < page->n_stakeholders && left > 0; i++, left--) {
      if (session->output->json)
        output_message(session->output, &page->stakeholders[i]->base);
      else
        list_row(session, table, page->stakeholders[i]);
    }
    g_free(after);
    after = g_strdup(page->next);
    helix__v1__reply__free_unpacked(reply, NULL);
  } while (*after && left > 0);
  return 0;
}

int stakeholder_list_run(struct session *session) {
  static const struct table_column columns[] = {{"ID", TABLE_LEFT},    {"NAME", TABLE_CUT},  {"HELIX", TABLE_LEFT},
                                                {"PLACE", TABLE_LEFT}, {"SIZE", TABLE_LEFT}, {"SUBMITTED", TABLE_LEFT}};
  const struct arguments *arguments = session->arguments;
  Helix__V1__Filter filter;
  Helix__V1__ListStakeholders call = HELIX__V1__LIST_STAKEHOLDERS__INIT;
  filter_init(&filter, arguments);
  filter.themes = arguments_list(arguments, OPTION_THEME, &filter.n_themes);
  const char *name = arguments_text(arguments, OPTION_NAME);
  filter.name = name ? (char *)(uintptr_t)name : filter.name;
  call.filter = &filter;
  call.withdrawn = arguments_has(arguments, OPTION_WITHDRAWN);
  struct table *table = table_new(session->output, columns, G_N_ELEMENTS(columns));
  int result = list_pages(session, &call, table);
  if (result == 0 && !session->output->json)
    table_print(table, "Nobody is registered who fits. 'helixctl status' says how many there are.");
  table_free(table);
  filter_deinit(&filter);
  return result;
}
