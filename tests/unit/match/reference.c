// SPDX-License-Identifier: Apache-2.0
#include "reference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VALUES_MAX = 256 };

// --- text

// In words: what is derived from them does not count.
static size_t length(const struct match_statement *statement) {
  size_t count = 0;
  for (size_t i = 0; i < statement->term_count; i++)
    count += !(statement->terms[i] >> 63);
  return count;
}

// A bag of words: a statement, or all statements of a profile that are not silent.
struct bag {
  const uint64_t *terms[VALUES_MAX];
  size_t counts[VALUES_MAX];
  size_t part_count, length;
};

static void bag_add(struct bag *bag, const struct match_statement *statement) {
  bag->terms[bag->part_count] = statement->terms;
  bag->counts[bag->part_count++] = statement->term_count;
  bag->length += length(statement);
}

static double frequency(const struct bag *bag, uint64_t term) {
  double count = 0;
  for (size_t p = 0; p < bag->part_count; p++)
    for (size_t i = 0; i < bag->counts[p]; i++)
      count += bag->terms[p][i] == term;
  return count;
}

static size_t words(const struct match_profile *profile) {
  size_t sum = 0;
  for (size_t i = 0; i < profile->statement_count; i++)
    sum += length(&profile->statements[i]);
  return sum;
}

static size_t users(const struct match_profile *profile, uint64_t term) {
  size_t statements = 0;
  for (size_t s = 0; s < profile->statement_count; s++) {
    bool uses = false;
    for (size_t i = 0; i < profile->statements[s].term_count; i++)
      uses |= profile->statements[s].terms[i] == term;
    statements += uses;
  }
  return statements;
}

static size_t speaking(const struct match_profile *profile) {
  size_t statements = 0;
  for (size_t s = 0; s < profile->statement_count; s++)
    statements += length(&profile->statements[s]) > 0;
  return statements;
}

static double weight(const struct reference *reference, uint64_t term) {
  double all = 0, with = 0, statements = 0, statements_with = 0;
  for (size_t i = 0; i < reference->live_count; i++) {
    all += words(reference->live[i]) > 0;
    with += users(reference->live[i], term) > 0;
    statements += (double)speaking(reference->live[i]);
    statements_with += (double)users(reference->live[i], term);
  }
  double information = log(1 + (all - with + .5) / (with + .5));
  double repeated = (statements_with - with + 10 * .25) / (with * (statements / all - 1) + 10);
  return information * sqrt(repeated) * (term >> 63 ? .6 : 1);
}

static double mean_length(const struct reference *reference, bool whole) {
  double sum = 0, count = 0;
  for (size_t i = 0; i < reference->live_count; i++) {
    const struct match_profile *profile = reference->live[i];
    sum += (double)words(profile);
    count += whole && words(profile) > 0;
    for (size_t s = 0; !whole && s < profile->statement_count; s++)
      count += length(&profile->statements[s]) > 0;
  }
  return sum / count;
}

static double bm25(const struct reference *reference, const struct match_statement *asked, const struct bag *bag,
                   double mean) {
  double sum = 0;
  for (size_t i = 0; i < asked->term_count; i++) {
    bool first = true;
    for (size_t j = 0; j < i; j++)
      first &= asked->terms[j] != asked->terms[i];
    if (!first)
      continue;
    double in_bag = frequency(bag, asked->terms[i]);
    double norm = 1.2 * (1 - .75 + .75 * (double)bag->length / mean);
    sum += weight(reference, asked->terms[i]) * in_bag / (norm + in_bag);
  }
  return sum;
}

static double self(const struct reference *reference, const struct match_statement *asked, bool whole) {
  struct bag alone = {0};
  bag_add(&alone, asked);
  return bm25(reference, asked, &alone, mean_length(reference, whole));
}

static double share(const struct reference *reference, const struct match_statement *asked, const struct bag *bag,
                    bool whole) {
  return bm25(reference, asked, bag, mean_length(reference, whole)) / self(reference, asked, whole);
}

static int descending(const void *one, const void *other) {
  double a = *(const double *)one, b = *(const double *)other;
  return (a < b) - (a > b);
}

static double discounted(double *values, size_t count, double exponent) {
  double sum = 0;
  qsort(values, count, sizeof *values, descending);
  for (size_t i = 0; i < count; i++)
    sum += values[i] * pow((double)i + 1, -exponent);
  return sum;
}

static double text_for(const struct reference *reference, const struct match_statement *asked,
                       const struct match_profile *candidate, int32_t today) {
  double values[VALUES_MAX];
  size_t count = 0;
  struct bag whole = {0};
  for (size_t i = 0; i < candidate->statement_count; i++) {
    if (candidate->statements[i].expires_day < today)
      continue;
    struct bag alone = {0};
    bag_add(&alone, &candidate->statements[i]);
    bag_add(&whole, &candidate->statements[i]);
    values[count++] = share(reference, asked, &alone, false);
  }
  return .4 * discounted(values, count, .9) + .6 * share(reference, asked, &whole, true);
}

static size_t spoken(const struct match_profile *profile, int32_t today) {
  size_t sum = 0;
  for (size_t i = 0; i < profile->statement_count; i++)
    sum += profile->statements[i].expires_day >= today ? profile->statements[i].term_count : 0;
  return sum;
}

static struct match_part part_of(double value) {
  return (struct match_part){.known = true, .value = (uint32_t)lround(fmin(1, value) * MATCH_ONE)};
}

static uint32_t languages(const struct match_profile *profile, int32_t today) {
  uint32_t bits = 0;
  for (size_t i = 0; i < profile->statement_count; i++)
    if (profile->statements[i].expires_day >= today && profile->statements[i].term_count)
      bits |= 1u << profile->statements[i].language;
  return bits;
}

static bool meets_any(const struct reference *reference, const struct match_statement *asked) {
  for (size_t i = 0; i < asked->term_count; i++)
    for (size_t p = 0; p < reference->live_count; p++)
      if (users(reference->live[p], asked->terms[i]))
        return true;
  return false;
}

static double greatest_self(const struct reference *reference, const struct match_query *query) {
  double greatest = 0;
  for (size_t i = 0; i < query->profile->statement_count; i++)
    if (query->profile->statements[i].expires_day >= query->today &&
        meets_any(reference, &query->profile->statements[i]))
      greatest = fmax(greatest, self(reference, &query->profile->statements[i], false));
  return greatest;
}

static struct match_part text_part(const struct reference *reference, const struct match_query *query,
                                   const struct match_profile *candidate) {
  double values[VALUES_MAX];
  size_t count = 0;
  if (!spoken(query->profile, query->today) || !spoken(candidate, query->today))
    return (struct match_part){0};
  bool shared = languages(query->profile, query->today) & languages(candidate, query->today);
  for (size_t i = 0; i < query->profile->statement_count; i++) {
    const struct match_statement *asked = &query->profile->statements[i];
    if (asked->expires_day >= query->today && asked->term_count)
      values[count++] = text_for(reference, asked, candidate, query->today) * self(reference, asked, false);
  }
  double greatest = greatest_self(reference, query), sum = greatest > 0 ? discounted(values, count, .8) / greatest : 0;
  struct match_part part = part_of(sum / (sum + .25));
  part.known = shared || sum > 0;
  return part;
}

// --- concepts

struct list {
  uint32_t items[VALUES_MAX];
  size_t count;
};

static struct list concepts_of(const struct match_profile *profile, int32_t today) {
  struct list list = {0};
  for (size_t s = 0; s < profile->statement_count; s++)
    for (size_t i = 0; profile->statements[s].expires_day >= today && i < profile->statements[s].concept_count; i++)
      list.items[list.count++] = profile->statements[s].concepts[i];
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

static const double hint_share = .8, concept_statement_share = .7, information_min = .05;

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

static struct match_part concepts_part(const struct match_query *query, const struct match_profile *candidate) {
  struct list wanted = concepts_of(query->profile, query->today), has = concepts_of(candidate, query->today);
  double best, mean = named_mean(query->taxonomy, &wanted, &has, &best), best_statement = 0;
  bool speaks = false;
  for (size_t i = 0; i < candidate->statement_count; i++) {
    if (candidate->statements[i].expires_day < query->today)
      continue;
    const struct match_profile alone = {.statements = &candidate->statements[i], .statement_count = 1};
    const struct list said = concepts_of(&alone, query->today);
    best_statement = fmax(best_statement, cosine(query->taxonomy, &wanted, &said));
    speaks = true;
  }
  if (!wants_any(query->taxonomy, &wanted) || !speaks)
    return (struct match_part){0};
  return part_of(concept_statement_share * best_statement + (1 - concept_statement_share) * mean);
}

static struct match_part theme_part(const struct match_query *query, const struct match_profile *candidate) {
  struct list wanted = themes_of(query->profile), has = themes_of(candidate);
  double best, mean = named_mean(query->taxonomy, &wanted, &has, &best);
  return !wants_any(query->taxonomy, &wanted) || !has.count ? (struct match_part){0} : part_of(.5 * best + .5 * mean);
}

// --- place, sum, gates

static struct match_part place_part(const struct match_query *query, const struct match_profile *candidate) {
  struct match_part part = {.known = query->profile->place_count && candidate->place_count};
  for (size_t i = 0; i < query->profile->place_count; i++)
    for (size_t j = 0; j < candidate->place_count; j++) {
      uint32_t place = candidate->places[j];
      uint32_t value = place < query->places.count ? query->places.values[i * query->places.count + place] : 0;
      part.value = value > part.value ? value : part.value;
    }
  return part;
}

void reference_score(const struct reference *reference, const struct match_query *query,
                     const struct match_profile *candidate, struct match_hit *ret_hit) {
  ret_hit->parts[MATCH_TEXT] = text_part(reference, query, candidate);
  ret_hit->parts[MATCH_CONCEPTS] = concepts_part(query, candidate);
  ret_hit->parts[MATCH_THEME] = theme_part(query, candidate);
  ret_hit->parts[MATCH_PLACE] = place_part(query, candidate);
  ret_hit->coverage = ret_hit->score = 0;
  for (int i = 0; i < MATCH_FACET_COUNT; i++)
    ret_hit->coverage += ret_hit->parts[i].known ? query->weights.facets[i] : 0;
  for (int i = 0; i < MATCH_FACET_COUNT; i++) {
    struct match_part *part = &ret_hit->parts[i];
    if (!part->known || !ret_hit->coverage)
      continue;
    part->weight = (uint32_t)((uint64_t)query->weights.facets[i] * MATCH_ONE / ret_hit->coverage);
    part->points = (uint32_t)((uint64_t)query->weights.facets[i] * part->value / ret_hit->coverage);
    ret_hit->score += part->points;
  }
}

static bool allows(const uint8_t *allowed, size_t allowed_count, const uint32_t *numbers, size_t count) {
  bool any = !allowed;
  for (size_t i = 0; i < count && allowed; i++)
    any |= numbers[i] < allowed_count && allowed[numbers[i]];
  return any;
}

enum match_exclusion reference_gate(const struct match_query *query, const struct match_profile *candidate) {
  const struct match_filter *filter = &query->filter;
  bool country = !filter->country_count;
  for (size_t i = 0; i < candidate->country_count; i++)
    for (size_t j = 0; j < filter->country_count; j++)
      country |= candidate->countries[i] == filter->countries[j];
  if (filter->helix && !(filter->helix & 1U << candidate->helix))
    return MATCH_EXCLUDED_HELIX;
  if (filter->sizes && !(filter->sizes & 1U << candidate->size))
    return MATCH_EXCLUDED_SIZE;
  if (!allows(filter->places, query->places.count, candidate->places, candidate->place_count))
    return MATCH_EXCLUDED_PLACE;
  if (!country)
    return MATCH_EXCLUDED_COUNTRY;
  if (!allows(filter->themes, match_taxonomy_count(query->taxonomy), candidate->themes, candidate->theme_count))
    return MATCH_EXCLUDED_THEME;
  return filter->exclude_id && !strcmp(filter->exclude_id, candidate->id) ? MATCH_EXCLUDED_SELF : MATCH_EXCLUSION_COUNT;
}
