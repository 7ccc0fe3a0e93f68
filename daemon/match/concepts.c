// SPDX-License-Identifier: Apache-2.0
// What everything in the taxonomy does for everything wanted is looked up once per search; most concepts do nothing.
#include "match/concepts.h"

#include "base/memory.h"
#include "match/millionths.h"
#include "match/numbers.h"

#include <math.h>
#include <string.h>

// What every text says says nothing; but when nothing else is wanted, it is what is wanted.
static const double information_min = .05;

// fmax() is a call. When the other one is no number, this one is it.
static inline double more_of(double one, double other) {
  return other > one ? other : one;
}

struct best {
  double value;
  uint32_t candidate, statement;
};

struct service { // of a concept to one that is wanted
  uint32_t wanted;
  double nearness;
};

struct outline { // of a concept alone
  float brings;  // Σ q(c)·I(c)·nearness / |q|
  float told;    // J
  float nearest; // the greatest nearness
  float mean;    // the same of the mean, over what is named
  float named_nearest;
};

enum { STRENGTHS = 256 };

struct match_concepts {
  uint32_t *wanted;    // owned, ascending, each once
  double *weights;     // owned: how much it is wanted, times its information
  double *information; // owned, by wanted concept
  struct best *bests;  // owned, by wanted concept; valid when `met`
  size_t wanted_count, wanted_capacity;
  double named_sum, length; // of the weights: the sum of those named, and the root of the sum of all squares
  bool by_statement;
  bool hints; // the query only hints at some
  struct match_concept_parameters parameters;
  double best_statement;
  double *here;        // owned, by wanted concept: the best of the statement offered
  bool *named;         // owned, by wanted concept: not only hinted at
  double *named_bests; // owned, by wanted concept: the best among those named; valid when `met`
  const struct match_taxonomy *taxonomy;
  struct service *services; // owned: by concept of the taxonomy, what it serves
  uint32_t *firsts;         // owned: by concept of the taxonomy, its first service; one more follows
  size_t service_count, service_capacity;
  double *told; // owned: by concept of the taxonomy, its information or that of what it serves wholly
  size_t taxonomy_count;
  struct outline *outlines;   // owned: by concept of the taxonomy; by statement only
  float all;                  // what is brought when everything wanted is as near as can be
  float strengths[STRENGTHS]; // by the high bits of a use
  bool met;
};

struct match_concepts *match_concepts_new(void) {
  return memory_new(sizeof(struct match_concepts));
}

struct match_concepts *match_concepts_free(struct match_concepts *concepts) {
  if (!concepts)
    return NULL;
  free(concepts->outlines);
  free(concepts->told);
  free(concepts->firsts);
  free(concepts->services);
  free(concepts->bests);
  free(concepts->named_bests);
  free(concepts->named);
  free(concepts->here);
  free(concepts->information);
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
  concepts->information = memory_resize(concepts->information, wanted_max, sizeof *concepts->information);
  concepts->named = memory_resize(concepts->named, wanted_max, sizeof *concepts->named);
  concepts->named_bests = memory_resize(concepts->named_bests, wanted_max, sizeof *concepts->named_bests);
  concepts->here = memory_resize(concepts->here, wanted_max, sizeof *concepts->here);
  concepts->bests = memory_resize(concepts->bests, wanted_max, sizeof *concepts->bests);
  concepts->wanted_capacity = wanted_max;
}

static double information_of(const struct match_taxonomy *taxonomy, uint32_t concept) {
  return more_of(match_taxonomy_information(taxonomy, concept), information_min);
}

double match_concepts_weight(const struct match_taxonomy *taxonomy, uint32_t concept, size_t times) {
  return information_of(taxonomy, concept) * (times > 1 ? 1 + log((double)times) : 1);
}

static double strength_of(const struct match_concepts *concepts, uint32_t use) {
  return match_concept_is_named(use) ? 1 : concepts->parameters.hint_share * match_concept_strength(use);
}

// `uses` are those of one concept.
static void want(struct match_concepts *concepts, const uint32_t *uses, size_t count) {
  uint32_t concept = match_concept_number(uses[0]);
  double times = 0, strength = 0;
  for (size_t i = 0; i < count; i++) {
    strength = more_of(strength, strength_of(concepts, uses[i]));
    times += match_concept_is_named(uses[i]);
  }
  double information = information_of(concepts->taxonomy, concept);
  double weight = information * strength * (times > 1 ? 1 + log(times) : 1);
  concepts->wanted[concepts->wanted_count] = concept;
  concepts->information[concepts->wanted_count] = information;
  concepts->named[concepts->wanted_count] = times > 0;
  concepts->weights[concepts->wanted_count++] = weight;
  concepts->named_sum += times > 0 ? weight : 0;
  concepts->hints |= times <= 0;
  concepts->length += weight * weight;
}

// What is only hinted at is served by itself alone: a guess about a guess is none.
static double nearness_to(const struct match_concepts *concepts, size_t wanted, uint32_t has) {
  if (!concepts->named[wanted])
    return concepts->wanted[wanted] == has;
  return match_taxonomy_nearness(concepts->taxonomy, concepts->wanted[wanted], has);
}

static void add_service(struct match_concepts *concepts, size_t wanted, uint32_t has) {
  double nearness = nearness_to(concepts, wanted, has);
  if (nearness <= 0)
    return;
  memory_reserve(concepts->services, concepts->service_count, concepts->service_capacity);
  concepts->services[concepts->service_count++] = (struct service){(uint32_t)wanted, nearness};
  if (nearness >= 1)
    concepts->told[has] = more_of(concepts->told[has], concepts->information[wanted]);
}

static void tabulate(struct match_concepts *concepts) {
  size_t count = match_taxonomy_count(concepts->taxonomy);
  concepts->taxonomy_count = count;
  concepts->service_count = 0;
  concepts->firsts = memory_resize(concepts->firsts, count + 1, sizeof *concepts->firsts);
  concepts->told = memory_resize(concepts->told, count, sizeof *concepts->told);
  for (uint32_t has = 0; has < count; has++) {
    concepts->firsts[has] = (uint32_t)concepts->service_count;
    concepts->told[has] = 0;
    for (size_t i = 0; i < concepts->wanted_count; i++)
      add_service(concepts, i, has);
    if (concepts->told[has] <= 0)
      concepts->told[has] = information_of(concepts->taxonomy, has);
  }
  concepts->firsts[count] = (uint32_t)concepts->service_count;
}

static void draw_outline(struct match_concepts *concepts, uint32_t has) {
  double brings = 0, nearest = 0, mean = 0, named_nearest = 0;
  for (uint32_t s = concepts->firsts[has]; s < concepts->firsts[has + 1]; s++) {
    uint32_t i = concepts->services[s].wanted;
    double nearness = concepts->services[s].nearness;
    brings += concepts->weights[i] * concepts->information[i] * nearness;
    nearest = more_of(nearest, nearness);
    if (!concepts->named[i])
      continue;
    mean += concepts->weights[i] * nearness;
    named_nearest = more_of(named_nearest, nearness);
  }
  concepts->outlines[has] = (struct outline){
      .brings = concepts->length > 0 ? (float)(brings / concepts->length) : 0,
      .told = (float)concepts->told[has],
      .nearest = (float)nearest,
      .mean = concepts->named_sum > 0 ? (float)(mean / concepts->named_sum) : 0,
      .named_nearest = (float)named_nearest,
  };
}

static void draw_outlines(struct match_concepts *concepts) {
  double all = 0;
  concepts->outlines = memory_resize(concepts->outlines, concepts->taxonomy_count, sizeof *concepts->outlines);
  for (uint32_t i = 0; i < concepts->taxonomy_count; i++)
    draw_outline(concepts, i);
  for (size_t i = 0; i < concepts->wanted_count; i++)
    all += concepts->weights[i] * concepts->information[i];
  concepts->all = concepts->length > 0 ? (float)(all / concepts->length) : 0;
  for (uint32_t i = 0; i < STRENGTHS; i++)
    concepts->strengths[i] = (float)strength_of(concepts, i << 24);
}

static bool serves(const struct match_concepts *concepts, uint32_t has) {
  return concepts->firsts[has] < concepts->firsts[has + 1];
}

static int order_of_uses(const void *one, const void *other) {
  uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;
  uint32_t first = match_concept_number(a), second = match_concept_number(b);
  return first != second ? (first > second) - (first < second) : (a > b) - (a < b);
}

void match_concepts_prepare(struct match_concepts *concepts, const struct match_taxonomy *taxonomy, uint32_t *wanted,
                            size_t count, const struct match_concept_parameters *parameters) {
  concepts->wanted_count = 0;
  concepts->named_sum = concepts->length = 0;
  concepts->hints = false;
  concepts->by_statement = parameters;
  if (parameters)
    concepts->parameters = *parameters;
  concepts->taxonomy = taxonomy;
  if (!count)
    return;
  make_room(concepts, count);
  qsort(wanted, count, sizeof *wanted, order_of_uses);
  for (size_t first = 0, end; first < count; first = end) {
    uint32_t concept = match_concept_number(wanted[first]);
    end = first + 1;
    while (end < count && match_concept_number(wanted[end]) == concept)
      end++;
    if (concept < match_taxonomy_count(taxonomy))
      want(concepts, wanted + first, end - first);
  }
  concepts->length = sqrt(concepts->length);
  tabulate(concepts);
  if (parameters)
    draw_outlines(concepts);
}

// The likeness of whole statements knows no bound but 1.
double match_concepts_nearest(const struct match_concepts *concepts, uint32_t concept) {
  double best = 0;
  for (uint32_t s = concepts->firsts[concept]; s < concepts->firsts[concept + 1]; s++)
    best = more_of(best, concepts->by_statement ? 1 : concepts->services[s].nearness);
  return best;
}

bool match_concepts_has_wanted(const struct match_concepts *concepts) {
  return concepts->wanted_count > 0;
}

// --- a candidate

void match_concepts_begin(struct match_concepts *concepts) {
  concepts->met = false;
  concepts->best_statement = 0;
}

// Of equally near concepts the wanted one itself is the better answer, then what came first.
static bool is_better(double nearness, uint32_t has, uint32_t wanted, const struct best *best) {
  if (nearness != best->value)
    return nearness > best->value;
  return nearness > 0 && has == wanted && best->candidate != wanted;
}

static void meet(struct match_concepts *concepts) {
  if (!concepts->met)
    for (size_t i = 0; i < concepts->wanted_count; i++) {
      concepts->bests[i] = (struct best){0};
      concepts->named_bests[i] = 0;
    }
  concepts->met = true;
}

// Returns whether it serves anything wanted.
static bool offer_one(struct match_concepts *concepts, uint32_t use, uint32_t statement) {
  uint32_t has = match_concept_number(use);
  if (!serves(concepts, has))
    return false;
  meet(concepts);
  double strength = strength_of(concepts, use);
  bool is_named = match_concept_is_named(use);
  for (uint32_t s = concepts->firsts[has]; s < concepts->firsts[has + 1]; s++) {
    uint32_t i = concepts->services[s].wanted;
    double value = concepts->services[s].nearness * strength;
    concepts->here[i] = more_of(concepts->here[i], value);
    if (is_named)
      concepts->named_bests[i] = more_of(concepts->named_bests[i], value);
    if (is_better(value, has, concepts->wanted[i], &concepts->bests[i]))
      concepts->bests[i] = (struct best){value, has, statement};
  }
  return true;
}

// The cosine between what is wanted and what a statement of this length has.
static double cosine(const struct match_concepts *concepts, double length) {
  double sum = 0;
  for (size_t i = 0; i < concepts->wanted_count; i++)
    sum += concepts->weights[i] * concepts->information[i] * concepts->here[i];
  return sum / (concepts->length * length);
}

// Where the query only names concepts, as a theme does, what a text hints at besides says nothing against it.
static bool counts(const struct match_concepts *concepts, uint32_t use) {
  return concepts->hints || match_concept_is_named(use) || serves(concepts, match_concept_number(use));
}

void match_concepts_offer(struct match_concepts *concepts, const uint32_t *has, size_t count, uint32_t statement) {
  double length = 0;
  bool any = false;
  memset(concepts->here, 0, concepts->wanted_count * sizeof *concepts->here);
  for (size_t i = 0; i < count; i++) {
    if (match_concept_number(has[i]) >= concepts->taxonomy_count || !counts(concepts, has[i]))
      continue;
    double weight = concepts->told[match_concept_number(has[i])] * strength_of(concepts, has[i]);
    length += weight * weight;
    any |= offer_one(concepts, has[i], statement);
  }
  if (any)
    concepts->best_statement = more_of(concepts->best_statement, cosine(concepts, sqrt(length)));
}

double match_concepts_value(const struct match_concepts *concepts) {
  if (!concepts->met)
    return 0;
  double best = 0, sum = 0, share = concepts->parameters.statement_share;
  for (size_t i = 0; i < concepts->wanted_count; i++) {
    if (!concepts->named[i])
      continue;
    best = more_of(best, concepts->named_bests[i]);
    sum += concepts->weights[i] * concepts->named_bests[i];
  }
  double mean = concepts->named_sum > 0 ? sum / concepts->named_sum : 0;
  return concepts->by_statement ? share * fmin(1, concepts->best_statement) + (1 - share) * mean
                                : .5 * best + .5 * mean;
}

double match_concepts_most(const struct match_concepts *concepts, const uint32_t *uses, const uint64_t *ends,
                           uint32_t first, uint32_t end) {
  float brings = 0, length = 0, nearest = 0, best = 0, mean = 0, named_nearest = 0;
  for (uint32_t u = first; u < end; u++) {
    uint32_t number = match_concept_number(uses[u]);
    if (number < concepts->taxonomy_count) {
      const struct outline *of = &concepts->outlines[number];
      float strength = concepts->strengths[uses[u] >> 24], weight = strength * of->told;
      bool is_named = match_concept_is_named(uses[u]);
      if (of->nearest > 0 || is_named || concepts->hints)
        length += weight * weight;
      brings += strength * of->brings;
      nearest = strength * of->nearest > nearest ? strength * of->nearest : nearest;
      mean += is_named ? of->mean : 0;
      named_nearest = is_named && of->named_nearest > named_nearest ? of->named_nearest : named_nearest;
    }
    if (!(ends[u / 64] >> u % 64 & 1))
      continue;
    if (concepts->all * nearest < brings)
      brings = concepts->all * nearest;
    if (brings > 0 && brings * brings > best * length)
      best = brings * brings / length;
    brings = length = nearest = 0;
  }
  const double rounding = 1e-5;
  double share = concepts->parameters.statement_share;
  return (share * (best < 1 ? sqrtf(best) : 1) + (1 - share) * (mean < named_nearest ? mean : named_nearest)) *
         (1 + rounding);
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
