// SPDX-License-Identifier: Apache-2.0
// The nearness of everything in the taxonomy to everything wanted is looked up once per search. Most concepts serve
// none of those wanted: one byte says so.
#include "match/concepts.h"

#include "base/memory.h"
#include "match/millionths.h"
#include "match/numbers.h"

#include <math.h>
#include <string.h>

// What every text says says nothing; but when nothing else is wanted, it is what is wanted.
static const double information_min = .05;

struct best {
  double value;
  uint32_t candidate, statement;
};

struct match_concepts {
  uint32_t *wanted;   // owned, ascending, each once
  double *weights;    // owned
  struct best *bests; // owned, by wanted concept; valid when `met`
  size_t wanted_count, wanted_capacity;
  double weight_sum;
  double *nearness; // owned: by concept of the taxonomy, then by wanted concept
  bool *serves;     // owned: by concept of the taxonomy, near to anything wanted
  size_t taxonomy_count;
  bool met;
};

struct match_concepts *match_concepts_new(void) {
  return memory_new(sizeof(struct match_concepts));
}

struct match_concepts *match_concepts_free(struct match_concepts *concepts) {
  if (!concepts)
    return NULL;
  free(concepts->serves);
  free(concepts->nearness);
  free(concepts->bests);
  free(concepts->weights);
  free(concepts->wanted);
  free(concepts);
  return NULL;
}

// --- the query

static void make_room(struct match_concepts *concepts, size_t wanted_max) {
  if (wanted_max <= concepts->wanted_capacity)
    return;
  concepts->wanted = memory_resize(concepts->wanted, wanted_max, sizeof *concepts->wanted);
  concepts->weights = memory_resize(concepts->weights, wanted_max, sizeof *concepts->weights);
  concepts->bests = memory_resize(concepts->bests, wanted_max, sizeof *concepts->bests);
  concepts->wanted_capacity = wanted_max;
}

double match_concepts_weight(const struct match_taxonomy *taxonomy, uint32_t concept, size_t times) {
  return fmax(match_taxonomy_information(taxonomy, concept), information_min) * (1 + log((double)times));
}

static void want(struct match_concepts *concepts, const struct match_taxonomy *taxonomy, uint32_t concept,
                 size_t times) {
  double weight = match_concepts_weight(taxonomy, concept, times);
  concepts->wanted[concepts->wanted_count] = concept;
  concepts->weights[concepts->wanted_count++] = weight;
  concepts->weight_sum += weight;
}

static void tabulate(struct match_concepts *concepts, const struct match_taxonomy *taxonomy) {
  size_t count = match_taxonomy_count(taxonomy);
  concepts->taxonomy_count = count;
  concepts->nearness = memory_resize(concepts->nearness, count * concepts->wanted_count, sizeof *concepts->nearness);
  concepts->serves = memory_resize(concepts->serves, count, sizeof *concepts->serves);
  double *nearness = concepts->nearness;
  for (uint32_t has = 0; has < count; has++) {
    concepts->serves[has] = false;
    for (size_t i = 0; i < concepts->wanted_count; i++, nearness++) {
      *nearness = match_taxonomy_nearness(taxonomy, concepts->wanted[i], has);
      concepts->serves[has] |= *nearness > 0;
    }
  }
}

void match_concepts_prepare(struct match_concepts *concepts, const struct match_taxonomy *taxonomy, uint32_t *wanted,
                            size_t count) {
  concepts->wanted_count = 0;
  concepts->weight_sum = 0;
  if (!count)
    return;
  make_room(concepts, count);
  qsort(wanted, count, sizeof *wanted, match_numbers_order);
  for (size_t first = 0, end; first < count && wanted[first] < match_taxonomy_count(taxonomy); first = end) {
    end = first + 1;
    while (end < count && wanted[end] == wanted[first])
      end++;
    want(concepts, taxonomy, wanted[first], end - first);
  }
  tabulate(concepts, taxonomy);
}

bool match_concepts_has_wanted(const struct match_concepts *concepts) {
  return concepts->wanted_count > 0;
}

double match_concepts_nearest(const struct match_concepts *concepts, uint32_t concept) {
  double best = 0;
  for (size_t i = 0; i < concepts->wanted_count; i++)
    best = fmax(best, concepts->nearness[concept * concepts->wanted_count + i]);
  return best;
}

// --- a candidate

void match_concepts_begin(struct match_concepts *concepts) {
  concepts->met = false;
}

// Of equally near concepts the wanted one itself is the better answer, then what came first.
static bool is_better(double nearness, uint32_t has, uint32_t wanted, const struct best *best) {
  if (nearness != best->value)
    return nearness > best->value;
  return nearness > 0 && has == wanted && best->candidate != wanted;
}

static void offer_one(struct match_concepts *concepts, uint32_t has, uint32_t statement) {
  if (has >= concepts->taxonomy_count || !concepts->serves[has])
    return;
  if (!concepts->met)
    memset(concepts->bests, 0, concepts->wanted_count * sizeof *concepts->bests);
  concepts->met = true;
  const double *nearness = concepts->nearness + has * concepts->wanted_count;
  for (size_t i = 0; i < concepts->wanted_count; i++)
    if (is_better(nearness[i], has, concepts->wanted[i], &concepts->bests[i]))
      concepts->bests[i] = (struct best){nearness[i], has, statement};
}

void match_concepts_offer(struct match_concepts *concepts, const uint32_t *has, size_t count, uint32_t statement) {
  for (size_t i = 0; i < count; i++)
    offer_one(concepts, has[i], statement);
}

double match_concepts_value(const struct match_concepts *concepts) {
  if (!concepts->met)
    return 0;
  double best = 0, sum = 0;
  for (size_t i = 0; i < concepts->wanted_count; i++) {
    best = fmax(best, concepts->bests[i].value);
    sum += concepts->weights[i] * concepts->bests[i].value;
  }
  return .5 * best + .5 * sum / concepts->weight_sum;
}

// Whether wanted concept i explains more than j does: nearer, or as near and weightier.
static bool explains_more(const struct match_concepts *concepts, size_t i, size_t j) {
  if (concepts->bests[i].value != concepts->bests[j].value)
    return concepts->bests[i].value > concepts->bests[j].value;
  return concepts->weights[i] > concepts->weights[j];
}

uint32_t match_concepts_pairs(const struct match_concepts *concepts, struct match_pair ret_pairs[MATCH_PAIRS_MAX]) {
  size_t chosen[MATCH_PAIRS_MAX + 1];
  uint32_t count = 0;
  for (size_t i = 0; concepts->met && i < concepts->wanted_count; i++) {
    if (concepts->bests[i].value <= 0)
      continue;
    uint32_t at = count;
    for (; at && explains_more(concepts, i, chosen[at - 1]); at--)
      chosen[at] = chosen[at - 1];
    chosen[at] = i;
    count += count < MATCH_PAIRS_MAX;
  }
  for (uint32_t i = 0; i < count; i++) {
    const struct best *best = &concepts->bests[chosen[i]];
    ret_pairs[i] = (struct match_pair){concepts->wanted[chosen[i]], best->candidate, best->statement,
                                       match_millionths(best->value)};
  }
  return count;
}
