// SPDX-License-Identifier: Apache-2.0
#include "lib/endpoint.h"

#include "lib/config.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static const char built_in[] = "ipc:///run/helixd/helixd.sock";
enum { TIMEOUT_S_MAX = 86400 };

static int take_address(const char *address, const char *origin, struct helix_endpoint *endpoint,
                        struct helix_error *error) {
  if (strlen(address) >= sizeof endpoint->address)
    return helix_error_set(error, HELIX_CONFIG, "The server's address in %s is longer than %zu bytes.", origin,
                           sizeof endpoint->address - 1);
  g_strlcpy(endpoint->address, address, sizeof endpoint->address);
  g_strlcpy(endpoint->origin, origin, sizeof endpoint->origin);
  return 0;
}

static int refuse_key(const char *path, const char *key, const char *what, const char *hint,
                      struct helix_error *error) {
  helix_error_set(error, HELIX_CONFIG, "%s: [server] %s: %s", path, key, what);
  return helix_error_hint(error, "%s", hint);
}

// A misspelled key would otherwise be passed over, and the default taken without a word.
static int check_keys(GKeyFile *file, const char *path, struct helix_error *error) {
  g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
  for (size_t i = 0; groups[i]; i++)
    if (strcmp(groups[i], "server") != 0)
      return helix_error_set(error, HELIX_CONFIG, "%s: [%s]: there is no such group; only [server] is known.", path,
                             groups[i]);
  g_auto(GStrv) keys = g_key_file_get_keys(file, "server", NULL, NULL);
  for (size_t i = 0; keys && keys[i]; i++)
    if (strcmp(keys[i], "endpoint") != 0 && strcmp(keys[i], "timeout") != 0)
      return refuse_key(path, keys[i], "there is no such key", "The keys are endpoint and timeout.", error);
  return 0;
}

static int take_timeout(GKeyFile *file, const char *path, struct helix_endpoint *endpoint, struct helix_error *error) {
  g_autofree char *text = g_key_file_get_string(file, "server", "timeout", NULL);
  if (!text)
    return 0;
  char *end;
  double seconds = g_ascii_strtod(text, &end);
  if (end == text || *end || !(seconds >= 0.001 && seconds <= TIMEOUT_S_MAX))
    return refuse_key(path, "timeout", "is not a number of seconds from 0.001 to 86400",
                      "Write, for example, timeout=30.", error);
  endpoint->timeout_ms = (uint32_t)lround(seconds * 1000);
  return 0;
}

static int take_file(GKeyFile *file, const char *path, struct helix_endpoint *endpoint, struct helix_error *error) {
  if (check_keys(file, path, error) < 0 || take_timeout(file, path, endpoint, error) < 0)
    return -1;
  g_autofree char *address = g_key_file_get_string(file, "server", "endpoint", NULL);
  if (!address)
    return 0;
  if (!strstr(address, "://"))
    return refuse_key(path, "endpoint", "is not an address",
                      "Write, for example, endpoint=ipc:///run/helixd/helixd.sock or endpoint=tcp://host:7420.", error);
  return take_address(address, path, endpoint, error);
}

static int read_file(struct helix_endpoint *endpoint, struct helix_error *error) {
  g_autofree char *path = config_path("client.conf");
  g_autoptr(GKeyFile) file = g_key_file_new();
  g_autoptr(GError) problem = NULL;
  if (g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &problem))
    return take_file(file, path, endpoint, error);
  if (g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return 0;
  return helix_error_set(error, HELIX_CONFIG, "%s: %s.", path, problem->message);
}

int helix_endpoint_default(struct helix_endpoint *ret_endpoint, struct helix_error *error) {
  struct helix_endpoint endpoint = {0};
  if (read_file(&endpoint, error) < 0)
    return -1;
  const char *environment = g_getenv("HELIX_SERVER");
  if (environment && *environment) {
    if (!strstr(environment, "://")) {
      helix_error_set(error, HELIX_CONFIG, "HELIX_SERVER: \"%s\" is not an address.", environment);
      return helix_error_hint(error, "Set it, for example, to %s or tcp://host:7420.", built_in);
    }
    if (take_address(environment, "HELIX_SERVER", &endpoint, error) < 0)
      return -1;
  }
  if (!*endpoint.address && take_address(built_in, "built in", &endpoint, error) < 0)
    return -1;
  *ret_endpoint = endpoint;
  return 0;
}

int helix_endpoint_remember(const char *address, bool *ret_is_new, struct helix_error *error) {
  g_autofree char *path = config_path("client.conf");
  g_autoptr(GKeyFile) file = g_key_file_new();
  g_autoptr(GError) problem = NULL;
  gsize count;
  *ret_is_new = false;
  if (!g_key_file_load_from_file(file, path, G_KEY_FILE_KEEP_COMMENTS, &problem) &&
      !g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return helix_error_set(error, HELIX_CONFIG, "%s: %s.", path, problem->message);
  if (g_key_file_has_key(file, "server", "endpoint", NULL))
    return 0;
  g_key_file_set_string(file, "server", "endpoint", address);
  g_autofree char *text = g_key_file_to_data(file, &count, NULL);
  *ret_is_new = true;
  return config_write(path, text, count, error);
}

bool helix_endpoint_needs_keys(const char *address) {
  return strncmp(address, "tcp://", 6) == 0;
}
