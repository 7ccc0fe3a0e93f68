// SPDX-License-Identifier: Apache-2.0
#include "server/penalty.h"

#include "base/memory.h"

#include <glib.h>

// The penalty of an address is the time from now until `end`. It holds once it was at least PENALTY_MIN_MS, until it is over.
struct penalty {
  int64_t end_ms;
  bool holds;
};

struct penalties {
  GHashTable *by_address; // struct penalty
};

struct penalties *penalties_new(void) {
  struct penalties *penalties = memory_new(sizeof *penalties);
  penalties->by_address = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return penalties;
}

struct penalties *penalties_free(struct penalties *penalties) {
  if (!penalties)
    return NULL;
  g_hash_table_destroy(penalties->by_address);
  free(penalties);
  return NULL;
}

static gboolean is_over(gpointer key, gpointer value, gpointer data) {
  (void)key;
  const struct penalty *penalty = value;
  return penalty->end_ms <= *(const int64_t *)data;
}

void penalties_add(struct penalties *penalties, const char *address, int64_t now_ms) {
  if (g_hash_table_size(penalties->by_address) >= PENALTY_SOURCES_MAX)
    g_hash_table_foreach_remove(penalties->by_address, is_over, &now_ms);
  struct penalty *penalty = g_hash_table_lookup(penalties->by_address, address);
  if (!penalty) {
    if (g_hash_table_size(penalties->by_address) >= PENALTY_SOURCES_MAX)
      return;
    penalty = g_new0(struct penalty, 1);
    g_hash_table_insert(penalties->by_address, g_strdup(address), penalty);
  }
  if (penalty->end_ms < now_ms)
    *penalty = (struct penalty){.end_ms = now_ms};
  penalty->end_ms += PENALTY_STEP_MS;
  if (penalty->end_ms > now_ms + PENALTY_MAX_MS)
    penalty->end_ms = now_ms + PENALTY_MAX_MS;
  penalty->holds |= penalty->end_ms - now_ms >= PENALTY_MIN_MS;
}

bool penalties_hold(const struct penalties *penalties, const char *address, int64_t now_ms) {
  const struct penalty *penalty = g_hash_table_lookup(penalties->by_address, address);
  return penalty && penalty->holds && penalty->end_ms > now_ms;
}

size_t penalties_count(const struct penalties *penalties) {
  return g_hash_table_size(penalties->by_address);
}
