// SPDX-License-Identifier: Apache-2.0
// The registry of keys and consents as it is now, and how the public door is reached. Any thread; a change that was committed is
// posted before it is answered.
#pragma once

#include "access/pseudonym.h"
#include "access/registry.h"
#include "store/store.h"

#include <pthread.h>

enum { PUBLIC_ADDRESS_BYTES = 256, PUBLIC_KEY_BYTES = 41 };

struct access_board {
  pthread_mutex_t lock;
  struct access_registry *registry; // owned reference
  unsigned char pseudonym_key[PSEUDONYM_KEY_BYTES];
  char address[PUBLIC_ADDRESS_BYTES]; // tcp://host:port, or ""
  char server_key[PUBLIC_KEY_BYTES];  // Z85, or "" without a public door
};

// Reads everything from the store. The board is fit for deinit also after a failure.
int access_board_init(struct access_board *board, struct store *store, struct error *error);
void access_board_deinit(struct access_board *board);

// Reads the tables anew and posts what is there.
int access_board_reload(struct access_board *board, struct store *store, struct error *error);

struct access_registry *access_board_take(struct access_board *board); // a reference of the caller's own
void access_board_find(struct access_board *board, const char *public_key, struct access_caller *ret_caller);
