// SPDX-License-Identifier: Apache-2.0
// helixctl match ...: ranked lists with their reasons.
#include "cli/ask.h"
#include "cli/match_batch.h"
#include "cli/reasons.h"
#include "cli/session.h"
#include "cli/stakeholder.h"
#include "cli/verbs.h"
#include "cli/wording.h"

#include <glib.h>
#include <inttypes.h>
#include <sysexits.h>

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

// "  1  0.669  Name  id  (coverage 1.000)"; of two halves both are told.
static void tell_head(struct session *session, const Helix__V1__Match *match) {
  struct output *output = session->output;
  g_autofree char *score = wording_score(match->score);
  g_autofree char *rank = match->rank ? g_strdup_printf("%3" PRIu32, match->rank) : g_strdup("  -");
  g_autofree char *title = match->stage == HELIX__V1__STAGE__TEASER
                               ? stakeholder_title(match->helix, match->country)
                               : g_strdup(label_pick(match->labels, match->n_labels, output->language));
  output_print(output, "%s  %s  %s%s%s  %s", rank, score, output_bold(output), title, output_plain(output), match->id);
  g_autofree char *coverage = wording_score(match->coverage);
  output_print(output, "  %s(coverage %s)%s\n", output_dim(output), coverage, output_plain(output));
}

static void tell_match(struct session *session, const Helix__V1__Match *match) {
  tell_head(session, match);
  tell_place_in_world(session, match);
  reasons_tell(session, match);
  output_print(session->output, "\n");
}

static void tell_exclusions(struct output *output, const Helix__V1__MatchList *list) {
  for (size_t i = 0; i < list->n_excluded; i++)
    output_print(output, "  %" PRIu64 " left out: %s\n", list->excluded[i]->count, list->excluded[i]->reason);
}

static void tell_end(struct output *output, const Helix__V1__MatchList *list) {
  output_print(
      output,
      "%sThe score, from 0 to 1, is the sum of the points below it; it orders the list and is no probability.\n"
      "Coverage is the weight of what is known on both sides: where it is low, a fuller profile tells more.%s\n",
      output_dim(output), output_plain(output));
  if (*list->next)
    output_print(output, "The list goes on: the same with --after %s\n", list->next);
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
  output_print(output, "%zu of %" PRIu64 " considered.%s%s\n", list->n_matches, list->considered,
               *list->language ? " Language of the text: " : "", list->language);
  tell_exclusions(output, list);
  tell_end(output, list);
}

// The one pair of --why.
static void tell_pair(struct session *session, const Helix__V1__MatchList *list) {
  struct output *output = session->output;
  const Helix__V1__Match *match = list->n_matches ? list->matches[0] : NULL;
  if (!match)
    return;
  if (match->n_against)
    output_print(output, "%s is not in the list:\n", match->id);
  else if (match->rank)
    output_print(output, "%s is number %" PRIu32 " of the list.\n", match->id, match->rank);
  else
    output_print(output, "%s matches, behind the first %d of the list.\n", match->id, ASK_LIMIT_MAX);
  for (size_t i = 0; i < match->n_against; i++)
    output_print(output, "  %s\n", match->against[i]->reason);
  output_print(output, "%s\n", match->n_against ? "Without that it would have:" : "");
  tell_match(session, match);
  tell_end(output, list);
}

static int tell_reply(struct session *session, const Helix__V1__Request *request, const char *what_to_try) {
  Helix__V1__Reply *reply = NULL;
  int result = session_call(session, request, &reply);
  if (result)
    return result;
  if (session->output->json)
    output_message(session->output, &reply->matches->base);
  else if (arguments_has(session->arguments, OPTION_WHY))
    tell_pair(session, reply->matches);
  else
    tell_list(session, reply->matches, what_to_try);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}

static int match_run(struct session *session, int open(struct session *, struct ask *), enum match_batch_kind kind,
                     const char *what_to_try) {
  struct ask ask;
  if (arguments_has(session->arguments, OPTION_BATCH))
    return match_batch_run(session, kind);
  int result = open(session, &ask);
  if (!result)
    result = tell_reply(session, &ask.request, what_to_try);
  ask_deinit(&ask);
  return result;
}

int match_themes_run(struct session *session) {
  return match_run(
      session, ask_themes, MATCH_BATCH_THEMES,
      "Try to say more, in English, Italian or Chinese; 'helixctl theme list' shows the words of the themes.");
}

int match_stakeholders_run(struct session *session) {
  return match_run(session, ask_stakeholders, MATCH_BATCH_STAKEHOLDERS,
                   "Try fewer filters, or a broader theme: 'helixctl theme list' shows the tree.");
}

int match_partners_run(struct session *session) {
  return match_run(
      session, ask_partners, MATCH_BATCH_PARTNERS,
      "Try fewer filters, or say more in the profile: 'helixctl stakeholder check FILE' tells what helps.");
}

int match_opportunities_run(struct session *session) {
  return match_run(session, ask_opportunities, MATCH_BATCH_OPPORTUNITIES,
                   "Meanwhile 'helixctl match partners' finds whom to meet.");
}
