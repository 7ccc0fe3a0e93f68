// SPDX-License-Identifier: Apache-2.0
// What each identity has under way and how often it asks, over all of its connections: so that one that floods takes nothing from
// the others. The local socket has no account: whoever may open it administers the daemon, and its connections have limits of
// their own (peer.h). Loop thread only.
#pragma once

#include "access/caller.h"

#include <stdbool.h>
#include <stddef.h>

struct account_limits {
  uint32_t requests_per_s; // in the long run
  uint32_t burst;          // requests that may come at once after a pause
  uint32_t requests;       // under way, replies that lie unread among them
  uint32_t request_bytes;  // under way
  uint32_t connections;    // in use at a time
  uint32_t import_mib_per_hour;
};

struct account {
  bool is_invitation;
  uint64_t number;        // of the identity or the invitation
  uint32_t requests;      // under way
  uint64_t request_bytes; // under way
  uint32_t connections;   // peers that point here
  double tokens;          // requests that may come now
  double import_bytes;    // that may come now
  int64_t filled_ms;      // monotonic: when tokens and import_bytes were brought up to date
};

struct account_table;

struct account_table *account_table_new(void);
struct account_table *account_table_free(struct account_table *table); // NULL is fine; returns NULL

// Borrowed; made, with a full measure, when absent. NULL for the local socket.
struct account *account_find(struct account_table *table, const struct account_limits *limits,
                             const struct access_caller *caller, int64_t now_ms);

// May this request come in? NULL: yes, and its token is taken. Else what is too much, and in *ret_retry_ms when to come again.
// `is_import`: counted by bytes, not as a request.
const char *account_admit(struct account *account, const struct account_limits *limits, size_t bytes, bool is_import,
                          int64_t now_ms, uint32_t *ret_retry_ms);

// Forgets those that nothing points to and whose measure is full again.
void account_table_sweep(struct account_table *table, const struct account_limits *limits, int64_t now_ms);
