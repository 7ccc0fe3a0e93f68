// SPDX-License-Identifier: Apache-2.0
#include "match/ceiling.h"

#include "base/memory.h"
#include "match/facets.h"

#include <math.h>
#include <string.h>

enum { UNKNOWN_THEMES = MATCH_CEILING_THEMES - 1, NOT_YET = UINT32_MAX, READINESS_GAP_MAX = 8 };
static const uint32_t nobody = UINT32_MAX - 1; // units that nobody has

struct match_ceiling *match_ceiling_new(struct match_judge *judge) {
  struct match_ceiling *ceiling = memory_aligned(64, (sizeof *ceiling + 63) / 64 * 64);
  memset(ceiling, 0, sizeof *ceiling);
  ceiling->judge = judge;
  return ceiling;
}

struct match_ceiling *match_ceiling_free(struct match_ceiling *ceiling) {
  if (!ceiling)
    return NULL;
  free(ceiling->district_needs);
  free(ceiling->needs);
  free(ceiling->theme_classes);
  free(ceiling->themes);
  free(ceiling);
  return NULL;
}

// --- lanes

static float weight_of(const struct match_ceiling *ceiling, enum match_facet facet) {
  return (float)ceiling->judge->query->weights->facets[facet] / MATCH_ONE;
}

static match_lanes lanes_of(float weight, struct match_part forth, struct match_part back) {
  return (match_lanes){forth.known ? weight * (float)forth.value / MATCH_ONE : 0, forth.known ? weight : 0,
                       back.known ? weight * (float)back.value / MATCH_ONE : 0, back.known ? weight : 0};
}

static match_lanes alike(const struct match_ceiling *ceiling, enum match_facet facet, struct match_part part) {
  return lanes_of(weight_of(ceiling, facet), part, part);
}

static match_lanes full_if(const struct match_ceiling *ceiling, enum match_facet facet, bool forth, bool back) {
  return lanes_of(weight_of(ceiling, facet), (struct match_part){.known = forth, .value = MATCH_ONE},
                  (struct match_part){.known = back, .value = MATCH_ONE});
}

static bool passes(const struct match_ceiling *ceiling, match_lanes sums, float base) {
  if (!ceiling->judge->query->mutual)
    return sums[0] >= base * sums[1];
  return 2 * sums[0] * sums[2] >= base * (sums[0] * sums[3] + sums[2] * sums[1]);
}

// --- the query

static void prepare_voice(struct match_ceiling *ceiling) {
  const struct match_judge *judge = ceiling->judge;
  const struct match_voice *voice = &judge->voice;
  const struct match_query *query = judge->query;
  for (uint32_t i = 0; i < 1u << MATCH_DIRECTION_COUNT; i++)
    ceiling->directions[i] = alike(ceiling, MATCH_DIRECTION, match_direction_part(voice->directions, i));
  for (uint32_t gap = 0; gap <= READINESS_GAP_MAX; gap++)
    ceiling->gaps[gap] =
        alike(ceiling, MATCH_READINESS,
              (struct match_part){.known = true, .value = MATCH_ONE / READINESS_GAP_MAX * (READINESS_GAP_MAX - gap)});
  for (uint32_t is_common = 0; is_common < 2; is_common++)
    ceiling->languages[is_common] =
        alike(ceiling, MATCH_LANGUAGE, (struct match_part){.known = true, .value = is_common * MATCH_ONE});
  ceiling->sought_is_exact = match_judge_seeks_by_district(judge);
  ceiling->sought = full_if(ceiling, MATCH_SOUGHT, false, !query->impersonal);
  ceiling->cooperation_weight = weight_of(ceiling, MATCH_COOPERATION);
  ceiling->cooperation_share =
      voice->cooperations ? ceiling->cooperation_weight / (float)__builtin_popcount(voice->cooperations) : 0;
  ceiling->full = full_if(ceiling, MATCH_COOPERATION, voice->cooperations, voice->cooperations) +
                  full_if(ceiling, MATCH_DIRECTION, voice->directions, voice->directions) +
                  full_if(ceiling, MATCH_READINESS, voice->trls, voice->trls) +
                  full_if(ceiling, MATCH_LANGUAGE, query->profile->languages, query->profile->languages);
}

static void prepare_concepts(struct match_ceiling *ceiling) {
  const struct match_judge *judge = ceiling->judge;
  ceiling->concept_weight = weight_of(ceiling, MATCH_CONCEPTS);
  bool is_wanted = match_concepts_has_wanted(judge->concepts);
  for (uint32_t is_near = 0; is_near < 2; is_near++)
    for (uint32_t names = 0; names < 2; names++)
      ceiling->concepts[is_near][names] = lanes_of(
          weight_of(ceiling, MATCH_CONCEPTS), (struct match_part){.known = is_wanted, .value = is_near * MATCH_ONE},
          (struct match_part){.known = names && judge->voice.speaks, .value = is_near * MATCH_ONE});
}

// --- the part

static uint8_t step_of(uint32_t value) { // rounded up
  return (uint8_t)(((uint64_t)value * MATCH_CEILING_STEPS + MATCH_ONE - 1) / MATCH_ONE);
}

// Full and known is more than unknown.
static uint8_t class_of(struct match_part forth, struct match_part back) {
  if (!forth.known && !back.known)
    return UNKNOWN_THEMES;
  return (uint8_t)((forth.known ? step_of(forth.value) : MATCH_CEILING_STEPS) * (MATCH_CEILING_STEPS + 1) +
                   (back.known ? step_of(back.value) : MATCH_CEILING_STEPS));
}

static void prepare_districts(struct match_ceiling *ceiling) {
  size_t count = ceiling->segment->header->arrays[MATCH_ARRAY_districts].count;
  ceiling->need_count = 0;
  ceiling->base_needed = -1;
  if (count > ceiling->district_capacity) {
    ceiling->district_capacity = 2 * count;
    ceiling->district_needs =
        memory_resize(ceiling->district_needs, ceiling->district_capacity, sizeof *ceiling->district_needs);
  }
  memset(ceiling->district_needs, 0, count * sizeof *ceiling->district_needs);
}

static void list_themes(struct match_ceiling *ceiling) {
  struct match_judge *judge = ceiling->judge;
  size_t count = ceiling->segment->header->arrays[MATCH_ARRAY_theme_kinds].count;
  float weight = weight_of(ceiling, MATCH_THEME);
  if (count > ceiling->kind_capacity) {
    free(ceiling->themes);
    ceiling->kind_capacity = 2 * count;
    ceiling->themes = memory_aligned(64, ceiling->kind_capacity * sizeof *ceiling->themes);
    ceiling->theme_classes = memory_resize(ceiling->theme_classes, ceiling->kind_capacity, 1);
  }
  for (size_t kind = 0; kind < count; kind++) {
    uint32_t profile = ceiling->segment->theme_kinds[kind];
    struct match_part forth = match_judge_theme(judge, profile, MATCH_FORTH),
                      back = judge->query->mutual ? match_judge_theme(judge, profile, MATCH_BACK) : forth;
    ceiling->themes[kind] = lanes_of(weight, forth, back);
    ceiling->theme_classes[kind] = class_of(forth, back);
  }
  for (uint32_t class = 0; class < UNKNOWN_THEMES; class ++) {
    struct match_part forth = {.known = true,
                               .value = class / (MATCH_CEILING_STEPS + 1) * MATCH_ONE / MATCH_CEILING_STEPS},
                      back = {.known = true,
                              .value = class % (MATCH_CEILING_STEPS + 1) * MATCH_ONE / MATCH_CEILING_STEPS};
    ceiling->class_themes[class] = lanes_of(weight, forth, back);
  }
  ceiling->class_themes[UNKNOWN_THEMES] = (match_lanes){0};
}

// Of the units of a level the most.
static void list_levels(struct match_ceiling *ceiling, const struct match_bound *bound) {
  const struct match_judge *judge = ceiling->judge;
  const struct match_text_parameters *parameters = &judge->query->weights->text;
  double gain = bound ? match_judge_back_gain(judge, bound->back_ratio) : INFINITY;
  double spared = bound ? match_judge_back_gain(judge, 1) * bound->back_spared : INFINITY;
  double unit = bound ? (bound->kept ? bound->unit : 0) : INFINITY;
  ceiling->text_weight = weight_of(ceiling, MATCH_TEXT);
  ceiling->back_half = (float)parameters->half;
  ceiling->back_spared = (float)(spared > 0 || spared < 0 ? spared : 0);
  for (size_t level = 0; level <= MATCH_CEILING_LEVELS; level++) {
    double x = (double)((level + 1) << MATCH_CEILING_LEVEL_BITS) * unit;
    double forth = bound ? x + bound->spared : INFINITY;
    ceiling->forth[level] = (float)(match_text_squash(parameters, forth) * (1 + 1e-6)) * ceiling->text_weight;
    ceiling->back_x[level] = x < INFINITY && gain < INFINITY ? (float)(x * gain * (1 + 1e-6)) : INFINITY;
  }
}

void match_ceiling_enter(struct match_ceiling *ceiling, const struct match_bound *bound) {
  ceiling->segment = ceiling->judge->segment;
  prepare_districts(ceiling);
  prepare_voice(ceiling);
  prepare_concepts(ceiling);
  list_themes(ceiling);
  list_levels(ceiling, bound);
}

// Scores are cut down to millionths, facet by facet, and here numbers are short: together less than this.
static const float rounding = 2e-5f;

void match_ceiling_aim(struct match_ceiling *ceiling, uint32_t score) {
  const float worth = 1.01f; // asking anew
  float base = (float)score / (float)match_judge_prior_max(ceiling->judge, ceiling->segment) - rounding;
  ceiling->base = base > 0 ? base : 0;
  if (ceiling->base < ceiling->base_needed || ceiling->base > ceiling->base_needed * worth)
    ceiling->base_needed = ceiling->base;
}

// --- text

static float squash_back(const struct match_ceiling *ceiling, float x) {
  return x < INFINITY ? x / (x + ceiling->back_half) : 1;
}

static match_lanes text_lanes(const struct match_ceiling *ceiling, uint32_t level, float reach, float words) {
  float weight = ceiling->text_weight;
  float back = weight;
  if (reach > 0)
    back *= squash_back(ceiling, ceiling->back_x[level] / reach + ceiling->back_spared / words);
  return (match_lanes){ceiling->forth[level], weight, back, weight};
}

// --- the first question

static match_lanes full_lanes(const struct match_ceiling *ceiling) {
  bool are_sought = ceiling->segment->header->arrays[MATCH_ARRAY_partners].count;
  return are_sought ? ceiling->full + ceiling->sought : ceiling->full;
}

// The least level that passes; those who pass without any words may have fewer.
static uint32_t find_units(const struct match_ceiling *ceiling, match_lanes others, float reach, float words) {
  uint32_t low = 0, high = MATCH_CEILING_LEVELS;
  if (!passes(ceiling, others + text_lanes(ceiling, high, reach, words), ceiling->base_needed))
    return nobody;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (passes(ceiling, others + text_lanes(ceiling, middle, reach, words), ceiling->base_needed))
      high = middle;
    else
      low = middle + 1;
  }
  return low << MATCH_CEILING_LEVEL_BITS;
}

static uint32_t work_out(const struct match_ceiling *ceiling, const struct match_ceiling_needs *needs, bool is_loose,
                         bool is_near, uint8_t class) {
  const struct match_segment_header *header = ceiling->segment->header;
  match_lanes others = needs->lanes + full_lanes(ceiling) + ceiling->class_themes[class];
  if (!is_loose)
    return find_units(ceiling, others + ceiling->concepts[is_near][is_near], (float)header->reach_common,
                      (float)header->words_common);
  others += ceiling->concepts[1][1];
  return passes(ceiling, others, ceiling->base_needed) ? 0 : find_units(ceiling, others, 0, 0);
}

// What a district has in common.
static struct match_facts facts_of(const struct match_ceiling *ceiling, size_t district) {
  const struct match_segment *segment = ceiling->segment;
  const struct match_segment_profile *of = &segment->profiles[segment->districts[district].first];
  return (struct match_facts){.helix = of->helix,
                              .places = segment->places + of->place,
                              .place_count = of[1].place - of->place,
                              .countries = segment->countries + of->country,
                              .country_count = of[1].country - of->country};
}

static bool same_part(const struct match_part *one, const struct match_part *other) {
  return one->known == other->known && one->value == other->value;
}

static uint32_t number_needs(struct match_ceiling *ceiling, size_t district) {
  const struct match_judge *judge = ceiling->judge;
  struct match_facts facts = facts_of(ceiling, district);
  struct match_part place = match_place_part(judge->query, &facts),
                    sought = match_judge_sought(judge, &facts, 1u << MATCH_CONDITION_SIZE | 1u << MATCH_CONDITION_TRL);
  for (size_t i = 0; i < ceiling->need_count; i++)
    if (same_part(&ceiling->needs[i].place, &place) && same_part(&ceiling->needs[i].sought, &sought))
      return (uint32_t)i;
  if (ceiling->need_count == ceiling->need_capacity) {
    size_t capacity = ceiling->need_capacity ? 2 * ceiling->need_capacity : 16;
    struct match_ceiling_needs *needs = memory_aligned(64, capacity * sizeof *needs);
    if (ceiling->need_count)
      memcpy(needs, ceiling->needs, ceiling->need_count * sizeof *needs);
    free(ceiling->needs);
    ceiling->needs = needs;
    ceiling->need_capacity = capacity;
  }
  struct match_ceiling_needs *needs = &ceiling->needs[ceiling->need_count++];
  needs->place = place;
  needs->sought = sought;
  needs->lanes =
      alike(ceiling, MATCH_PLACE, place) + lanes_of(weight_of(ceiling, MATCH_SOUGHT), sought, (struct match_part){0});
  needs->base = -1;
  return (uint32_t)ceiling->need_count - 1;
}

struct match_ceiling_needs *match_ceiling_needs(struct match_ceiling *ceiling, size_t district) {
  uint32_t *number = &ceiling->district_needs[district];
  if (!*number)
    *number = number_needs(ceiling, district) + 1;
  struct match_ceiling_needs *needs = &ceiling->needs[*number - 1];
  if (needs->base >= ceiling->base_needed && needs->base <= ceiling->base_needed)
    return needs;
  const uint8_t best = UNKNOWN_THEMES - 1;
  needs->base = ceiling->base_needed;
  memset(needs->units, 0xFF, sizeof needs->units);
  uint32_t least = work_out(ceiling, needs, false, true, best), loose = work_out(ceiling, needs, true, true, best);
  needs->least = loose < least ? loose : least;
  return needs;
}

uint32_t match_ceiling_least(struct match_ceiling *ceiling, struct match_ceiling_needs *needs, bool is_loose,
                             bool is_near, uint32_t theme_kind) {
  uint8_t class = ceiling->theme_classes[theme_kind];
  uint32_t *units = &needs->units[is_loose][is_near][class];
  if (*units == NOT_YET)
    *units = work_out(ceiling, needs, is_loose, is_near, class);
  return *units;
}

// --- the second question

static match_lanes readiness_lanes(const struct match_ceiling *ceiling, uint32_t asker, uint32_t candidate) {
  const uint32_t levels = 0x3FE; // what is beyond them has no part in it
  uint32_t gap = 0;
  asker &= levels;
  candidate &= levels;
  if (!asker || !candidate)
    return (match_lanes){0};
  for (uint32_t below = asker, above = asker; !((below | above) & candidate); gap++) {
    below >>= 1;
    above <<= 1;
  }
  return ceiling->gaps[gap];
}

// Few bits are set.
static uint32_t count_of(uint32_t bits) {
  uint32_t count = 0;
  for (; bits; bits &= bits - 1)
    count++;
  return count;
}

static match_lanes cooperation_lanes(const struct match_ceiling *ceiling, uint32_t candidate) {
  uint32_t asker = ceiling->judge->voice.cooperations;
  if (!asker || !candidate)
    return (match_lanes){0};
  float weight = ceiling->cooperation_weight, met = (float)count_of(asker & candidate);
  return (match_lanes){met * ceiling->cooperation_share, weight, met * weight / (float)count_of(candidate), weight};
}

static match_lanes language_lanes(const struct match_ceiling *ceiling, uint32_t asker, uint32_t candidate) {
  return asker && candidate ? ceiling->languages[(asker & candidate) != 0] : (match_lanes){0};
}

// Of a profile all of whose statements are heard, without what takes reading them.
static match_lanes said(const struct match_ceiling *ceiling, const struct match_card *card) {
  const struct match_judge *judge = ceiling->judge;
  return ceiling->directions[card->directions] + readiness_lanes(ceiling, judge->voice.trls, card->trls) +
         cooperation_lanes(ceiling, card->cooperations) +
         language_lanes(ceiling, judge->query->profile->languages, card->languages);
}

// TEXT is known, or may be unknown.
struct view {
  match_lanes text;
  bool is_comparable;
};

static bool can_reach(const struct match_ceiling *ceiling, const struct view *view, match_lanes sums) {
  return passes(ceiling, sums + view->text, ceiling->base) ||
         (!view->is_comparable && passes(ceiling, sums, ceiling->base));
}

static float base_of(const struct match_ceiling *ceiling, match_lanes sums) {
  float forth = sums[1] > 0 ? sums[0] / sums[1] : 0, back = sums[3] > 0 ? sums[2] / sums[3] : 0;
  if (!ceiling->judge->query->mutual)
    return forth;
  return forth + back > 0 ? 2 * forth * back / (forth + back) : 0;
}

static uint32_t score_of(const struct match_ceiling *ceiling, const struct view *view, match_lanes sums,
                         uint32_t profile) {
  float base = base_of(ceiling, sums + view->text);
  if (!view->is_comparable)
    base = fmaxf(base, base_of(ceiling, sums));
  float score = (base + rounding) * (float)match_judge_prior(ceiling->judge, profile);
  return score < MATCH_ONE ? (uint32_t)score + 1 : MATCH_ONE;
}

// Facet by facet a bound gives way to what the statements say, as long as that is promising; the cheapest first.
static uint32_t read_closely(struct match_ceiling *ceiling, const struct match_ceiling_needs *needs,
                             const struct view *view, match_lanes sums, uint32_t profile, bool is_near) {
  struct match_judge *judge = ceiling->judge;
  const struct match_card *card = &ceiling->segment->cards[profile];
  match_lanes concepts = ceiling->concepts[is_near][(card->traits & MATCH_TRAIT_NAMES) != 0];
  if (!can_reach(ceiling, view,
                 sums + concepts + (card->traits & MATCH_TRAIT_SEEKS ? ceiling->sought : (match_lanes){0})))
    return 0;
  match_judge_hear_all(judge);
  float weight = ceiling->concept_weight;
  struct match_part back = {0};
  if (is_near) {
    back = judge->query->mutual ? match_judge_concepts(judge, profile, MATCH_BACK) : back;
    concepts = lanes_of(weight, match_judge_concepts_most(judge, profile), back);
    if (!can_reach(ceiling, view,
                   sums + concepts + (card->traits & MATCH_TRAIT_SEEKS ? ceiling->sought : (match_lanes){0})))
      return 0;
  }
  if (card->traits & MATCH_TRAIT_SEEKS && judge->query->mutual) {
    sums += lanes_of(weight_of(ceiling, MATCH_SOUGHT), (struct match_part){0}, match_judge_sought_back(judge, profile));
    if (!can_reach(ceiling, view, sums + concepts))
      return 0;
  }
  if (!ceiling->sought_is_exact) {
    struct match_facts facts = match_facts_of(ceiling->segment, profile, judge->query->today);
    sums += lanes_of(weight_of(ceiling, MATCH_SOUGHT), match_judge_sought(judge, &facts, 0), (struct match_part){0}) -
            lanes_of(weight_of(ceiling, MATCH_SOUGHT), needs->sought, (struct match_part){0});
    if (!can_reach(ceiling, view, sums + concepts))
      return 0;
  }
  if (is_near)
    concepts =
        lanes_of(weight_of(ceiling, MATCH_CONCEPTS), match_judge_concepts(judge, profile, MATCH_FORTH),
                 judge->query->mutual ? match_judge_concepts(judge, profile, MATCH_BACK) : (struct match_part){0});
  sums += concepts;
  return can_reach(ceiling, view, sums) ? score_of(ceiling, view, sums, profile) : 0;
}

uint32_t match_ceiling_outlook(struct match_ceiling *ceiling, const struct match_ceiling_needs *needs, uint32_t profile,
                               uint32_t units, bool is_near) {
  const struct match_judge *judge = ceiling->judge;
  const struct match_card *card = &ceiling->segment->cards[profile];
  bool is_steady = card->steady_until >= judge->query->today && card->traits & MATCH_TRAIT_SPEAKS;
  uint32_t level = units >> MATCH_CEILING_LEVEL_BITS;
  match_lanes sums = needs->lanes + ceiling->themes[card->theme_kind];
  struct view view = {.text = text_lanes(ceiling, level < MATCH_CEILING_LEVELS ? level : MATCH_CEILING_LEVELS,
                                         is_steady ? card->reach : 0, card->words),
                      .is_comparable = is_steady && card->tongues & judge->voice.languages};
  if (is_steady)
    return read_closely(ceiling, needs, &view, sums + said(ceiling, card), profile, is_near);
  sums += full_lanes(ceiling) + ceiling->concepts[1][1];
  return can_reach(ceiling, &view, sums) ? MATCH_CEILING_OPEN : 0;
}
