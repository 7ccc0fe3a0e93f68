// SPDX-License-Identifier: Apache-2.0
// Kahn (1962), "Topological sorting of large networks", with a stack in place of his list, so that what was made ready by a
// node follows it. What is never ready lies on a circle or below one: going up among those ends in the circle.
#include "vocabulary/order.h"
#include "base/memory.h"

#include <string.h>

// Nodes below each, one list behind the other, in ascending order: those of i are at starts[i] … starts[i + 1] - 1.
struct below {
  size_t *starts;
  uint32_t *nodes;
};

static struct below invert(const struct order_graph *graph) {
  struct below below = {.starts = memory_new((graph->count + 2) * sizeof *below.starts)};
  size_t *ends = below.starts + 1; // counts first, then the running ends, which become the starts of the next
  size_t total = 0;
  for (size_t i = 0; i < graph->count; i++)
    for (size_t j = 0; j < graph->above_counts[i]; j++, total++)
      ends[graph->above[i][j] + 1]++;
  for (size_t i = 0; i < graph->count; i++)
    ends[i + 1] += ends[i];
  below.nodes = memory_new(total * sizeof *below.nodes);
  for (size_t i = 0; i < graph->count; i++)
    for (size_t j = 0; j < graph->above_counts[i]; j++)
      below.nodes[ends[graph->above[i][j]]++] = (uint32_t)i;
  return below;
}

static uint32_t waiting_above(const struct order_graph *graph, const size_t *waiting, uint32_t node) {
  for (size_t j = 0; j < graph->above_counts[node]; j++)
    if (waiting[graph->above[node][j]])
      return graph->above[node][j];
  return node; // a waiting node waits for another
}

static size_t find_cycle(const struct order_graph *graph, const size_t *waiting, uint32_t *ret_cycle) {
  uint32_t at = 0;
  while (!waiting[at])
    at++;
  for (size_t i = 0; i < graph->count; i++)
    at = waiting_above(graph, waiting, at); // surely on the circle after as many steps as there are nodes
  uint32_t smallest = at;
  for (uint32_t node = waiting_above(graph, waiting, at); node != at; node = waiting_above(graph, waiting, node))
    smallest = node < smallest ? node : smallest;
  size_t length = 0;
  at = smallest;
  do {
    ret_cycle[length++] = at;
    at = waiting_above(graph, waiting, at);
  } while (at != smallest);
  return length;
}

size_t order_nodes(const struct order_graph *graph, uint32_t *ret_order, uint32_t *ret_cycle) {
  struct below below = invert(graph);
  memory_auto size_t *waiting = memory_new(graph->count * sizeof *waiting);
  memory_auto uint32_t *ready = memory_new(graph->count * sizeof *ready);
  size_t ready_count = 0, done = 0;
  for (size_t i = graph->count; i-- > 0;)
    if (!(waiting[i] = graph->above_counts[i]))
      ready[ready_count++] = (uint32_t)i;
  while (ready_count) {
    uint32_t node = ready[--ready_count];
    ret_order[done++] = node;
    for (size_t j = below.starts[node + 1]; j-- > below.starts[node];)
      if (!--waiting[below.nodes[j]])
        ready[ready_count++] = below.nodes[j];
  }
  free(below.nodes);
  free(below.starts);
  return done == graph->count ? 0 : find_cycle(graph, waiting, ret_cycle);
}
