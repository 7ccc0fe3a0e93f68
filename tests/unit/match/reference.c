// SPDX-License-Identifier: Apache-2.0
#include "reference.h"
#include "reference_sides.h"

#include <math.h>
#include <string.h>

struct match_part reference_part(double value) {
  return (struct match_part){.known = true, .value = (uint32_t)lround(fmin(1, value) * MATCH_ONE)};
}

// --- descriptions of partners

struct fit {
  uint32_t asked, met;
};

static void hold(struct fit *fit, bool asked, bool met) {
  fit->asked += asked;
  fit->met += asked && met;
}

static bool has_trl(const struct match_profile *profile, const struct match_partner *partner, int32_t today) {
  uint8_t most = partner->trl_max ? partner->trl_max : 9;
  for (size_t i = 0; i < profile->statement_count; i++) {
    const struct match_statement *statement = &profile->statements[i];
    if (statement->trl && statement->expires_day >= today && statement->trl >= partner->trl_min &&
        statement->trl <= most)
      return true;
  }
  return false;
}

static struct fit fit_of(const struct match_partner *partner, const struct match_profile *profile, int32_t today) {
  struct fit fit = {0};
  bool place = false, country = false;
  for (size_t i = 0; i < partner->place_count; i++)
    for (size_t j = 0; j < profile->place_count; j++)
      place |= partner->places[i] == profile->places[j];
  for (size_t i = 0; i < partner->country_count; i++)
    for (size_t j = 0; j < profile->country_count; j++)
      country |= partner->countries[i] == profile->countries[j];
  hold(&fit, partner->helix, partner->helix >> profile->helix & 1);
  hold(&fit, partner->sizes, partner->sizes >> profile->size & 1);
  hold(&fit, partner->place_count, place);
  hold(&fit, partner->country_count, country);
  hold(&fit, partner->trl_min || partner->trl_max, has_trl(profile, partner, today));
  return fit;
}

static bool suits(const struct match_partner *partner, const struct match_profile *profile, int32_t today) {
  struct fit fit = fit_of(partner, profile, today);
  return fit.met == fit.asked;
}

static struct reference_side side_of(const struct match_profile *profile, const struct match_profile *other,
                                     int32_t today, bool minds) {
  struct reference_side side = {.profile = profile};
  for (size_t i = 0; i < profile->statement_count; i++) {
    const struct match_statement *statement = &profile->statements[i];
    if (statement->expires_day >= today && (!minds || suits(&statement->must, other, today)))
      side.heard[side.heard_count++] = statement;
  }
  return side;
}

// --- the small facets

static uint32_t cooperations(const struct reference_side *side) {
  uint32_t bits = 0;
  for (size_t i = 0; i < side->heard_count; i++)
    bits |= side->heard[i]->cooperations;
  return bits;
}

static struct match_part cooperation_part(const struct reference_side *asks, const struct reference_side *has) {
  uint32_t a = cooperations(asks), b = cooperations(has), asked = 0, met = 0;
  for (int i = 0; i < 32; i++) {
    asked += a >> i & 1;
    met += a & b & 1u << i ? 1 : 0;
  }
  return (struct match_part){.known = a && b, .value = a && b ? met * MATCH_ONE / asked : 0};
}

static struct match_part direction_part(const struct reference_pair *pair) {
  struct match_part part = {0};
  for (size_t i = 0; i < pair->asker.heard_count; i++)
    for (size_t j = 0; j < pair->candidate.heard_count; j++) {
      uint8_t a = pair->asker.heard[i]->direction, b = pair->candidate.heard[j]->direction;
      uint32_t value = 0;
      if (!a || !b)
        continue;
      part.known = true;
      if (a == b)
        value = MATCH_ONE;
      else if ((a == MATCH_DIRECTION_JOINT && b != MATCH_DIRECTION_LOCAL) ||
               (b == MATCH_DIRECTION_JOINT && a != MATCH_DIRECTION_LOCAL))
        value = MATCH_ONE / 2;
      part.value = value > part.value ? value : part.value;
    }
  return part;
}

static struct match_part readiness_part(const struct reference_pair *pair) {
  struct match_part part = {0};
  for (size_t i = 0; i < pair->asker.heard_count; i++)
    for (size_t j = 0; j < pair->candidate.heard_count; j++) {
      int a = pair->asker.heard[i]->trl, b = pair->candidate.heard[j]->trl, gap = a > b ? a - b : b - a;
      if (!a || !b)
        continue;
      uint32_t value = MATCH_ONE / 8 * (uint32_t)(8 - gap);
      part.known = true;
      part.value = value > part.value ? value : part.value;
    }
  return part;
}

static struct match_part sought_part(const struct reference_side *side, const struct match_profile *other,
                                     int32_t today) {
  struct match_part part = {0};
  for (size_t i = 0; i < side->heard_count; i++) {
    struct fit fit = fit_of(&side->heard[i]->sought, other, today);
    if (!fit.asked)
      continue;
    uint32_t value = fit.met * MATCH_ONE / fit.asked;
    part.known = true;
    part.value = value > part.value ? value : part.value;
  }
  return part;
}

static struct match_part language_part(uint32_t one, uint32_t other) {
  return (struct match_part){.known = one && other, .value = one & other ? MATCH_ONE : 0};
}

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

// --- from parts to a score

static void fill_parts(const struct reference_pair *pair, struct match_hit *hit) {
  struct match_part *forth = hit->halves[MATCH_FORTH].parts, *back = hit->halves[MATCH_BACK].parts;
  const struct match_profile *asker = pair->asker.profile, *candidate = pair->candidate.profile;
  struct reference_text text = reference_text(pair);
  forth[MATCH_TEXT] = text.forth;
  back[MATCH_TEXT] = text.back;
  forth[MATCH_CONCEPTS] = reference_concepts(pair, MATCH_FORTH);
  back[MATCH_CONCEPTS] = reference_concepts(pair, MATCH_BACK);
  forth[MATCH_THEME] = reference_themes(pair, MATCH_FORTH);
  back[MATCH_THEME] = reference_themes(pair, MATCH_BACK);
  forth[MATCH_PLACE] = back[MATCH_PLACE] = place_part(pair->query, candidate);
  forth[MATCH_COOPERATION] = cooperation_part(&pair->asker, &pair->candidate);
  back[MATCH_COOPERATION] = cooperation_part(&pair->candidate, &pair->asker);
  forth[MATCH_DIRECTION] = back[MATCH_DIRECTION] = direction_part(pair);
  forth[MATCH_SOUGHT] = sought_part(&pair->asker, candidate, pair->query->today);
  if (!pair->query->impersonal)
    back[MATCH_SOUGHT] = sought_part(&pair->candidate, asker, pair->query->today);
  forth[MATCH_READINESS] = back[MATCH_READINESS] = readiness_part(pair);
  forth[MATCH_LANGUAGE] = back[MATCH_LANGUAGE] = language_part(asker->languages, candidate->languages);
}

static void add_up(struct match_half *half, const struct match_query *query, uint32_t without) {
  for (int i = 0; i < MATCH_FACET_COUNT; i++) {
    half->coverage += half->parts[i].known ? query->weights->facets[i] : 0;
    if (without >> i & 1)
      half->parts[i].value = 0;
  }
  for (int i = 0; i < MATCH_FACET_COUNT; i++) {
    struct match_part *part = &half->parts[i];
    if (!part->known || !half->coverage)
      continue;
    part->weight = (uint32_t)((uint64_t)query->weights->facets[i] * MATCH_ONE / half->coverage);
    part->points = (uint32_t)((uint64_t)query->weights->facets[i] * part->value / half->coverage);
    half->score += part->points;
  }
}

static uint32_t prior_of(const struct match_query *query, const struct match_profile *candidate) {
  double days = candidate->changed_day == INT32_MIN ? 0 : fmax(0, query->today - (double)candidate->changed_day);
  return 800000 + (uint32_t)lround(query->weights->freshness * exp2(-days / query->weights->fresh_days)) +
         (uint32_t)((uint64_t)query->weights->assurance * candidate->assurance / MATCH_ONE);
}

bool reference_score(const struct reference *reference, const struct match_query *query,
                     const struct match_profile *candidate, struct match_hit *ret_hit) {
  const struct reference_pair pair = {reference, query, side_of(query->profile, candidate, query->today, true),
                                      side_of(candidate, query->profile, query->today, !query->impersonal)};
  memset(ret_hit->halves, 0, sizeof ret_hit->halves);
  fill_parts(&pair, ret_hit);
  add_up(&ret_hit->halves[MATCH_FORTH], query, query->without[MATCH_FORTH]);
  add_up(&ret_hit->halves[MATCH_BACK], query, query->without[MATCH_BACK]);
  uint64_t f = ret_hit->halves[MATCH_FORTH].score, b = ret_hit->halves[MATCH_BACK].score;
  uint64_t base = !query->mutual ? f : f + b ? 2 * f * b / (f + b) : 0;
  ret_hit->prior = prior_of(query, candidate);
  uint64_t score = base * ret_hit->prior / MATCH_ONE;
  ret_hit->score = score < MATCH_ONE ? (uint32_t)score : MATCH_ONE;
  const struct match_part *forth = ret_hit->halves[MATCH_FORTH].parts;
  return forth[MATCH_TEXT].value || forth[MATCH_CONCEPTS].value || forth[MATCH_THEME].value;
}

// --- gates

static bool allows(const uint8_t *allowed, size_t allowed_count, const uint32_t *numbers, size_t count) {
  bool any = !allowed;
  for (size_t i = 0; i < count && allowed; i++)
    any |= numbers[i] < allowed_count && allowed[numbers[i]];
  return any;
}

static bool lists(const char *const *ids, size_t count, const char *id) {
  for (size_t i = 0; i < count; i++)
    if (!strcmp(ids[i], id))
      return true;
  return false;
}

static bool has_country(const struct match_filter *filter, const struct match_profile *candidate) {
  bool country = !filter->country_count;
  for (size_t i = 0; i < candidate->country_count; i++)
    for (size_t j = 0; j < filter->country_count; j++)
      country |= candidate->countries[i] == filter->countries[j];
  return country;
}

static uint32_t speech(const struct match_profile *candidate, bool directions) {
  uint32_t bits = directions ? 0 : candidate->languages;
  for (size_t i = 0; i < candidate->statement_count; i++) {
    const struct match_statement *statement = &candidate->statements[i];
    if (directions ? statement->direction : statement->term_count)
      bits |= 1u << (directions ? statement->direction : statement->language);
  }
  return bits;
}

// Is every statement that did not expire silent for the other?
static bool must_not(const struct match_profile *one, const struct match_profile *other, int32_t today) {
  bool speaks = false;
  for (size_t i = 0; i < one->statement_count; i++) {
    if (one->statements[i].expires_day < today)
      continue;
    speaks = true;
    if (suits(&one->statements[i].must, other, today))
      return false;
  }
  return speaks;
}

enum match_exclusion reference_gate(const struct match_query *query, const struct match_profile *candidate) {
  const struct match_filter *filter = &query->filter;
  const struct match_profile *asker = query->profile;
  const bool reasons[MATCH_EXCLUSION_COUNT] = {
      [MATCH_EXCLUDED_HELIX] = filter->helix && !(filter->helix & 1U << candidate->helix),
      [MATCH_EXCLUDED_SIZE] = filter->sizes && !(filter->sizes & 1U << candidate->size),
      [MATCH_EXCLUDED_PLACE] = !allows(filter->places, query->places.count, candidate->places, candidate->place_count),
      [MATCH_EXCLUDED_COUNTRY] = !has_country(filter, candidate),
      [MATCH_EXCLUDED_THEME] =
          !allows(filter->themes, match_taxonomy_count(query->taxonomy), candidate->themes, candidate->theme_count),
      [MATCH_EXCLUDED_DIRECTION] = filter->directions && !(filter->directions & speech(candidate, true)),
      [MATCH_EXCLUDED_LANGUAGE] = filter->languages && !(filter->languages & speech(candidate, false)),
      [MATCH_EXCLUDED_SELF] = filter->exclude_id && !strcmp(filter->exclude_id, candidate->id),
      [MATCH_EXCLUDED_NEVER] = lists(asker->never, asker->never_count, candidate->id) ||
                               (*asker->id && lists(candidate->never, candidate->never_count, asker->id)),
      [MATCH_EXCLUDED_GROUP] = lists(asker->group, asker->group_count, candidate->id) ||
                               (*asker->id && lists(candidate->group, candidate->group_count, asker->id)),
      [MATCH_EXCLUDED_MUST] =
          must_not(asker, candidate, query->today) || (!query->impersonal && must_not(candidate, asker, query->today))};
  for (int i = 0; i < MATCH_EXCLUSION_COUNT; i++)
    if (reasons[i])
      return (enum match_exclusion)i;
  return MATCH_EXCLUSION_COUNT;
}
