// SPDX-License-Identifier: Apache-2.0
// helixctl theme list, theme show
#include "cli/session.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "cli/wording.h"

#include <glib.h>
#include <inttypes.h>

static void list_json(struct output *output, const Helix__V1__ThemeList *list) {
  for (size_t i = 0; i < list->n_themes; i++)
    output_message(output, &list->themes[i]->base);
}

static void list_tree(struct output *output, const Helix__V1__ThemeList *list) {
  static const struct table_column columns[] = {{"THEME", TABLE_TREE}, {"ID", TABLE_LEFT}, {"SDG", TABLE_LEFT}};
  struct table *table = table_new(output, columns, G_N_ELEMENTS(columns));
  g_autoptr(GHashTable) rows = g_hash_table_new(g_str_hash, g_str_equal);
  for (size_t i = 0; i < list->n_themes; i++) {
    const Helix__V1__Theme *theme = list->themes[i];
    void *parent = theme->n_broader ? g_hash_table_lookup(rows, theme->broader[0]) : NULL;
    g_autofree char *goals = wording_join(theme->sdgs, theme->n_sdgs, " ");
    g_autofree char *label = g_strconcat(label_pick(theme->labels, theme->n_labels, output->language),
                                         theme->deprecated ? " (replaced by " : "",
                                         theme->deprecated ? theme->successor : "", theme->deprecated ? ")" : "", NULL);
    const char *cells[] = {label, theme->id, goals};
    g_hash_table_insert(rows, theme->id, table_add(table, parent, cells));
  }
  table_print(table, "The vocabulary has no themes here.");
  table_free(table);
}

int theme_list_run(struct session *session) {
  Helix__V1__ListThemes call = HELIX__V1__LIST_THEMES__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  const char *under = arguments_text(session->arguments, OPTION_UNDER);
  call.under = under ? (char *)(uintptr_t)under : call.under;
  request.call_case = HELIX__V1__REQUEST__CALL_LIST_THEMES;
  request.list_themes = &call;
  int result = session_call(session, &request, &reply);
  if (result)
    return result;
  if (session->output->json)
    list_json(session->output, reply->themes);
  else
    list_tree(session->output, reply->themes);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}

static void show_names(struct output *output, const char *title, Helix__V1__Text *const *texts, size_t count) {
  for (size_t i = 0; i < count; i++)
    output_print(output, "  %-13s %s  %s\n", i ? "" : title, texts[i]->language, texts[i]->value);
}

static void show_ids(struct session *session, const char *title, char *const *ids, size_t count) {
  for (size_t i = 0; i < count; i++)
    output_print(session->output, "  %-13s %s (%s)\n", i ? "" : title, labels_theme(session->labels, ids[i]), ids[i]);
}

static void show_use(struct session *session, const Helix__V1__ThemeUse *use) {
  GString *places = g_string_new(NULL);
  for (size_t i = 0; use->link && i < use->link->n_places; i++)
    g_string_append_printf(places, "%s%s", i ? ", " : "", labels_place(session->labels, use->link->places[i]));
  const char *focus = use->link ? label_pick(use->link->focus, use->link->n_focus, session->output->language) : "";
  output_print(session->output, "  %s%s: %s%s%s\n", use->cooperation, use->live ? "" : " (not at present)", places->str,
               *focus ? "; " : "", focus);
  g_string_free(places, TRUE);
}

static void show(struct session *session, const Helix__V1__ThemeDetail *detail) {
  const Helix__V1__Theme *theme = detail->theme;
  struct output *output = session->output;
  output_print(output, "%s%s%s  %s\n", output_bold(output),
               label_pick(theme->labels, theme->n_labels, output->language), output_plain(output), theme->id);
  if (theme->n_definitions)
    output_print(output, "%s\n", label_pick(theme->definitions, theme->n_definitions, output->language));
  if (theme->deprecated)
    output_print(output, "No longer used; it is now %s.\n", theme->successor);
  show_names(output, "names", theme->labels, theme->n_labels);
  show_names(output, "also called", theme->alternatives, theme->n_alternatives);
  g_autofree char *same = wording_join(theme->same, theme->n_same, ", ");
  if (*same)
    output_print(output, "  %-13s %s\n", "also the id", same);
  show_ids(session, "within", detail->path, detail->n_path);
  show_ids(session, "narrower", theme->narrower, theme->n_narrower);
  show_ids(session, "related", theme->related, theme->n_related);
  g_autofree char *goals = wording_join(theme->sdgs, theme->n_sdgs, ", ");
  if (*goals)
    output_print(output, "  %-13s %s\n", "SDG", goals);
  output_print(output, "  %-13s %" PRIu64 "\n", "stakeholders", detail->stakeholders);
  if (detail->n_uses)
    output_print(output, "Cooperations:\n");
  for (size_t i = 0; i < detail->n_uses; i++)
    show_use(session, detail->uses[i]);
  g_autofree char *id = wording_shell(theme->id);
  output_print(output, "%sWho suits it: helixctl match stakeholders --theme %s%s\n", output_dim(output), id,
               output_plain(output));
}

int theme_show_run(struct session *session) {
  Helix__V1__GetTheme call = HELIX__V1__GET_THEME__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  call.id = (char *)(uintptr_t)arguments_operand(session->arguments);
  request.call_case = HELIX__V1__REQUEST__CALL_GET_THEME;
  request.get_theme = &call;
  int result = session_call(session, &request, &reply);
  if (result)
    return result;
  if (session->output->json)
    output_message(session->output, &reply->theme->base);
  else
    show(session, reply->theme);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}
