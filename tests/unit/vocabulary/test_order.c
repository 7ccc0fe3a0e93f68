// SPDX-License-Identifier: Apache-2.0
#include "vocabulary/order.h"

#include <criterion/criterion.h>
#include <string.h>

enum { NODES = 6 };

// Above of each node, ended by -1.
static size_t order(const int above[NODES][3], uint32_t *ret_order, uint32_t *ret_cycle) {
  uint32_t lists[NODES][3];
  const uint32_t *pointers[NODES];
  size_t counts[NODES] = {0};
  for (int i = 0; i < NODES; i++) {
    pointers[i] = lists[i];
    while (counts[i] < 3 && above[i][counts[i]] >= 0) {
      lists[i][counts[i]] = (uint32_t)above[i][counts[i]];
      counts[i]++;
    }
  }
  struct order_graph graph = {NODES, pointers, counts};
  return order_nodes(&graph, ret_order, ret_cycle);
}

static void same(const uint32_t *found, const uint32_t *expected, size_t count) {
  for (size_t i = 0; i < count; i++)
    cr_assert_eq(found[i], expected[i], "at %zu: %u", i, found[i]);
}

Test(order, a_tree_comes_out_in_preorder) {
  const int above[NODES][3] = {{-1}, {-1}, {0, -1}, {1, -1}, {2, -1}, {0, -1}};
  uint32_t found[NODES], cycle[NODES];
  cr_assert_eq(order(above, found, cycle), 0);
  same(found, (const uint32_t[]){0, 2, 4, 5, 1, 3}, NODES);
}

Test(order, a_node_with_two_above_comes_after_both) {
  const int above[NODES][3] = {{5, 4, -1}, {-1}, {1, -1}, {1, -1}, {2, -1}, {3, -1}};
  uint32_t found[NODES], cycle[NODES];
  cr_assert_eq(order(above, found, cycle), 0);
  same(found, (const uint32_t[]){1, 2, 4, 3, 5, 0}, NODES);
}

Test(order, a_circle_is_named_from_its_smallest_without_what_hangs_on_it) {
  const int above[NODES][3] = {{3, -1}, {4, -1}, {1, -1}, {2, 5, -1}, {2, -1}, {-1}};
  uint32_t found[NODES], cycle[NODES];
  cr_assert_eq(order(above, found, cycle), 3);
  same(cycle, (const uint32_t[]){1, 4, 2}, 3);
}

Test(order, a_node_above_itself_is_a_circle_of_one) {
  const int above[NODES][3] = {{-1}, {-1}, {2, -1}, {-1}, {-1}, {-1}};
  uint32_t found[NODES], cycle[NODES];
  cr_assert_eq(order(above, found, cycle), 1);
  cr_assert_eq(cycle[0], 2);
}

Test(order, nothing_is_in_order) {
  struct order_graph graph = {0};
  cr_assert_eq(order_nodes(&graph, NULL, NULL), 0);
}
