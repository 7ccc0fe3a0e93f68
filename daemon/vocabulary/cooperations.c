// SPDX-License-Identifier: Apache-2.0
// An assertion that another one replaced stays in the file: it says what was believed, and when.
#include "vocabulary/cooperations.h"
#include "base/memory.h"
#include "vocabulary/source.h"

#include <string.h>

struct checking {
  const struct source *source;
  const struct themes *themes;
  const struct places *places;
  struct error *error;
};

static int check_theme(const struct checking *checking, struct source_path field, const char *id) {
  uint32_t number;
  if (!id[0])
    return source_fail(checking->source, checking->error, field, "is missing");
  if (!themes_find(checking->themes, id, &number))
    return source_fail_unknown(checking->source, field, "theme", id, themes_nearest(checking->themes, id),
                               checking->error);
  return 0;
}

static int check_places(const struct checking *checking, struct source_path field, char **ids, size_t count) {
  for (size_t i = 0; i < count; i++) {
    struct source_path item = source_path("%.180s[%zu]", field.text, i);
    uint32_t number;
    if (!places_find_id(checking->places, ids[i], &number))
      return source_fail_unknown(checking->source, item, "place", ids[i], places_nearest(checking->places, ids[i]),
                                 checking->error);
    for (size_t j = 0; j < i; j++)
      if (!strcmp(ids[i], ids[j]))
        return source_fail(checking->source, checking->error, item, "'%s' is there twice", ids[i]);
  }
  return 0;
}

static size_t find_link(const Helix__V1__Cooperation *cooperation, const char *id) {
  size_t i = 0;
  while (i < cooperation->n_themes && strcmp(cooperation->themes[i]->id, id))
    i++;
  return i;
}

// Following what replaces it must end at a link that nothing replaces.
static int check_superseded(const struct checking *checking, const Helix__V1__Cooperation *cooperation, size_t i,
                            struct source_path field) {
  size_t at = i;
  for (size_t steps = 0; cooperation->themes[at]->superseded[0]; steps++) {
    const char *next = cooperation->themes[at]->superseded;
    at = find_link(cooperation, next);
    if (at == cooperation->n_themes)
      return source_fail(checking->source, checking->error, field, "there is no link '%.80s' in this cooperation",
                         next);
    if (steps == cooperation->n_themes)
      return source_fail(checking->source, checking->error, field, "the replacements go in a circle");
  }
  return 0;
}

static int check_link(const struct checking *checking, const Helix__V1__Cooperation *cooperation, size_t i,
                      struct source_path parent) {
  const Helix__V1__ThemeLink *link = cooperation->themes[i];
  struct source_path at = source_path("%.140s.themes[%zu]", parent.text, i);
  struct source_path id = source_path("%.180s.id", at.text);
  int r = source_check_id(checking->source, id, link->id, checking->error);
  if (!r && find_link(cooperation, link->id) != i)
    r = source_fail(checking->source, checking->error, id, "'%s' is the id of two links", link->id);
  if (!r)
    r = check_theme(checking, source_path("%.180s.theme", at.text), link->theme);
  if (!r && !link->n_places)
    r = source_fail(checking->source, checking->error, source_path("%.180s.places", at.text), "is missing");
  if (!r)
    r = check_places(checking, source_path("%.180s.places", at.text), link->places, link->n_places);
  if (!r)
    r = source_check_texts(checking->source, source_path("%.180s.focus", at.text), link->focus, link->n_focus, 0,
                           checking->error);
  if (!r)
    r = source_check_date(checking->source, source_path("%.180s.asserted", at.text), link->asserted, checking->error);
  return r ? r : check_superseded(checking, cooperation, i, source_path("%.170s.superseded", at.text));
}

static int check_activity(const struct checking *checking, const Helix__V1__Activity *activity, struct source_path at) {
  struct source_path date = source_path("%.180s.date", at.text);
  if (!activity->date[0])
    return source_fail(checking->source, checking->error, date, "is missing");
  int r = source_check_date(checking->source, date, activity->date, checking->error);
  if (!r)
    r = source_check_texts(checking->source, source_path("%.180s.names", at.text), activity->names, activity->n_names,
                           1, checking->error);
  if (!r)
    r = check_places(checking, source_path("%.180s.places", at.text), activity->places, activity->n_places);
  for (size_t i = 0; !r && i < activity->n_themes; i++)
    r = check_theme(checking, source_path("%.160s.themes[%zu]", at.text, i), activity->themes[i]);
  return r;
}

static int check_cooperation(const struct checking *checking, const Helix__V1__CooperationFile *file, size_t i) {
  const Helix__V1__Cooperation *cooperation = file->cooperations[i];
  struct source_path at = source_path("cooperations[%zu]", i);
  struct source_path id = source_path("%s.id", at.text);
  int r = source_check_id(checking->source, id, cooperation->id, checking->error);
  for (size_t j = 0; !r && j < i; j++)
    if (!strcmp(cooperation->id, file->cooperations[j]->id))
      r = source_fail(checking->source, checking->error, id, "'%s' is the id of two cooperations", cooperation->id);
  if (!r)
    r = source_check_texts(checking->source, source_path("%s.names", at.text), cooperation->names, cooperation->n_names,
                           1, checking->error);
  if (!r && cooperation->n_places < 2)
    r = source_fail(checking->source, checking->error, source_path("%s.places", at.text),
                    "a cooperation joins two places at least");
  if (!r)
    r = check_places(checking, source_path("%s.places", at.text), cooperation->places, cooperation->n_places);
  if (!r)
    r = source_check_period(checking->source, at, cooperation->start, cooperation->end, checking->error);
  for (size_t j = 0; !r && j < cooperation->n_themes; j++)
    r = check_link(checking, cooperation, j, at);
  for (size_t j = 0; !r && j < cooperation->n_activities; j++)
    r = check_activity(checking, cooperation->activities[j], source_path("%s.activities[%zu]", at.text, j));
  return r;
}

int cooperations_load(const struct file *file, const struct themes *themes, const struct places *places,
                      Helix__V1__CooperationFile **ret_cooperations, struct error *error) {
  struct source source;
  ProtobufCMessage *message;
  int r = source_open(file, &helix__v1__cooperation_file__descriptor, &source, &message, error);
  if (r)
    return r;
  Helix__V1__CooperationFile *cooperations = (Helix__V1__CooperationFile *)message;
  struct checking checking = {&source, themes, places, error};
  for (size_t i = 0; !r && i < cooperations->n_cooperations; i++)
    r = check_cooperation(&checking, cooperations, i);
  source_close(&source);
  if (r)
    helix__v1__cooperation_file__free_unpacked(cooperations, NULL);
  else
    *ret_cooperations = cooperations;
  return r;
}
