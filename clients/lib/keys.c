// SPDX-License-Identifier: Apache-2.0
// Key files are read and written without GLib's key files and without the heap: what a secret was in is wiped.
#include "lib/keys.h"

#include "lib/config.h"

#include <errno.h>
#include <glib.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

static const char heading[] = "# Whoever has the secret key is you to the server. Show it to nobody; keep this file to "
                              "yourself (mode 600).\n";
enum { KEY_FILE_BYTES = 1024, SERVERS_FILE_BYTES = 1 << 18 };

void helix_keys_make(struct helix_keys *keys) {
  if (zmq_curve_keypair(keys->public_key, keys->secret) != 0)
    abort(); // a libzmq without CURVE: not one that we were built for
}

void helix_keys_wipe(struct helix_keys *keys) {
  sodium_memzero(keys, sizeof *keys);
}

bool helix_key_is_z85(const char *text) {
  static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
  uint8_t bytes[32];
  if (strlen(text) != HELIX_Z85_BYTES - 1 || strspn(text, digits) != HELIX_Z85_BYTES - 1)
    return false;
  bool is_key = zmq_z85_decode(bytes, text) != NULL; // five digits can say more than four bytes hold
  sodium_memzero(bytes, sizeof bytes);
  return is_key;
}

// --- key files

static int refuse_file(const char *path, const char *what, struct helix_error *error) {
  helix_error_set(error, HELIX_CONFIG, "%s is no key file: %s.", path, what);
  return helix_error_hint(error, "Put it back from a backup, or ask the office for a new invitation and enrol again.");
}

// Takes "name=KEY" out of a line that ends in NUL. False: it is neither ours nor empty nor a comment.
static bool take_line(const char *line, struct helix_keys *keys) {
  static const char public_name[] = "public-key=", secret_name[] = "secret-key=";
  char *target = NULL;
  if (strncmp(line, public_name, sizeof public_name - 1) == 0)
    target = keys->public_key;
  else if (strncmp(line, secret_name, sizeof secret_name - 1) == 0)
    target = keys->secret;
  if (!target)
    return *line == 0 || *line == '#';
  const char *value = line + sizeof public_name - 1; // both names have the same length
  if (*target || !helix_key_is_z85(value))
    return false;
  memcpy(target, value, HELIX_Z85_BYTES);
  return true;
}

static int take_text(char *text, const char *path, struct helix_keys *keys, struct helix_error *error) {
  for (char *line = text, *end; line; line = end ? end + 1 : NULL) {
    end = strchr(line, '\n');
    if (end)
      *end = 0;
    if (!take_line(line, keys))
      return refuse_file(path, "it has lines other than public-key=KEY and secret-key=KEY", error);
  }
  if (!*keys->public_key || !*keys->secret)
    return refuse_file(path, "a key is missing in it", error);
  char expected[HELIX_Z85_BYTES];
  if (zmq_curve_public(expected, keys->secret) != 0 || strcmp(expected, keys->public_key) != 0)
    return refuse_file(path, "its two keys do not belong together", error);
  return 0;
}

int helix_keys_load(const char *path, struct helix_keys *keys, struct helix_error *error) {
  char text[KEY_FILE_BYTES + 1] = {0};
  struct helix_keys found = {0};
  size_t count = 0;
  int r = config_read(path, CONFIG_SECRET, text, KEY_FILE_BYTES, &count, error);
  if (r == 0 && strlen(text) != count)
    r = refuse_file(path, "it is no text", error);
  if (r == 0)
    r = take_text(text, path, &found, error);
  if (r == 0) {
    memcpy(keys->public_key, found.public_key, sizeof keys->public_key);
    memcpy(keys->secret, found.secret, sizeof keys->secret);
  }
  sodium_memzero(text, sizeof text);
  helix_keys_wipe(&found);
  return r;
}

int helix_keys_save(const char *path, const struct helix_keys *keys, struct helix_error *error) {
  char text[KEY_FILE_BYTES];
  int count = snprintf(text, sizeof text, "%spublic-key=%s\nsecret-key=%s\n", heading, keys->public_key, keys->secret);
  int r = config_write(path, text, (size_t)count, error);
  sodium_memzero(text, sizeof text);
  return r;
}

// --- servers.conf

// GLib's groups cannot have the brackets of tcp://[2001:db8::1]:7420.
static char *group_of(const char *endpoint) {
  char *group = g_strdup(endpoint);
  for (char *at = group; *at; at++)
    *at = *at == '[' ? '(' : *at == ']' ? ')' : *at;
  return group;
}

// An empty one when there is none.
static int load_servers(const char *path, GKeyFile *servers, struct helix_error *error) {
  g_autofree char *text = g_malloc(SERVERS_FILE_BYTES);
  g_autoptr(GError) problem = NULL;
  size_t count = 0;
  int r = config_read(path, CONFIG_PUBLIC, text, SERVERS_FILE_BYTES, &count, error);
  if (r != 0)
    return r < 0 ? r : 0;
  if (count > 0 && !g_key_file_load_from_data(servers, text, count, G_KEY_FILE_KEEP_COMMENTS, &problem))
    return helix_error_set(error, HELIX_CONFIG, "%s: %s.", path, problem->message);
  return 0;
}

static int refuse_server(const char *path, const char *group, const char *what, struct helix_error *error) {
  helix_error_set(error, HELIX_CONFIG, "%s: [%s]: %s.", path, group, what);
  return helix_error_hint(error, "Mend it, or ask the office for a new invitation and enrol again.");
}

int helix_server_find(const char *endpoint, struct helix_server *ret_server, struct helix_error *error) {
  g_autofree char *path = config_path("servers.conf");
  g_autofree char *group = group_of(endpoint);
  g_autoptr(GKeyFile) servers = g_key_file_new();
  if (load_servers(path, servers, error) < 0)
    return -1;
  if (!g_key_file_has_group(servers, group))
    return 1;
  g_autofree char *server_key = g_key_file_get_string(servers, group, "server-key", NULL);
  g_autofree char *file = g_key_file_get_string(servers, group, "key", NULL);
  if (!server_key || !helix_key_is_z85(server_key))
    return refuse_server(path, group, "server-key is no public key of 40 characters", error);
  if (!file || !*file)
    return refuse_server(path, group, "key names no file", error);
  memcpy(ret_server->server_key, server_key, HELIX_Z85_BYTES);
  ret_server->path = config_path(file);
  return 0;
}

void helix_server_clear(struct helix_server *server) {
  free(server->path);
  *server = (struct helix_server){0};
}

int helix_server_remember(const char *endpoint, const char *server_key, const char *file, struct helix_error *error) {
  g_autofree char *path = config_path("servers.conf");
  g_autofree char *group = group_of(endpoint);
  g_autoptr(GKeyFile) servers = g_key_file_new();
  if (load_servers(path, servers, error) < 0)
    return -1;
  g_key_file_set_string(servers, group, "server-key", server_key);
  g_key_file_set_string(servers, group, "key", file);
  gsize count;
  g_autofree char *text = g_key_file_to_data(servers, &count, NULL);
  return config_write(path, text, count, error);
}

int helix_keys_for(const char *endpoint, struct helix_keys *ret_keys, struct helix_error *error) {
  struct helix_server server = {0};
  int r = helix_server_find(endpoint, &server, error);
  if (r > 0) {
    helix_error_set(error, HELIX_CONFIG, "There is no key for the server at %s.", endpoint);
    return helix_error_hint(error, "Ask the office for an invitation, then: helixctl enroll");
  }
  if (r == 0)
    r = helix_keys_load(server.path, ret_keys, error);
  if (r > 0) {
    helix_error_set(error, HELIX_CONFIG, "The key file %s for the server at %s is gone.", server.path, endpoint);
    helix_error_hint(error, "Put it back from a backup, or ask the office for a new invitation and enrol again.");
    r = -1;
  }
  if (r == 0)
    memcpy(ret_keys->server, server.server_key, sizeof ret_keys->server);
  helix_server_clear(&server);
  return r;
}
