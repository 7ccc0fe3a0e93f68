// SPDX-License-Identifier: Apache-2.0
// What the real ones lack is added alike to all: a place, two themes, a sector, a language, figures.
#include "profiles.h"
#include "base/memory.h"
#include "generated.h"
#include "mapping/json.h"
#include "requests.h"

#include <assert.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum {
  GENERATED = 7000,
  LINE_BYTES_MAX = 1 << 20,
  ID_BYTES = 16,
  OFFER_BYTES = 700, // of the text of a short profile's offer
  NEED_BYTES = 560,
  THEMES = 2,
};

struct profiles {
  Helix__V1__Stakeholder **items; // owned
  size_t count, capacity;
  char origin[256];
  Helix__V1__PlaceList *places; // borrowed from places_reply
  Helix__V1__ThemeList *themes;
  Helix__V1__Reply *places_reply, *themes_reply; // owned
};

// --- reading

static void add(struct profiles *profiles, Helix__V1__Stakeholder *profile) {
  memory_reserve(profiles->items, profiles->count, profiles->capacity);
  profiles->items[profiles->count++] = profile;
}

// A few texts hold dashes and quotes of Windows-1252 that somebody took for Latin 1: control characters U+0080 to U+009F, in
// JSON \u0096. The daemon refuses them; blanks take their place.
static void blank_controls(char *line) {
  for (char *at = line; (at = strchr(at, '\\')) && at[1]; at += 2)
    if (at[1] == 'u' && at[2] == '0' && at[3] == '0' && (at[4] == '8' || at[4] == '9') && at[5])
      memcpy(at, "      ", strlen("      "));
}

static Helix__V1__Stakeholder *parse(const char *line, const char *path, size_t number) {
  json_error_t fault;
  struct problem problem;
  json_t *json = json_loads(line, 0, &fault);
  if (!json)
    errx(1, "%s, line %zu: %s", path, number, fault.text);
  ProtobufCMessage *message = message_from_json(&helix__v1__stakeholder__descriptor, json, &problem);
  if (!message)
    errx(1, "%s, line %zu, %s: %s", path, number, problem.field, problem.message);
  json_decref(json);
  return (Helix__V1__Stakeholder *)message;
}

static void read_file(struct profiles *profiles, const char *path) {
  gzFile file = gzopen(path, "rb");
  if (!file)
    err(1, "cannot read %s", path);
  memory_auto char *line = memory_new(LINE_BYTES_MAX);
  while (gzgets(file, line, LINE_BYTES_MAX)) {
    blank_controls(line);
    add(profiles, parse(line, path, profiles->count + 1));
  }
  int fault;
  const char *why = gzerror(file, &fault);
  if (fault != Z_OK && fault != Z_STREAM_END)
    errx(1, "cannot read %s: %s", path, why);
  gzclose(file);
  if (!profiles->count)
    errx(1, "%s holds no profiles", path);
}

struct profiles *profiles_load(const char *directory) {
  struct profiles *profiles = memory_new(sizeof *profiles);
  char path[4096];
  snprintf(path, sizeof path, "%s/text_to_firm/profiles.jsonl.gz", directory);
  if (!access(path, F_OK)) {
    read_file(profiles, path);
    snprintf(profiles->origin, sizeof profiles->origin, "%zu firms of text_to_firm, repeated", profiles->count);
    return profiles;
  }
  for (size_t i = 0; i < GENERATED; i++)
    add(profiles, generated_profile(i));
  snprintf(profiles->origin, sizeof profiles->origin, "%d generated profiles (Zipf), repeated", GENERATED);
  printf("%s is absent: generated profiles are used instead, and figures do not compare with those of real ones\n",
         path);
  return profiles;
}

struct profiles *profiles_free(struct profiles *profiles) {
  if (!profiles)
    return NULL;
  for (size_t i = 0; i < profiles->count; i++)
    helix__v1__stakeholder__free_unpacked(profiles->items[i], NULL);
  helix__v1__reply__free_unpacked(profiles->places_reply, NULL);
  helix__v1__reply__free_unpacked(profiles->themes_reply, NULL);
  free(profiles->items);
  free(profiles);
  return NULL;
}

const char *profiles_origin(const struct profiles *profiles) {
  return profiles->origin;
}

void profiles_settle(struct profiles *profiles, const char *endpoint) {
  if (profiles->places)
    return;
  Helix__V1__ListPlaces list_places;
  helix__v1__list_places__init(&list_places);
  Helix__V1__ListThemes list_themes;
  helix__v1__list_themes__init(&list_themes);
  Helix__V1__Request request;
  helix__v1__request__init(&request);
  request.call_case = HELIX__V1__REQUEST__CALL_LIST_PLACES;
  request.list_places = &list_places;
  profiles->places_reply = request_ask(endpoint, &request, HELIX__V1__REPLY__RESULT_PLACES);
  request.call_case = HELIX__V1__REQUEST__CALL_LIST_THEMES;
  request.list_themes = &list_themes;
  profiles->themes_reply = request_ask(endpoint, &request, HELIX__V1__REPLY__RESULT_THEMES);
  profiles->places = profiles->places_reply->places;
  profiles->themes = profiles->themes_reply->themes;
  if (!profiles->places->n_places || !profiles->themes->n_themes)
    errx(1, "the daemon knows no places or no themes: its vocabulary is empty");
}

// --- making

// A profile on its way into a request. Points into itself and to the profiles that it was made from.
struct draft {
  Helix__V1__Stakeholder message;
  Helix__V1__Figures figures, *figures_list[1];
  Helix__V1__Statement offer, need, *statements[2];
  char *places[1], *themes[THEMES], *sectors[1], *languages[1];
  char id[ID_BYTES], sector[8], language[4], currency[4];
  char offer_text[OFFER_BYTES + 1], need_text[NEED_BYTES + 1];
};

// The finalizer of MurmurHash3: a bijection of 32 bits, so that no id comes twice.
static uint32_t mix(uint32_t n) {
  n = (n ^ (n >> 16)) * 0x85ebca6b;
  n = (n ^ (n >> 13)) * 0xc2b2ae35;
  return n ^ (n >> 16);
}

static void add_figures(struct draft *draft, uint32_t random) {
  helix__v1__figures__init(&draft->figures);
  draft->figures.year = 2025;
  draft->figures.staff = 1 + random % 400;
  draft->figures.turnover = 150e3 * draft->figures.staff;
  draft->figures.currency = draft->currency;
  draft->figures_list[0] = &draft->figures;
  draft->message.figures = draft->figures_list;
  draft->message.n_figures = 1;
}

static void make(const struct profiles *profiles, uint64_t number, struct draft *draft) {
  assert(profiles->places && profiles->themes);
  uint32_t random = mix((uint32_t)number);
  draft->message = *profiles->items[number % profiles->count];
  snprintf(draft->id, sizeof draft->id, "firm-%08x", random);
  strcpy(draft->sector, "C26.5");
  strcpy(draft->language, "en");
  strcpy(draft->currency, "EUR");
  draft->places[0] = profiles->places->places[random % profiles->places->n_places]->id;
  for (size_t i = 0; i < THEMES; i++)
    draft->themes[i] = profiles->themes->themes[(random + i * 7) % profiles->themes->n_themes]->id;
  draft->sectors[0] = draft->sector;
  draft->languages[0] = draft->language;
  draft->message.id = draft->id;
  draft->message.places = draft->places;
  draft->message.themes = draft->themes;
  draft->message.sectors = draft->sectors;
  draft->message.languages = draft->languages;
  draft->message.n_places = draft->message.n_sectors = draft->message.n_languages = 1;
  draft->message.n_themes = THEMES;
  add_figures(draft, random);
}

// At most `bytes` of the text, whole characters.
static void cut(char *out, const char *text, size_t bytes) {
  size_t count = strnlen(text, bytes + 1);
  if (count > bytes)
    for (count = bytes; count && (text[count] & 0xc0) == 0x80;)
      count--;
  memcpy(out, text, count);
  out[count] = 0;
}

static void shorten(const struct profiles *profiles, uint64_t number, struct draft *draft) {
  const Helix__V1__Stakeholder *next = profiles->items[(number + 1) % profiles->count];
  if (!draft->message.n_statements || !next->n_statements)
    errx(1, "%s: a profile without statements cannot be used", profiles->origin);
  draft->offer = *draft->message.statements[0];
  draft->need = *next->statements[0];
  cut(draft->offer_text, draft->offer.text, OFFER_BYTES);
  cut(draft->need_text, draft->need.text, NEED_BYTES);
  draft->offer.text = draft->offer_text;
  draft->need.text = draft->need_text;
  draft->offer.kind = HELIX__V1__STATEMENT_KIND__OFFER;
  draft->need.kind = HELIX__V1__STATEMENT_KIND__NEED;
  draft->statements[0] = &draft->offer;
  draft->statements[1] = &draft->need;
  draft->message.statements = draft->statements;
  draft->message.n_statements = 2;
}

struct load_request profiles_submit(const struct profiles *profiles, uint64_t number) {
  struct draft draft;
  make(profiles, number, &draft);
  shorten(profiles, number, &draft);
  return request_submit(&draft.message, number);
}

struct load_request profiles_import(const struct profiles *profiles, uint64_t first, size_t count) {
  memory_auto struct draft *drafts = memory_new(count * sizeof *drafts);
  memory_auto Helix__V1__Stakeholder **list = memory_new(count * sizeof *list);
  for (size_t i = 0; i < count; i++) {
    make(profiles, first + i, &drafts[i]);
    list[i] = &drafts[i].message;
  }
  return request_import(list, count, first);
}
