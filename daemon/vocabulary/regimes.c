// SPDX-License-Identifier: Apache-2.0
#include "vocabulary/regimes.h"
#include "vocabulary/source.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

// A smaller class with a higher limit is a slip of the pen. Zero is no limit.
static bool falls(double before, double after) {
  return before > 0 && after > 0 && after < before;
}

// Two limits of an industry, one behind the other: the smallest class comes first under ceilings, the largest under floors.
static int check_step(const struct source *source, struct source_path at, const Helix__V1__SizeRegime *regime,
                      const Helix__V1__SizeLimit *before, const Helix__V1__SizeLimit *limit, struct error *error) {
  bool rising = regime->rule == HELIX__V1__SIZE_REGIME__RULE__CEILINGS;
  const Helix__V1__SizeLimit *small = rising ? before : limit, *large = rising ? limit : before;
  if (small->size >= large->size) {
    source_fail(source, error, source_path("%.180s.size", at.text), "is not the next class");
    return error_hint(error, "Write each class once, %s.",
                      rising ? "the smallest first, since this regime has ceilings"
                             : "the largest first, since this regime has floors");
  }
  if (falls(small->staff, large->staff) || falls(small->turnover, large->turnover) ||
      falls(small->balance, large->balance))
    return source_fail(source, error, at, "has the limits of a larger and a smaller class mixed up");
  return 0;
}

static int check_limit(const struct source *source, struct source_path parent, const Helix__V1__SizeRegime *regime,
                       const Helix__V1__SizeIndustry *industry, size_t i, struct error *error) {
  const Helix__V1__SizeLimit *limit = industry->limits[i];
  struct source_path at = source_path("%.160s.limits[%zu]", parent.text, i);
  if (limit->size <= HELIX__V1__SIZE_CLASS__SIZE_UNKNOWN || limit->size > HELIX__V1__SIZE_CLASS__LARGE)
    return source_fail(source, error, source_path("%.180s.size", at.text), "is missing");
  if (!(limit->turnover >= 0) || !(limit->balance >= 0))
    return source_fail(source, error, at, "an amount is negative");
  bool rest = !limit->staff && !(limit->turnover > 0) && !(limit->balance > 0);
  if (rest && i + 1 < industry->n_limits)
    return source_fail(source, error, at, "takes all, so that the classes after it are never reached");
  return i ? check_step(source, at, regime, industry->limits[i - 1], limit, error) : 0;
}

// True when another industry of the regime, or this one before, has the sector; "" stands for all others.
static bool is_taken(const Helix__V1__SizeRegime *regime, size_t industry, size_t sector, const char *name) {
  for (size_t i = 0; i <= industry; i++) {
    const Helix__V1__SizeIndustry *other = regime->industries[i];
    if (i < industry && !*name && !other->n_sectors)
      return true;
    for (size_t j = 0; j < (i < industry ? other->n_sectors : sector); j++)
      if (!strcmp(other->sectors[j], name))
        return true;
  }
  return false;
}

static bool is_sector(const char *name) {
  return isupper((unsigned char)name[0]) && strspn(name + 1, "0123456789.") == strlen(name + 1);
}

static int check_industry(const struct source *source, struct source_path parent, const Helix__V1__SizeRegime *regime,
                          size_t i, struct error *error) {
  const Helix__V1__SizeIndustry *industry = regime->industries[i];
  struct source_path at = source_path("%.120s.industries[%zu]", parent.text, i);
  if (!industry->name[0])
    return source_fail(source, error, source_path("%.180s.name", at.text), "is missing");
  if (!industry->n_limits)
    return source_fail(source, error, source_path("%.180s.limits", at.text), "is missing");
  if (!industry->n_sectors && is_taken(regime, i, 0, ""))
    return source_fail(source, error, at, "is the second industry without sectors");
  for (size_t j = 0; j < industry->n_sectors; j++) {
    struct source_path sector = source_path("%.160s.sectors[%zu]", at.text, j);
    if (!is_sector(industry->sectors[j])) {
      source_fail(source, error, sector, "'%.40s' is no sector", industry->sectors[j]);
      return error_hint(error, "Write a code of NACE Rev. 2 with its letter, such as C, J62 or C26.5.");
    }
    if (is_taken(regime, i, j, industry->sectors[j]))
      return source_fail(source, error, sector, "'%s' has limits already", industry->sectors[j]);
  }
  int r = 0;
  for (size_t j = 0; !r && j < industry->n_limits; j++)
    r = check_limit(source, at, regime, industry, j, error);
  return r;
}

static bool is_currency(const char *code) {
  return strlen(code) == 3 && isupper((unsigned char)code[0]) && isupper((unsigned char)code[1]) &&
         isupper((unsigned char)code[2]);
}

static int check_fields(const struct source *source, struct source_path at, const Helix__V1__SizeRegime *regime,
                        struct error *error) {
  if (regime->rule != HELIX__V1__SIZE_REGIME__RULE__CEILINGS && regime->rule != HELIX__V1__SIZE_REGIME__RULE__FLOORS)
    return source_fail(source, error, source_path("%.180s.rule", at.text), "is neither CEILINGS nor FLOORS");
  if (!is_currency(regime->currency)) {
    source_fail(source, error, source_path("%.180s.currency", at.text), "'%.40s' is no currency", regime->currency);
    return error_hint(error, "Write three capital letters of ISO 4217, such as EUR or CNY.");
  }
  for (size_t j = 0; j < regime->n_countries; j++) {
    struct source_path country = source_path("%.160s.countries[%zu]", at.text, j);
    int r = source_check_country(source, country, regime->countries[j], error);
    if (r)
      return r;
  }
  if (!regime->n_industries)
    return source_fail(source, error, source_path("%.180s.industries", at.text), "is missing");
  return 0;
}

static int check_regime(const struct source *source, const Helix__V1__SizeRegimeFile *file, size_t i,
                        struct error *error) {
  const Helix__V1__SizeRegime *regime = file->regimes[i];
  struct source_path at = source_path("regimes[%zu]", i), id = source_path("%s.id", at.text);
  int r = source_check_id(source, id, regime->id, error);
  for (size_t j = 0; !r && j < i; j++)
    if (!strcmp(regime->id, file->regimes[j]->id))
      r = source_fail(source, error, id, "'%s' is the id of two regimes", regime->id);
  if (!r)
    r = source_check_texts(source, source_path("%s.names", at.text), regime->names, regime->n_names, 1, error);
  if (!r)
    r = source_check_period(source, at, regime->start, regime->end, error);
  if (!r)
    r = check_fields(source, at, regime, error);
  for (size_t j = 0; !r && j < regime->n_industries; j++)
    r = check_industry(source, at, regime, j, error);
  return r;
}

int regimes_load(const struct file *file, Helix__V1__SizeRegimeFile **ret_regimes, struct error *error) {
  struct source source;
  ProtobufCMessage *message;
  int r = source_open(file, &helix__v1__size_regime_file__descriptor, &source, &message, error);
  if (r)
    return r;
  Helix__V1__SizeRegimeFile *regimes = (Helix__V1__SizeRegimeFile *)message;
  for (size_t i = 0; !r && i < regimes->n_regimes; i++)
    r = check_regime(&source, regimes, i, error);
  source_close(&source);
  if (r)
    helix__v1__size_regime_file__free_unpacked(regimes, NULL);
  else
    *ret_regimes = regimes;
  return r;
}
