// SPDX-License-Identifier: Apache-2.0
#include "match/judge.h"

#include "base/memory.h"
#include "match/facets.h"
#include "match/millionths.h"
#include "match/numbers.h"

#include <assert.h>
#include <math.h>
#include <string.h>

struct match_judge *match_judge_new(void) {
  struct match_judge *judge = memory_new(sizeof *judge);
  judge->text = match_text_new();
  judge->concepts = match_concepts_new();
  judge->themes = match_concepts_new();
  return judge;
}

struct match_judge *match_judge_free(struct match_judge *judge) {
  if (!judge)
    return NULL;
  free(judge->has.items);
  free(judge->candidate_silent);
  free(judge->near_concepts);
  free(judge->back_themes);
  free(judge->back_concepts);
  free(judge->wanted.items);
  match_concepts_free(judge->themes);
  match_concepts_free(judge->concepts);
  free(judge->query_silent);
  free(judge->partners);
  free(judge->packed.items);
  match_text_free(judge->text);
  free(judge);
  return NULL;
}

// --- the asker

static const struct match_statement *statement_of(const struct match_judge *judge, size_t number) {
  return &judge->query->profile->statements[number];
}

static void pack_partners(struct match_judge *judge) {
  const struct match_profile *profile = judge->query->profile;
  judge->packed.count = 0;
  judge->any_must = false;
  judge->partners = memory_resize(judge->partners, profile->statement_count, sizeof *judge->partners);
  for (size_t i = 0; i < profile->statement_count; i++) {
    judge->partners[i] = (uint32_t)judge->packed.count;
    match_partner_pack(&profile->statements[i].sought, &judge->packed);
    match_partner_pack(&profile->statements[i].must, &judge->packed);
    judge->any_must |= !match_partner_is_empty(&profile->statements[i].must);
  }
}

// How near the asker's concepts are to each of the taxonomy, for the half back.
static void tabulate_back(const struct match_judge *judge, const uint32_t *asker, size_t count, double **table) {
  const struct match_taxonomy *taxonomy = judge->query->taxonomy;
  size_t concept_count = match_taxonomy_count(taxonomy);
  *table = memory_resize(*table, concept_count, sizeof **table);
  for (uint32_t wanted = 0; wanted < concept_count; wanted++) {
    double best = 0;
    for (size_t i = 0; i < count; i++)
      if (asker[i] < concept_count) // hints are greater
        best = fmax(best, match_taxonomy_nearness(taxonomy, wanted, asker[i]));
    (*table)[wanted] = best;
  }
}

static void tabulate_near(const struct match_judge *judge, const struct match_concepts *wanted, const double *back,
                          double **table) {
  size_t count = match_taxonomy_count(judge->query->taxonomy);
  *table = memory_resize(*table, count, sizeof **table);
  for (uint32_t i = 0; i < count; i++) {
    double forth = match_concepts_nearest(wanted, i);
    (*table)[i] = judge->query->mutual && back[i] > forth ? back[i] : forth;
  }
}

static void raise_voice(struct match_judge *judge) {
  const struct match_profile *profile = judge->query->profile;
  judge->voice = (struct match_voice){0};
  judge->wanted.count = 0;
  for (size_t i = 0; i < profile->statement_count; i++) {
    const struct match_statement *statement = &profile->statements[i];
    if (judge->query_silent[i])
      continue;
    judge->voice.speaks = true;
    judge->voice.cooperations |= statement->cooperations;
    judge->voice.directions |= statement->direction ? 1u << statement->direction : 0;
    judge->voice.trls |= statement->trl ? 1u << statement->trl : 0;
    judge->voice.languages |= statement->term_count ? 1u << statement->language : 0;
    for (size_t c = 0; c < statement->concept_count; c++)
      match_numbers_push(&judge->wanted, statement->concepts[c]);
  }
  match_concepts_prepare(judge->concepts, judge->query->taxonomy, judge->wanted.items, judge->wanted.count,
                         &judge->query->weights->concepts);
  if (judge->query->mutual)
    tabulate_back(judge, judge->wanted.items, judge->wanted.count, &judge->back_concepts);
  if (match_concepts_has_wanted(judge->concepts))
    tabulate_near(judge, judge->concepts, judge->back_concepts, &judge->near_concepts);
}

static void prepare_themes(struct match_judge *judge) {
  struct match_numbers themes = {0};
  match_numbers_append_set(&themes, judge->query->profile->themes, judge->query->profile->theme_count);
  match_concepts_prepare(judge->themes, judge->query->taxonomy, themes.items, themes.count, NULL);
  if (judge->query->mutual)
    tabulate_back(judge, themes.items, themes.count, &judge->back_themes);
  free(themes.items);
}

void match_judge_prepare(struct match_judge *judge, const struct match_index *index, const struct match_query *query) {
  const struct match_profile *profile = query->profile;
  judge->query = query;
  judge->index = index;
  judge->asker = match_facts_of_profile(profile, query->today);
  match_text_prepare(judge->text, index, query);
  pack_partners(judge);
  judge->query_silent = memory_resize(judge->query_silent, profile->statement_count, sizeof *judge->query_silent);
  for (size_t i = 0; i < profile->statement_count; i++)
    judge->query_silent[i] = profile->statements[i].expires_day < query->today;
  raise_voice(judge);
  prepare_themes(judge);
}

void match_judge_enter(struct match_judge *judge, size_t part) {
  judge->segment = judge->index->parts[part].segment;
  match_text_enter(judge->text, part);
}

static bool seeks_anybody(const struct match_judge *judge) {
  for (size_t i = 0; i < judge->query->profile->statement_count; i++)
    if (!match_partner_is_empty(&statement_of(judge, i)->sought))
      return true;
  return false;
}

bool match_judge_seeks_by_district(const struct match_judge *judge) {
  for (size_t i = 0; i < judge->query->profile->statement_count; i++) {
    const struct match_partner *sought = &statement_of(judge, i)->sought;
    if (sought->sizes || sought->trl_min || sought->trl_max)
      return false;
  }
  return true;
}

bool match_judge_is_plain(const struct match_judge *judge) {
  const struct match_profile *profile = judge->query->profile;
  return !judge->query->mutual && !judge->any_must && !match_concepts_has_wanted(judge->concepts) &&
         !match_concepts_has_wanted(judge->themes) && !profile->place_count && !judge->voice.cooperations &&
         !judge->voice.directions && !judge->voice.trls && !profile->languages && !seeks_anybody(judge) &&
         judge->text->asking_count <= 1 && judge->query->weights->facets[MATCH_TEXT] > 0 &&
         !(judge->query->without[MATCH_FORTH] & 1u << MATCH_TEXT);
}

// --- who is silent for whom

// The asker's statements that must have others than this candidate; when they are not those of the candidate before, its voice
// is another one.
static void silence_asker(struct match_judge *judge) {
  bool is_changed = false;
  for (size_t i = 0; i < judge->query->profile->statement_count; i++) {
    bool silent = statement_of(judge, i)->expires_day < judge->query->today ||
                  !match_partner_suits(match_partner_next(judge->packed.items + judge->partners[i]), &judge->facts);
    is_changed |= silent != judge->query_silent[i];
    judge->query_silent[i] = silent;
  }
  if (is_changed)
    raise_voice(judge);
}

static bool is_silent(const struct match_judge *judge, const struct match_segment_statement *statement) {
  if (statement->expires_day < judge->query->today)
    return true;
  return statement->partners != UINT32_MAX && !judge->query->impersonal &&
         !match_partner_suits(match_partner_next(judge->segment->partners + statement->partners), &judge->asker);
}

static void hear_candidate(struct match_judge *judge, uint32_t profile) {
  const struct match_segment_profile *of = &judge->segment->profiles[profile];
  uint32_t count = of[1].statement - of->statement;
  if (count > judge->candidate_capacity) {
    judge->candidate_capacity = 2 * count;
    judge->candidate_silent = memory_resize(judge->candidate_silent, judge->candidate_capacity, sizeof(bool));
  }
  judge->candidate = (struct match_voice){0};
  judge->any_silent = false;
  for (uint32_t i = 0; i < count; i++) {
    const struct match_segment_statement *statement = &judge->segment->statements[of->statement + i];
    judge->candidate_silent[i] = is_silent(judge, statement);
    judge->any_silent |= judge->candidate_silent[i];
    if (judge->candidate_silent[i])
      continue;
    judge->candidate.speaks = true;
    judge->candidate.cooperations |= statement->cooperations;
    judge->candidate.directions |= statement->direction ? 1u << statement->direction : 0;
    judge->candidate.trls |= statement->trl ? 1u << statement->trl : 0;
    judge->candidate.languages |= statement[1].entry > statement->entry ? 1u << statement->language : 0;
  }
}

// --- facets that have a side

static bool is_unheard(const struct match_judge *judge, uint32_t statement) {
  return judge->any_silent && judge->candidate_silent[statement];
}

// Leaves in judge->concepts what met, for match_concepts_pairs().
static struct match_part concepts_forth(struct match_judge *judge, uint32_t profile) {
  const struct match_segment *segment = judge->segment;
  const struct match_segment_profile *of = &segment->profiles[profile];
  match_concepts_begin(judge->concepts);
  if (!match_concepts_has_wanted(judge->concepts) || !judge->candidate.speaks)
    return (struct match_part){0};
  for (uint32_t i = of->statement; i < of[1].statement; i++) {
    const struct match_segment_statement *statement = &segment->statements[i];
    if (!is_unheard(judge, i - of->statement))
      match_concepts_offer(judge->concepts, segment->concepts + statement->concepts,
                           statement[1].concepts - statement->concepts, i - of->statement);
  }
  return (struct match_part){.known = true, .value = match_millionths(match_concepts_value(judge->concepts))};
}

static struct match_part themes_forth(struct match_judge *judge, uint32_t profile) {
  const struct match_segment_profile *of = &judge->segment->profiles[profile];
  uint32_t count = of[1].theme - of->theme;
  match_concepts_begin(judge->themes);
  if (!count || !match_concepts_has_wanted(judge->themes))
    return (struct match_part){0};
  match_concepts_offer(judge->themes, judge->segment->themes + of->theme, count, UINT32_MAX);
  return (struct match_part){.known = true, .value = match_millionths(match_concepts_value(judge->themes))};
}

// `wanted` ascending, with repetitions.
static struct match_part served(const struct match_judge *judge, const double *table, const uint32_t *wanted,
                                size_t count) {
  const struct match_taxonomy *taxonomy = judge->query->taxonomy;
  double best = 0, sum = 0, weights = 0;
  for (size_t first = 0, end; first < count && wanted[first] < match_taxonomy_count(taxonomy); first = end) {
    end = first + 1;
    while (end < count && wanted[end] == wanted[first])
      end++;
    double weight = match_concepts_weight(taxonomy, wanted[first], end - first);
    best = fmax(best, table[wanted[first]]);
    sum += weight * table[wanted[first]];
    weights += weight;
  }
  if (weights <= 0)
    return (struct match_part){0};
  return (struct match_part){.known = true, .value = match_millionths(.5 * best + .5 * sum / weights)};
}

static struct match_part concepts_back(struct match_judge *judge, uint32_t profile) {
  const struct match_segment *segment = judge->segment;
  const struct match_segment_profile *of = &segment->profiles[profile];
  judge->has.count = 0;
  if (!judge->voice.speaks)
    return (struct match_part){0};
  if (!judge->any_silent) {
    for (uint32_t c = segment->concept_firsts[profile]; c < segment->concept_firsts[profile + 1]; c++)
      if (match_concept_is_named(segment->concepts[c]))
        match_numbers_push(&judge->has, segment->concepts[c]);
    match_numbers_sort(&judge->has);
    return served(judge, judge->back_concepts, judge->has.items, judge->has.count);
  }
  for (uint32_t i = of->statement; i < of[1].statement; i++) {
    const struct match_segment_statement *statement = &segment->statements[i];
    for (uint32_t c = statement->concepts; !is_unheard(judge, i - of->statement) && c < statement[1].concepts; c++)
      if (match_concept_is_named(segment->concepts[c]))
        match_numbers_push(&judge->has, segment->concepts[c]);
  }
  match_numbers_sort(&judge->has);
  return served(judge, judge->back_concepts, judge->has.items, judge->has.count);
}

static struct match_part themes_back(const struct match_judge *judge, uint32_t profile) {
  const struct match_segment_profile *of = &judge->segment->profiles[profile];
  if (!match_concepts_has_wanted(judge->themes))
    return (struct match_part){0};
  return served(judge, judge->back_themes, judge->segment->themes + of->theme, of[1].theme - of->theme);
}

// Conditions that are `granted` (bits) are met whenever they are asked for.
static void seek(const uint32_t *sought, const struct match_facts *facts, uint32_t granted, struct match_part *part) {
  if (!match_partner_asks(sought))
    return;
  struct match_fit fit = match_partner_fit(sought, facts);
  uint32_t asked = (uint32_t)__builtin_popcount(fit.asked),
           value = (uint32_t)__builtin_popcount(fit.met | (fit.asked & granted)) * MATCH_ONE / asked;
  part->known = true;
  part->value = value > part->value ? value : part->value;
}

struct match_part match_judge_sought(const struct match_judge *judge, const struct match_facts *facts,
                                     uint32_t granted) {
  struct match_part part = {0};
  for (size_t i = 0; i < judge->query->profile->statement_count; i++)
    if (!judge->query_silent[i])
      seek(judge->packed.items + judge->partners[i], facts, granted, &part);
  return part;
}

static struct match_part sought_back(const struct match_judge *judge, uint32_t profile) {
  const struct match_segment_profile *of = &judge->segment->profiles[profile];
  struct match_part part = {0};
  for (uint32_t i = of->statement; i < of[1].statement; i++) {
    uint32_t partners = judge->segment->statements[i].partners;
    if (partners != UINT32_MAX && !judge->query->impersonal && !is_unheard(judge, i - of->statement))
      seek(judge->segment->partners + partners, &judge->asker, 0, &part);
  }
  return part;
}

// --- from parts to a score

static void add_up(struct match_half *half, const struct match_weights *weights) {
  uint64_t known = 0;
  for (int i = 0; i < MATCH_FACET_COUNT; i++)
    known += half->parts[i].known ? weights->facets[i] : 0;
  half->coverage = (uint32_t)known;
  half->score = 0;
  for (int i = 0; i < MATCH_FACET_COUNT; i++) {
    struct match_part *part = &half->parts[i];
    uint64_t weight = part->known ? weights->facets[i] : 0;
    part->weight = known ? (uint32_t)(weight * MATCH_ONE / known) : 0;
    part->points = known ? (uint32_t)(part->value * weight / known) : 0;
    half->score += part->points;
  }
}

static uint32_t harmonic(uint64_t one, uint64_t other) {
  return one + other ? (uint32_t)(2 * one * other / (one + other)) : 0;
}

static uint32_t base_of(const struct match_judge *judge, uint32_t forth, uint32_t back) {
  return judge->query->mutual ? harmonic(forth, back) : forth;
}

static uint32_t with_prior(uint32_t base, uint32_t prior) {
  uint64_t score = (uint64_t)base * prior / MATCH_ONE;
  return score < MATCH_ONE ? (uint32_t)score : MATCH_ONE;
}

static uint32_t prior_of(const struct match_judge *judge, int64_t changed_day, uint64_t assurance) {
  const struct match_weights *weights = judge->query->weights;
  int64_t days = changed_day == INT32_MIN ? 0 : judge->query->today - changed_day;
  double fresh = days > 0 ? exp2(-(double)days / weights->fresh_days) : 1;
  return 800000 + (uint32_t)lround(weights->freshness * fresh) +
         (uint32_t)(weights->assurance * (assurance < MATCH_ONE ? assurance : MATCH_ONE) / MATCH_ONE);
}

uint32_t match_judge_prior(const struct match_judge *judge, uint32_t profile) {
  const struct match_segment_profile *of = &judge->segment->profiles[profile];
  return prior_of(judge, of->changed_day, of->assurance);
}

uint32_t match_judge_prior_max(const struct match_judge *judge, const struct match_segment *segment) {
  const struct match_segment_header *header = segment->header;
  return prior_of(judge, header->changed_day_max, header->assurance_max);
}

uint32_t match_judge_prior_min(const struct match_judge *judge, const struct match_segment *segment) {
  const struct match_segment_header *header = segment->header;
  return prior_of(judge, header->changed_day_min, header->assurance_min);
}

static uint32_t score_halves(const struct match_judge *judge, struct match_verdict *verdict) {
  add_up(&verdict->halves[MATCH_FORTH], judge->query->weights);
  if (judge->query->mutual)
    add_up(&verdict->halves[MATCH_BACK], judge->query->weights);
  return with_prior(base_of(judge, verdict->halves[MATCH_FORTH].score, verdict->halves[MATCH_BACK].score),
                    verdict->prior);
}

static void leave_out(const struct match_judge *judge, struct match_verdict *verdict) {
  for (int side = 0; side < MATCH_SIDE_COUNT; side++)
    for (uint32_t bits = judge->query->without[side]; bits; bits &= bits - 1)
      verdict->halves[side].parts[__builtin_ctz(bits)].value = 0;
}

// --- bounds
//
// Of the half back: what the terms that met bring is at most Σ w(t)·e(t, asker)·D(m), m the candidate's statements that use t and
// D(m) the sum of as many discounts. Of that x has `most`·e(t, P), P the candidate, so it is at most x·back_ratio·D(m) / e(t, P);
// and the greatest self-score of a statement is at least the words of one that lasts times mean_weight. reach is what remains of
// the candidate: the least e(t, P) / D(m), times words; D and what pairs count are those of the time when the segment was made.

// How much greater D can be today than it was.
static double asked_stretch(const struct match_text *text, double discount_then) {
  double now = 0, then = 0, stretch = 1;
  if (text->asked_discount >= discount_then && text->asked_discount <= discount_then)
    return 1;
  for (int i = 0; i < MATCH_STATEMENTS_BEST; i++) {
    now += text->asked_discounts[i];
    then += pow(i + 1, -discount_then);
    stretch = fmax(stretch, now / then);
  }
  return stretch;
}

double match_judge_back_gain(const struct match_judge *judge, double back_ratio) {
  const struct match_text_parameters *then = &judge->segment->header->pitch.parameters;
  double pair = judge->query->weights->text.pair;
  double shrink = pair < then->pair ? pair / then->pair : 1;
  double divisor = judge->text->mean_weight * shrink;
  return divisor > 0 ? back_ratio * asked_stretch(judge->text, then->asked_discount) / divisor * (1 + 1e-6) : INFINITY;
}

static double squash(const struct match_judge *judge, double x) {
  return match_text_squash(&judge->query->weights->text, x);
}

static double squash_back(const struct match_judge *judge, double x, float reach) {
  double back = x > 0 ? x * match_judge_back_gain(judge, judge->text->back_ratio) : 0;
  return back < INFINITY && reach > 0 ? squash(judge, back / reach) : back > 0;
}

static uint32_t at_most(double value) {
  uint32_t millionths = match_millionths(value);
  return millionths + (millionths < MATCH_ONE); // it was rounded down, perhaps
}

void match_judge_hear_all(struct match_judge *judge) {
  judge->any_silent = false;
  judge->candidate.speaks = true;
}

struct match_part match_judge_concepts(struct match_judge *judge, uint32_t profile, enum match_side side) {
  return side == MATCH_FORTH ? concepts_forth(judge, profile) : concepts_back(judge, profile);
}

struct match_part match_judge_concepts_most(const struct match_judge *judge, uint32_t profile) {
  const struct match_segment *segment = judge->segment;
  if (!match_concepts_has_wanted(judge->concepts))
    return (struct match_part){0};
  double most = match_concepts_most(judge->concepts, segment->concepts, segment->concept_ends,
                                    segment->concept_firsts[profile], segment->concept_firsts[profile + 1]);
  return (struct match_part){.known = true, .value = at_most(most)};
}

struct match_part match_judge_sought_back(const struct match_judge *judge, uint32_t profile) {
  return sought_back(judge, profile);
}

struct match_part match_judge_theme(struct match_judge *judge, uint32_t profile, enum match_side side) {
  return side == MATCH_FORTH ? themes_forth(judge, profile) : themes_back(judge, profile);
}

const double *match_judge_nearness(const struct match_judge *judge) {
  return match_concepts_has_wanted(judge->concepts) ? judge->near_concepts : NULL;
}

// --- the outlook

static void judge_cheap(struct match_judge *judge, uint32_t profile, struct match_verdict *verdict) {
  struct match_part *forth = verdict->halves[MATCH_FORTH].parts, *back = verdict->halves[MATCH_BACK].parts;
  forth[MATCH_CONCEPTS] = concepts_forth(judge, profile);
  forth[MATCH_THEME] = themes_forth(judge, profile);
  forth[MATCH_PLACE] = match_place_part(judge->query, &judge->facts);
  forth[MATCH_COOPERATION] = match_cooperation_part(judge->voice.cooperations, judge->candidate.cooperations);
  forth[MATCH_DIRECTION] = match_direction_part(judge->voice.directions, judge->candidate.directions);
  forth[MATCH_SOUGHT] = match_judge_sought(judge, &judge->facts, 0);
  forth[MATCH_READINESS] = match_readiness_part(judge->voice.trls, judge->candidate.trls);
  forth[MATCH_LANGUAGE] =
      match_language_part(judge->query->profile->languages, judge->segment->profiles[profile].languages);
  if (!judge->query->mutual)
    return;
  back[MATCH_CONCEPTS] = concepts_back(judge, profile);
  back[MATCH_THEME] = themes_back(judge, profile);
  back[MATCH_PLACE] = forth[MATCH_PLACE];
  back[MATCH_COOPERATION] = match_cooperation_part(judge->candidate.cooperations, judge->voice.cooperations);
  back[MATCH_DIRECTION] = forth[MATCH_DIRECTION];
  back[MATCH_SOUGHT] = sought_back(judge, profile);
  back[MATCH_READINESS] = forth[MATCH_READINESS];
  back[MATCH_LANGUAGE] = forth[MATCH_LANGUAGE];
}

static bool is_comparable(const struct match_judge *judge) {
  return judge->candidate.languages & judge->voice.languages;
}

static void set_text(struct match_verdict *verdict, struct match_part forth, struct match_part back) {
  verdict->halves[MATCH_FORTH].parts[MATCH_TEXT] = forth;
  verdict->halves[MATCH_BACK].parts[MATCH_TEXT] = back;
}

uint32_t match_judge_outlook(struct match_judge *judge, uint32_t profile, double x, struct match_verdict *ret_verdict) {
  *ret_verdict = (struct match_verdict){.prior = match_judge_prior(judge, profile)};
  judge->facts = match_facts_of(judge->segment, profile, judge->query->today);
  if (judge->any_must)
    silence_asker(judge);
  hear_candidate(judge, profile);
  judge_cheap(judge, profile, ret_verdict);
  leave_out(judge, ret_verdict);
  uint32_t outlook = 0;
  if (is_comparable(judge) || x > 0) {
    double back = squash_back(judge, x, judge->segment->cards[profile].reach);
    set_text(ret_verdict, (struct match_part){.known = true, .value = at_most(squash(judge, x))},
             (struct match_part){.known = true, .value = at_most(back)});
    leave_out(judge, ret_verdict);
    outlook = score_halves(judge, ret_verdict);
  }
  if (!is_comparable(judge)) {
    set_text(ret_verdict, (struct match_part){0}, (struct match_part){0});
    uint32_t unknown = score_halves(judge, ret_verdict);
    outlook = unknown > outlook ? unknown : outlook;
  }
  return outlook;
}

// --- the score

// Which part of the points of both halves the score has: of a harmonic mean 2fr / (f + r) each half gives f·r / (f + r). What
// rounding down leaves over goes to the first parts that have points.
static void share_points(struct match_verdict *verdict, uint32_t base) {
  uint64_t forth = verdict->halves[MATCH_FORTH].score, back = verdict->halves[MATCH_BACK].score;
  uint64_t left = base;
  for (int side = 0; side < MATCH_SIDE_COUNT; side++)
    for (int i = 0; i < MATCH_FACET_COUNT; i++) {
      struct match_part *part = &verdict->halves[side].parts[i];
      part->points = forth + back ? (uint32_t)(part->points * (side ? forth : back) / (forth + back)) : 0;
      left -= part->points;
    }
  for (int side = 0; side < MATCH_SIDE_COUNT; side++)
    for (int i = 0; i < MATCH_FACET_COUNT && left; i++) {
      struct match_part *part = &verdict->halves[side].parts[i];
      uint32_t more = part->value && part->weight;
      part->points += more;
      left -= more;
    }
  assert(!left);
}

static void set_losses(const struct match_judge *judge, struct match_verdict *verdict) {
  for (int side = 0; side < (judge->query->mutual ? MATCH_SIDE_COUNT : 1); side++)
    for (int i = 0; i < MATCH_FACET_COUNT; i++) {
      uint32_t scores[MATCH_SIDE_COUNT] = {verdict->halves[MATCH_FORTH].score, verdict->halves[MATCH_BACK].score};
      scores[side] -= verdict->halves[side].parts[i].points;
      uint32_t rest = with_prior(base_of(judge, scores[MATCH_FORTH], scores[MATCH_BACK]), verdict->prior);
      verdict->halves[side].parts[i].loss = verdict->score - rest;
    }
}

static struct match_silence silence_of(const struct match_judge *judge) {
  return (struct match_silence){.query = judge->any_must ? judge->query_silent : NULL,
                                .candidate = judge->any_silent ? judge->candidate_silent : NULL};
}

void match_judge_score(struct match_judge *judge, uint32_t profile, struct match_verdict *verdict) {
  const struct match_silence silence = silence_of(judge);
  struct match_text_value value = match_text_score(judge->text, profile, &silence, judge->query->mutual);
  bool known = is_comparable(judge) || value.forth > 0;
  set_text(verdict, (struct match_part){.known = known, .value = match_millionths(value.forth)},
           (struct match_part){.known = known, .value = match_millionths(value.back)});
  leave_out(judge, verdict);
  verdict->score = score_halves(judge, verdict);
  const struct match_part *forth = verdict->halves[MATCH_FORTH].parts;
  verdict->has_evidence = forth[MATCH_TEXT].value || forth[MATCH_CONCEPTS].value || forth[MATCH_THEME].value;
}

uint32_t match_judge_plain(struct match_judge *judge, uint32_t profile) {
  const struct match_silence silence = {0};
  struct match_text_value value = match_text_score(judge->text, profile, &silence, false);
  return with_prior(match_millionths(value.forth), match_judge_prior(judge, profile));
}

uint32_t match_judge_with(const struct match_judge *judge, const struct match_verdict *verdict, enum match_side side,
                          enum match_facet facet, uint32_t value) {
  struct match_verdict other = *verdict;
  other.halves[side].parts[facet].known = true;
  other.halves[side].parts[facet].value = value;
  return score_halves(judge, &other);
}

// --- the reasons

static uint32_t place_pairs(const struct match_judge *judge, struct match_pair ret_pairs[MATCH_PAIRS_MAX]) {
  const struct match_query *query = judge->query;
  struct match_pair best[MATCH_PAIRS_MAX + 1];
  uint32_t count = 0;
  for (size_t row = 0; row < query->profile->place_count; row++)
    for (size_t i = 0; i < judge->facts.place_count; i++) {
      uint32_t place = judge->facts.places[i], value = match_place_value(&query->places, row, place), at = count;
      if (!value)
        continue;
      for (; at && best[at - 1].value < value; at--)
        best[at] = best[at - 1];
      best[at] = (struct match_pair){query->profile->places[row], place, UINT32_MAX, value};
      count += count < MATCH_PAIRS_MAX;
    }
  for (uint32_t i = 0; i < count; i++)
    ret_pairs[i] = best[i];
  return count;
}

static void find_counter(const struct match_judge *judge, struct match_hit *hit) {
  for (int side = 0; side < (judge->query->mutual ? MATCH_SIDE_COUNT : 1); side++)
    for (int i = 0; i < MATCH_FACET_COUNT; i++) {
      const struct match_part *part = &hit->halves[side].parts[i];
      uint32_t cost = (uint32_t)((uint64_t)part->weight * (MATCH_ONE - part->value) / MATCH_ONE);
      if (part->known && cost > hit->counter.amount)
        hit->counter = (struct match_change){true, (enum match_side)side, (enum match_facet)i, cost, 0};
    }
}

void match_judge_explain(struct match_judge *judge, uint32_t profile, const struct match_verdict *verdict,
                         struct match_hit *ret_hit) {
  struct match_verdict final = *verdict;
  uint32_t base = base_of(judge, final.halves[MATCH_FORTH].score, final.halves[MATCH_BACK].score);
  set_losses(judge, &final);
  if (judge->query->mutual)
    share_points(&final, base);
  *ret_hit = (struct match_hit){.id = match_segment_id(judge->segment, profile),
                                .revision = judge->segment->profiles[profile].revision,
                                .score = final.score,
                                .prior = final.prior,
                                .prior_points = (int32_t) final.score - (int32_t)base};
  memcpy(ret_hit->halves, final.halves, sizeof final.halves);
  uint32_t *counts = ret_hit->pair_counts;
  const struct match_silence silence = silence_of(judge);
  counts[MATCH_TEXT] = match_text_pairs(judge->text, profile, &silence, ret_hit->pairs[MATCH_TEXT]);
  counts[MATCH_CONCEPTS] = match_concepts_pairs(judge->concepts, ret_hit->pairs[MATCH_CONCEPTS]);
  counts[MATCH_THEME] = match_concepts_pairs(judge->themes, ret_hit->pairs[MATCH_THEME]);
  counts[MATCH_PLACE] = place_pairs(judge, ret_hit->pairs[MATCH_PLACE]);
  find_counter(judge, ret_hit);
}
