// SPDX-License-Identifier: Apache-2.0
// Orders what lies above and below each other, and finds the circles that make that impossible.
#pragma once

#include <stddef.h>
#include <stdint.h>

struct order_graph {
  size_t count;
  const uint32_t *const *above; // of each node
  const size_t *above_counts;
};

// Every node after all that are above it, else near to the one above, neighbours in the order of their numbers: a tree comes
// out in preorder. Returns 0, or the length of a circle in ret_cycle (room for count), each node above the one before it,
// beginning with the smallest.
size_t order_nodes(const struct order_graph *graph, uint32_t *ret_order, uint32_t *ret_cycle);
