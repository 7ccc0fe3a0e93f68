// SPDX-License-Identifier: Apache-2.0
#include "partners.h"
#include "base/memory.h"

#include <math.h>
#include <string.h>

static const double year_days = 365.25;

struct partners {
  const struct partners_history *history;
  struct partners_weights weights;
  int32_t today;
  /* owned */
  double *project_weights;               // 0: not yet known
  double *worth;                         // by project, within a walk
  double *strengths;                     // by organisation: sum of the weights of its projects
  size_t *past_first;                    // by organisation: where its projects begin; one more follows
  uint32_t *past;                        // projects
  double *guesses[PARTNERS_GUESS_COUNT]; // by organisation, of the one asked about
  double *themes[PARTNERS_THEMES_MAX];   // by organisation: sum of the weights under a theme
  double theme_sums[PARTNERS_THEMES_MAX];
};

struct partners_weights partners_weights_themed(void) {
  return (struct partners_weights){
      .guesses = {[PARTNERS_DIRECT] = .5, [PARTNERS_INDIRECT] = .5, [PARTNERS_THEME] = .4, [PARTNERS_NEIGHBOUR] = .05},
      .half_life_years = 10,
      .size_exponent = .1,
      .leader = 2,
      .theme = 4};
}

struct partners_weights partners_weights_unthemed(void) {
  return (struct partners_weights){.guesses = {[PARTNERS_DIRECT] = .5,
                                               [PARTNERS_INDIRECT] = .3,
                                               [PARTNERS_THEME] = .02,
                                               [PARTNERS_NEIGHBOUR] = .1,
                                               [PARTNERS_POPULAR] = .15},
                                   .half_life_years = 8,
                                   .size_exponent = .1,
                                   .leader = 2,
                                   .theme = 1};
}

// --- the past

static void weigh_projects(struct partners *partners) {
  const struct partners_history *history = partners->history;
  for (size_t i = 0; i < history->project_count; i++) {
    const struct partners_project *project = &history->projects[i];
    double years = (partners->today - project->day) / year_days;
    if (project->day < partners->today)
      partners->project_weights[i] =
          exp2(-years / partners->weights.half_life_years) / pow(project->count, partners->weights.size_exponent);
  }
}

static void list_past(struct partners *partners) {
  const struct partners_history *history = partners->history;
  size_t *first = partners->past_first, total = 0;
  for (size_t i = 0; i < history->project_count; i++)
    for (uint32_t m = 0; partners->project_weights[i] > 0 && m < history->projects[i].count; m++, total++)
      first[history->members[history->projects[i].first + m] + 2]++;
  for (size_t i = 2; i < history->organisation_count + 2; i++)
    first[i] += first[i - 1];
  partners->past = memory_resize(NULL, total + 1, sizeof *partners->past);
  for (uint32_t i = 0; i < history->project_count; i++)
    for (uint32_t m = 0; partners->project_weights[i] > 0 && m < history->projects[i].count; m++)
      partners->past[first[history->members[history->projects[i].first + m] + 1]++] = i;
}

static void add_members(const struct partners *partners, uint32_t project, double weight, double *sums) {
  const struct partners_project *of = &partners->history->projects[project];
  const uint32_t *members = partners->history->members + of->first;
  for (uint32_t i = 0; i < of->count; i++)
    sums[members[i]] += weight;
}

static void sum_up(struct partners *partners) {
  size_t count = partners->history->organisation_count;
  for (size_t t = 0; t < PARTNERS_THEMES_MAX; t++)
    partners->themes[t] = memory_new(count * sizeof(double) + 1);
  for (uint32_t i = 0; i < partners->history->project_count; i++) {
    double weight = partners->project_weights[i];
    add_members(partners, i, weight, partners->strengths);
    for (uint32_t bits = partners->history->projects[i].themes; bits; bits &= bits - 1) {
      add_members(partners, i, weight, partners->themes[__builtin_ctz(bits)]);
      partners->theme_sums[__builtin_ctz(bits)] += weight * partners->history->projects[i].count;
    }
  }
}

struct partners *partners_new(const struct partners_history *history, const struct partners_weights *weights,
                              int32_t today) {
  struct partners *partners = memory_new(sizeof *partners);
  size_t count = history->organisation_count;
  *partners = (struct partners){.history = history, .weights = *weights, .today = today};
  partners->project_weights = memory_new((history->project_count + 1) * sizeof(double));
  partners->past_first = memory_new((count + 2) * sizeof *partners->past_first);
  partners->worth = memory_new((history->project_count + 1) * sizeof(double));
  partners->strengths = memory_new((count + 1) * sizeof(double));
  for (size_t i = 0; i < PARTNERS_GUESS_COUNT; i++)
    partners->guesses[i] = memory_new((count + 1) * sizeof(double));
  weigh_projects(partners);
  list_past(partners);
  sum_up(partners);
  return partners;
}

struct partners *partners_free(struct partners *partners) {
  if (!partners)
    return NULL;
  for (size_t i = 0; i < PARTNERS_THEMES_MAX; i++)
    free(partners->themes[i]);
  for (size_t i = 0; i < PARTNERS_GUESS_COUNT; i++)
    free(partners->guesses[i]);
  free(partners->strengths);
  free(partners->worth);
  free(partners->past);
  free(partners->past_first);
  free(partners->project_weights);
  free(partners);
  return NULL;
}

size_t partners_past(const struct partners *partners, uint32_t organisation) {
  return partners->past_first[organisation + 1] - partners->past_first[organisation];
}

// --- the guesses

static void guess_direct(struct partners *partners, uint32_t organisation, uint32_t themes) {
  double *sums = partners->guesses[PARTNERS_DIRECT];
  for (size_t i = partners->past_first[organisation]; i < partners->past_first[organisation + 1]; i++) {
    uint32_t project = partners->past[i];
    const struct partners_project *of = &partners->history->projects[project];
    double weight = partners->project_weights[project];
    weight *= of->leader == organisation ? partners->weights.leader : 1;
    weight *= of->themes & themes ? partners->weights.theme : 1;
    add_members(partners, project, weight, sums);
  }
  sums[organisation] = 0;
}

// A walk: from each partner, in proportion to its direct guess, to one of its projects by weight, and on to the members.
static void guess_indirect(struct partners *partners, uint32_t organisation) {
  const double *direct = partners->guesses[PARTNERS_DIRECT];
  size_t project_count = partners->history->project_count;
  memset(partners->worth, 0, project_count * sizeof *partners->worth);
  for (uint32_t i = 0; i < partners->history->organisation_count; i++) {
    for (size_t p = partners->past_first[i]; direct[i] > 0 && p < partners->past_first[i + 1]; p++) {
      uint32_t project = partners->past[p];
      partners->worth[project] += direct[i] / partners->strengths[i] * partners->project_weights[project];
    }
  }
  for (size_t p = partners->past_first[organisation]; p < partners->past_first[organisation + 1]; p++)
    partners->worth[partners->past[p]] = 0;
  for (uint32_t i = 0; i < project_count; i++)
    if (partners->worth[i] > 0)
      add_members(partners, i, partners->worth[i], partners->guesses[PARTNERS_INDIRECT]);
}

static void share_themes(const struct partners *partners, uint32_t organisation, double *shares) {
  for (size_t i = partners->past_first[organisation]; i < partners->past_first[organisation + 1]; i++) {
    uint32_t project = partners->past[i];
    for (uint32_t bits = partners->history->projects[project].themes; bits; bits &= bits - 1)
      shares[__builtin_ctz(bits)] += partners->project_weights[project];
  }
}

static void guess_theme(struct partners *partners, uint32_t organisation, uint32_t themes) {
  double shares[PARTNERS_THEMES_MAX] = {0};
  if (!themes)
    share_themes(partners, organisation, shares);
  for (uint32_t bits = themes; bits; bits &= bits - 1)
    shares[__builtin_ctz(bits)] = 1;
  for (size_t t = 0; t < PARTNERS_THEMES_MAX; t++)
    for (size_t i = 0; shares[t] > 0 && partners->theme_sums[t] > 0 && i < partners->history->organisation_count; i++)
      partners->guesses[PARTNERS_THEME][i] += shares[t] / partners->theme_sums[t] * partners->themes[t][i];
}

static void guess_neighbour(struct partners *partners, uint32_t organisation) {
  const struct partners_history *history = partners->history;
  for (uint32_t i = 0; i < history->project_count; i++) {
    uint32_t leader = history->projects[i].leader;
    if (leader != UINT32_MAX && history->countries[leader] == history->countries[organisation])
      add_members(partners, i, partners->project_weights[i], partners->guesses[PARTNERS_NEIGHBOUR]);
  }
}

// --- the outcome

static void mix(const struct partners *partners, enum partners_guess guess, uint32_t organisation, double *scores) {
  double *values = partners->guesses[guess], sum = 0;
  values[organisation] = 0;
  for (size_t i = 0; i < partners->history->organisation_count; i++)
    sum += values[i];
  for (size_t i = 0; sum > 0 && i < partners->history->organisation_count; i++)
    scores[i] += partners->weights.guesses[guess] / sum * values[i];
}

void partners_score(struct partners *partners, uint32_t organisation, uint32_t themes, double *ret_scores) {
  size_t bytes = partners->history->organisation_count * sizeof(double);
  for (size_t i = 0; i < PARTNERS_GUESS_COUNT; i++)
    memset(partners->guesses[i], 0, bytes);
  guess_direct(partners, organisation, themes);
  guess_indirect(partners, organisation);
  guess_theme(partners, organisation, themes);
  guess_neighbour(partners, organisation);
  memcpy(partners->guesses[PARTNERS_POPULAR], partners->strengths, bytes);
  memset(ret_scores, 0, bytes);
  for (enum partners_guess guess = PARTNERS_DIRECT; guess < PARTNERS_GUESS_COUNT; guess++)
    mix(partners, guess, organisation, ret_scores);
}
