// SPDX-License-Identifier: Apache-2.0
#include "service/access_board.h"

#include "helix/v1/access.pb-c.h"
#include "store/consents.h"
#include "store/identities.h"
#include "store/secrets.h"

#include <string.h>

static int add_identity(const struct store_identity *identity, void *data, struct error *error) {
  (void)error;
  bool active = identity->state == STORE_IDENTITY_ACTIVE;
  const struct access_caller caller = {.standing = active ? ACCESS_ENROLLED : ACCESS_REVOKED,
                                       .role = active ? (enum access_role)identity->role : ACCESS_NOBODY,
                                       .number = identity->number};
  access_registry_add_key(data, identity->public_key, &caller);
  return 0;
}

static int add_invitation(const struct store_invitation *invitation, void *data, struct error *error) {
  (void)error;
  const struct access_caller caller = {.standing = ACCESS_INVITED, .role = ACCESS_NOBODY, .number = invitation->number};
  access_registry_add_key(data, invitation->public_key, &caller);
  return 0;
}

static int add_ownership(uint64_t identity, const char *stakeholder, void *data, struct error *error) {
  (void)error;
  access_registry_add_owner(data, identity, stakeholder);
  return 0;
}

static int add_consent(const struct store_consent *consent, void *data, struct error *error) {
  (void)error;
  if (consent->withdrawn_at_ms)
    return 0;
  if (consent->kind == HELIX__V1__CONSENT__KIND__DISCLOSE_ORGANISATION)
    access_registry_add_consent(data, consent->stakeholder, consent->to, ACCESS_ORGANISATION);
  else if (consent->kind == HELIX__V1__CONSENT__KIND__DISCLOSE_CONTACT)
    access_registry_add_consent(data, consent->stakeholder, consent->to, ACCESS_CONTACT);
  else if (consent->kind == HELIX__V1__CONSENT__KIND__CROSS_BORDER)
    access_registry_add_border_consent(data, consent->stakeholder, consent->contact);
  return 0;
}

static int read_registry(struct store *store, struct access_registry **ret_registry, struct error *error) {
  struct access_registry *registry = access_registry_new();
  int result = store_each_identity(store, add_identity, registry, error);
  if (!result)
    result = store_each_invitation(store, add_invitation, registry, error);
  if (!result)
    result = store_each_ownership(store, add_ownership, registry, error);
  if (!result)
    result = store_each_consent(store, "", add_consent, registry, error);
  *ret_registry = result ? access_registry_unref(registry) : registry;
  return result;
}

int access_board_init(struct access_board *board, struct store *store, struct error *error) {
  memset(board, 0, sizeof *board);
  pthread_mutex_init(&board->lock, NULL);
  int result = store_get_secret(store, "pseudonym", board->pseudonym_key, error);
  return result ? result : read_registry(store, &board->registry, error);
}

void access_board_deinit(struct access_board *board) {
  board->registry = access_registry_unref(board->registry);
  pthread_mutex_destroy(&board->lock);
  explicit_bzero(board->pseudonym_key, sizeof board->pseudonym_key);
}

int access_board_reload(struct access_board *board, struct store *store, struct error *error) {
  struct access_registry *registry;
  int result = read_registry(store, &registry, error);
  if (result)
    return result;
  pthread_mutex_lock(&board->lock);
  struct access_registry *before = board->registry;
  board->registry = registry;
  pthread_mutex_unlock(&board->lock);
  access_registry_unref(before);
  return 0;
}

struct access_registry *access_board_take(struct access_board *board) {
  pthread_mutex_lock(&board->lock);
  struct access_registry *registry = access_registry_ref(board->registry);
  pthread_mutex_unlock(&board->lock);
  return registry;
}

void access_board_find(struct access_board *board, const char *public_key, struct access_caller *ret_caller) {
  pthread_mutex_lock(&board->lock);
  access_registry_find(board->registry, public_key, ret_caller);
  pthread_mutex_unlock(&board->lock);
}
