// SPDX-License-Identifier: Apache-2.0
#include "settings.h"

#include "base/ini.h"
#include "mapping/problem.h"

#include <glib.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum setting_kind { NUMBER, PATH, PATHS, ENDPOINTS, ADDRESS };

struct setting {
  const char *group, *key, *preset; // preset: the default, as it would stand in the file
  enum setting_kind kind;
  size_t offset;
  uint32_t least, most; // of a NUMBER
};

#define AT(field) offsetof(struct settings, field)

static const struct setting table[] = {
    {"server", "listen", "ipc:///run/helixd/helixd.sock", ENDPOINTS, AT(endpoints)},
    {"server", "public-address", "", ADDRESS, AT(public_address)},
    {"server", "threads", "2", NUMBER, AT(threads), 1, 64},
    {"limits", "request-bytes", "1048576", NUMBER, AT(limits.request_bytes), 4096, 16777216},
    {"limits", "peer-requests", "256", NUMBER, AT(limits.peer_requests), 1, 100000},
    {"limits", "peer-request-bytes", "4194304", NUMBER, AT(limits.peer_request_bytes), 4096, 1073741824},
    {"limits", "peer-reply-bytes", "262144", NUMBER, AT(limits.peer_reply_bytes), 4096, 1073741824},
    {"limits", "key-requests-per-second", "50", NUMBER, AT(limits.account.requests_per_s), 1, 100000},
    {"limits", "key-burst", "200", NUMBER, AT(limits.account.burst), 1, 1000000},
    {"limits", "key-requests", "64", NUMBER, AT(limits.account.requests), 1, 100000},
    {"limits", "key-request-bytes", "8388608", NUMBER, AT(limits.account.request_bytes), 4096, 1073741824},
    {"limits", "key-connections", "8", NUMBER, AT(limits.account.connections), 1, 10000},
    {"limits", "key-import-mib-per-hour", "256", NUMBER, AT(limits.account.import_mib_per_hour), 1, 1048576},
    {"limits", "deadline-ms", "10000", NUMBER, AT(limits.deadline_ms), 10, 3600000},
    {"limits", "statements", "100", NUMBER, AT(check.statements), 1, 1000},
    {"limits", "text-characters", "20000", NUMBER, AT(check.text_characters), 100, 200000},
    {"store", "state-dir", "/var/lib/helixd", PATH, AT(state_dir)},
    {"store", "key-days", "7", NUMBER, AT(key_days), 7, 3650},
    {"store", "backup-days", "30", NUMBER, AT(backup_days), 0, 36500},
    {"store", "batch", "256", NUMBER, AT(batch), 1, 10000},
    {"vocabulary", "themes", "themes.ttl", PATHS, AT(themes)},
    {"vocabulary", "places", "places.yaml", PATH, AT(places)},
    {"vocabulary", "size-regimes", "size-regimes.yaml", PATH, AT(size_regimes)},
    {"vocabulary", "cooperations", "", PATH, AT(cooperations)},
    {"match", "weights", "weights.conf", PATH, AT(weights_path)},
};

enum { SETTING_COUNT = sizeof table / sizeof *table };

struct reading {
  const char *path;
  char *text;     // owned
  GKeyFile *file; // owned
  char *folder;   // owned
  struct settings *settings;
  struct error *error;
};

static int complain(struct reading *reading, const char *group, const char *key, const char *what) {
  unsigned line = ini_line(reading->text, group, key);
  char at[16] = "";
  if (line)
    snprintf(at, sizeof at, ":%u", line);
  return error_set(reading->error, ERROR_INVALID, "%s%s: [%s]%s%s: %s", reading->path, at, group, key ? " " : "",
                   key ? key : "", what);
}

// --- unknown names

static int unknown_key(struct reading *reading, const char *group, const char *key) {
  const char *keys[SETTING_COUNT];
  unsigned count = 0;
  for (size_t i = 0; i < SETTING_COUNT; i++)
    if (!strcmp(table[i].group, group))
      keys[count++] = table[i].key;
  if (!count) {
    complain(reading, group, NULL, "there is no such section");
    return error_hint(reading->error, "the sections are server, limits, store, vocabulary and match");
  }
  complain(reading, group, key, "there is no such setting");
  const char *near = problem_nearest(key, keys, count);
  return near ? error_hint(reading->error, "did you mean \"%s\"?", near)
              : error_hint(reading->error, "the shipped helixd.conf names all of them");
}

// Any key when `key` is NULL.
static bool is_known(const char *group, const char *key) {
  for (size_t i = 0; i < SETTING_COUNT; i++)
    if (!strcmp(table[i].group, group) && (!key || !strcmp(table[i].key, key)))
      return true;
  return false;
}

static int check_group(struct reading *reading, const char *group) {
  int result = is_known(group, NULL) ? 0 : unknown_key(reading, group, NULL);
  char **keys = g_key_file_get_keys(reading->file, group, NULL, NULL);
  for (char **key = keys; *key && !result; key++)
    if (!is_known(group, *key))
      result = unknown_key(reading, group, *key);
  g_strfreev(keys);
  return result;
}

static int check_names(struct reading *reading) {
  int result = 0;
  char **groups = g_key_file_get_groups(reading->file, NULL);
  for (char **group = groups; *group && !result; group++)
    result = check_group(reading, *group);
  g_strfreev(groups);
  return result;
}

// --- values

static int read_number(struct reading *reading, const struct setting *setting, const char *value) {
  char *end = NULL, what[128];
  guint64 number = g_ascii_strtoull(value, &end, 10);
  if (!*value || *end || strspn(value, "0123456789") != strlen(value) || number < setting->least ||
      number > setting->most) {
    snprintf(what, sizeof what, "\"%.40s\" is no whole number from %u to %u", value, setting->least, setting->most);
    return complain(reading, setting->group, setting->key, what);
  }
  *(uint32_t *)((char *)reading->settings + setting->offset) = (uint32_t)number;
  return 0;
}

// Behind the paths that stand there already, with a semicolon between.
static int add_path(struct reading *reading, const struct setting *setting, const char *value) {
  char *paths = (char *)reading->settings + setting->offset;
  char *path = !*value || g_path_is_absolute(value) ? g_strdup(value) : g_build_filename(reading->folder, value, NULL);
  bool fits = (!*paths || g_strlcat(paths, ";", SETTINGS_PATH_BYTES) < SETTINGS_PATH_BYTES) &&
              g_strlcat(paths, path, SETTINGS_PATH_BYTES) < SETTINGS_PATH_BYTES;
  g_free(path);
  return fits ? 0 : complain(reading, setting->group, setting->key, "the path is too long");
}

static int read_paths(struct reading *reading, const struct setting *setting, const char *value) {
  char **parts = g_strsplit(value, ";", -1);
  int result = 0;
  for (char **part = parts; *part && !result; part++)
    if (*g_strstrip(*part))
      result = add_path(reading, setting, *part);
  g_strfreev(parts);
  if (!result && !((char *)reading->settings)[setting->offset])
    result = complain(reading, setting->group, setting->key, "names no file");
  return result;
}

static int read_endpoints(struct reading *reading, const struct setting *setting, const char *value) {
  char **parts = g_strsplit(value, ";", -1);
  struct settings *settings = reading->settings;
  int result = 0;
  settings->endpoint_count = 0;
  for (char **part = parts; *part && !result; part++) {
    g_strstrip(*part);
    if (!**part)
      continue;
    if (settings->endpoint_count == SERVER_ENDPOINTS_MAX || strlen(*part) >= sizeof settings->endpoints[0])
      result = complain(reading, setting->group, setting->key, "too many endpoints, or one too long");
    else
      strcpy(settings->endpoints[settings->endpoint_count++], *part);
  }
  g_strfreev(parts);
  return result;
}

// What others are told to connect to: a name or an address and a port, of whatever stands in front of the public door.
static int read_address(struct reading *reading, const struct setting *setting, const char *value) {
  struct settings *settings = reading->settings;
  const char *colon = strrchr(value, ':');
  bool fits = !*value || (g_str_has_prefix(value, "tcp://") && colon && strspn(colon + 1, "0123456789") &&
                          !colon[1 + strspn(colon + 1, "0123456789")] && !strpbrk(value, "* \t"));
  if (!fits || strlen(value) >= sizeof settings->public_address) {
    complain(reading, setting->group, setting->key, "not an address that others could connect to");
    return error_hint(reading->error, "write, for example, tcp://registry.example.org:7420");
  }
  strcpy(settings->public_address, value);
  return 0;
}

static int read_setting(struct reading *reading, const struct setting *setting) {
  char *value = g_key_file_get_value(reading->file, setting->group, setting->key, NULL);
  const char *text = value ? g_strstrip(value) : setting->preset;
  int result = 0;
  switch (setting->kind) {
  case NUMBER:
    result = read_number(reading, setting, text);
    break;
  case PATH:
    result = add_path(reading, setting, text);
    break;
  case PATHS:
    result = read_paths(reading, setting, text);
    break;
  case ENDPOINTS:
    result = read_endpoints(reading, setting, text);
    break;
  case ADDRESS:
    result = read_address(reading, setting, text);
    break;
  }
  g_free(value);
  return result;
}

static int check_whole(struct reading *reading) {
  struct settings *settings = reading->settings;
  if (settings->limits.peer_request_bytes < settings->limits.request_bytes)
    return complain(reading, "limits", "peer-request-bytes", "is less than request-bytes: no large request could pass");
  return weights_load(settings->weights_path, &settings->weights, reading->error);
}

static int parse(struct reading *reading) {
  GError *failure = NULL;
  gsize bytes;
  if (!g_file_get_contents(reading->path, &reading->text, &bytes, &failure) ||
      !g_key_file_load_from_data(reading->file, reading->text, bytes, G_KEY_FILE_NONE, &failure)) {
    int result = error_set(reading->error, ERROR_INVALID, "%s: %s", reading->path, failure->message);
    g_error_free(failure);
    return result;
  }
  int result = check_names(reading);
  for (size_t i = 0; i < SETTING_COUNT && !result; i++)
    result = read_setting(reading, &table[i]);
  return result ? result : check_whole(reading);
}

int settings_load(const char *path, struct settings *ret_settings, struct error *error) {
  struct settings settings = {0};
  struct reading reading = {.path = path,
                            .file = g_key_file_new(),
                            .folder = g_path_get_dirname(path),
                            .settings = &settings,
                            .error = error};
  int result = parse(&reading);
  g_free(reading.text);
  g_free(reading.folder);
  g_key_file_free(reading.file);
  if (!result)
    *ret_settings = settings;
  return result;
}
