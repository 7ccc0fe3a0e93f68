// SPDX-License-Identifier: Apache-2.0
// What each peer has under way, so that one peer's memory has an end. A peer is a ROUTER's routing id: a connection, not an
// identity. It is remembered only while something of it is under way.
#pragma once

#include "base/memory.h"
#include "server/account.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum { PEER_ROUTE_BYTES_MAX = 255 };

// A reply that libzmq did not take yet.
struct parked_reply {
  struct parked_reply *next;
  unsigned char *block; // owned; as the server's replies are
  size_t bytes;
  bool delimited;
};

struct peer {
  // state of the loop thread
  struct account *account; // borrowed: of whoever holds its key, which counts this peer; NULL: the local socket
  uint32_t requests;       // under way, parked replies among them
  uint64_t request_bytes;  // under way
  struct parked_reply *parked, **parked_last;
  uint64_t parked_bytes;
  // shared with libzmq's thread
  atomic_size_t queued_bytes; // given to libzmq, not yet on their way
  atomic_uint references;     // the table's and one for each reply in libzmq
  unsigned char route_bytes;
  unsigned char route[PEER_ROUTE_BYTES_MAX];
};

struct peer_table;

struct peer_table *peer_table_new(void);
struct peer_table *peer_table_free(struct peer_table *table);
size_t peer_table_count(const struct peer_table *table);
void peer_table_each(struct peer_table *table, void (*function)(struct peer *peer, void *data), void *data);

// Borrowed; made when absent.
struct peer *peer_find(struct peer_table *table, const void *route, size_t bytes);
// Forgets the peers that have nothing under way. Not while a borrowed peer is in use.
void peer_table_sweep(struct peer_table *table);

void peer_unref(struct peer *peer); // any thread
