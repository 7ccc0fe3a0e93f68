// SPDX-License-Identifier: Apache-2.0
// Labels as sequences of symbols: a trie, kept as one hash table of edges, (node, symbol) → node. A text's symbol that
// begins no label costs one look-up. Each language has its root. Inside the room only.
#pragma once

#include "text/analyzer.h"

// Roots are the nodes with the numbers of their languages.
enum { LABEL_TRIE_ROOTS = TEXT_OTHER + 1 };

struct label_edge {
  uint64_t symbol;
  uint32_t parent, child; // child 0: free
};

struct label_meaning {    // one concept of a label; a list per node
  uint32_t concept, next; // next 0: last
};

struct label_words; // label_words.h

struct text_concepts {
  /* owned */
  struct label_edge *edges; // open addressing, at most half full
  uint32_t *nodes;          // first meaning of each, or 0
  struct label_meaning *meanings;
  struct label_words *words;
  /* state */
  size_t edge_count, edge_capacity, node_count, node_capacity, meaning_count, meaning_capacity;
};

struct text_concepts *label_trie_new(void);
struct text_concepts *label_trie_free(struct text_concepts *concepts);

// Without symbols nothing is added.
void label_trie_add(struct text_concepts *concepts, enum text_language root, const struct text_token *symbols,
                    size_t count, uint32_t concept);

static inline struct label_edge *label_trie_edge(struct label_edge *edges, size_t capacity, uint32_t parent,
                                                 uint64_t symbol) {
  uint64_t hash = (symbol + parent * UINT64_C(0x9E3779B97F4A7C15)) * UINT64_C(0xD6E8FEB86659FD93);
  size_t at = (size_t)(hash >> 32) & (capacity - 1);
  while (edges[at].child && (edges[at].symbol != symbol || edges[at].parent != parent))
    at = (at + 1) & (capacity - 1);
  return &edges[at];
}

// The node after `symbol`; 0: no label goes on like this.
static inline uint32_t label_trie_child(const struct text_concepts *concepts, uint32_t parent, uint64_t symbol) {
  return label_trie_edge(concepts->edges, concepts->edge_capacity, parent, symbol)->child;
}
