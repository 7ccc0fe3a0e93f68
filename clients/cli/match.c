// SPDX-License-Identifier: Apache-2.0
// helixctl match ...: ranked lists with their reasons.
#include "cli/filter.h"
#include "cli/profile.h"
#include "cli/reasons.h"
#include "cli/session.h"
#include "cli/verbs.h"
#include "cli/wording.h"

#include <glib.h>
#include <inttypes.h>
#include <sysexits.h>

enum { LIMIT_MAX = 200 };

static int limit_check(struct session *session) {
  if (arguments_number(session->arguments, OPTION_LIMIT) <= LIMIT_MAX)
    return 0;
  return output_fail(session->output, EX_USAGE, FAIL_USAGE, NULL, "--limit: a match list has at most %d rows",
                     LIMIT_MAX);
}

// "Bologna, business, small (eu-2003-361)" of a stakeholder; "Circular economy > Waste" of a theme.
static void tell_place_in_world(struct session *session, const Helix__V1__Match *match) {
  struct output *output = session->output;
  g_autoptr(GString) line = g_string_new(NULL);
  g_autofree char *helix = wording_enum(&helix__v1__helix__descriptor, (int)match->helix);
  g_autofree char *size = wording_home_size(match->sizes, match->n_sizes);
  for (size_t i = 0; i < match->n_path; i++)
    g_string_append_printf(line, "%s%s", i ? output_sign(output, " › ", " > ") : "",
                           labels_theme(session->labels, match->path[i]));
  for (size_t i = 0; i < match->n_places; i++)
    g_string_append_printf(line, "%s%s", i ? ", " : "", labels_place(session->labels, match->places[i]));
  for (const char *const *part = (const char *const[]){helix, size, NULL}; *part; part++) {
    if (**part)
      g_string_append_printf(line, "%s%s", line->len ? output_sign(output, " · ", ", ") : "", *part);
  }
  if (line->len)
    output_print(output, "           %s\n", line->str);
}

static void tell_match(struct session *session, const Helix__V1__Match *match) {
  struct output *output = session->output;
  g_autofree char *score = wording_score(match->score);
  g_autofree char *coverage = wording_score(match->coverage);
  output_print(output, "%3" PRIu32 "  %s  %s%s%s  %s", match->rank, score, output_bold(output),
               label_pick(match->labels, match->n_labels, output->language), output_plain(output), match->id);
  output_print(output, "  %s(coverage %s)%s\n", output_dim(output), coverage, output_plain(output));
  tell_place_in_world(session, match);
  reasons_tell(session, match);
  output_print(output, "\n");
}

static void tell_exclusions(struct output *output, const Helix__V1__MatchList *list) {
  for (size_t i = 0; i < list->n_excluded; i++)
    output_print(output, "  %" PRIu64 " left out: %s\n", list->excluded[i]->count, list->excluded[i]->reason);
}

static void tell_list(struct session *session, const Helix__V1__MatchList *list, const char *what_to_try) {
  struct output *output = session->output;
  for (size_t i = 0; i < list->n_matches; i++)
    tell_match(session, list->matches[i]);
  if (list->n_matches == 0) {
    output_print(output, "Nothing matches: %s.\n", *list->empty_reason ? list->empty_reason : "no reason given");
    tell_exclusions(output, list);
    output_print(output, "%s\n", what_to_try);
    return;
  }
  output_print(output, "%zu of %" PRIu64 " that could be.%s%s\n", list->n_matches, list->considered,
               *list->language ? " Language of the text: " : "", list->language);
  tell_exclusions(output, list);
  output_print(
      output,
      "%sThe score, from 0 to 1, is the sum of the points below it; it orders the list and is no probability.\n"
      "Coverage is the weight of what is known on both sides: where it is low, a fuller profile tells more.%s\n",
      output_dim(output), output_plain(output));
}

static int match_run(struct session *session, const Helix__V1__Request *request, const char *what_to_try) {
  Helix__V1__Reply *reply = NULL;
  int result = session_call(session, request, &reply);
  if (result)
    return result;
  if (session->output->json)
    output_message(session->output, &reply->matches->base);
  else
    tell_list(session, reply->matches, what_to_try);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}

static void free_text_of(const struct arguments *arguments, Helix__V1__FreeText *ret_text) {
  const char *language = arguments_text(arguments, OPTION_LANGUAGE);
  helix__v1__free_text__init(ret_text);
  ret_text->text = (char *)(uintptr_t)arguments_text(arguments, OPTION_TEXT);
  ret_text->language = language ? (char *)(uintptr_t)language : ret_text->language;
}

static int subject_check(struct session *session, unsigned count, const char *options) {
  if (arguments_has(session->arguments, OPTION_LANGUAGE) && !arguments_has(session->arguments, OPTION_TEXT))
    return output_fail(session->output, EX_USAGE, FAIL_USAGE, NULL, "--language goes with --text");
  if (count == 1)
    return limit_check(session);
  return output_fail(session->output, EX_USAGE, FAIL_USAGE, "The same with --help shows examples.",
                     count ? "only one of %s can be matched at a time" : "say what to match: one of %s", options);
}

int match_themes_run(struct session *session) {
  const struct arguments *arguments = session->arguments;
  Helix__V1__MatchThemes call = HELIX__V1__MATCH_THEMES__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__FreeText text;
  struct profile profile = {0};
  const char *file = arguments_text(arguments, OPTION_FILE);
  unsigned subjects = (unsigned)arguments_has(arguments, OPTION_FOR) + arguments_has(arguments, OPTION_FILE) +
                      arguments_has(arguments, OPTION_TEXT);
  int result = subject_check(session, subjects, "--for ID, --file FILE and --text TEXT");
  request.call_case = HELIX__V1__REQUEST__CALL_MATCH_THEMES;
  request.match_themes = &call;
  call.limit = arguments_number(arguments, OPTION_LIMIT);
  free_text_of(arguments, &text);
  if (result == 0 && file)
    result = profile_read(session, file, &profile);
  if (file) {
    call.subject_case = HELIX__V1__MATCH_THEMES__SUBJECT_STAKEHOLDER;
    call.stakeholder = profile.stakeholder;
  } else if (arguments_has(arguments, OPTION_FOR)) {
    call.subject_case = HELIX__V1__MATCH_THEMES__SUBJECT_STAKEHOLDER_ID;
    call.stakeholder_id = (char *)(uintptr_t)arguments_text(arguments, OPTION_FOR);
  } else {
    call.subject_case = HELIX__V1__MATCH_THEMES__SUBJECT_TEXT;
    call.text = &text;
  }
  if (result == 0)
    result = match_run(
        session, &request,
        "Try to say more, in English, Italian or Chinese; 'helixctl theme list' shows the words of the themes.");
  profile_deinit(&profile);
  return result;
}

int match_stakeholders_run(struct session *session) {
  const struct arguments *arguments = session->arguments;
  Helix__V1__MatchStakeholders call = HELIX__V1__MATCH_STAKEHOLDERS__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__FreeText text;
  Helix__V1__Filter filter;
  bool has_text = arguments_has(arguments, OPTION_TEXT);
  size_t theme_count;
  char **themes = arguments_list(arguments, OPTION_THEME, &theme_count);
  int result = subject_check(session, has_text ? 1 : (unsigned)theme_count, "--theme THEME and --text TEXT");
  if (result)
    return result;
  request.call_case = HELIX__V1__REQUEST__CALL_MATCH_STAKEHOLDERS;
  request.match_stakeholders = &call;
  call.limit = arguments_number(arguments, OPTION_LIMIT);
  filter_init(&filter, arguments);
  call.filter = &filter;
  free_text_of(arguments, &text);
  if (has_text) {
    call.subject_case = HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_TEXT;
    call.text = &text;
    filter.themes = themes;
    filter.n_themes = theme_count;
  } else {
    call.subject_case = HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_THEME_ID;
    call.theme_id = themes[0];
  }
  result = match_run(session, &request, "Try fewer filters, or a broader theme: 'helixctl theme list' shows the tree.");
  filter_deinit(&filter);
  return result;
}
