// SPDX-License-Identifier: Apache-2.0
// The facet TEXT, written from the comment in match/text.h.
#include "reference_sides.h"

#include <math.h>
#include <stdlib.h>

static bool is_derived(uint64_t term) {
  return term & MATCH_TERM_DERIVED;
}

static double length(const struct match_statement *statement) {
  double count = 0;
  for (size_t i = 0; i < statement->term_count; i++)
    count += !is_derived(statement->terms[i]);
  return count;
}

static double words(const struct match_profile *profile) {
  double sum = 0;
  for (size_t i = 0; i < profile->statement_count; i++)
    sum += length(&profile->statements[i]);
  return sum;
}

static double times(const struct match_statement *statement, uint64_t term) {
  double count = 0;
  for (size_t i = 0; i < statement->term_count; i++)
    count += statement->terms[i] == term;
  return count;
}

static bool is_first(const struct match_statement *statement, size_t at) {
  for (size_t i = 0; i < at; i++)
    if (statement->terms[i] == statement->terms[at])
      return false;
  return true;
}

// --- the collection

static double users(const struct match_profile *profile, uint64_t term) {
  double statements = 0;
  for (size_t s = 0; s < profile->statement_count; s++)
    statements += times(&profile->statements[s], term) > 0;
  return statements;
}

static double speaking(const struct match_profile *profile) {
  double statements = 0;
  for (size_t s = 0; s < profile->statement_count; s++)
    statements += profile->statements[s].term_count > 0;
  return statements;
}

struct figures {
  double all, with, statements, statements_with, words;
};

static struct figures figures_of(const struct reference *reference, uint64_t term) {
  struct figures figures = {0};
  for (size_t i = 0; i < reference->live_count; i++) {
    const struct match_profile *profile = reference->live[i];
    figures.all += speaking(profile) > 0;
    figures.with += users(profile, term) > 0;
    figures.statements += speaking(profile);
    figures.statements_with += users(profile, term);
    figures.words += words(profile);
  }
  return figures;
}

static const struct match_text_parameters *parameters_of(const struct reference_pair *pair) {
  return &pair->query->weights->text;
}

static double share_of(const struct reference_pair *pair, uint64_t term) {
  return is_derived(term) ? parameters_of(pair)->pair : 1;
}

// w
static double weight(const struct reference_pair *pair, uint64_t term) {
  const struct match_text_parameters *p = parameters_of(pair);
  struct figures f = figures_of(pair->reference, term);
  double information = log(1 + (f.all - f.with + .5) / (f.with + .5)) * share_of(pair, term);
  if (p->repetition <= 0)
    return information;
  double further = f.all > 0 ? f.with * (f.statements / f.all - 1) : 0;
  double r =
      (f.statements_with - f.with + p->repetition_prior_n * p->repetition_prior) / (further + p->repetition_prior_n);
  return information * pow(r, p->repetition);
}

// --- evidence

static double saturation(const struct reference_pair *pair, double count, double long_, double mean) {
  const struct match_text_parameters *p = parameters_of(pair);
  return count > 0 ? count / (count + p->k1 * (1 - p->b + p->b * long_ / mean)) : 0;
}

static int descending(const void *one, const void *other) {
  double a = *(const double *)one, b = *(const double *)other;
  return (a < b) - (a > b);
}

static double discounted(double *values, size_t count, double exponent) {
  double sum = 0;
  qsort(values, count, sizeof *values, descending);
  for (size_t i = 0; i < count && i < 16; i++)
    sum += values[i] * pow((double)i + 1, -exponent);
  return sum;
}

// e, over some statements of a profile
static double evidence(const struct reference_pair *pair, uint64_t term, const struct match_profile *profile,
                       const struct match_statement *const *statements, size_t count) {
  struct figures f = figures_of(pair->reference, term);
  double statement_mean = f.statements > 0 ? f.words / f.statements : 1, profile_mean = f.all > 0 ? f.words / f.all : 1;
  double values[REFERENCE_VALUES_MAX], sum = 0;
  if (f.words <= 0)
    statement_mean = f.statements > 0 ? 1 / f.statements : 1, profile_mean = f.all > 0 ? 1 / f.all : 1;
  for (size_t i = 0; i < count; i++) {
    values[i] = saturation(pair, times(statements[i], term), length(statements[i]), statement_mean);
    sum += times(statements[i], term);
  }
  double mix = parameters_of(pair)->mix;
  return mix * discounted(values, count, parameters_of(pair)->discount) +
         (1 - mix) * saturation(pair, sum, words(profile), profile_mean);
}

// --- both halves

static double self(const struct reference_pair *pair, const struct match_statement *asked) {
  double sum = 0;
  for (size_t i = 0; i < asked->term_count; i++)
    if (is_first(asked, i)) {
      double count = times(asked, asked->terms[i]);
      sum += weight(pair, asked->terms[i]) * count / (count + parameters_of(pair)->k1);
    }
  return sum;
}

static bool is_met(const struct reference_pair *pair, const struct match_statement *asked) {
  for (size_t i = 0; i < asked->term_count; i++)
    if (figures_of(pair->reference, asked->terms[i]).with > 0)
      return true;
  return false;
}

static bool is_asked(const struct reference_pair *pair, const struct match_statement *statement) {
  return statement->term_count && statement->expires_day >= pair->query->today;
}

static double forth(const struct reference_pair *pair) {
  const struct match_profile *asker = pair->asker.profile;
  double greatest = 0, values[REFERENCE_VALUES_MAX];
  size_t count = 0;
  for (size_t i = 0; i < asker->statement_count; i++)
    if (is_asked(pair, &asker->statements[i]) && is_met(pair, &asker->statements[i]))
      greatest = fmax(greatest, self(pair, &asker->statements[i]));
  for (size_t q = 0; q < pair->asker.heard_count; q++) {
    const struct match_statement *asked = pair->asker.heard[q];
    values[count] = 0;
    for (size_t i = 0; i < asked->term_count; i++)
      if (is_first(asked, i) && greatest > 0)
        values[count] += weight(pair, asked->terms[i]) *
                         evidence(pair, asked->terms[i], pair->candidate.profile, pair->candidate.heard,
                                  pair->candidate.heard_count) /
                         greatest;
    count++;
  }
  double x = discounted(values, count, parameters_of(pair)->asked_discount);
  return x / (x + parameters_of(pair)->half);
}

// What the asker's statements that did not expire tell, per term.
static double mean_weight(const struct reference_pair *pair) {
  double sum = 0, different = 0;
  for (size_t s = 0; s < pair->asker.profile->statement_count; s++) {
    const struct match_statement *asked = &pair->asker.profile->statements[s];
    for (size_t i = 0; is_asked(pair, asked) && i < asked->term_count; i++)
      different += is_first(asked, i) ? share_of(pair, asked->terms[i]) : 0;
    sum += is_asked(pair, asked) ? self(pair, asked) : 0;
  }
  return different > 0 ? sum / different : 0;
}

static double back(const struct reference_pair *pair) {
  const struct match_profile *asker = pair->asker.profile;
  const struct match_statement *asking[REFERENCE_VALUES_MAX];
  double values[REFERENCE_VALUES_MAX], greatest = 0, mean = mean_weight(pair);
  size_t asking_count = 0;
  for (size_t i = 0; i < asker->statement_count; i++)
    if (is_asked(pair, &asker->statements[i]))
      asking[asking_count++] = &asker->statements[i];
  for (size_t s = 0; s < pair->candidate.heard_count; s++) {
    const struct match_statement *says = pair->candidate.heard[s];
    double different = 0;
    values[s] = 0;
    for (size_t i = 0; i < says->term_count; i++) {
      if (!is_first(says, i))
        continue;
      different += share_of(pair, says->terms[i]);
      for (size_t a = 0; a < asking_count; a++)
        if (times(asking[a], says->terms[i]) > 0) {
          values[s] += weight(pair, says->terms[i]) * evidence(pair, says->terms[i], asker, asking, asking_count);
          break;
        }
    }
    greatest = fmax(greatest, different * mean);
  }
  if (greatest <= 0)
    return 0;
  double x = discounted(values, pair->candidate.heard_count, parameters_of(pair)->asked_discount) / greatest;
  return x / (x + parameters_of(pair)->half);
}

static uint32_t languages(const struct reference_side *side) {
  uint32_t bits = 0;
  for (size_t i = 0; i < side->heard_count; i++)
    bits |= side->heard[i]->term_count ? 1u << side->heard[i]->language : 0;
  return bits;
}

struct reference_text reference_text(const struct reference_pair *pair) {
  struct reference_text text = {reference_part(forth(pair)), reference_part(back(pair))};
  text.forth.known = languages(&pair->asker) & languages(&pair->candidate) || text.forth.value > 0;
  text.back.known = text.forth.known;
  return text;
}
