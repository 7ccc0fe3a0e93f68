// SPDX-License-Identifier: Apache-2.0
// Everything is summed project by project in the order given, so that outcomes do not depend on what was asked before.
#include "match/partners.h"

#include "base/memory.h"
#include "match/millionths.h"

#include <math.h>
#include <string.h>

static const double year_days = 365.25;

struct match_partners {
  const struct match_partners_history *history;
  struct match_partners_weights weights;
  /* owned */
  double *project_weights; // 0: not past
  double *strengths;       // by organisation: sum of the weights of its projects
  size_t *past_first;      // by organisation: where its projects begin; one more follows
  uint32_t *past;          // projects, ascending
  /* owned, of the question */
  double *known;  // by organisation: what INDIRECT starts from
  double *worth;  // by project, within a walk
  double *guess;  // by organisation
  double *scores; // by organisation
  /* state of the question */
  uint32_t asker;
  const double *about; // borrowed during match_partners_ask()
  double best;
  int32_t today;
};

struct match_partners_weights match_partners_weights_chosen(void) {
  return (struct match_partners_weights){.guesses = {[MATCH_PARTNERS_DIRECT] = .35,
                                                     [MATCH_PARTNERS_DIRECT_ASKED] = .3,
                                                     [MATCH_PARTNERS_INDIRECT] = .5,
                                                     [MATCH_PARTNERS_ASKED] = .1,
                                                     [MATCH_PARTNERS_NEIGHBOUR] = .05,
                                                     [MATCH_PARTNERS_NEIGHBOUR_ASKED] = .1,
                                                     [MATCH_PARTNERS_POPULAR] = .1},
                                         .half_life_years = 10,
                                         .size_exponent = .3,
                                         .leader = 2,
                                         .asked = 4};
}

// --- the past

static void weigh_projects(struct match_partners *partners) {
  const struct match_partners_history *history = partners->history;
  for (size_t i = 0; i < history->project_count; i++) {
    const struct match_partners_project *project = &history->projects[i];
    double years = ((double)partners->today - project->day) / year_days;
    if (project->day < partners->today && project->count)
      partners->project_weights[i] =
          exp2(-years / partners->weights.half_life_years) / pow(project->count, partners->weights.size_exponent);
  }
}

static void list_past(struct match_partners *partners) {
  const struct match_partners_history *history = partners->history;
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

static void add_members(const struct match_partners *partners, uint32_t project, double weight, double *sums) {
  const struct match_partners_project *of = &partners->history->projects[project];
  const uint32_t *members = partners->history->members + of->first;
  for (uint32_t i = 0; i < of->count; i++)
    sums[members[i]] += weight;
}

struct match_partners *match_partners_new(const struct match_partners_history *history,
                                          const struct match_partners_weights *weights, int32_t today) {
  struct match_partners *partners = memory_new(sizeof *partners);
  size_t count = history->organisation_count + 1, projects = history->project_count + 1;
  *partners = (struct match_partners){.history = history, .weights = *weights, .today = today, .asker = UINT32_MAX};
  partners->project_weights = memory_new(projects * sizeof(double));
  partners->past_first = memory_new((count + 1) * sizeof *partners->past_first);
  partners->worth = memory_new(projects * sizeof(double));
  partners->strengths = memory_new(count * sizeof(double));
  partners->known = memory_new(count * sizeof(double));
  partners->guess = memory_new(count * sizeof(double));
  partners->scores = memory_new(count * sizeof(double));
  weigh_projects(partners);
  list_past(partners);
  for (uint32_t i = 0; i < history->project_count; i++)
    add_members(partners, i, partners->project_weights[i], partners->strengths);
  return partners;
}

struct match_partners *match_partners_free(struct match_partners *partners) {
  if (!partners)
    return NULL;
  free(partners->scores);
  free(partners->guess);
  free(partners->known);
  free(partners->strengths);
  free(partners->worth);
  free(partners->past);
  free(partners->past_first);
  free(partners->project_weights);
  free(partners);
  return NULL;
}

size_t match_partners_past(const struct match_partners *partners, uint32_t organisation) {
  return partners->past_first[organisation + 1] - partners->past_first[organisation];
}

// --- the guesses

static double about(const struct match_partners *partners, uint32_t project) {
  return partners->about ? partners->about[project] : 0;
}

// How many times more a project counts in INDIRECT.
static double boost(const struct match_partners *partners, uint32_t project) {
  return 1 + (partners->weights.asked - 1) * about(partners, project);
}

// Adds the guess, scaled to this sum, to the scores; leaves zeros.
static void mix(struct match_partners *partners, enum match_partners_guess which, double mass) {
  double *guess = partners->guess, sum = 0;
  size_t count = partners->history->organisation_count;
  guess[partners->asker] = 0;
  for (size_t i = 0; i < count; i++)
    sum += guess[i];
  double scale = sum > 0 ? partners->weights.guesses[which] * mass / sum : 0;
  for (size_t i = 0; i < count; i++)
    partners->scores[i] += scale * guess[i];
  memset(guess, 0, count * sizeof *guess);
}

static double own_weight(const struct match_partners *partners, uint32_t project) {
  bool led = partners->history->projects[project].leader == partners->asker;
  return partners->project_weights[project] * (led ? partners->weights.leader : 1);
}

static void guess_direct(struct match_partners *partners, bool asked) {
  for (size_t i = partners->past_first[partners->asker]; i < partners->past_first[partners->asker + 1]; i++) {
    uint32_t project = partners->past[i];
    double share = asked ? about(partners, project) : 1;
    if (share > 0)
      add_members(partners, project, own_weight(partners, project) * share, partners->guess);
  }
  mix(partners, asked ? MATCH_PARTNERS_DIRECT_ASKED : MATCH_PARTNERS_DIRECT, 1);
}

static void start_walk(struct match_partners *partners) {
  memset(partners->known, 0, partners->history->organisation_count * sizeof *partners->known);
  for (size_t i = partners->past_first[partners->asker]; i < partners->past_first[partners->asker + 1]; i++) {
    uint32_t project = partners->past[i];
    add_members(partners, project, own_weight(partners, project) * boost(partners, project), partners->known);
  }
  partners->known[partners->asker] = 0;
}

// Of each project, what of the walk from the partners arrives there, per weight.
static void walk_to_projects(struct match_partners *partners) {
  memset(partners->worth, 0, partners->history->project_count * sizeof *partners->worth);
  for (uint32_t i = 0; i < partners->history->organisation_count; i++) {
    double share = partners->known[i] > 0 ? partners->known[i] / partners->strengths[i] : 0;
    for (size_t p = partners->past_first[i]; share > 0 && p < partners->past_first[i + 1]; p++)
      partners->worth[partners->past[p]] += share;
  }
}

// A walk: from each partner, as well as it is known, to one of its projects by weight, and on to the members. What comes
// back to the asker's own projects is lost: the guess sums to what is left.
static void guess_indirect(struct match_partners *partners) {
  double all = 0, lost = 0;
  start_walk(partners);
  walk_to_projects(partners);
  for (uint32_t i = 0; i < partners->history->project_count; i++)
    all += partners->worth[i] * partners->project_weights[i];
  for (size_t p = partners->past_first[partners->asker]; p < partners->past_first[partners->asker + 1]; p++) {
    lost += partners->worth[partners->past[p]] * partners->project_weights[partners->past[p]];
    partners->worth[partners->past[p]] = 0;
  }
  for (uint32_t i = 0; i < partners->history->project_count; i++)
    if (partners->worth[i] > 0)
      add_members(partners, i, partners->worth[i] * partners->project_weights[i] * boost(partners, i), partners->guess);
  mix(partners, MATCH_PARTNERS_INDIRECT, all > 0 ? fmax(0, 1 - lost / all) : 0);
}

static bool is_led_nearby(const struct match_partners *partners, uint32_t project) {
  const uint16_t *countries = partners->history->countries;
  uint32_t leader = partners->history->projects[project].leader;
  return leader != UINT32_MAX && countries[partners->asker] && countries[leader] == countries[partners->asker];
}

static void guess_broadly(struct match_partners *partners, enum match_partners_guess which, bool nearby, bool asked) {
  if (asked && !partners->about)
    return;
  for (uint32_t i = 0; i < partners->history->project_count; i++) {
    double weight = partners->project_weights[i] * (asked ? about(partners, i) : 1);
    if (weight > 0 && (!nearby || is_led_nearby(partners, i)))
      add_members(partners, i, weight, partners->guess);
  }
  mix(partners, which, 1);
}

// --- the outcome

void match_partners_ask(struct match_partners *partners, uint32_t organisation, const double *about_asked) {
  size_t count = partners->history->organisation_count;
  partners->asker = organisation;
  partners->about = about_asked;
  memset(partners->scores, 0, count * sizeof *partners->scores);
  guess_direct(partners, false);
  guess_direct(partners, true);
  guess_indirect(partners);
  guess_broadly(partners, MATCH_PARTNERS_ASKED, false, true);
  guess_broadly(partners, MATCH_PARTNERS_NEIGHBOUR, true, false);
  guess_broadly(partners, MATCH_PARTNERS_NEIGHBOUR_ASKED, true, true);
  memcpy(partners->guess, partners->strengths, count * sizeof *partners->guess);
  mix(partners, MATCH_PARTNERS_POPULAR, 1);
  partners->about = NULL;
  partners->best = 0;
  for (size_t i = 0; i < count; i++)
    partners->best = fmax(partners->best, partners->scores[i]);
}

const double *match_partners_scores(const struct match_partners *partners) {
  return partners->scores;
}

bool match_partners_value(const struct match_partners *partners, uint32_t organisation, uint32_t *ret_value) {
  if (!match_partners_past(partners, organisation) || partners->best <= 0)
    return false;
  *ret_value = match_millionths(partners->scores[organisation] / partners->best);
  return true;
}

// --- the reason

// Projects that two have in common; both lists ascend.
static uint32_t common(const struct match_partners *partners, uint32_t one, uint32_t other, int32_t *ret_last_day) {
  const uint32_t *past = partners->past;
  uint32_t count = 0;
  size_t a = partners->past_first[one], b = partners->past_first[other];
  while (a < partners->past_first[one + 1] && b < partners->past_first[other + 1]) {
    if (past[a] == past[b]) {
      int32_t day = partners->history->projects[past[a]].day;
      *ret_last_day = count && *ret_last_day > day ? *ret_last_day : day;
      count++;
    }
    uint32_t first = past[a], second = past[b];
    a += first <= second;
    b += second <= first;
  }
  return count;
}

struct match_partners_reason match_partners_explain(const struct match_partners *partners, uint32_t organisation) {
  struct match_partners_reason reason = {.through = UINT32_MAX};
  const struct match_partners_history *history = partners->history;
  double best = 0;
  reason.common_projects = common(partners, partners->asker, organisation, &reason.last_day);
  for (size_t p = partners->past_first[organisation]; p < partners->past_first[organisation + 1]; p++) {
    const struct match_partners_project *project = &history->projects[partners->past[p]];
    for (uint32_t i = 0; i < project->count; i++) {
      uint32_t member = history->members[project->first + i];
      if (member != organisation && partners->known[member] > best) {
        best = partners->known[member];
        reason.through = member;
      }
    }
  }
  int32_t day = 0;
  if (reason.through != UINT32_MAX)
    reason.common_through = common(partners, reason.through, organisation, &day);
  return reason;
}
