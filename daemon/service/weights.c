// SPDX-License-Identifier: Apache-2.0
// One table of keys. A facet that is left out has no weight, so that a file stays right when the engine learns a new one;
// anything else left out is as built in.
#include "service/weights.h"

#include "base/ini.h"
#include "mapping/problem.h"

#include <assert.h>
#include <glib.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

enum { VERSION = 1, PRIOR_MAX = 400000, FRESH_DAYS_MAX = 36500 };
enum weight_kind { WHOLE, REAL };

struct weight {
  const char *section, *key;
  enum weight_kind kind;
  size_t offset;
  double least, most;
};

#define FACET(key, facet)                                                                                              \
  { "weights", key, WHOLE, offsetof(struct match_weights, facets[facet]), 0, MATCH_ONE }
#define AT(field) offsetof(struct match_weights, field)

static const struct weight table[] = {
    FACET("text", MATCH_TEXT),
    FACET("concepts", MATCH_CONCEPTS),
    FACET("theme", MATCH_THEME),
    FACET("place", MATCH_PLACE),
    FACET("cooperation", MATCH_COOPERATION),
    FACET("direction", MATCH_DIRECTION),
    FACET("sought", MATCH_SOUGHT),
    FACET("readiness", MATCH_READINESS),
    FACET("language", MATCH_LANGUAGE),
    {"text", "k1", REAL, AT(text.k1), 0.01, 100},
    {"text", "b", REAL, AT(text.b), 0, 1},
    {"text", "pair", REAL, AT(text.pair), 0, 1},
    {"text", "repetition", REAL, AT(text.repetition), 0, 10},
    {"text", "repetition-prior", REAL, AT(text.repetition_prior), 0, 1},
    {"text", "repetition-prior-n", REAL, AT(text.repetition_prior_n), 0.01, 1000000},
    {"text", "mix", REAL, AT(text.mix), 0, 1},
    {"text", "discount", REAL, AT(text.discount), 0, 100},
    {"text", "asked-discount", REAL, AT(text.asked_discount), 0, 100},
    {"text", "half", REAL, AT(text.half), 0.001, 1000},
    {"concepts", "statement-share", REAL, AT(concepts.statement_share), 0, 1},
    {"concepts", "hint-share", REAL, AT(concepts.hint_share), 0, 1},
    {"prior", "freshness", WHOLE, AT(freshness), 0, PRIOR_MAX},
    {"prior", "fresh-days", WHOLE, AT(fresh_days), 1, FRESH_DAYS_MAX},
    {"prior", "assurance", WHOLE, AT(assurance), 0, PRIOR_MAX},
};

enum { WEIGHT_COUNT = sizeof table / sizeof *table };

static_assert(MATCH_FACET_COUNT == 9, "every facet has its key");

struct reading {
  const char *name, *text;
  GKeyFile *file; // owned
  struct match_weights *weights;
  struct error *error;
};

__attribute__((format(printf, 4, 5))) static int complain(struct reading *reading, const char *section, const char *key,
                                                          const char *format, ...) {
  char what[256], at[16] = "";
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(what, sizeof what, format, arguments);
  va_end(arguments);
  unsigned line = ini_line(reading->text, section, key);
  if (line)
    snprintf(at, sizeof at, ":%u", line);
  return error_set(reading->error, ERROR_INVALID, "%s%s: [%s]%s%s: %s", reading->name, at, section, key ? " " : "",
                   key ? key : "", what);
}

// --- names

static bool is_section(const char *section) {
  for (size_t i = 0; i < WEIGHT_COUNT; i++)
    if (!strcmp(table[i].section, section))
      return true;
  return false;
}

static bool is_key(const char *section, const char *key) {
  if (!strcmp(section, "weights") && !strcmp(key, "version"))
    return true;
  for (size_t i = 0; i < WEIGHT_COUNT; i++)
    if (!strcmp(table[i].section, section) && !strcmp(table[i].key, key))
      return true;
  return false;
}

static int unknown_key(struct reading *reading, const char *section, const char *key) {
  const char *keys[WEIGHT_COUNT + 1] = {"version"};
  unsigned count = !strcmp(section, "weights");
  for (size_t i = 0; i < WEIGHT_COUNT; i++)
    if (!strcmp(table[i].section, section))
      keys[count++] = table[i].key;
  complain(reading, section, key, "there is no such key");
  const char *near = problem_nearest(key, keys, count);
  return near ? error_hint(reading->error, "did you mean \"%s\"?", near)
              : error_hint(reading->error, "the shipped weights.conf names all of them");
}

static int check_section(struct reading *reading, const char *section) {
  if (!is_section(section)) {
    complain(reading, section, NULL, "there is no such section");
    return error_hint(reading->error, "the sections are weights, text, concepts and prior");
  }
  int result = 0;
  char **keys = g_key_file_get_keys(reading->file, section, NULL, NULL);
  for (char **key = keys; *key && !result; key++)
    if (!is_key(section, *key))
      result = unknown_key(reading, section, *key);
  g_strfreev(keys);
  return result;
}

static int check_names(struct reading *reading) {
  int result = 0;
  char **sections = g_key_file_get_groups(reading->file, NULL);
  for (char **section = sections; *section && !result; section++)
    result = check_section(reading, *section);
  g_strfreev(sections);
  return result;
}

// --- values

static char *value_of(struct reading *reading, const char *section, const char *key) {
  char *value = g_key_file_get_value(reading->file, section, key, NULL);
  return value ? g_strstrip(value) : NULL;
}

static int check_version(struct reading *reading) {
  char *value = value_of(reading, "weights", "version");
  int result = 0;
  if (!value)
    result = complain(reading, "weights", "version", "is missing; this helixd reads version %d", VERSION);
  else if (g_ascii_strtoull(value, NULL, 10) != VERSION || strspn(value, "0123456789") != strlen(value))
    result =
        complain(reading, "weights", "version", "\"%.40s\" is unknown; this helixd reads version %d", value, VERSION);
  g_free(value);
  return result;
}

static int read_whole(struct reading *reading, const struct weight *weight, const char *value) {
  char *end = NULL;
  guint64 number = g_ascii_strtoull(value, &end, 10);
  if (!*value || *end || strspn(value, "0123456789") != strlen(value) || (double)number < weight->least ||
      (double)number > weight->most)
    return complain(reading, weight->section, weight->key, "\"%.40s\" is no whole number from %.0f to %.0f", value,
                    weight->least, weight->most);
  *(uint32_t *)(void *)((char *)reading->weights + weight->offset) = (uint32_t)number;
  return 0;
}

static int read_real(struct reading *reading, const struct weight *weight, const char *value) {
  char *end = NULL;
  double number = g_ascii_strtod(value, &end);
  if (!*value || *end || !isfinite(number) || number < weight->least || number > weight->most)
    return complain(reading, weight->section, weight->key, "\"%.40s\" is no number from %g to %g", value, weight->least,
                    weight->most);
  *(double *)(void *)((char *)reading->weights + weight->offset) = number;
  return 0;
}

static int read_weight(struct reading *reading, const struct weight *weight) {
  char *value = value_of(reading, weight->section, weight->key);
  int result = 0;
  if (value)
    result = weight->kind == WHOLE ? read_whole(reading, weight, value) : read_real(reading, weight, value);
  g_free(value);
  return result;
}

static int check_whole(struct reading *reading) {
  const struct match_weights *weights = reading->weights;
  uint64_t sum = 0;
  for (int i = 0; i < MATCH_FACET_COUNT; i++)
    sum += weights->facets[i];
  if (sum != MATCH_ONE) {
    complain(reading, "weights", NULL, "the facets sum to %llu; they must sum to %d", (unsigned long long)sum,
             MATCH_ONE);
    return error_hint(reading->error, "what one facet gains another must give");
  }
  if (weights->freshness + weights->assurance > PRIOR_MAX)
    return complain(reading, "prior", NULL, "freshness and assurance sum to %u; at most %d",
                    weights->freshness + weights->assurance, PRIOR_MAX);
  return 0;
}

static void start(struct match_weights *weights) {
  *weights = match_weights_default;
  memset(weights->facets, 0, sizeof weights->facets);
}

static int parse(struct reading *reading) {
  GError *failure = NULL;
  if (!g_key_file_load_from_data(reading->file, reading->text, strlen(reading->text), G_KEY_FILE_NONE, &failure)) {
    int result = error_set(reading->error, ERROR_INVALID, "%s: %s", reading->name, failure->message);
    g_error_free(failure);
    return result;
  }
  start(reading->weights);
  int result = check_names(reading);
  if (!result)
    result = check_version(reading);
  for (size_t i = 0; i < WEIGHT_COUNT && !result; i++)
    result = read_weight(reading, &table[i]);
  return result ? result : check_whole(reading);
}

// --- the whole

static void set_version(struct weights *weights) {
  XXH3_state_t *state = XXH3_createState();
  XXH3_64bits_reset(state);
  for (size_t i = 0; i < WEIGHT_COUNT; i++) {
    const void *value = (const char *)&weights->match + table[i].offset;
    XXH3_64bits_update(state, value, table[i].kind == WHOLE ? sizeof(uint32_t) : sizeof(double));
  }
  snprintf(weights->version, sizeof weights->version, "%d-%016llx", VERSION,
           (unsigned long long)XXH3_64bits_digest(state));
  XXH3_freeState(state);
}

int weights_parse(const char *name, const char *text, struct weights *ret_weights, struct error *error) {
  struct weights weights;
  struct reading reading = {
      .name = name, .text = text, .file = g_key_file_new(), .weights = &weights.match, .error = error};
  int result = strlen(text) > WEIGHTS_BYTES_MAX
                   ? error_set(error, ERROR_TOO_LARGE, "%s: weights have at most %d bytes", name, WEIGHTS_BYTES_MAX)
                   : parse(&reading);
  g_key_file_free(reading.file);
  if (result)
    return result;
  set_version(&weights);
  *ret_weights = weights;
  return 0;
}

int weights_load(const char *path, struct weights *ret_weights, struct error *error) {
  GError *failure = NULL;
  char *text = NULL;
  if (!g_file_get_contents(path, &text, NULL, &failure)) {
    error_set(error, ERROR_INVALID, "%s", failure->message);
    g_error_free(failure);
    return error_hint(error, "weights in the section [match] of helixd.conf names the file");
  }
  int result = weights_parse(path, text, ret_weights, error);
  g_free(text);
  return result;
}
