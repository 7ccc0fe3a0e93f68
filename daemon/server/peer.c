// SPDX-License-Identifier: Apache-2.0
#include "server/peer.h"

#include <glib.h>
#include <string.h>

struct peer_table {
  GHashTable *peers; // struct peer is its own key
};

static guint route_hash(gconstpointer key) {
  const struct peer *peer = key;
  guint hash = 2166136261u; // FNV-1a
  for (size_t i = 0; i < peer->route_bytes; i++)
    hash = (hash ^ peer->route[i]) * 16777619u;
  return hash;
}

static gboolean route_equal(gconstpointer one, gconstpointer other) {
  const struct peer *a = one, *b = other;
  return a->route_bytes == b->route_bytes && !memcmp(a->route, b->route, a->route_bytes);
}

void peer_unref(struct peer *peer) {
  if (atomic_fetch_sub(&peer->references, 1) == 1)
    free(peer);
}

static void leave(gpointer data) {
  struct peer *peer = data;
  while (peer->parked) {
    struct parked_reply *next = peer->parked->next;
    free(peer->parked->block);
    free(peer->parked);
    peer->parked = next;
  }
  peer_unref(peer);
}

struct peer_table *peer_table_new(void) {
  struct peer_table *table = memory_new(sizeof *table);
  table->peers = g_hash_table_new_full(route_hash, route_equal, NULL, leave);
  return table;
}

struct peer_table *peer_table_free(struct peer_table *table) {
  if (!table)
    return NULL;
  g_hash_table_destroy(table->peers);
  free(table);
  return NULL;
}

size_t peer_table_count(const struct peer_table *table) {
  return g_hash_table_size(table->peers);
}

void peer_table_each(struct peer_table *table, void (*function)(struct peer *peer, void *data), void *data) {
  GHashTableIter at;
  gpointer peer;
  g_hash_table_iter_init(&at, table->peers);
  while (g_hash_table_iter_next(&at, &peer, NULL))
    function(peer, data);
}

struct peer *peer_find(struct peer_table *table, const void *route, size_t bytes) {
  struct peer key = {.route_bytes = (unsigned char)bytes};
  memcpy(key.route, route, bytes);
  struct peer *peer = g_hash_table_lookup(table->peers, &key);
  if (peer)
    return peer;
  peer = memory_new(sizeof *peer);
  peer->parked_last = &peer->parked;
  peer->route_bytes = key.route_bytes;
  memcpy(peer->route, route, bytes);
  atomic_init(&peer->references, 1);
  g_hash_table_add(table->peers, peer);
  return peer;
}

// The table lets go of a peer: on the loop's thread, while libzmq may still hold a reply to it.
static gboolean forget_if_idle(gpointer key, gpointer value, gpointer data) {
  (void)value, (void)data;
  struct peer *peer = key;
  bool idle = !peer->requests && !peer->parked && !atomic_load(&peer->queued_bytes);
  if (idle && peer->account)
    peer->account->connections--;
  return idle;
}

void peer_table_sweep(struct peer_table *table) {
  g_hash_table_foreach_remove(table->peers, forget_if_idle, NULL);
}
