// SPDX-License-Identifier: Apache-2.0
// Erasing a stakeholder from every table, and reading every table again to see that nothing is left. The audit log stays: it holds
// keyed hashes only. What SQLite frees it overwrites (secure_delete); what the log (WAL) still has goes with store_checkpoint().
//
// Messages are bytes to the store, so what to look for in them is given as patterns: bytes that stand in every message that
// belongs to the stakeholder, such as a length-prefixed id.
#pragma once

#include "store/store.h"

struct store_erasure {
  const char *id;
  int64_t at_ms;
  const struct store_bytes *answer_patterns; // an answer that holds one of them is replaced by `erased_answer`, so that
  size_t answer_pattern_count;               // its key is still known, and what it did is not done again
  struct store_bytes erased_answer;
  const struct store_bytes *staged_patterns; // rows of imports that hold one of them go
  size_t staged_pattern_count;
};

// How many rows of each kind were erased, or are left. `what` is a word for people: "revisions".
typedef int store_erasure_function(const char *what, uint64_t count, void *data, struct error *error);

// Inside a transaction. Members' identities that act for nobody else end, and lose their names.
int store_erase(struct store *store, const struct store_erasure *erasure, store_erasure_function *function, void *data,
                struct error *error);
int store_count_left(struct store *store, const struct store_erasure *erasure, store_erasure_function *function,
                     void *data, struct error *error);

// What there is to export. Messages of rows that hold one of the patterns, each row once; and the number of such answers.
typedef int store_message_function(struct store_bytes message, void *data, struct error *error);
int store_each_staged_with(struct store *store, const struct store_bytes *patterns, size_t count,
                           store_message_function *function, void *data, struct error *error);
int store_count_answers_with(struct store *store, const struct store_bytes *patterns, size_t count, uint64_t *ret_count,
                             struct error *error);

// Other stakeholders' messages, former revisions too, that hold the pattern. In each the function may put another message
// (allocated by it, valid until it returns) in the place of the one it sees: 1 when it did, 0 to leave it, negative to fail.
typedef int store_mention_function(struct store_bytes message, struct store_bytes *ret_message, void *data,
                                   struct error *error);
int store_each_mention(struct store *store, struct store_bytes pattern, store_mention_function *function, void *data,
                       uint64_t *ret_replaced, struct error *error);
