// SPDX-License-Identifier: Apache-2.0
// A new pair is presented with the keys that still hold, as often as it takes: when those hold no more, an earlier try
// got through, and the new pair opens. The other way round, asking with the new pair first, would be an attempt with an
// unknown key each time, and the server turns away who makes several.
#include "lib/identity.h"

#include "lib/client.h"
#include "lib/config.h"

#include <glib.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct desk {
  const char *endpoint;
  uint32_t timeout_ms;
};

void helix_membership_clear(struct helix_membership *membership) {
  if (membership->identity)
    helix__v1__identity__free_unpacked(membership->identity, NULL);
  free(membership->file);
  *membership = (struct helix_membership){0};
}

// One call with these keys on a connection of its own, answered by an identity. `ret_sent`: how often it went out; may
// be NULL.
static int ask(const struct desk *desk, const struct helix_keys *keys, const Helix__V1__Request *request,
               Helix__V1__Identity **ret_identity, unsigned *ret_sent, struct helix_error *error) {
  struct helix_client *client = helix_client_new(
      &(struct helix_client_options){.endpoint = desk->endpoint, .timeout_ms = desk->timeout_ms, .keys = keys}, error);
  Helix__V1__Reply *reply = NULL;
  if (!client)
    return -1;
  int r = helix_client_call(client, request, &reply, error);
  if (ret_sent)
    *ret_sent = helix_client_sent(client);
  helix_client_free(client);
  if (r < 0)
    return r;
  *ret_identity = reply->identity;
  reply->result_case = HELIX__V1__REPLY__RESULT__NOT_SET;
  reply->identity = NULL;
  helix__v1__reply__free_unpacked(reply, NULL);
  return 0;
}

// 0 when the server knows these keys as somebody's.
static int ask_who(const struct desk *desk, const struct helix_keys *keys, Helix__V1__Identity **ret_identity,
                   struct helix_error *error) {
  Helix__V1__WhoAmI call = HELIX__V1__WHO_AM_I__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  request.call_case = HELIX__V1__REQUEST__CALL_WHO_AM_I;
  request.who_am_i = &call;
  if (ask(desk, keys, &request, ret_identity, NULL, error) < 0)
    return -1;
  if ((*ret_identity)->number && strcmp((*ret_identity)->public_key, keys->public_key) == 0)
    return 0;
  helix__v1__identity__free_unpacked(*ret_identity, NULL);
  *ret_identity = NULL;
  return helix_error_set(error, HELIX_PROTOCOL, "The server at %s takes us for somebody else.", desk->endpoint);
}

// Has the server said that these keys hold no more? Silence, or a line that broke, say nothing.
static bool is_over(const struct helix_error *error) {
  if (error->failure == HELIX_DENIED)
    return true;
  if (error->failure != HELIX_REFUSED)
    return false;
  Helix__V1__ErrorCode code = error->refusal->code;
  return code == HELIX__V1__ERROR_CODE__KEY_REVOKED || code == HELIX__V1__ERROR_CODE__INVITATION_ENDED;
}

// A pair that is to be the server's, and where it is kept.
struct fresh {
  struct helix_keys keys;
  const char *path;
  bool is_new; // made just now: only this run can have told the server of it
};

static int prepare(const char *path, const char *server_key, struct fresh *fresh, struct helix_error *error) {
  fresh->path = path;
  int r = helix_keys_load(path, &fresh->keys, error);
  fresh->is_new = r > 0;
  if (r > 0) {
    helix_keys_make(&fresh->keys);
    r = helix_keys_save(path, &fresh->keys, error);
  }
  memcpy(fresh->keys.server, server_key, sizeof fresh->keys.server);
  return r;
}

// Presents the pair by `request`, made with the keys that hold, then shows that it opens. A pair that the server will
// never know is removed.
static int present(const struct desk *desk, const struct helix_keys *holding, const struct fresh *fresh,
                   const Helix__V1__Request *request, struct helix_membership *membership, struct helix_error *error) {
  Helix__V1__Identity *answer = NULL;
  unsigned sent = 0;
  if (ask(desk, holding, request, &answer, &sent, error) == 0) {
    helix__v1__identity__free_unpacked(answer, NULL);
    return ask_who(desk, &fresh->keys, &membership->identity, error);
  }
  if (!is_over(error))
    return -1;
  struct helix_error why_not = {.failure = HELIX_DENIED};
  bool may_be_known = !fresh->is_new || sent > 1;
  if (may_be_known && ask_who(desk, &fresh->keys, &membership->identity, &why_not) == 0) {
    membership->was_done_before = !fresh->is_new;
    helix_error_clear(error);
    return 0;
  }
  if (why_not.failure == HELIX_DENIED)
    unlink(fresh->path);
  helix_error_clear(&why_not);
  return -1;
}

// --- enrolling

// One file for each invitation, so that a second run with the same code finds what the first has left. The invitation's
// public key is no secret, and too long for a name.
static char *file_of(const struct helix_code *code) {
  uint8_t hash[crypto_generichash_BYTES];
  char hex[17];
  crypto_generichash(hash, sizeof hash, (const uint8_t *)code->keys.public_key, strlen(code->keys.public_key), NULL, 0);
  sodium_bin2hex(hex, sizeof hex, hash, sizeof hex / 2);
  return g_strdup_printf("client-%s.key", hex);
}

static int enroll(const struct desk *desk, const struct helix_code *code, struct helix_membership *membership,
                  struct helix_error *error) {
  Helix__V1__Enroll call = HELIX__V1__ENROLL__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  struct fresh fresh = {0};
  request.call_case = HELIX__V1__REQUEST__CALL_ENROLL;
  request.enroll = &call;
  call.public_key = fresh.keys.public_key;
  int r = prepare(membership->file, code->keys.server, &fresh, error);
  if (r == 0)
    r = present(desk, &code->keys, &fresh, &request, membership, error);
  // To us it looks the same: it hangs up.
  if (r < 0 && error->failure == HELIX_UNTRUSTED)
    helix_error_hint(error, "Or it turns this address away for some minutes, after several attempts with keys that it "
                            "does not know: try again later. If that does not help, ask the office for a new "
                            "invitation; its key may be another now.");
  helix_keys_wipe(&fresh.keys);
  return r;
}

int helix_enroll(const struct helix_code *code, const char *endpoint, uint32_t timeout_ms,
                 struct helix_membership *ret_membership, struct helix_error *error) {
  const struct desk desk = {endpoint ? endpoint : code->address, timeout_ms};
  struct helix_membership membership = {0};
  struct helix_error own = {0};
  struct helix_error *said = error ? error : &own;
  if (!helix_endpoint_needs_keys(desk.endpoint))
    return helix_error_set(error, HELIX_USAGE, "On the local socket %s nobody enrols: its permissions say who may.",
                           desk.endpoint);
  g_autofree char *file = file_of(code);
  int lock = -1;
  membership.file = config_path(file);
  int r = config_lock(&lock, said);
  if (r == 0)
    r = enroll(&desk, code, &membership, said);
  if (r == 0)
    r = helix_server_remember(desk.endpoint, code->keys.server, file, said);
  if (r == 0)
    r = helix_endpoint_remember(desk.endpoint, &membership.is_default, said);
  if (lock >= 0)
    close(lock);
  if (r == 0)
    *ret_membership = membership;
  else
    helix_membership_clear(&membership);
  helix_error_clear(&own);
  return r;
}

// --- rotating

static char *path_of_new(const char *path) {
  return g_strconcat(path, ".new", NULL);
}

static int take_place(const char *path_new, const char *path, struct helix_error *error) {
  if (rename(path_new, path) != 0)
    return helix_error_set(error, HELIX_CONFIG, "%s cannot take the place of %s: %m.", path_new, path);
  return config_sync_folder(error);
}

static int rotate(const struct desk *desk, const char *server_key, struct helix_membership *membership,
                  struct helix_error *error) {
  Helix__V1__RotateIdentity call = HELIX__V1__ROTATE_IDENTITY__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  struct fresh fresh = {0};
  struct helix_keys holding = {0};
  g_autofree char *path_new = path_of_new(membership->file);
  request.call_case = HELIX__V1__REQUEST__CALL_ROTATE_IDENTITY;
  request.rotate_identity = &call;
  call.public_key = fresh.keys.public_key;
  int r = helix_keys_for(desk->endpoint, &holding, error);
  if (r == 0)
    r = prepare(path_new, server_key, &fresh, error);
  if (r == 0)
    r = present(desk, &holding, &fresh, &request, membership, error);
  if (r == 0)
    r = take_place(path_new, membership->file, error);
  helix_keys_wipe(&fresh.keys);
  helix_keys_wipe(&holding);
  return r;
}

// HELIX_CONFIG when there are no keys for the endpoint.
static int find_membership(const char *endpoint, struct helix_server *ret_server, struct helix_error *error) {
  int r = helix_server_find(endpoint, ret_server, error);
  if (r <= 0)
    return r;
  helix_error_set(error, HELIX_CONFIG, "There is no key for the server at %s.", endpoint);
  return helix_error_hint(error, "On the local socket nobody has a key. Say which server: --server tcp://host:port");
}

int helix_rotate(const char *endpoint, uint32_t timeout_ms, struct helix_membership *ret_membership,
                 struct helix_error *error) {
  const struct desk desk = {endpoint, timeout_ms};
  struct helix_membership membership = {0};
  struct helix_server server = {0};
  struct helix_error own = {0};
  struct helix_error *said = error ? error : &own;
  int lock = -1;
  int r = config_lock(&lock, said);
  if (r == 0)
    r = find_membership(endpoint, &server, said);
  if (r == 0) {
    membership.file = strdup(server.path);
    r = rotate(&desk, server.server_key, &membership, said);
  }
  if (lock >= 0)
    close(lock);
  if (r == 0)
    *ret_membership = membership;
  else
    helix_membership_clear(&membership);
  helix_server_clear(&server);
  helix_error_clear(&own);
  return r;
}

bool helix_rotation_is_pending(const char *endpoint) {
  struct helix_server server = {0};
  if (helix_server_find(endpoint, &server, NULL) != 0)
    return false;
  g_autofree char *path_new = path_of_new(server.path);
  bool is_pending = access(path_new, F_OK) == 0;
  helix_server_clear(&server);
  return is_pending;
}
