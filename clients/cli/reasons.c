// SPDX-License-Identifier: Apache-2.0
#include "cli/reasons.h"

#include "cli/session.h"
#include "cli/wording.h"

#include <string.h>

static const char indent[] = "           ";

// Chinese is written without blanks: there any place is the edge of a word.
static bool is_within_word(gunichar one, gunichar other) {
  return g_unichar_isalnum(one) && g_unichar_isalnum(other) && !g_unichar_iswide(one) && !g_unichar_iswide(other);
}

// How many bytes of a whole word of `words` stand at `at`; the longest counts.
static size_t word_at(const char *quote, const char *at, char *const *words, size_t word_count) {
  size_t longest = 0;
  for (size_t i = 0; i < word_count; i++) {
    size_t bytes = strlen(words[i]);
    if (bytes <= longest || strncmp(at, words[i], bytes) != 0)
      continue;
    const char *last = g_utf8_find_prev_char(at, at + bytes);
    bool starts = at == quote || !is_within_word(g_utf8_get_char(g_utf8_prev_char(at)), g_utf8_get_char(at));
    bool ends =
        at[bytes] == '\0' || last == NULL || !is_within_word(g_utf8_get_char(last), g_utf8_get_char(at + bytes));
    if (starts && ends)
      longest = bytes;
  }
  return longest;
}

char *reasons_mark(const char *quote, char *const *words, size_t word_count, const char *before, const char *after) {
  GString *marked = g_string_new(NULL);
  const char *at = quote;
  while (*at) {
    size_t bytes = word_at(quote, at, words, word_count);
    if (bytes) {
      g_string_append_printf(marked, "%s%.*s%s", before, (int)bytes, at, after);
      at += bytes;
      continue;
    }
    const char *next = g_utf8_find_next_char(at, NULL);
    g_string_append_len(marked, at, next - at);
    at = next;
  }
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
  case HELIX__V1__CONTRIBUTION__FACET__FACET_UNSPECIFIED:
  case _HELIX__V1__CONTRIBUTION__FACET_IS_INT_SIZE:
    break;
  }
  return "other"; // of a newer daemon
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
  if (evidence->n_words && !output->colour) {
    g_autofree char *words = wording_join(evidence->words, evidence->n_words, ", ");
    output_print(output, "%s  met on  %s\n", indent, words);
  }
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

static void tell_evidence(struct session *session, Helix__V1__Contribution__Facet facet,
                          const Helix__V1__Evidence *evidence) {
  if (facet == HELIX__V1__CONTRIBUTION__FACET__PLACE)
    output_print(session->output, "%s  %s and %s", indent, labels_place(session->labels, evidence->query_quote),
                 labels_place(session->labels, evidence->candidate_quote));
  else if (facet != HELIX__V1__CONTRIBUTION__FACET__THEME)
    tell_quotes(session, evidence);
  tell_themes(session, evidence);
  if (facet == HELIX__V1__CONTRIBUTION__FACET__PLACE)
    output_print(session->output, "%s%s\n", *evidence->note ? ": " : "", evidence->note);
  else if (*evidence->note)
    output_print(session->output, "%s  %s\n", indent, evidence->note);
}

void reasons_tell(struct session *session, const Helix__V1__Match *match) {
  struct output *output = session->output;
  for (size_t i = 0; i < match->n_contributions; i++) {
    const Helix__V1__Contribution *contribution = match->contributions[i];
    if (contribution->points == 0)
      continue;
    g_autofree char *points = wording_score(contribution->points);
    g_autofree char *most = wording_score(contribution->weight);
    output_print(output, "%s%-8s %s of %s\n", indent, facet_name(contribution->facet), points, most);
    for (size_t k = 0; k < contribution->n_evidence; k++)
      tell_evidence(session, contribution->facet, contribution->evidence[k]);
  }
  for (size_t i = 0; i < match->n_cautions; i++)
    output_print(output, "%sbut      %s\n", indent, match->cautions[i]);
}
