// SPDX-License-Identifier: Apache-2.0
// A street with its number: "via Zamboni 33", "12 Harbour Road", "中山路55号".
#include "access/leaks.h"

#include "access/wordlists.h"

enum { WORDS_MAX = 5, HOUSE_DIGITS_MAX = 4, HAN_STREET_MAX = 4, YEAR_FIRST = 1900, YEAR_LAST = 2100 };

static size_t skip_blanks(const struct folded *text, size_t at) {
  size_t end = at;
  while (end < at + 2 && (folded_at(text, end) == ' ' || folded_at(text, end) == ',' || folded_at(text, end) == '.' ||
                          folded_at(text, end) == '\''))
    end++;
  return end;
}

static bool is_street(const struct folded *text, size_t begin, size_t end) {
  return end > begin && word_is_street(text->units + begin, end - begin);
}

static bool is_house_number(const struct folded *text, size_t begin, size_t end) {
  unsigned number = 0;
  size_t at = begin;
  for (; at < end && at < begin + HOUSE_DIGITS_MAX && folded_is_digit(text, at); at++)
    number = number * 10 + (unsigned)(text->units[at].letter - '0');
  bool has_letter = at + 1 == end;                                              // "2a"
  bool goes_on = folded_at(text, end) == '.' && folded_is_digit(text, end + 1); // a version
  return at > begin && (at == end || has_letter) && !goes_on && (number < YEAR_FIRST || number > YEAR_LAST);
}

static bool joins(const struct folded *text, size_t begin, size_t end) {
  return end - begin <= 5 && !text->units[begin].upper && word_is_generic(text->units + begin, end - begin);
}

// Behind "via": capitalised words, with small ones between, then the number.
static size_t italian_end(const struct folded *text, size_t at) {
  bool named = false;
  for (int words = 0; words <= WORDS_MAX; words++) {
    size_t begin = skip_blanks(text, at), end = folded_word_end(text, begin);
    if (begin == at || end == begin)
      return 0;
    if (named && is_house_number(text, begin, end))
      return end;
    // "via LoRa 868", "via Bluetooth 5"
    bool capital = text->units[begin].upper && !word_is_technology(text->units + begin, end - begin);
    if (!capital && !joins(text, begin, end))
      return 0;
    named |= capital;
    at = end;
  }
  return 0;
}

// Behind a number: capitalised words, then "Road".
static size_t english_end(const struct folded *text, size_t at) {
  for (int words = 0; words < 4; words++) {
    size_t begin = skip_blanks(text, at), end = folded_word_end(text, begin);
    if (begin != at + 1 || end == begin || !text->units[begin].upper)
      return 0;
    if (words && is_street(text, begin, end))
      return end;
    at = end;
  }
  return 0;
}

static void find_with_words(const struct folded *text, struct leaks *leaks) {
  for (size_t begin = 0, end; begin<text->count; begin = end> begin ? end : begin + 1) {
    end = folded_word_end(text, begin);
    size_t last = is_street(text, begin, end)         ? italian_end(text, end)
                  : is_house_number(text, begin, end) ? english_end(text, end)
                                                      : 0;
    if (last)
      leaks_add(leaks, begin, last, TEASER_NUMBER);
  }
}

// 路 街 道 巷 弄 before the number, 号 behind it
static bool is_han_street(uint32_t letter) {
  return letter == 0x8def || letter == 0x8857 || letter == 0x9053 || letter == 0x5df7 || letter == 0x5f04;
}

// 于 在 至 市 区 县 镇 stand before a street's name.
static bool ends_before_street(uint32_t letter) {
  return letter == 0x4e8e || letter == 0x5728 || letter == 0x81f3 || letter == 0x5e02 || letter == 0x533a ||
         letter == 0x53bf || letter == 0x9547;
}

static void find_with_han(const struct folded *text, struct leaks *leaks) {
  for (size_t at = 1; at < text->count; at++) {
    if (!folded_is_digit(text, at) || !is_han_street(text->units[at - 1].letter))
      continue;
    size_t begin = at - 1, end = at;
    while (folded_is_digit(text, end))
      end++;
    if (folded_at(text, end) != 0x53f7)
      continue;
    while (begin && at - begin < HAN_STREET_MAX && text->units[begin - 1].class == FOLDED_HAN &&
           !ends_before_street(text->units[begin - 1].letter))
      begin--;
    leaks_add(leaks, begin, end + 1, TEASER_NUMBER);
  }
}

void leaks_find_addresses(const struct folded *text, struct leaks *leaks) {
  find_with_words(text, leaks);
  find_with_han(text, leaks);
}
