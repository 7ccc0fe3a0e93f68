// SPDX-License-Identifier: Apache-2.0
#include "vocabulary/places.h"
#include "base/memory.h"
#include "mapping/problem.h"
#include "vocabulary/order.h"
#include "vocabulary/source.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

// Case and width (NFKC) do not tell names apart; folding can undo the normal form, hence twice (Unicode 15, D146).
static char *fold(const char *name) {
  g_autofree char *normal = g_utf8_normalize(name, -1, G_NORMALIZE_ALL_COMPOSE);
  if (!normal)
    return memory_copy_string(name); // not UTF-8: no name of ours
  g_autofree char *folded = g_utf8_casefold(normal, -1);
  g_autofree char *again = g_utf8_normalize(folded, -1, G_NORMALIZE_ALL_COMPOSE);
  return memory_copy_string(again);
}

static int compare_names(const void *one, const void *other) {
  const struct places_name *a = one, *b = other;
  int by_text = strcmp(a->text, b->text);
  return by_text ? by_text : (a->place > b->place) - (a->place < b->place);
}

static int compare_text_to_name(const void *text, const void *name) {
  return strcmp(text, ((const struct places_name *)name)->text);
}

// --- indexes

static void index_ids(struct places *places) {
  places->ids = memory_new(places->count * sizeof *places->ids);
  for (size_t i = 0; i < places->count; i++)
    places->ids[i] = (struct places_name){memory_copy_string(places->file->places[i]->id), (uint32_t)i};
  if (places->count)
    qsort(places->ids, places->count, sizeof *places->ids, compare_names);
}

static void index_names(struct places *places) {
  size_t capacity = 0;
  for (uint32_t i = 0; i < places->count; i++) {
    const Helix__V1__Place *place = places->file->places[i];
    capacity += 1 + place->n_names + place->n_aliases;
  }
  places->names = memory_new(capacity * sizeof *places->names);
  size_t count = 0;
  for (uint32_t i = 0; i < places->count; i++) {
    const Helix__V1__Place *place = places->file->places[i];
    places->names[count++] = (struct places_name){fold(place->id), i};
    for (size_t j = 0; j < place->n_names; j++)
      places->names[count++] = (struct places_name){fold(place->names[j]->value), i};
    for (size_t j = 0; j < place->n_aliases; j++)
      places->names[count++] = (struct places_name){fold(place->aliases[j]), i};
  }
  places->name_count = count;
  if (count)
    qsort(places->names, count, sizeof *places->names, compare_names);
}

// --- checks

static int check_ids(const struct source *source, const struct places *places, struct error *error) {
  for (size_t i = 0; i < places->count; i++) {
    int r = source_check_id(source, source_path("places[%zu].id", i), places->file->places[i]->id, error);
    if (r)
      return r;
  }
  for (size_t i = 1; i < places->count; i++)
    if (!strcmp(places->ids[i].text, places->ids[i - 1].text))
      return source_fail(source, error, source_path("places[%u].id", places->ids[i].place),
                         "'%s' is the id of two places", places->ids[i].text);
  return 0;
}

static int check_place(const struct source *source, const Helix__V1__Place *place, size_t i, struct error *error) {
  int r = source_check_country(source, source_path("places[%zu].country", i), place->country, error);
  if (!r)
    r = source_check_texts(source, source_path("places[%zu].names", i), place->names, place->n_names, 1, error);
  if (r)
    return r;
  if (place->subdivision[0] && (strncmp(place->subdivision, place->country, 2) || place->subdivision[2] != '-')) {
    source_fail(source, error, source_path("places[%zu].subdivision", i), "'%.40s' is no subdivision of %s",
                place->subdivision, place->country);
    return error_hint(error, "Write the code of ISO 3166-2, such as %s-XX.", place->country);
  }
  if (!(place->latitude >= -90 && place->latitude <= 90))
    return source_fail(source, error, source_path("places[%zu].latitude", i), "is not between -90 and 90");
  if (!(place->longitude >= -180 && place->longitude <= 180))
    return source_fail(source, error, source_path("places[%zu].longitude", i), "is not between -180 and 180");
  for (size_t j = 0; j < place->n_aliases; j++)
    if (!place->aliases[j][0])
      return source_fail(source, error, source_path("places[%zu].aliases[%zu]", i, j), "is empty");
  return 0;
}

static int link_within(const struct source *source, struct places *places, struct error *error) {
  places->within = memory_new(places->count * sizeof *places->within);
  for (size_t i = 0; i < places->count; i++) {
    const char *within = places->file->places[i]->within;
    places->within[i] = (uint32_t)i;
    struct source_path field = source_path("places[%zu].within", i);
    if (within[0] && !places_find_id(places, within, &places->within[i]))
      return source_fail_unknown(source, field, "place", within, places_nearest(places, within), error);
    if (within[0] && places->within[i] == i)
      return source_fail(source, error, field, "'%s' lies within itself", within);
  }
  return 0;
}

static int check_circles(const struct source *source, const struct places *places, struct error *error) {
  memory_auto const uint32_t **above = memory_new(places->count * sizeof *above);
  memory_auto size_t *counts = memory_new(places->count * sizeof *counts);
  memory_auto uint32_t *order = memory_new(places->count * sizeof *order);
  memory_auto uint32_t *cycle = memory_new(places->count * sizeof *cycle);
  for (size_t i = 0; i < places->count; i++) {
    above[i] = &places->within[i];
    counts[i] = places->within[i] != i;
  }
  struct order_graph graph = {places->count, above, counts};
  size_t length = order_nodes(&graph, order, cycle);
  if (!length)
    return 0;
  char circle[300];
  size_t used = 0;
  for (size_t i = 0; i <= length && used < sizeof circle; i++)
    used += (size_t)snprintf(circle + used, sizeof circle - used, "%s%s", i ? " → " : "",
                             places->file->places[cycle[i % length]]->id);
  return source_fail(source, error, source_path("places[%u].within", cycle[0]), "goes in a circle: %s", circle);
}

static int check(const struct source *source, struct places *places, struct error *error) {
  int r = check_ids(source, places, error);
  for (size_t i = 0; !r && i < places->count; i++)
    r = check_place(source, places->file->places[i], i, error);
  if (!r)
    r = link_within(source, places, error);
  return r ? r : check_circles(source, places, error);
}

int places_load(const struct file *file, struct places *ret_places, struct error *error) {
  *ret_places = (struct places){0};
  struct source source;
  ProtobufCMessage *message;
  int r = source_open(file, &helix__v1__place_file__descriptor, &source, &message, error);
  if (r)
    return r;
  ret_places->file = (Helix__V1__PlaceFile *)message;
  ret_places->count = ret_places->file->n_places;
  index_ids(ret_places);
  index_names(ret_places);
  r = check(&source, ret_places, error);
  source_close(&source);
  return r;
}

static void free_names(struct places_name *names, size_t count) {
  for (size_t i = 0; names && i < count; i++)
    free(names[i].text);
  free(names);
}

void places_free(struct places *places) {
  free(places->within);
  free_names(places->names, places->name_count);
  free_names(places->ids, places->count);
  if (places->file)
    helix__v1__place_file__free_unpacked(places->file, NULL);
  *places = (struct places){0};
}

// --- look-ups

bool places_find_id(const struct places *places, const char *id, uint32_t *ret_number) {
  const struct places_name *found = bsearch(id, places->ids, places->count, sizeof *places->ids, compare_text_to_name);
  if (found)
    *ret_number = found->place;
  return found;
}

bool places_find(const struct places *places, const char *id_or_name, uint32_t *ret_number) {
  if (places_find_id(places, id_or_name, ret_number))
    return true;
  memory_auto char *text = fold(id_or_name);
  const struct places_name *end = places->names + places->name_count;
  const struct places_name *found =
      bsearch(text, places->names, places->name_count, sizeof *places->names, compare_text_to_name);
  if (!found)
    return false;
  while (found > places->names && !strcmp(found[-1].text, text))
    found--;
  for (const struct places_name *other = found; other < end && !strcmp(other->text, text); other++)
    if (other->place != found->place)
      return false;
  *ret_number = found->place;
  return true;
}

const char *places_nearest(const struct places *places, const char *word) {
  memory_auto const char **names = memory_new(places->name_count * sizeof *names);
  for (size_t i = 0; i < places->name_count; i++)
    names[i] = places->names[i].text;
  memory_auto char *text = fold(word);
  const char *nearest = problem_nearest(text, names, (unsigned)places->name_count);
  for (size_t i = 0; nearest && i < places->name_count; i++)
    if (names[i] == nearest)
      return places->file->places[places->names[i].place]->id;
  return NULL;
}

bool places_within(const struct places *places, uint32_t number, uint32_t above) {
  while (number != above && places->within[number] != number)
    number = places->within[number];
  return number == above;
}
