// SPDX-License-Identifier: Apache-2.0
// helixctl theme tag: the text with marks, and what the marks mean.
#include "cli/session.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "cli/wording.h"

#include <glib.h>
#include <inttypes.h>
#include <string.h>
#include <sysexits.h>

// Brackets where nothing can be bold. Labels may cross: each has its own pair.
static void tell_marked(struct output *output, const char *text, const Helix__V1__TagList *list) {
  bool bold = output->colour;
  g_autoptr(GString) marked = g_string_new(NULL);
  for (size_t at = 0, open = 0; at <= strlen(text); at++) {
    for (size_t i = 0; i < list->n_tags; i++)
      if (list->tags[i]->end == at && --open == 0 && bold)
        g_string_append(marked, output_plain(output));
      else if (list->tags[i]->end == at && !bold)
        g_string_append(marked, "]");
    for (size_t i = 0; i < list->n_tags; i++)
      if (list->tags[i]->begin == at && open++ == 0 && bold)
        g_string_append(marked, output_bold(output));
      else if (list->tags[i]->begin == at && !bold)
        g_string_append(marked, "[");
    g_string_append_c(marked, text[at]);
  }
  output_print(output, "%s\n\n", marked->str);
}

static char *path_words(struct session *session, const Helix__V1__Tag *tag) {
  GString *path = g_string_new(NULL);
  for (size_t i = 0; i < tag->n_path; i++)
    g_string_append_printf(path, "%s%s", i ? output_sign(session->output, " › ", " > ") : "",
                           labels_theme(session->labels, tag->path[i]));
  return g_string_free(path, FALSE);
}

static void tell_table(struct session *session, const Helix__V1__TagList *list) {
  static const struct table_column columns[] = {
      {"WORDS", TABLE_CUT}, {"THEME", TABLE_LEFT}, {"ID", TABLE_LEFT}, {"AT", TABLE_RIGHT}, {"WITHIN", TABLE_CUT}};
  struct output *output = session->output;
  struct table *table = table_new(output, columns, G_N_ELEMENTS(columns));
  for (size_t i = 0; i < list->n_tags; i++) {
    const Helix__V1__Tag *tag = list->tags[i];
    g_autofree char *path = path_words(session, tag);
    g_autofree char *place = g_strdup_printf("%" PRIu32 "-%" PRIu32, tag->begin_character, tag->end_character);
    const char *cells[] = {tag->words, label_pick(tag->labels, tag->n_labels, output->language), tag->theme, place,
                           path};
    table_add(table, NULL, cells);
  }
  table_print(table, "No label of the thesaurus stands in the text. 'helixctl theme list' shows what is looked for.");
  table_free(table);
}

static void tell(struct session *session, const char *text, const Helix__V1__TagList *list) {
  tell_marked(session->output, text, list);
  tell_table(session, list);
  output_print(session->output, "Language of the text: %s\n", list->language);
}

int theme_tag_run(struct session *session) {
  Helix__V1__FreeText text = HELIX__V1__FREE_TEXT__INIT;
  Helix__V1__TagText call = HELIX__V1__TAG_TEXT__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  const char *words = arguments_text(session->arguments, OPTION_TEXT);
  const char *language = arguments_text(session->arguments, OPTION_LANGUAGE);
  if (!words)
    return output_fail(session->output, EX_USAGE, FAIL_USAGE, "The same with --help shows examples.",
                       "say what to look at: --text TEXT");
  text.text = (char *)(uintptr_t)words;
  text.language = language ? (char *)(uintptr_t)language : text.language;
  call.text = &text;
  request.call_case = HELIX__V1__REQUEST__CALL_TAG_TEXT;
  request.tag_text = &call;
  int result = session_call(session, &request, &reply);
  if (result)
    return result;
  if (session->output->json)
    output_message(session->output, &reply->tags->base);
  else
    tell(session, words, reply->tags);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}
