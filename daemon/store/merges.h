// SPDX-License-Identifier: Apache-2.0
// Which records were made one, and how both stood before and after.
#pragma once

#include "store/store.h"

struct store_merge {
  uint64_t number;
  const char *keep, *drop;                             // stakeholder ids
  uint64_t keep_revision, drop_revision;               // after the merge
  uint64_t keep_revision_before, drop_revision_before; // before it
  int64_t merged_at_ms;                                // Unix time
  uint64_t merged_by;                                  // identity; 0: the local socket
  int64_t undone_at_ms;                                // 0: it stands
};

// The number in the row is ignored, and undone_at_ms: a merge stands when it is put.
int store_put_merge(struct store *store, const struct store_merge *merge, uint64_t *ret_number, struct error *error);
// 0 found, 1 absent. The row is borrowed until the next get of the same connection, of whatever table.
int store_get_merge(struct store *store, uint64_t number, struct store_merge *ret_merge, struct error *error);
// 0, or 1 when there is none of that number that stands.
int store_undo_merge(struct store *store, uint64_t number, int64_t at_ms, struct error *error);

// Those that name `stakeholder` on either side, all when it is "", in the order of numbers. Return 0 to go on, 1 to stop
// (a success), negative to fail with that; the row is borrowed for the call.
typedef int store_merge_function(const struct store_merge *merge, void *data, struct error *error);
int store_each_merge(struct store *store, const char *stakeholder, store_merge_function *function, void *data,
                     struct error *error);
