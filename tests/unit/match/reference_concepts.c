// SPDX-License-Identifier: Apache-2.0
// The facets CONCEPTS and THEME, written from the comment in match/search.h.
#include "reference_sides.h"

#include <math.h>

struct list {
  uint32_t items[REFERENCE_VALUES_MAX];
  size_t count;
};

static struct list concepts_of(const struct match_statement *const *statements, size_t count) {
  struct list list = {0};
  for (size_t s = 0; s < count; s++)
    for (size_t i = 0; i < statements[s]->concept_count; i++)
      list.items[list.count++] = statements[s]->concepts[i];
  return list;
}

static struct list themes_of(const struct match_profile *profile) {
  struct list list = {0};
  for (size_t i = 0; i < profile->theme_count; i++) {
    bool first = true;
    for (size_t j = 0; j < i; j++)
      first &= profile->themes[j] != profile->themes[i];
    if (first)
      list.items[list.count++] = profile->themes[i];
  }
  return list;
}

static const double information_min = .05;
static double hint_share; // of the weights at hand

static bool is_known(const struct match_taxonomy *taxonomy, uint32_t use) {
  return match_concept_number(use) < match_taxonomy_count(taxonomy);
}

static double strength(uint32_t use) {
  return match_concept_is_named(use) ? 1 : hint_share * match_concept_strength(use);
}

static double told(const struct match_taxonomy *taxonomy, uint32_t concept) {
  return fmax(match_taxonomy_information(taxonomy, concept), information_min);
}

// How often a concept is named, and the greatest strength.
static double times_named(const struct list *wanted, uint32_t concept, double *ret_strength) {
  double times = 0;
  *ret_strength = 0;
  for (size_t i = 0; i < wanted->count; i++)
    if (match_concept_number(wanted->items[i]) == concept) {
      times += match_concept_is_named(wanted->items[i]);
      *ret_strength = fmax(*ret_strength, strength(wanted->items[i]));
    }
  return times;
}

// How near is `has` to a concept that the query wants? What it only hints at is near to itself alone.
static double near_to(const struct match_taxonomy *taxonomy, const struct list *wanted, uint32_t concept,
                      uint32_t has) {
  double how_much;
  return times_named(wanted, concept, &how_much) > 0 ? match_taxonomy_nearness(taxonomy, concept, has) : concept == has;
}

// h
static double nearest(const struct match_taxonomy *taxonomy, const struct list *wanted, uint32_t concept,
                      const struct list *has, bool named_only) {
  double best = 0;
  for (size_t i = 0; i < has->count; i++)
    if (is_known(taxonomy, has->items[i]) && (!named_only || match_concept_is_named(has->items[i])))
      best =
          fmax(best, near_to(taxonomy, wanted, concept, match_concept_number(has->items[i])) * strength(has->items[i]));
  return best;
}

// q
static double asked_for(const struct match_taxonomy *taxonomy, const struct list *wanted, uint32_t concept) {
  double how_much, times = times_named(wanted, concept, &how_much);
  return told(taxonomy, concept) * how_much * (times > 1 ? 1 + log(times) : 1);
}

// J
static double said_by(const struct match_taxonomy *taxonomy, const struct list *wanted, uint32_t has) {
  double most = 0;
  for (size_t i = 0; i < wanted->count; i++) {
    uint32_t concept = match_concept_number(wanted->items[i]);
    if (is_known(taxonomy, wanted->items[i]) && near_to(taxonomy, wanted, concept, has) >= 1)
      most = fmax(most, told(taxonomy, concept));
  }
  return most > 0 ? most : told(taxonomy, has);
}

static bool counts(const struct match_taxonomy *taxonomy, const struct list *wanted, uint32_t use) {
  bool hints = false, serves = false;
  for (size_t i = 0; i < wanted->count; i++) {
    double how_much, times = times_named(wanted, match_concept_number(wanted->items[i]), &how_much);
    if (!is_known(taxonomy, wanted->items[i]))
      continue;
    hints |= times <= 0;
    serves |= near_to(taxonomy, wanted, match_concept_number(wanted->items[i]), match_concept_number(use)) > 0;
  }
  return hints || serves || match_concept_is_named(use);
}

static double cosine(const struct match_taxonomy *taxonomy, const struct list *wanted, const struct list *has) {
  double sum = 0, asked = 0, said = 0;
  for (uint32_t concept = 0; concept < match_taxonomy_count(taxonomy); concept ++) {
    double weight = asked_for(taxonomy, wanted, concept);
    sum += weight * told(taxonomy, concept) * nearest(taxonomy, wanted, concept, has, false);
    asked += weight * weight;
  }
  for (size_t i = 0; i < has->count; i++) {
    bool first = is_known(taxonomy, has->items[i]) && counts(taxonomy, wanted, has->items[i]);
    for (size_t j = 0; j < i; j++)
      first &= has->items[j] != has->items[i];
    double weight =
        first ? said_by(taxonomy, wanted, match_concept_number(has->items[i])) * strength(has->items[i]) : 0;
    said += weight * weight;
  }
  return sum > 0 ? fmin(1, sum / sqrt(asked * said)) : 0;
}

static double named_mean(const struct match_taxonomy *taxonomy, const struct list *wanted, const struct list *has,
                         double *ret_best) {
  double sum = 0, weights = 0;
  *ret_best = 0;
  for (uint32_t concept = 0; concept < match_taxonomy_count(taxonomy); concept ++) {
    double how_much;
    if (times_named(wanted, concept, &how_much) <= 0)
      continue;
    double weight = asked_for(taxonomy, wanted, concept), near = nearest(taxonomy, wanted, concept, has, true);
    *ret_best = fmax(*ret_best, near);
    sum += weight * near;
    weights += weight;
  }
  return weights > 0 ? sum / weights : 0;
}

static bool wants_any(const struct match_taxonomy *taxonomy, const struct list *wanted) {
  bool any = false;
  for (size_t i = 0; i < wanted->count; i++)
    any |= is_known(taxonomy, wanted->items[i]);
  return any;
}

static struct match_part concepts_forth(const struct reference_pair *pair) {
  const struct match_taxonomy *taxonomy = pair->query->taxonomy;
  double share = pair->query->weights->concepts.statement_share;
  struct list wanted = concepts_of(pair->asker.heard, pair->asker.heard_count);
  struct list has = concepts_of(pair->candidate.heard, pair->candidate.heard_count);
  double best, mean = named_mean(taxonomy, &wanted, &has, &best), best_statement = 0;
  for (size_t i = 0; i < pair->candidate.heard_count; i++) {
    const struct list said = concepts_of(&pair->candidate.heard[i], 1);
    best_statement = fmax(best_statement, cosine(taxonomy, &wanted, &said));
  }
  if (!wants_any(taxonomy, &wanted) || !pair->candidate.heard_count)
    return (struct match_part){0};
  return reference_part(share * best_statement + (1 - share) * mean);
}

static struct list named_only(const struct list *list) {
  struct list named = {0};
  for (size_t i = 0; i < list->count; i++)
    if (match_concept_is_named(list->items[i]))
      named.items[named.count++] = list->items[i];
  return named;
}

// Each statement names a concept once.
static struct list named_by_statement(const struct reference_side *side) {
  struct list all = {0};
  for (size_t s = 0; s < side->heard_count; s++) {
    struct list alone = concepts_of(&side->heard[s], 1), named = named_only(&alone);
    for (size_t i = 0; i < named.count; i++) {
      bool first = true;
      for (size_t j = 0; j < i; j++)
        first &= named.items[j] != named.items[i];
      if (first)
        all.items[all.count++] = named.items[i];
    }
  }
  return all;
}

static struct match_part concepts_back(const struct reference_pair *pair) {
  struct list wanted = named_by_statement(&pair->candidate);
  struct list all = concepts_of(pair->asker.heard, pair->asker.heard_count), has = named_only(&all);
  double best, mean = named_mean(pair->query->taxonomy, &wanted, &has, &best);
  if (!pair->asker.heard_count || !wants_any(pair->query->taxonomy, &wanted))
    return (struct match_part){0};
  return reference_part(.5 * best + .5 * mean);
}

struct match_part reference_concepts(const struct reference_pair *pair, enum match_side side) {
  hint_share = pair->query->weights->concepts.hint_share;
  return side == MATCH_FORTH ? concepts_forth(pair) : concepts_back(pair);
}

struct match_part reference_themes(const struct reference_pair *pair, enum match_side side) {
  const struct match_taxonomy *taxonomy = pair->query->taxonomy;
  struct list asker = themes_of(pair->asker.profile), candidate = themes_of(pair->candidate.profile);
  const struct list *wanted = side == MATCH_FORTH ? &asker : &candidate,
                    *has = side == MATCH_FORTH ? &candidate : &asker;
  double best, mean = named_mean(taxonomy, wanted, has, &best);
  if (!wants_any(taxonomy, &asker) || !candidate.count || (side == MATCH_BACK && !wants_any(taxonomy, &candidate)))
    return (struct match_part){0};
  return reference_part(.5 * best + .5 * mean);
}
