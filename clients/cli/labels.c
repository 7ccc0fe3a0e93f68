// SPDX-License-Identifier: Apache-2.0
// Two hash tables over two kept replies. When the daemon does not answer this side question, the ids stand for the names: the
// main answer is already there, and the failure has been told.
#include "cli/labels.h"

#include "cli/session.h"

#include <glib.h>
#include <string.h>

struct labels {
  struct session *session;       // borrowed
  Helix__V1__Reply *theme_reply; // owned
  Helix__V1__Reply *place_reply; // owned
  GHashTable *themes, *places;   // id → label, borrowed from the replies; NULL: not asked for yet
};

struct labels *labels_new(struct session *session) {
  struct labels *labels = g_new0(struct labels, 1);
  labels->session = session;
  return labels;
}

struct labels *labels_free(struct labels *labels) {
  if (labels == NULL)
    return NULL;
  g_clear_pointer(&labels->themes, g_hash_table_unref);
  g_clear_pointer(&labels->places, g_hash_table_unref);
  helix__v1__reply__free_unpacked(labels->theme_reply, NULL);
  helix__v1__reply__free_unpacked(labels->place_reply, NULL);
  g_free(labels);
  return NULL;
}

const char *label_pick(Helix__V1__Text *const *texts, size_t count, const char *language) {
  const char *order[] = {language, "", "en"};
  for (unsigned k = 0; k < G_N_ELEMENTS(order); k++) {
    for (size_t i = 0; i < count; i++) {
      if (strcmp(texts[i]->language, order[k]) == 0)
        return texts[i]->value;
    }
  }
  return count ? texts[0]->value : "";
}

static void themes_fetch(struct labels *labels) {
  labels->themes = g_hash_table_new(g_str_hash, g_str_equal);
  Helix__V1__ListThemes call = HELIX__V1__LIST_THEMES__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  request.call_case = HELIX__V1__REQUEST__CALL_LIST_THEMES;
  request.list_themes = &call;
  if (session_call(labels->session, &request, &labels->theme_reply))
    return;
  const Helix__V1__ThemeList *list = labels->theme_reply->themes;
  for (size_t i = 0; i < list->n_themes; i++) {
    const Helix__V1__Theme *theme = list->themes[i];
    const char *label = label_pick(theme->labels, theme->n_labels, labels->session->output->language);
    if (*label)
      g_hash_table_insert(labels->themes, theme->id, (char *)(uintptr_t)label);
  }
}

static void places_fetch(struct labels *labels) {
  labels->places = g_hash_table_new(g_str_hash, g_str_equal);
  Helix__V1__ListPlaces call = HELIX__V1__LIST_PLACES__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  request.call_case = HELIX__V1__REQUEST__CALL_LIST_PLACES;
  request.list_places = &call;
  if (session_call(labels->session, &request, &labels->place_reply))
    return;
  const Helix__V1__PlaceList *list = labels->place_reply->places;
  for (size_t i = 0; i < list->n_places; i++) {
    const Helix__V1__Place *place = list->places[i];
    const char *name = label_pick(place->names, place->n_names, labels->session->output->language);
    if (*name)
      g_hash_table_insert(labels->places, place->id, (char *)(uintptr_t)name);
  }
}

const char *labels_theme(struct labels *labels, const char *id) {
  if (labels->themes == NULL)
    themes_fetch(labels);
  const char *label = g_hash_table_lookup(labels->themes, id);
  return label ? label : id;
}

const char *labels_place(struct labels *labels, const char *id) {
  if (labels->places == NULL)
    places_fetch(labels);
  const char *label = g_hash_table_lookup(labels->places, id);
  return label ? label : id;
}
