// SPDX-License-Identifier: Apache-2.0
#include "cli/ask.h"

#include "cli/filter.h"
#include "cli/session.h"
#include "cli/text_file.h"

#include <glib.h>
#include <sysexits.h>

// Fields of messages are not constant, though nobody changes what they point to.
static char *borrow(const char *text) {
  return text ? (char *)(uintptr_t)text : (char *)(uintptr_t)protobuf_c_empty_string;
}

int ask_check_limit(struct session *session) {
  if (arguments_number(session->arguments, OPTION_LIMIT) <= ASK_LIMIT_MAX)
    return 0;
  return output_fail(session->output, EX_USAGE, FAIL_USAGE, NULL, "--limit: a match list has at most %d rows",
                     ASK_LIMIT_MAX);
}

int ask_read_weights(struct session *session, char **ret_weights) {
  const char *path = arguments_text(session->arguments, OPTION_WEIGHTS);
  *ret_weights = NULL;
  return path ? text_file_read(session, path, ASK_WEIGHTS_BYTES_MAX, ret_weights) : 0;
}

// Exactly one of the subjects; `names` is how they are told.
static int check_subject(struct session *session, const enum option_id *subjects, unsigned count, const char *names) {
  const struct arguments *arguments = session->arguments;
  unsigned given = 0;
  for (unsigned i = 0; i < count; i++)
    given += arguments->values[subjects[i]].count;
  if (given == 1)
    return 0;
  bool can_filter =
      arguments->values[OPTION_THEME].count > 0 && (arguments->command->options & OPTION_BIT(OPTION_WITH_THEME));
  return output_fail(session->output, EX_USAGE, FAIL_USAGE,
                     given && can_filter ? "--with-theme leaves only those who declare a theme."
                                         : "The same with --help shows examples.",
                     given ? "only one of %s can be matched at a time" : "say what to match: one of %s", names);
}

static int check_options(struct session *session) {
  const struct arguments *arguments = session->arguments;
  bool can_filter = (arguments->command->options & OPTION_BIT(OPTION_WITH_LANGUAGE)) != 0;
  if (arguments_has(arguments, OPTION_LANGUAGE) && !arguments_has(arguments, OPTION_TEXT) && !can_filter)
    return output_fail(session->output, EX_USAGE, FAIL_USAGE, NULL, "--language goes with --text");
  return ask_check_limit(session);
}

static int ask_open(struct session *session, const enum option_id *subjects, unsigned count, const char *names,
                    struct ask *ask) {
  const struct arguments *arguments = session->arguments;
  *ask = (struct ask){.request = HELIX__V1__REQUEST__INIT, .text = HELIX__V1__FREE_TEXT__INIT};
  filter_init(&ask->filter, arguments);
  int result = check_subject(session, subjects, count, names);
  if (!result)
    result = check_options(session);
  if (!result)
    result = ask_read_weights(session, &ask->weights);
  if (!result && arguments_has(arguments, OPTION_FILE))
    result = profile_read(session, arguments_text(arguments, OPTION_FILE), &ask->profile);
  ask->text.text = borrow(arguments_text(arguments, OPTION_TEXT));
  if (arguments_has(arguments, OPTION_TEXT))
    ask->text.language = borrow(arguments_text(arguments, OPTION_LANGUAGE));
  return result;
}

void ask_deinit(struct ask *ask) {
  filter_deinit(&ask->filter);
  profile_deinit(&ask->profile);
  g_free(ask->weights);
}

// What all four calls have in common, under the same names.
#define TAKE_OPTIONS(message, ask, arguments)                                                                          \
  do {                                                                                                                 \
    (message)->limit = arguments_number(arguments, OPTION_LIMIT);                                                      \
    (message)->after = borrow(arguments_text(arguments, OPTION_AFTER));                                                \
    (message)->why = borrow(arguments_text(arguments, OPTION_WHY));                                                    \
    (message)->weights = borrow((ask)->weights);                                                                       \
  } while (0)

int ask_themes(struct session *session, struct ask *ret_ask) {
  static const enum option_id subjects[] = {OPTION_FOR, OPTION_FILE, OPTION_TEXT};
  const struct arguments *arguments = session->arguments;
  int result = ask_open(session, subjects, G_N_ELEMENTS(subjects), "--for ID, --file FILE and --text TEXT", ret_ask);
  Helix__V1__MatchThemes *call = &ret_ask->call.themes;
  helix__v1__match_themes__init(call);
  TAKE_OPTIONS(call, ret_ask, arguments);
  ret_ask->request.call_case = HELIX__V1__REQUEST__CALL_MATCH_THEMES;
  ret_ask->request.match_themes = call;
  if (arguments_has(arguments, OPTION_FILE)) {
    call->subject_case = HELIX__V1__MATCH_THEMES__SUBJECT_STAKEHOLDER;
    call->stakeholder = ret_ask->profile.stakeholder;
  } else if (arguments_has(arguments, OPTION_FOR)) {
    call->subject_case = HELIX__V1__MATCH_THEMES__SUBJECT_STAKEHOLDER_ID;
    call->stakeholder_id = borrow(arguments_text(arguments, OPTION_FOR));
  } else {
    call->subject_case = HELIX__V1__MATCH_THEMES__SUBJECT_TEXT;
    call->text = &ret_ask->text;
  }
  return result;
}

int ask_stakeholders(struct session *session, struct ask *ret_ask) {
  static const enum option_id subjects[] = {OPTION_THEME, OPTION_TEXT, OPTION_LIKE, OPTION_OPPORTUNITY};
  const struct arguments *arguments = session->arguments;
  int result = ask_open(session, subjects, G_N_ELEMENTS(subjects),
                        "--theme THEME, --text TEXT, --like ID and --opportunity ID", ret_ask);
  Helix__V1__MatchStakeholders *call = &ret_ask->call.stakeholders;
  helix__v1__match_stakeholders__init(call);
  TAKE_OPTIONS(call, ret_ask, arguments);
  ret_ask->request.call_case = HELIX__V1__REQUEST__CALL_MATCH_STAKEHOLDERS;
  ret_ask->request.match_stakeholders = call;
  call->filter = &ret_ask->filter;
  if (arguments_has(arguments, OPTION_THEME)) {
    call->subject_case = HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_THEME_ID;
    call->theme_id = borrow(arguments_text(arguments, OPTION_THEME));
  } else if (arguments_has(arguments, OPTION_LIKE)) {
    call->subject_case = HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_LIKE;
    call->like = borrow(arguments_text(arguments, OPTION_LIKE));
  } else if (arguments_has(arguments, OPTION_OPPORTUNITY)) {
    call->subject_case = HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_OPPORTUNITY_ID;
    call->opportunity_id = borrow(arguments_text(arguments, OPTION_OPPORTUNITY));
  } else {
    call->subject_case = HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_TEXT;
    call->text = &ret_ask->text;
  }
  return result;
}

int ask_partners(struct session *session, struct ask *ret_ask) {
  static const enum option_id subjects[] = {OPTION_FOR, OPTION_FILE};
  const struct arguments *arguments = session->arguments;
  int result = ask_open(session, subjects, G_N_ELEMENTS(subjects), "--for ID and --file FILE", ret_ask);
  Helix__V1__MatchPartners *call = &ret_ask->call.partners;
  helix__v1__match_partners__init(call);
  TAKE_OPTIONS(call, ret_ask, arguments);
  ret_ask->request.call_case = HELIX__V1__REQUEST__CALL_MATCH_PARTNERS;
  ret_ask->request.match_partners = call;
  call->filter = &ret_ask->filter;
  if (arguments_has(arguments, OPTION_FILE)) {
    call->subject_case = HELIX__V1__MATCH_PARTNERS__SUBJECT_STAKEHOLDER;
    call->stakeholder = ret_ask->profile.stakeholder;
  } else {
    call->subject_case = HELIX__V1__MATCH_PARTNERS__SUBJECT_STAKEHOLDER_ID;
    call->stakeholder_id = borrow(arguments_text(arguments, OPTION_FOR));
  }
  return result;
}

int ask_opportunities(struct session *session, struct ask *ret_ask) {
  static const enum option_id subjects[] = {OPTION_FOR, OPTION_TEXT, OPTION_THEME};
  const struct arguments *arguments = session->arguments;
  int result = ask_open(session, subjects, G_N_ELEMENTS(subjects), "--for ID, --text TEXT and --theme THEME", ret_ask);
  Helix__V1__MatchOpportunities *call = &ret_ask->call.opportunities;
  helix__v1__match_opportunities__init(call);
  TAKE_OPTIONS(call, ret_ask, arguments);
  ret_ask->request.call_case = HELIX__V1__REQUEST__CALL_MATCH_OPPORTUNITIES;
  ret_ask->request.match_opportunities = call;
  if (arguments_has(arguments, OPTION_FOR)) {
    call->subject_case = HELIX__V1__MATCH_OPPORTUNITIES__SUBJECT_STAKEHOLDER_ID;
    call->stakeholder_id = borrow(arguments_text(arguments, OPTION_FOR));
  } else if (arguments_has(arguments, OPTION_THEME)) {
    call->subject_case = HELIX__V1__MATCH_OPPORTUNITIES__SUBJECT_THEME_ID;
    call->theme_id = borrow(arguments_text(arguments, OPTION_THEME));
  } else {
    call->subject_case = HELIX__V1__MATCH_OPPORTUNITIES__SUBJECT_TEXT;
    call->text = &ret_ask->text;
  }
  return result;
}
