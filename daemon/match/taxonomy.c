// SPDX-License-Identifier: Apache-2.0
// Every concept keeps the list of what subsumes it, itself included, in ascending order: the common subsumers of two
// concepts are then one merge of two short lists. Each list is the union of the lists of the broader concepts, which
// are smaller and so are there already.
#include "match/taxonomy.h"

#include "base/memory.h"
#include "match/numbers.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

struct match_taxonomy {
  size_t count;
  double *information; // owned
  size_t *firsts;      // owned: subsumers[firsts[i]] … subsumers[firsts[i + 1] - 1] subsume i; the last one is i
  struct match_numbers subsumers;
};

// `marked[c]` is the last concept + 1 for which c was listed, so that two ways up to c list it once.
static void list_subsumers(struct match_taxonomy *taxonomy, uint32_t concept, const uint32_t *broader, size_t count,
                           uint32_t *marked) {
  size_t first = taxonomy->firsts[concept] = taxonomy->subsumers.count;
  for (size_t i = 0; i < count; i++) {
    assert(broader[i] < concept);
    for (size_t at = taxonomy->firsts[broader[i]]; at < taxonomy->firsts[broader[i] + 1]; at++) {
      uint32_t subsumer = taxonomy->subsumers.items[at];
      if (marked[subsumer] != concept + 1)
        match_numbers_push(&taxonomy->subsumers, subsumer);
      marked[subsumer] = concept + 1;
    }
  }
  if (count > 1)
    qsort(taxonomy->subsumers.items + first, taxonomy->subsumers.count - first, sizeof *taxonomy->subsumers.items,
          match_numbers_order);
  match_numbers_push(&taxonomy->subsumers, concept);
  taxonomy->firsts[concept + 1] = taxonomy->subsumers.count;
}

static void measure_information(struct match_taxonomy *taxonomy) {
  memory_auto size_t *within = memory_new(taxonomy->count * sizeof *within);
  for (size_t at = 0; at < taxonomy->subsumers.count; at++)
    within[taxonomy->subsumers.items[at]]++;
  for (size_t i = 0; i < taxonomy->count; i++) // a concept alone is a leaf, and leaves say all there is to say
    taxonomy->information[i] = within[i] == 1 ? 1 : 1 - log((double)within[i]) / log((double)taxonomy->count);
}

struct match_taxonomy *match_taxonomy_new(size_t concept_count, const uint32_t *const *broader,
                                          const size_t *broader_counts) {
  struct match_taxonomy *taxonomy = memory_new(sizeof *taxonomy);
  taxonomy->count = concept_count;
  taxonomy->information = memory_new(concept_count * sizeof *taxonomy->information);
  taxonomy->firsts = memory_new((concept_count + 1) * sizeof *taxonomy->firsts);
  memory_auto uint32_t *marked = memory_new(concept_count * sizeof *marked);
  for (uint32_t i = 0; i < concept_count; i++)
    list_subsumers(taxonomy, i, broader[i], broader_counts[i], marked);
  measure_information(taxonomy);
  return taxonomy;
}

struct match_taxonomy *match_taxonomy_free(struct match_taxonomy *taxonomy) {
  if (!taxonomy)
    return NULL;
  free(taxonomy->subsumers.items);
  free(taxonomy->firsts);
  free(taxonomy->information);
  free(taxonomy);
  return NULL;
}

size_t match_taxonomy_count(const struct match_taxonomy *taxonomy) {
  return taxonomy->count;
}

double match_taxonomy_information(const struct match_taxonomy *taxonomy, uint32_t concept) {
  assert(concept < taxonomy->count);
  return taxonomy->information[concept];
}

// The most telling common subsumer: *ret_best is its information. Returns whether `wanted` is one of them.
static bool meet(const struct match_taxonomy *taxonomy, uint32_t wanted, uint32_t has, double *ret_best) {
  size_t a = taxonomy->firsts[wanted], a_end = taxonomy->firsts[wanted + 1];
  size_t b = taxonomy->firsts[has], b_end = taxonomy->firsts[has + 1];
  double best = 0;
  bool below = false;
  while (a < a_end && b < b_end) {
    uint32_t one = taxonomy->subsumers.items[a], other = taxonomy->subsumers.items[b];
    if (one == other) {
      best = fmax(best, taxonomy->information[one]);
      below |= one == wanted;
    }
    a += one <= other;
    b += other <= one;
  }
  *ret_best = best;
  return below;
}

double match_taxonomy_nearness(const struct match_taxonomy *taxonomy, uint32_t wanted, uint32_t has) {
  assert(wanted < taxonomy->count && has < taxonomy->count);
  double common;
  if (meet(taxonomy, wanted, has, &common))
    return 1;
  if (common <= 0) // so neither can divide by zero: both lie below something that tells
    return 0;
  return 2 * common / (taxonomy->information[wanted] + taxonomy->information[has]);
}
