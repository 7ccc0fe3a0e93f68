// SPDX-License-Identifier: Apache-2.0
#include "cli/reasons.h"

#include "cli/session.h"
#include "cli/wording.h"

#include <glib.h>
#include <string.h>

static const char indent[] = "           ";

// Chinese is written without blanks: there any place is the edge of a word.
static bool is_within_word(gunichar one, gunichar other) {
  return g_unichar_isalnum(one) && g_unichar_isalnum(other) && !g_unichar_iswide(one) && !g_unichar_iswide(other);
}

// Does a whole word begin at `at` that is this one?
static bool is_word_at(const char *quote, const char *at, const char *word) {
  size_t bytes = strlen(word);
  if (bytes == 0 || strncmp(at, word, bytes) != 0)
    return false;
  const char *end = at + bytes, *last = g_utf8_find_prev_char(at, end);
  if (at > quote && is_within_word(g_utf8_get_char(g_utf8_prev_char(at)), g_utf8_get_char(at)))
    return false;
  return *end == '\0' || last == NULL || !is_within_word(g_utf8_get_char(last), g_utf8_get_char(end));
}

enum { OUTSIDE = 0, INSIDE = 1, JOINED = 2 }; // of a byte; JOINED: one word holds it and the byte before

static char *cover(const char *quote, char *const *words, size_t word_count) {
  char *bytes = g_malloc0(strlen(quote) + 1);
  for (const char *at = quote; *at; at = g_utf8_find_next_char(at, NULL)) {
    for (size_t i = 0; i < word_count; i++) {
      if (!is_word_at(quote, at, words[i]))
        continue;
      char *first = bytes + (at - quote);
      *first = MAX(*first, INSIDE);
      memset(first + 1, JOINED, strlen(words[i]) - 1);
    }
  }
  return bytes;
}

char **reasons_pieces(const char *quote, char *const *words, size_t word_count) {
  g_autofree char *covered = cover(quote, words, word_count);
  GPtrArray *pieces = g_ptr_array_new();
  size_t start = 0;
  for (size_t at = 0; quote[at]; at++) {
    bool is_inside = pieces->len % 2 == 1;
    if (covered[at] == JOINED || (covered[at] == OUTSIDE && !is_inside))
      continue;
    g_ptr_array_add(pieces, g_strndup(quote + start, at - start));
    if (covered[at] == INSIDE && is_inside) // two words side by side
      g_ptr_array_add(pieces, g_strdup(""));
    start = at;
  }
  g_ptr_array_add(pieces, g_strdup(quote + start));
  g_ptr_array_add(pieces, NULL);
  return (char **)g_ptr_array_free(pieces, FALSE);
}

char *reasons_mark(const char *quote, char *const *words, size_t word_count, const char *before, const char *after) {
  g_auto(GStrv) pieces = reasons_pieces(quote, words, word_count);
  GString *marked = g_string_new(NULL);
  for (unsigned i = 0; pieces[i]; i++)
    g_string_append_printf(marked, "%s%s%s", i % 2 ? before : "", pieces[i], i % 2 ? after : "");
  return g_string_free(marked, FALSE);
}

static const char *facet_name(Helix__V1__Contribution__Facet facet) {
  switch (facet) {
  case HELIX__V1__CONTRIBUTION__FACET__TEXT:
    return "words";
  case HELIX__V1__CONTRIBUTION__FACET__CONCEPTS:
    return "concepts";
  case HELIX__V1__CONTRIBUTION__FACET__THEME:
    return "themes";
  case HELIX__V1__CONTRIBUTION__FACET__PLACE:
    return "places";
  case HELIX__V1__CONTRIBUTION__FACET__COOPERATION:
    return "kinds";
  case HELIX__V1__CONTRIBUTION__FACET__DIRECTION:
    return "direction";
  case HELIX__V1__CONTRIBUTION__FACET__SOUGHT:
    return "sought";
  case HELIX__V1__CONTRIBUTION__FACET__READINESS:
    return "readiness";
  case HELIX__V1__CONTRIBUTION__FACET__LANGUAGE:
    return "languages";
  case HELIX__V1__CONTRIBUTION__FACET__PRIOR:
    return "profile";
  case HELIX__V1__CONTRIBUTION__FACET__FACET_UNSPECIFIED:
  case _HELIX__V1__CONTRIBUTION__FACET_IS_INT_SIZE:
    break;
  }
  return "other"; // of a newer daemon
}

// Where nothing can be bold: the pieces that would be, each once.
static void tell_words(struct output *output, const Helix__V1__Evidence *evidence) {
  g_auto(GStrv) pieces = reasons_pieces(evidence->candidate_quote, evidence->words, evidence->n_words);
  g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
  for (unsigned i = 1; i < g_strv_length(pieces); i += 2) {
    bool is_first = g_hash_table_size(told) == 0;
    if (g_hash_table_add(told, pieces[i]))
      output_print(output, "%s%s%s", is_first ? indent : "", is_first ? "  met on  " : ", ", pieces[i]);
  }
  if (g_hash_table_size(told))
    output_print(output, "\n");
}

static void tell_quotes(struct session *session, const Helix__V1__Evidence *evidence) {
  struct output *output = session->output;
  const char *open = output_sign(output, "“", "\""), *close = output_sign(output, "”", "\"");
  g_autofree char *marked = reasons_mark(evidence->candidate_quote, evidence->words, evidence->n_words,
                                         output_bold(output), output_plain(output));
  if (*evidence->query_quote)
    output_print(output, "%s  asked   %s%s%s %s%s%s\n", indent, open, evidence->query_quote, close, output_dim(output),
                 evidence->query_field, output_plain(output));
  if (*evidence->candidate_quote)
    output_print(output, "%s  found   %s%s%s %s%s%s\n", indent, open, marked, close, output_dim(output),
                 evidence->candidate_field, output_plain(output));
  if (!output->colour)
    tell_words(output, evidence);
}

static void tell_themes(struct session *session, const Helix__V1__Evidence *evidence) {
  if (evidence->n_themes == 0)
    return;
  const char *asked = evidence->themes[0], *found = evidence->themes[evidence->n_themes - 1];
  if (strcmp(asked, found) == 0)
    output_print(session->output, "%s  both    %s (%s)\n", indent, labels_theme(session->labels, asked), asked);
  else
    output_print(session->output, "%s  near    %s (%s) and %s (%s)\n", indent, labels_theme(session->labels, asked),
                 asked, labels_theme(session->labels, found), found);
}

// What both state in a field: one line.
static void tell_fact(struct output *output, const Helix__V1__Evidence *evidence) {
  output_print(output, "%s  %s", indent, evidence->query_quote);
  if (strcmp(evidence->query_quote, evidence->candidate_quote) != 0)
    output_print(output, " and %s", evidence->candidate_quote);
  output_print(output, " %s%s", output_dim(output), evidence->query_field);
  if (strcmp(evidence->query_field, evidence->candidate_field) != 0)
    output_print(output, ", %s", evidence->candidate_field);
  output_print(output, "%s\n", output_plain(output));
}

static bool is_fact(Helix__V1__Contribution__Facet facet) {
  return facet == HELIX__V1__CONTRIBUTION__FACET__COOPERATION || facet == HELIX__V1__CONTRIBUTION__FACET__DIRECTION ||
         facet == HELIX__V1__CONTRIBUTION__FACET__READINESS || facet == HELIX__V1__CONTRIBUTION__FACET__LANGUAGE;
}

static void tell_evidence(struct session *session, Helix__V1__Contribution__Facet facet,
                          const Helix__V1__Evidence *evidence) {
  if (facet == HELIX__V1__CONTRIBUTION__FACET__PLACE)
    output_print(session->output, "%s  %s and %s", indent, labels_place(session->labels, evidence->query_quote),
                 labels_place(session->labels, evidence->candidate_quote));
  else if (is_fact(facet))
    tell_fact(session->output, evidence);
  else if (facet != HELIX__V1__CONTRIBUTION__FACET__THEME)
    tell_quotes(session, evidence);
  tell_themes(session, evidence);
  if (facet == HELIX__V1__CONTRIBUTION__FACET__PLACE)
    output_print(session->output, "%s%s\n", *evidence->note ? ": " : "", evidence->note);
  else if (*evidence->note)
    output_print(session->output, "%s  %s\n", indent, evidence->note);
}

// "words     0.069 of 0.400, without it 0.080 less". Of two halves the points are shares of both: there is no "of".
static void tell_points(struct output *output, const Helix__V1__Contribution *contribution, bool is_mutual) {
  g_autofree char *points = wording_score(contribution->points);
  g_autofree char *most = wording_score(contribution->weight);
  g_autofree char *loss = wording_score(contribution->loss);
  output_print(output, "%s%-9s %s", indent, facet_name(contribution->facet), points);
  if (!is_mutual)
    output_print(output, " of %s", most);
  if (strcmp(points, loss) != 0)
    output_print(output, "%s, without it %s less%s", output_dim(output), loss, output_plain(output));
  output_print(output, "\n");
}

static bool is_of(const Helix__V1__Contribution *contribution, Helix__V1__Contribution__Side side) {
  return contribution->side == side && contribution->points > 0;
}

static void tell_forth(struct session *session, const Helix__V1__Match *match, bool is_mutual) {
  for (size_t i = 0; i < match->n_contributions; i++) {
    const Helix__V1__Contribution *contribution = match->contributions[i];
    if (!is_of(contribution, HELIX__V1__CONTRIBUTION__SIDE__FORTH))
      continue;
    tell_points(session->output, contribution, is_mutual);
    for (size_t k = 0; k < contribution->n_evidence; k++)
      tell_evidence(session, contribution->facet, contribution->evidence[k]);
  }
}

// The other half rests on the same words and themes: what each gives is enough, but for wishes of its own.
static void tell_back(struct session *session, const Helix__V1__Match *match) {
  struct output *output = session->output;
  for (size_t i = 0; i < match->n_contributions; i++) {
    const Helix__V1__Contribution *contribution = match->contributions[i];
    if (!is_of(contribution, HELIX__V1__CONTRIBUTION__SIDE__BACK))
      continue;
    tell_points(output, contribution, true);
    if (contribution->facet == HELIX__V1__CONTRIBUTION__FACET__SOUGHT)
      for (size_t k = 0; k < contribution->n_evidence; k++)
        tell_quotes(session, contribution->evidence[k]);
  }
}

static void tell_half(struct output *output, const char *words, uint32_t score) {
  g_autofree char *value = wording_score(score);
  output_print(output, "%s%s%s: %s%s\n", indent, output_dim(output), words, value, output_plain(output));
}

static void tell_prior(struct output *output, const Helix__V1__Match *match) {
  g_autofree char *points = wording_signed(match->prior_points);
  const Helix__V1__Contribution *prior =
      match->n_contributions ? match->contributions[match->n_contributions - 1] : NULL;
  if (match->prior_points == 0)
    return;
  output_print(output, "%s%-9s %s", indent, facet_name(HELIX__V1__CONTRIBUTION__FACET__PRIOR), points);
  for (size_t i = 0; prior && prior->facet == HELIX__V1__CONTRIBUTION__FACET__PRIOR && i < prior->n_evidence; i++)
    output_print(output, "%s%s", i ? ", " : ": ", prior->evidence[i]->note);
  output_print(output, "\n");
}

static void tell_counter(struct output *output, const Helix__V1__Change *counter) {
  g_autofree char *points = wording_score(counter->points);
  output_print(output, "%sagainst   %s (costs %s)\n", indent, counter->text, points);
}

static void tell_raise(struct output *output, const Helix__V1__Change *raise) {
  g_autofree char *score = wording_score(raise->score);
  output_print(output, "%sto rise   %s%s: number %u with %s\n", indent, raise->by_query ? "the asker: " : "",
               raise->text, raise->rank, score);
}

void reasons_tell(struct session *session, const Helix__V1__Match *match) {
  struct output *output = session->output;
  bool is_mutual = match->back > 0 || match->back_coverage > 0;
  if (is_mutual)
    tell_half(output, "what it has for the asker", match->forth);
  tell_forth(session, match, is_mutual);
  if (is_mutual)
    tell_half(output, "what the asker has for it", match->back);
  if (is_mutual)
    tell_back(session, match);
  tell_prior(output, match);
  for (size_t i = 0; i < match->n_cautions; i++)
    output_print(output, "%sbut       %s\n", indent, match->cautions[i]);
  if (match->counter)
    tell_counter(output, match->counter);
  if (match->raise)
    tell_raise(output, match->raise);
}
