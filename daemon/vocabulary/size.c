// SPDX-License-Identifier: Apache-2.0
// A figure that is not stated (0, or money in another currency) leaves a class open. So each class is worked out twice, once
// as if all such figures spoke for it and once as if they spoke against: where both agree, the missing figures do not matter.
//
// EU: Recommendation 2003/361/EC, annex, article 2: fewer persons than the limit, and turnover or balance sheet total not
// above it. China: 工信部联企业〔2011〕300号: a class needs all of its lower limits, else the next lower one.
#include "vocabulary/size.h"
#include "base/date.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

struct known {
  double staff, turnover, balance; // 0: not known
};

static bool floor_reached(double limit, double value, bool benefit) {
  return !(limit > 0) || (value > 0 ? value >= limit : benefit);
}

static bool floors_reached(const Helix__V1__SizeLimit *limit, const struct known *known, bool benefit) {
  return floor_reached(limit->staff, known->staff, benefit) &&
         floor_reached(limit->turnover, known->turnover, benefit) &&
         floor_reached(limit->balance, known->balance, benefit);
}

static bool below_ceilings(const Helix__V1__SizeLimit *limit, const struct known *known, bool benefit) {
  if (limit->staff && !(known->staff > 0 ? known->staff < limit->staff : benefit))
    return false;
  bool turnover = limit->turnover > 0 && (known->turnover > 0 ? known->turnover <= limit->turnover : benefit);
  bool balance = limit->balance > 0 && (known->balance > 0 ? known->balance <= limit->balance : benefit);
  return turnover || balance || !(limit->turnover > 0 || limit->balance > 0);
}

// Limits are in the order in which they are tried.
static Helix__V1__SizeClass class_by(Helix__V1__SizeRegime__Rule rule, const Helix__V1__SizeIndustry *industry,
                                     const struct known *known, bool benefit) {
  bool floors = rule == HELIX__V1__SIZE_REGIME__RULE__FLOORS;
  for (size_t i = 0; i < industry->n_limits; i++) {
    const Helix__V1__SizeLimit *limit = industry->limits[i];
    if (floors ? floors_reached(limit, known, benefit) : below_ceilings(limit, known, benefit))
      return limit->size;
  }
  return floors ? HELIX__V1__SIZE_CLASS__MICRO : HELIX__V1__SIZE_CLASS__LARGE;
}

// Length of the prefix in letters and digits when `sector` lies in it, else 0. Dots do not count: C26.5 is in C265.
static size_t prefix_match(const char *prefix, const char *sector) {
  size_t length = 0;
  for (;; prefix++, sector++) {
    prefix += *prefix == '.';
    sector += *sector == '.';
    if (!*prefix)
      return length;
    if (*prefix != *sector)
      return 0;
    length++;
  }
}

static const Helix__V1__SizeIndustry *industry_of(const Helix__V1__SizeRegime *regime, const char *sector) {
  const Helix__V1__SizeIndustry *best = NULL;
  size_t longest = 0;
  for (size_t i = 0; i < regime->n_industries; i++) {
    const Helix__V1__SizeIndustry *industry = regime->industries[i];
    if (!industry->n_sectors && !best)
      best = industry; // of all others
    for (size_t j = 0; j < industry->n_sectors; j++) {
      size_t length = prefix_match(industry->sectors[j], sector);
      if (length > longest) {
        longest = length;
        best = industry;
      }
    }
  }
  return best;
}

static uint32_t year_of_day(int32_t day) {
  time_t seconds = (time_t)day * 86400;
  struct tm parts;
  gmtime_r(&seconds, &parts);
  return (uint32_t)(parts.tm_year + 1900);
}

static const Helix__V1__Figures *latest_figures(const Helix__V1__Stakeholder *stakeholder, uint32_t year) {
  const Helix__V1__Figures *latest = NULL;
  for (size_t i = 0; i < stakeholder->n_figures; i++)
    if (stakeholder->figures[i]->year <= year && (!latest || stakeholder->figures[i]->year > latest->year))
      latest = stakeholder->figures[i];
  return latest;
}

// --- the basis in words

__attribute__((format(printf, 2, 3))) static void add(struct size_result *result, const char *format, ...) {
  size_t used = strlen(result->basis);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(result->basis + used, sizeof result->basis - used, format, arguments);
  va_end(arguments);
}

static const char *separator(const struct size_result *result) {
  return result->basis[0] ? ", " : "";
}

static void add_money(struct size_result *result, double amount, const char *currency, const char *what) {
  if (!(amount > 0))
    return;
  const char *between = separator(result);
  if (amount >= 1e6)
    add(result, "%s%.1f M %s %s", between, amount / 1e6, currency, what);
  else
    add(result, "%s%.0f %s %s", between, amount, currency, what);
}

static void describe(struct size_result *result, const struct known *known, const Helix__V1__Figures *figures,
                     const Helix__V1__SizeIndustry *industry) {
  if (known->staff > 0)
    add(result, "%.0f staff", known->staff);
  add_money(result, known->turnover, result->regime->currency, "turnover");
  add_money(result, known->balance, result->regime->currency, "balance");
  bool money_stated = figures->turnover > 0 || figures->balance > 0;
  bool other_currency = strcmp(figures->currency, result->regime->currency);
  if (money_stated && other_currency)
    add(result, "%smoney in %.3s does not count", separator(result), figures->currency[0] ? figures->currency : "?");
  add(result, "; limits of %.40s", industry->name);
}

// The first figure that the limits ask for and nobody stated.
static void ask(struct size_result *result, const struct known *known, const Helix__V1__SizeIndustry *industry) {
  bool staff = false, turnover = false, balance = false;
  for (size_t i = 0; i < industry->n_limits; i++) {
    staff |= industry->limits[i]->staff > 0;
    turnover |= industry->limits[i]->turnover > 0;
    balance |= industry->limits[i]->balance > 0;
  }
  if (staff && !(known->staff > 0))
    add(result, "; open: state staff");
  else if (turnover && !(known->turnover > 0))
    add(result, "; open: state turnover in %s", result->regime->currency);
  else if (balance && !(known->balance > 0))
    add(result, "; open: state balance in %s", result->regime->currency);
}

// --- one regime

static void classify(const Helix__V1__Figures *figures, const Helix__V1__SizeIndustry *industry,
                     struct size_result *result) {
  bool same_currency = !strcmp(figures->currency, result->regime->currency);
  struct known known = {.staff = figures->staff,
                        .turnover = same_currency ? figures->turnover : 0,
                        .balance = same_currency ? figures->balance : 0};
  Helix__V1__SizeClass with = class_by(result->regime->rule, industry, &known, true);
  Helix__V1__SizeClass without = class_by(result->regime->rule, industry, &known, false);
  result->year = figures->year;
  describe(result, &known, figures, industry);
  if (with == without)
    result->size = with;
  else
    ask(result, &known, industry);
}

static void decide(const Helix__V1__Stakeholder *stakeholder, const Helix__V1__Figures *figures,
                   struct size_result *result) {
  const Helix__V1__SizeRegime *regime = result->regime;
  if (!figures) {
    add(result, "state staff and turnover of a business year");
    return;
  }
  bool by_industry = regime->n_industries > 1 || regime->industries[0]->n_sectors;
  if (by_industry && !stakeholder->n_sectors) {
    add(result, "state a NACE sector");
    return;
  }
  const char *sector = by_industry ? stakeholder->sectors[0] : "";
  const Helix__V1__SizeIndustry *industry = industry_of(regime, sector);
  if (!industry) {
    add(result, "no limits for sector %.40s", sector);
    return;
  }
  classify(figures, industry, result);
}

static bool in_force(const Helix__V1__SizeRegime *regime, int32_t day) {
  int32_t first, last, ignored;
  return !date_parse(regime->start, &first, &ignored) && !date_parse(regime->end, &ignored, &last) && first <= day &&
         day <= last;
}

static const char *seat_country(const struct vocabulary *vocabulary, const Helix__V1__Stakeholder *stakeholder) {
  uint32_t place;
  if (!stakeholder->n_places || !vocabulary_place_find(vocabulary, stakeholder->places[0], &place))
    return "";
  return vocabulary_place(vocabulary, place)->country;
}

static bool is_home(const Helix__V1__SizeRegime *regime, const char *country) {
  for (size_t i = 0; i < regime->n_countries; i++)
    if (!strcmp(regime->countries[i], country))
      return true;
  return false;
}

size_t size_classes(const struct vocabulary *vocabulary, const Helix__V1__Stakeholder *stakeholder, int32_t day,
                    struct size_result *ret_results, size_t room) {
  const char *country = seat_country(vocabulary, stakeholder);
  const Helix__V1__Figures *figures = latest_figures(stakeholder, year_of_day(day));
  size_t count = 0;
  for (int home = 1; home >= 0; home--)
    for (size_t i = 0; i < vocabulary_regime_count(vocabulary) && count < room; i++) {
      const Helix__V1__SizeRegime *regime = vocabulary_regime(vocabulary, i);
      if (!in_force(regime, day) || is_home(regime, country) != home)
        continue;
      ret_results[count] = (struct size_result){.regime = regime, .home = home};
      decide(stakeholder, figures, &ret_results[count++]);
    }
  return count;
}

int32_t size_classes_day(const struct vocabulary *vocabulary, int32_t day) {
  int32_t latest = date_year_start(day), first, last, ignored;
  for (size_t i = 0; i < vocabulary_regime_count(vocabulary); i++) {
    const Helix__V1__SizeRegime *regime = vocabulary_regime(vocabulary, i);
    if (!date_parse(regime->start, &first, &ignored) && first <= day && first > latest)
      latest = first;
    if (!date_parse(regime->end, &ignored, &last) && last < day && last + 1 > latest)
      latest = last + 1;
  }
  return latest;
}
