// SPDX-License-Identifier: Apache-2.0
// Numbers that few have: of five digits and more, telephones, amounts of money to the last digit, registers. Years, dates, shares,
// small counts and the numbers of standards are nobody's own.
#include "access/leaks.h"

#include "access/wordlists.h"

#include <string.h>

enum {
  DIGITS_MIN = 5,
  GROUPS_MAX = 8,
  PHONE_DIGITS_MIN = 7,
  PHONE_DIGITS_MAX = 15,
  REGISTER_MIN = 9,
  STANDARD_DIGITS_MAX = 6,
  YEAR_FIRST = 1900,
  YEAR_LAST = 2100,
  EXACT_DIGITS = 3,
};

// Digits that stand together, in groups as people write them: "+39 051 000 01 23", "1.250,50", "2023-2024".
struct number {
  size_t begin, end;
  size_t group_begins[GROUPS_MAX], group_ends[GROUPS_MAX];
  size_t groups, digits;
};

static size_t group_length(const struct number *number, size_t group) {
  return number->group_ends[group] - number->group_begins[group];
}

static size_t digits_end(const struct folded *text, size_t at) {
  while (folded_is_digit(text, at))
    at++;
  return at;
}

static bool is_separator(uint32_t letter) {
  return letter && letter < 0x80 && strchr(" -.,/()'", (int)letter);
}

// Over one separator, or two that a bracket is one of: ") ", " (".
static size_t next_group(const struct folded *text, size_t at) {
  uint32_t first = folded_at(text, at), second = folded_at(text, at + 1);
  if (is_separator(first) && folded_is_digit(text, at + 1))
    return at + 1;
  bool brackets = first == ')' || second == '(';
  if (brackets && is_separator(first) && is_separator(second) && folded_is_digit(text, at + 2))
    return at + 2;
  return 0;
}

static struct number read_number(const struct folded *text, size_t begin) {
  struct number number = {.begin = begin, .end = begin};
  size_t at = begin;
  do {
    number.group_begins[number.groups] = at;
    number.end = number.group_ends[number.groups++] = digits_end(text, at);
    number.digits += number.end - at;
    at = next_group(text, number.end);
  } while (at && number.groups < GROUPS_MAX);
  return number;
}

static unsigned value(const struct folded *text, size_t begin, size_t end) {
  unsigned sum = 0;
  for (; begin < end && sum < 100000; begin++)
    sum = sum * 10 + (unsigned)(text->units[begin].letter - '0');
  return sum;
}

// --- what stands before

struct word {
  size_t begin, end; // empty: none
};

// The word before `at`, behind no more than two signs.
static struct word word_before(const struct folded *text, size_t at) {
  for (int skipped = 0; at && skipped < 2 && text->units[at - 1].class == FOLDED_OTHER; skipped++)
    at--;
  size_t end = at;
  while (at && text->units[at - 1].class == FOLDED_LETTER)
    at--;
  return (struct word){at, end};
}

static bool is_word(const struct folded *text, struct word word,
                    bool (*kind)(const struct folded_unit *units, size_t count)) {
  return word.end > word.begin && kind(text->units + word.begin, word.end - word.begin);
}

static bool is_preceded(const struct folded *text, size_t at,
                        bool (*kind)(const struct folded_unit *units, size_t count)) {
  struct word word = word_before(text, at);
  for (int i = 0; i < 2 && word.end > word.begin; i++, word = word_before(text, word.begin))
    if (is_word(text, word, kind))
      return true;
  return false;
}

// "en" is a word too: standards are written in capitals, or in one with their number.
static bool is_standards_word(const struct folded *text, struct word word, size_t number) {
  bool capitals = word.end > word.begin && text->units[word.begin].upper && text->units[word.end - 1].upper;
  return (capitals || word.end == number) && is_word(text, word, word_is_standard);
}

// "ISO 14001", "EN 13432", "GB/T 19001"
static bool is_standard(const struct folded *text, const struct number *number) {
  for (size_t i = 0; i < number->groups; i++)
    if (group_length(number, i) > STANDARD_DIGITS_MAX)
      return false;
  struct word word = word_before(text, number->begin);
  for (int i = 0; i < 3 && word.end > word.begin; i++, word = word_before(text, word.begin))
    if (is_standards_word(text, word, number->begin))
      return true;
  return false;
}

// "电话：" and "手机" stand before telephones.
static bool has_phone_sign(const struct folded *text, size_t at) {
  while (at && text->units[at - 1].class == FOLDED_OTHER)
    at--;
  if (at < 2)
    return false;
  uint32_t first = text->units[at - 2].letter, second = text->units[at - 1].letter;
  return (first == 0x7535 && second == 0x8bdd) || (first == 0x624b && second == 0x673a);
}

// --- kinds of numbers

static bool is_year(const struct folded *text, const struct number *number, size_t group) {
  unsigned year = value(text, number->group_begins[group], number->group_ends[group]);
  return group_length(number, group) == 4 && year >= YEAR_FIRST && year <= YEAR_LAST;
}

static bool all_years(const struct folded *text, const struct number *number) {
  for (size_t i = 0; i < number->groups; i++)
    if (!is_year(text, number, i))
      return false;
  return true;
}

// 2024-03-12, 12/3/2024
static bool is_date(const struct folded *text, const struct number *number) {
  if (number->groups != 3 || group_length(number, 1) > 2)
    return false;
  return (is_year(text, number, 0) && group_length(number, 2) <= 2) ||
         (is_year(text, number, 2) && group_length(number, 0) <= 2);
}

static bool is_chinese_mobile(const struct folded *text, const struct number *number) {
  uint32_t second = folded_at(text, number->begin + 1);
  bool grouped =
      number->groups == 1 || (number->groups == 3 && group_length(number, 0) == 3 && group_length(number, 1) == 4);
  return number->digits == 11 && grouped && folded_at(text, number->begin) == '1' && second >= '3' && second <= '9';
}

// Groups of three behind the first: a large number.
static bool has_thousands(const struct number *number) {
  for (size_t i = 1; i < number->groups; i++)
    if (group_length(number, i) != 3)
      return false;
  return number->groups > 1 && group_length(number, 0) <= 3;
}

static bool is_phone(const struct folded *text, const struct number *number) {
  if (number->digits > PHONE_DIGITS_MAX || number->digits + 1 < PHONE_DIGITS_MIN || is_date(text, number) ||
      all_years(text, number))
    return false;
  if (is_preceded(text, number->begin, word_is_phone) || has_phone_sign(text, number->begin))
    return true;
  if (number->digits < PHONE_DIGITS_MIN || is_preceded(text, number->begin, word_is_register))
    return false;
  if ((number->begin && text->units[number->begin - 1].letter == '+') || is_chinese_mobile(text, number))
    return true;
  bool area = folded_at(text, number->begin) == '0' && group_length(number, 0) > 1;
  bool grouped = number->groups >= 3 && number->groups <= 5 && number->digits >= 9 && !has_thousands(number);
  return area || grouped;
}

// --- amounts

// Behind the group: those that belong to the same number ("12.345,67" is one, "10000-20000" two).
static size_t amount_end(const struct folded *text, const struct number *number, size_t group, size_t *ret_digits) {
  size_t digits = group_length(number, group);
  bool thousands = digits <= 3;
  for (group++; group < number->groups; group++) {
    uint32_t sign = folded_at(text, number->group_ends[group - 1]);
    bool three = group_length(number, group) == 3;
    bool joined = sign == '.' || sign == ',' || ((sign == '\'' || sign == ' ') && thousands && three);
    if (!joined || number->group_begins[group] != number->group_ends[group - 1] + 1)
      break;
    digits += group_length(number, group);
    thousands &= three;
  }
  *ret_digits = digits;
  return group;
}

static size_t exact_digits(const struct folded *text, size_t begin, size_t end) {
  size_t digits = 0, zeros = 0;
  for (; begin < end; begin++) {
    if (!folded_is_digit(text, begin))
      continue;
    digits++;
    zeros = folded_at(text, begin) == '0' ? zeros + 1 : 0;
  }
  return digits - zeros;
}

static bool is_currency_sign(uint32_t letter) {
  return letter == '$' || letter == 0x20ac || letter == 0xa5 || letter == 0xa3 || letter == 0x5143; // € ¥ £ 元
}

static bool has_currency(const struct folded *text, size_t begin, size_t end) {
  size_t before = begin && text->units[begin - 1].letter == ' ' ? begin - 1 : begin;
  size_t behind = folded_at(text, end) == ' ' ? end + 1 : end;
  size_t word = folded_word_end(text, behind);
  return (before && is_currency_sign(text->units[before - 1].letter)) || is_currency_sign(folded_at(text, behind)) ||
         (word > behind && word_is_currency(text->units + behind, word - behind)) ||
         is_word(text, word_before(text, begin), word_is_currency);
}

static bool is_share(const struct folded *text, const struct number *number, size_t group, size_t end) {
  size_t behind = folded_at(text, end) == ' ' ? end + 1 : end;
  uint32_t sign = folded_at(text, behind);
  return group_length(number, group) <= 3 && (sign == '%' || sign == 0x2030);
}

static void find_amounts(const struct folded *text, const struct number *number, struct leaks *leaks) {
  for (size_t group = 0, next, digits; group < number->groups; group = next) {
    next = amount_end(text, number, group, &digits);
    size_t begin = number->group_begins[group], end = number->group_ends[next - 1];
    bool exact = has_currency(text, begin, end) && exact_digits(text, begin, end) >= EXACT_DIGITS;
    if ((digits >= DIGITS_MIN && !is_share(text, number, group, end)) || exact)
      leaks_add(leaks, begin, end, digits >= REGISTER_MIN && next == group + 1 ? TEASER_IDENTIFIER : TEASER_NUMBER);
  }
}

static size_t find_number(const struct folded *text, size_t begin, struct leaks *leaks) {
  struct number number = read_number(text, begin);
  if (is_standard(text, &number) || is_date(text, &number))
    return number.end;
  if (is_phone(text, &number)) {
    bool plus = begin && text->units[begin - 1].letter == '+';
    bool bracket = begin && text->units[begin - 1].letter == '(';
    leaks_add(leaks, begin - (plus || bracket), number.end, TEASER_PHONE);
  } else
    find_amounts(text, &number, leaks);
  return number.end;
}

// Letters and digits in one word: "IT01234567890", "91320100MA1XXXXX0X".
static void find_registers(const struct folded *text, struct leaks *leaks) {
  for (size_t begin = 0, end; begin < text->count; begin = end + 1) {
    size_t digits = 0;
    for (end = begin; folded_is_word(text, end); end++)
      digits += folded_is_digit(text, end);
    if (digits >= DIGITS_MIN && digits < end - begin && end - begin >= REGISTER_MIN)
      leaks_add(leaks, begin, end, TEASER_IDENTIFIER);
  }
}

void leaks_find_numbers(const struct folded *text, struct leaks *leaks) {
  find_registers(text, leaks);
  for (size_t at = 0; at < text->count;)
    at = folded_is_digit(text, at) ? find_number(text, at, leaks) : at + 1;
}
