// SPDX-License-Identifier: Apache-2.0
#include "service/assurance.h"

#include "base/date.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { CODE_BYTES_MAX = 32, FIGURES_DAYS = 3 * 366 }; // figures of a year may be had until the year after the next ends

static const uint32_t part_values[ASSURANCE_PART_COUNT] = {
    [ASSURANCE_IDENTIFIER] = 400000, [ASSURANCE_SOURCE] = 100000, [ASSURANCE_FIGURES] = 200000};

// Letters and digits alone, upper case. False when it is too long for any identifier.
static bool squeeze(const char *value, char ret_code[CODE_BYTES_MAX]) {
  size_t count = 0;
  for (; *value; value++) {
    if (strchr(" .-", *value))
      continue;
    if (!isalnum((unsigned char)*value) || count == CODE_BYTES_MAX - 1)
      return false;
    ret_code[count++] = (char)toupper((unsigned char)*value);
  }
  ret_code[count] = 0;
  return true;
}

// ISO/IEC 7064, MOD 97-10: letters count as 10 to 35, and the whole number leaves 1. The LEI of ISO 17442.
static bool is_lei(const char *code) {
  unsigned rest = 0;
  if (strlen(code) != 20 || !isdigit((unsigned char)code[18]) || !isdigit((unsigned char)code[19]))
    return false;
  for (; *code; code++)
    rest = isdigit((unsigned char)*code) ? (rest * 10 + (unsigned)(*code - '0')) % 97
                                         : (rest * 100 + (unsigned)(*code - 'A') + 10) % 97;
  return rest == 1;
}

// GB 32100-2015: 17 characters, each times a power of 3 modulo 31, and one that makes the sum a multiple of 31.
static bool is_uscc(const char *code) {
  static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  unsigned sum = 0, weight = 1;
  if (strlen(code) != 18)
    return false;
  for (size_t i = 0; i < 17; i++, weight = weight * 3 % 31) {
    const char *at = strchr(alphabet, code[i]);
    if (!at)
      return false;
    sum += (unsigned)(at - alphabet) * weight;
  }
  return code[17] == alphabet[(31 - sum % 31) % 31];
}

// Partita IVA: eleven digits, the last by Luhn's rule.
static bool is_italian_vat(const char *code) {
  unsigned sum = 0;
  if (!strncmp(code, "IT", 2))
    code += 2;
  if (strlen(code) != 11 || strspn(code, "0123456789") != 11)
    return false;
  for (size_t i = 0; i < 11; i++) {
    unsigned digit = (unsigned)(code[i] - '0') * (1 + i % 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum > 0 && sum % 10 == 0;
}

// A letter 0, six characters of Crockford's base 32, two digits by MOD 97-10 over the number that the six make.
static bool is_ror(const char *code) {
  static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  uint64_t number = 0;
  if (strlen(code) != 9 || code[0] != '0' || !isdigit((unsigned char)code[7]) || !isdigit((unsigned char)code[8]))
    return false;
  for (size_t i = 1; i < 7; i++) {
    const char *at = strchr(alphabet, code[i]);
    if (!at)
      return false;
    number = number * 32 + (uint64_t)(at - alphabet);
  }
  unsigned check = (unsigned)(code[7] - '0') * 10 + (unsigned)(code[8] - '0');
  return check == 98 - number * 100 % 97;
}

bool assurance_check_identifier(const Helix__V1__Identifier *identifier) {
  static const struct {
    const char *scheme;
    bool (*check)(const char *code);
  } schemes[] = {{"lei", is_lei}, {"uscc", is_uscc}, {"vat", is_italian_vat}, {"ror", is_ror}};
  const char *slash = strrchr(identifier->value, '/'); // a ROR is often written as its address
  char code[CODE_BYTES_MAX];
  if (!squeeze(slash ? slash + 1 : identifier->value, code))
    return false;
  for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
    if (!strcasecmp(identifier->scheme, schemes[i].scheme))
      return schemes[i].check(code);
  return false;
}

static bool has_identifier(const Helix__V1__Stakeholder *stakeholder) {
  for (size_t i = 0; i < stakeholder->n_identifiers; i++)
    if (assurance_check_identifier(stakeholder->identifiers[i]))
      return true;
  return false;
}

static bool is_recent(uint32_t year, int32_t today) {
  char date[16];
  int32_t first, last;
  snprintf(date, sizeof date, "%04u", (unsigned)year);
  return year && !date_parse(date, &first, &last) && first > today - FIGURES_DAYS;
}

int32_t assurance_day(int32_t today) {
  return date_year_start(today - FIGURES_DAYS) + FIGURES_DAYS;
}

static bool has_figures(const Helix__V1__Stakeholder *stakeholder, int32_t today) {
  for (size_t i = 0; i < stakeholder->n_figures; i++) {
    const Helix__V1__Figures *figures = stakeholder->figures[i];
    if ((figures->staff || figures->turnover > 0) && is_recent(figures->year, today))
      return true;
  }
  return false;
}

uint32_t assurance_of(const Helix__V1__Stakeholder *stakeholder, int32_t today, bool ret_parts[ASSURANCE_PART_COUNT]) {
  const bool parts[ASSURANCE_PART_COUNT] = {[ASSURANCE_IDENTIFIER] = has_identifier(stakeholder),
                                            [ASSURANCE_SOURCE] = *stakeholder->source != 0,
                                            [ASSURANCE_FIGURES] = has_figures(stakeholder, today)};
  uint32_t sum = 0;
  for (int i = 0; i < ASSURANCE_PART_COUNT; i++)
    sum += parts[i] ? part_values[i] : 0;
  if (ret_parts)
    memcpy(ret_parts, parts, sizeof parts);
  return sum;
}
