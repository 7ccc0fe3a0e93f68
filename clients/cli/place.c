// SPDX-License-Identifier: Apache-2.0
// helixctl place list, cooperation list
#include "cli/session.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "cli/wording.h"

#include <glib.h>

static void places_table(struct output *output, const Helix__V1__PlaceList *list) {
  static const struct table_column columns[] = {
      {"ID", TABLE_LEFT}, {"NAME", TABLE_LEFT}, {"COUNTRY", TABLE_LEFT}, {"WITHIN", TABLE_LEFT}, {"ALSO", TABLE_CUT}};
  struct table *table = table_new(output, columns, G_N_ELEMENTS(columns));
  for (size_t i = 0; i < list->n_places; i++) {
    const Helix__V1__Place *place = list->places[i];
    g_autofree char *aliases = wording_join(place->aliases, place->n_aliases, ", ");
    const char *cells[] = {place->id, label_pick(place->names, place->n_names, output->language),
                           *place->subdivision ? place->subdivision : place->country, place->within, aliases};
    table_add(table, NULL, cells);
  }
  table_print(table, "The vocabulary has no places.");
  table_free(table);
}

int place_list_run(struct session *session) {
  Helix__V1__ListPlaces call = HELIX__V1__LIST_PLACES__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  request.call_case = HELIX__V1__REQUEST__CALL_LIST_PLACES;
  request.list_places = &call;
  int result = session_call(session, &request, &reply);
  if (result)
    return result;
  if (!session->output->json)
    places_table(session->output, reply->places);
  for (size_t i = 0; session->output->json && i < reply->places->n_places; i++)
    output_message(session->output, &reply->places->places[i]->base);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}

static void cooperation_add(struct session *session, struct table *table, const Helix__V1__Cooperation *cooperation) {
  g_autoptr(GString) places = g_string_new(NULL), themes = g_string_new(NULL);
  for (size_t i = 0; i < cooperation->n_places; i++)
    g_string_append_printf(places, "%s%s", i ? ", " : "", labels_place(session->labels, cooperation->places[i]));
  for (size_t i = 0; i < cooperation->n_themes; i++) {
    if (!*cooperation->themes[i]->superseded)
      g_string_append_printf(themes, "%s%s", themes->len ? ", " : "", cooperation->themes[i]->theme);
  }
  g_autofree char *period =
      g_strdup_printf("%s %s %s", *cooperation->start ? cooperation->start : "?",
                      output_sign(session->output, "–", "-"), *cooperation->end ? cooperation->end : "open");
  const char *cells[] = {cooperation->id,
                         label_pick(cooperation->names, cooperation->n_names, session->output->language), period,
                         places->str, themes->str};
  table_add(table, NULL, cells);
}

static void cooperations_table(struct session *session, const Helix__V1__CooperationList *list) {
  static const struct table_column columns[] = {
      {"ID", TABLE_LEFT}, {"NAME", TABLE_LEFT}, {"PERIOD", TABLE_LEFT}, {"PLACES", TABLE_CUT}, {"THEMES", TABLE_CUT}};
  struct table *table = table_new(session->output, columns, G_N_ELEMENTS(columns));
  for (size_t i = 0; i < list->n_cooperations; i++)
    cooperation_add(session, table, list->cooperations[i]);
  table_print(table, "The vocabulary has no cooperations.");
  table_free(table);
}

int cooperation_list_run(struct session *session) {
  Helix__V1__ListCooperations call = HELIX__V1__LIST_COOPERATIONS__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__Reply *reply = NULL;
  request.call_case = HELIX__V1__REQUEST__CALL_LIST_COOPERATIONS;
  request.list_cooperations = &call;
  int result = session_call(session, &request, &reply);
  if (result)
    return result;
  if (!session->output->json)
    cooperations_table(session, reply->cooperations);
  for (size_t i = 0; session->output->json && i < reply->cooperations->n_cooperations; i++)
    output_message(session->output, &reply->cooperations->cooperations[i]->base);
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}
