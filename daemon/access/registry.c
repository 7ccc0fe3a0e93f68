// SPDX-License-Identifier: Apache-2.0
#include "access/registry.h"

#include "base/memory.h"

#include <glib.h>
#include <stdatomic.h>
#include <string.h>

struct consent {
  char *to; // owned
  enum access_stage stage;
};

struct access_registry {
  atomic_uint references;
  /* owned */
  GHashTable *keys;     // public key → struct access_caller
  GHashTable *owned;    // identity → GPtrArray of ids, NULL-terminated
  GHashTable *consents; // stakeholder → GArray of struct consent
  GHashTable *borders;  // "stakeholder\ncontact"
};

static void free_strings(gpointer array) {
  g_ptr_array_free(array, TRUE);
}

static void clear_consent(gpointer data) {
  struct consent *consent = data;
  g_free(consent->to);
}

static void free_consents(gpointer array) {
  g_array_free(array, TRUE);
}

struct access_registry *access_registry_new(void) {
  struct access_registry *registry = memory_new(sizeof *registry);
  atomic_init(&registry->references, 1);
  registry->keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  registry->owned = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, free_strings);
  registry->consents = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_consents);
  registry->borders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  return registry;
}

struct access_registry *access_registry_ref(struct access_registry *registry) {
  atomic_fetch_add(&registry->references, 1);
  return registry;
}

struct access_registry *access_registry_unref(struct access_registry *registry) {
  if (!registry || atomic_fetch_sub(&registry->references, 1) != 1)
    return NULL;
  g_hash_table_destroy(registry->keys);
  g_hash_table_destroy(registry->owned);
  g_hash_table_destroy(registry->consents);
  g_hash_table_destroy(registry->borders);
  free(registry);
  return NULL;
}

void access_registry_add_key(struct access_registry *registry, const char *public_key,
                             const struct access_caller *caller) {
  g_hash_table_insert(registry->keys, g_strdup(public_key), g_memdup2(caller, sizeof *caller));
}

void access_registry_add_owner(struct access_registry *registry, uint64_t identity, const char *stakeholder) {
  GPtrArray *ids = g_hash_table_lookup(registry->owned, &identity);
  if (!ids) {
    ids = g_ptr_array_new_null_terminated(1, g_free, TRUE);
    g_hash_table_insert(registry->owned, g_memdup2(&identity, sizeof identity), ids);
  }
  g_ptr_array_add(ids, g_strdup(stakeholder));
}

void access_registry_add_consent(struct access_registry *registry, const char *stakeholder, const char *to,
                                 enum access_stage stage) {
  GArray *consents = g_hash_table_lookup(registry->consents, stakeholder);
  if (!consents) {
    consents = g_array_new(FALSE, FALSE, sizeof(struct consent));
    g_array_set_clear_func(consents, clear_consent);
    g_hash_table_insert(registry->consents, g_strdup(stakeholder), consents);
  }
  struct consent consent = {g_strdup(to), stage};
  g_array_append_val(consents, consent);
}

// An id has no line feed, and neither has a contact's: strings of requests are checked, and contact ids are words.
static char *border_key(const char *stakeholder, const char *contact) {
  return g_strconcat(stakeholder, "\n", contact, NULL);
}

void access_registry_add_border_consent(struct access_registry *registry, const char *stakeholder,
                                        const char *contact) {
  g_hash_table_add(registry->borders, border_key(stakeholder, contact));
}

void access_registry_find(const struct access_registry *registry, const char *public_key,
                          struct access_caller *ret_caller) {
  const struct access_caller *caller = g_hash_table_lookup(registry->keys, public_key);
  *ret_caller = caller ? *caller : (struct access_caller){.standing = ACCESS_STRANGER, .role = ACCESS_NOBODY};
}

const char *const *access_registry_owned(const struct access_registry *registry, uint64_t identity, size_t *ret_count) {
  static const char *const none[] = {NULL};
  const GPtrArray *ids = g_hash_table_lookup(registry->owned, &identity);
  *ret_count = ids ? ids->len : 0;
  return ids ? (const char *const *)ids->pdata : none;
}

static bool is_enrolled(const struct access_caller *caller) {
  return caller->standing == ACCESS_ENROLLED || caller->standing == ACCESS_LOCAL;
}

bool access_registry_owns(const struct access_registry *registry, const struct access_caller *caller,
                          const char *stakeholder) {
  if (caller->standing != ACCESS_ENROLLED || caller->role != ACCESS_MEMBER)
    return false;
  size_t count;
  const char *const *ids = access_registry_owned(registry, caller->number, &count);
  for (size_t i = 0; i < count; i++)
    if (!strcmp(ids[i], stakeholder))
      return true;
  return false;
}

static enum access_stage member_stage(const struct access_registry *registry, const struct access_caller *caller,
                                      const char *stakeholder) {
  if (access_registry_owns(registry, caller, stakeholder))
    return ACCESS_CONTACT;
  const GArray *consents = g_hash_table_lookup(registry->consents, stakeholder);
  enum access_stage stage = ACCESS_TEASER;
  for (guint i = 0; consents && i < consents->len; i++) {
    const struct consent *consent = &g_array_index(consents, struct consent, i);
    if (consent->stage > stage && (!*consent->to || access_registry_owns(registry, caller, consent->to)))
      stage = consent->stage;
  }
  return stage;
}

enum access_stage access_registry_stage(const struct access_registry *registry, const struct access_caller *caller,
                                        const char *stakeholder) {
  if (!is_enrolled(caller))
    return ACCESS_NOTHING;
  switch (caller->role) {
  case ACCESS_NOBODY:
  case ACCESS_READER:
    return ACCESS_NOTHING;
  case ACCESS_MEMBER:
    return member_stage(registry, caller, stakeholder);
  case ACCESS_COACH:
    return ACCESS_ORGANISATION;
  case ACCESS_ADMIN:
    return ACCESS_CONTACT;
  }
  return ACCESS_NOTHING;
}

bool access_registry_may_cross_border(const struct access_registry *registry, const char *stakeholder,
                                      const char *contact) {
  g_autofree char *key = border_key(stakeholder, contact);
  return g_hash_table_contains(registry->borders, key);
}
