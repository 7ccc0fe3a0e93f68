// SPDX-License-Identifier: Apache-2.0
#include "text/label_trie.h"

#include "base/memory.h"
#include "text/label_words.h"

enum { EDGES_FIRST = 256 };

static void grow_edges(struct text_concepts *concepts) {
  size_t capacity = concepts->edge_capacity ? concepts->edge_capacity * 2 : EDGES_FIRST;
  struct label_edge *edges = memory_new(capacity * sizeof *edges);
  for (size_t i = 0; i < concepts->edge_capacity; i++) {
    const struct label_edge *edge = &concepts->edges[i];
    if (edge->child)
      *label_trie_edge(edges, capacity, edge->parent, edge->symbol) = *edge;
  }
  free(concepts->edges);
  concepts->edges = edges;
  concepts->edge_capacity = capacity;
}

static uint32_t add_node(struct text_concepts *concepts) {
  memory_reserve(concepts->nodes, concepts->node_count, concepts->node_capacity);
  concepts->nodes[concepts->node_count] = 0;
  return (uint32_t)concepts->node_count++;
}

static uint32_t add_child(struct text_concepts *concepts, uint32_t parent, uint64_t symbol) {
  if (concepts->edge_count * 2 >= concepts->edge_capacity)
    grow_edges(concepts);
  struct label_edge *edge = label_trie_edge(concepts->edges, concepts->edge_capacity, parent, symbol);
  if (edge->child)
    return edge->child;
  concepts->edge_count++;
  *edge = (struct label_edge){symbol, parent, add_node(concepts)};
  return edge->child;
}

struct text_concepts *label_trie_new(void) {
  struct text_concepts *concepts = memory_new(sizeof *concepts);
  for (int i = 0; i < LABEL_TRIE_ROOTS; i++)
    add_node(concepts);
  concepts->words = label_words_new();
  grow_edges(concepts);
  memory_reserve(concepts->meanings, concepts->meaning_count, concepts->meaning_capacity);
  concepts->meanings[concepts->meaning_count++] = (struct label_meaning){0}; // number 0 means none
  return concepts;
}

struct text_concepts *label_trie_free(struct text_concepts *concepts) {
  if (!concepts)
    return NULL;
  label_words_free(concepts->words);
  free(concepts->edges);
  free(concepts->nodes);
  free(concepts->meanings);
  free(concepts);
  return NULL;
}

void label_trie_add(struct text_concepts *concepts, enum text_language root, const struct text_token *symbols,
                    size_t count, uint32_t concept) {
  uint32_t node = root;
  for (size_t i = 0; i < count; i++)
    node = add_child(concepts, node, symbols[i].term);
  if (node == (uint32_t)root)
    return;
  memory_reserve(concepts->meanings, concepts->meaning_count, concepts->meaning_capacity);
  concepts->meanings[concepts->meaning_count] = (struct label_meaning){concept, concepts->nodes[node]};
  concepts->nodes[node] = (uint32_t)concepts->meaning_count++;
}
