// SPDX-License-Identifier: Apache-2.0
// Names that somebody made up. A word is one when
// - ®, ™, ℠, (R) or (TM) stands behind it; then also the capitalised words before it are of the name;
// - a capital stands behind a small letter in it (EcoLoop), or a digit beside at least three letters (RePET4U); also with what a
//   hyphen adds (EcoLoop-3000);
// - it is in capitals, or four letters with the first a capital, and a hyphen and three digits follow (XR-200, Turbo-3000; but
//   RS-485, MIL-810, Horizon-2020);
// - it is of two to four words in quotation marks, all capitalised ("Green Loop").
// It is none when it is common technology (wordlists.c), chemistry (LiFePO4, Ti6Al4V), a quantity (300mm), an abbreviation behind one
// or two small letters (mRNA, eVTOL, kWh), or has fewer than four letters and digits.
#include "access/leaks.h"

#include "access/wordlists.h"

#include <string.h>

enum {
  LETTERS_MIN = 4,
  WITH_DIGIT_LETTERS_MIN = 3,
  MODEL_DIGITS_MIN = 3,
  QUANTITY_UNIT_MAX = 5,
  QUOTE_UNITS_MAX = 40,
  QUOTE_WORDS_MAX = 4,
  MARKED_WORDS_MAX = 3,
};

static const char elements[] =
    " h he li be b c n o f ne na mg al si p s cl ar k ca sc ti v cr mn fe co ni cu zn ga ge as se br kr "
    "rb sr y zr nb mo tc ru rh pd ag cd in sn sb te i xe cs ba la ce pr nd pm sm eu gd tb dy ho er tm "
    "yb lu hf ta w re os ir pt au hg tl pb bi po at rn fr ra ac th pa u ";

static bool is_element(const struct folded *text, size_t begin, size_t letters) {
  char symbol[5] = {' ', (char)text->units[begin].letter, letters == 2 ? (char)text->units[begin + 1].letter : ' ', 0};
  if (text->units[begin].letter >= 0x80 || (letters == 2 && text->units[begin + 1].letter >= 0x80))
    return false;
  if (letters == 2)
    symbol[3] = ' ';
  return strstr(elements, symbol);
}

// "LiFePO4", "Al2O3", "AlSi10Mg": symbols of elements, each with a number or none.
static bool is_chemistry(const struct folded *text, size_t begin, size_t end) {
  while (begin < end) {
    if (!text->units[begin].upper)
      return false;
    size_t letters = begin + 1 < end && text->units[begin + 1].lower ? 2 : 1;
    if (!is_element(text, begin, letters))
      return false;
    for (begin += letters; begin < end && folded_is_digit(text, begin);)
      begin++;
  }
  return true;
}

// "300mm", "24h", "1990s", "2nd"
static bool is_quantity(const struct folded *text, size_t begin, size_t end) {
  size_t at = begin;
  while (at < end && folded_is_digit(text, at))
    at++;
  size_t unit = at;
  while (at < end && text->units[at].class == FOLDED_LETTER)
    at++;
  bool is_name = unit + 1 < end && text->units[unit].upper && text->units[unit + 1].lower;
  return unit > begin && at == end && at - unit <= QUANTITY_UNIT_MAX && (!is_name || at - unit <= 2);
}

// "mRNA", "eVTOL", "kWh", "SMEs": no small letter inside but for one or two before capitals and one behind.
static bool is_abbreviation(const struct folded *text, size_t begin, size_t end) {
  size_t at = begin;
  while (at < end && at < begin + 2 && text->units[at].lower)
    at++;
  size_t capitals = at;
  while (at < end && text->units[at].upper)
    at++;
  return at > capitals && end - at <= 1 && (at == end || text->units[at].lower);
}

static bool is_nobodys(const struct folded *text, size_t begin, size_t end) {
  return end - begin < LETTERS_MIN || word_is_technology(text->units + begin, end - begin) ||
         is_chemistry(text, begin, end) || is_quantity(text, begin, end) || is_abbreviation(text, begin, end);
}

// "iso14001": as "ISO 14001"
static bool is_standard(const struct folded *text, size_t begin, size_t end) {
  size_t letters = begin;
  while (letters < end && text->units[letters].class == FOLDED_LETTER)
    letters++;
  size_t digits = letters;
  while (digits < end && folded_is_digit(text, digits))
    digits++;
  return digits == end && word_is_standard(text->units + begin, letters - begin);
}

static bool looks_made_up(const struct folded *text, size_t begin, size_t end) {
  size_t digits = 0;
  bool inner_capital = false;
  for (size_t i = begin; i < end; i++) {
    digits += folded_is_digit(text, i);
    inner_capital |= i > begin && text->units[i].upper && text->units[i - 1].lower;
  }
  bool mixed = digits && end - begin - digits >= WITH_DIGIT_LETTERS_MIN && !is_standard(text, begin, end);
  return inner_capital || mixed;
}

// The end of a model's number behind a hyphen, or `end`.
static size_t model_end(const struct folded *text, size_t end) {
  while (folded_at(text, end) == '-' && folded_is_digit(text, end + 1))
    end = folded_word_end(text, end + 1);
  return end;
}

static bool starts(const struct folded *text, size_t at, const char *digits) {
  return folded_at(text, at) == (unsigned char)digits[0] && folded_at(text, at + 1) == (unsigned char)digits[1];
}

static bool is_model(const struct folded *text, size_t begin, size_t end) {
  size_t digits = 0, whole = model_end(text, end), capitals = 0;
  for (size_t i = end; i < whole; i++)
    digits += folded_is_digit(text, i);
  for (size_t i = begin; i < end; i++)
    capitals += text->units[i].upper;
  bool in_capitals = capitals >= 2 && capitals == end - begin;
  bool capitalised = text->units[begin].upper && capitals == 1 && end - begin >= LETTERS_MIN;
  if (digits < MODEL_DIGITS_MIN || (!in_capitals && !capitalised))
    return false;
  bool is_year = digits == 4 && (starts(text, end + 1, "19") || starts(text, end + 1, "20"));
  return !is_year && !word_is_standard(text->units + begin, end - begin) &&
         !word_is_technology(text->units + begin, end - begin);
}

// --- marks of registration

static size_t mark_end(const struct folded *text, size_t at) {
  uint32_t sign = folded_at(text, at);
  if (sign == 0xae || sign == 0x2122 || sign == 0x2120)
    return at + 1;
  if (sign != '(')
    return 0;
  if (folded_at(text, at + 1) == 'r' && folded_at(text, at + 2) == ')')
    return at + 3;
  return folded_at(text, at + 1) == 't' && folded_at(text, at + 2) == 'm' && folded_at(text, at + 3) == ')' ? at + 4
                                                                                                            : 0;
}

static size_t word_begin(const struct folded *text, size_t end) {
  while (end && folded_is_word(text, end - 1))
    end--;
  return end;
}

// "Eco Loop®": from its first capitalised word on.
static size_t marked_begin(const struct folded *text, size_t begin) {
  for (int words = 1; words < MARKED_WORDS_MAX && begin > 1; words++) {
    uint32_t sign = text->units[begin - 1].letter;
    size_t before = word_begin(text, begin - 1);
    if ((sign != ' ' && sign != '-') || before == begin - 1 || !text->units[before].upper)
      break;
    begin = before;
  }
  return begin;
}

static void find_words(const struct folded *text, struct leaks *leaks) {
  for (size_t begin = 0, end; begin < text->count; begin = end + 1) {
    end = folded_word_end(text, begin);
    size_t marked = end > begin ? mark_end(text, folded_at(text, end) == ' ' ? end + 1 : end) : 0;
    if (marked)
      leaks_add(leaks, marked_begin(text, begin), marked, TEASER_PRODUCT);
    else if (end > begin &&
             ((!is_nobodys(text, begin, end) && looks_made_up(text, begin, end)) || is_model(text, begin, end)))
      leaks_add(leaks, begin, model_end(text, end), TEASER_PRODUCT);
  }
}

// --- quotation marks

static uint32_t closing_quote(uint32_t opening) {
  static const uint32_t pairs[][2] = {{'"', '"'},   {0x201c, 0x201d}, {0x201e, 0x201c}, {0x2018, 0x2019},
                                      {0xab, 0xbb}, {0x300c, 0x300d}, {0x300e, 0x300f}, {0x300a, 0x300b}};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    if (pairs[i][0] == opening)
      return pairs[i][1];
  return 0;
}

// Two to four capitalised words, of which one is not of everybody's names ("Made in Italy").
static bool is_title(const struct folded *text, size_t begin, size_t end) {
  size_t words = 0, own = 0;
  for (size_t at = begin, last; at < end; at = last) {
    last = folded_word_end(text, at);
    if (last == at) {
      if (text->units[at].letter != ' ' && text->units[at].letter != '-')
        return false;
      last++;
      continue;
    }
    bool is_capital = text->units[at].upper;
    bool is_joint = last - at <= 3 && !is_capital;
    if (!is_capital && !is_joint)
      return false;
    words += is_capital;
    own += is_capital && !word_is_generic(text->units + at, last - at);
  }
  return words >= 2 && words <= QUOTE_WORDS_MAX && own;
}

static void find_quoted(const struct folded *text, struct leaks *leaks) {
  for (size_t begin = 0; begin < text->count; begin++) {
    uint32_t closing = closing_quote(text->units[begin].letter);
    size_t end = begin + 1;
    if (!closing)
      continue;
    while (end < text->count && end <= begin + QUOTE_UNITS_MAX && text->units[end].letter != closing)
      end++;
    if (folded_at(text, end) != closing)
      continue;
    if (is_title(text, begin + 1, end))
      leaks_add(leaks, begin + 1, end, TEASER_PRODUCT);
    begin = end; // what closes does not open
  }
}

void leaks_find_products(const struct folded *text, struct leaks *leaks) {
  find_words(text, leaks);
  find_quoted(text, leaks);
}
