// SPDX-License-Identifier: Apache-2.0
#include "service/likeness.h"

#include "text/name.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum {
  WORDS_MAX = 16, // of a longer name the beginning counts
  WORD_MAX = 64,  // … and of a longer word
  SLIP_MIN = 5,   // letters: in a shorter word every letter matters
  PAIR_WEIGHT = 2,
  CHARACTER_BITS = 21,
  PREFIX_MAX = 4,
  WORD_BYTES = 4 * WORD_MAX + 1,
};
static const double like_word = 0.9, boost_from = 0.7, boost = 0.1; // the last two as in Winkler's paper

// --- what does not count

// Dropped wherever they stand behind the first word.
static const char *const forms[] = {"srl",  "srls", "spa",  "sapa", "scarl", "scrl", "scpa",
                                    "gmbh", "ltd",  "llc",  "llp",  "plc",   "inc",  "sarl",
                                    "ltda", "eurl", "kgaa", "pte",  "snc",   "sas",  "onlus"};
// Dropped at the end, one after the other. Connectives are gone by then.
static const char *const endings[] = {"co",
                                      "company",
                                      "limited",
                                      "corp",
                                      "corporation",
                                      "incorporated",
                                      "group",
                                      "gruppo",
                                      "holding",
                                      "holdings",
                                      "sa",
                                      "ag",
                                      "kg",
                                      "ug",
                                      "ev",
                                      "bv",
                                      "nv",
                                      "ab",
                                      "oy",
                                      "as",
                                      "sl",
                                      "lp",
                                      "ss",
                                      "sb",
                                      "ets",
                                      "aps",
                                      "coop",
                                      "soc coop",
                                      "soc",
                                      "unipersonale",
                                      "a socio unico",
                                      "societa benefit",
                                      "societa cooperativa",
                                      "cooperativa sociale",
                                      "societa consortile",
                                      "societa azioni",
                                      "societa a responsabilita limitata",
                                      "a responsabilita limitata",
                                      "public limited company",
                                      "limited liability company",
                                      "joint stock company"};
static const char *const connectives[] = {"of",    "the",   "for", "and",   "in",    "at",   "di", "de", "del",
                                          "della", "dello", "dei", "degli", "delle", "dell", "e",  "ed", "et",
                                          "per",   "il",    "la",  "le",    "lo",    "gli",  "da", "d",  "l",
                                          "und",   "der",   "die", "das",   "fur",   "des",  "du", "y",  "i"};
static const char *const han_endings[] = {"有限责任公司", "股份有限公司", "有限公司", "股份公司", "公司", "集团"};
static const char han_numerals[] = "一二三四五六七八九十零";

#define IN_LIST(list, word) in_list(list, sizeof(list) / sizeof *(list), word)

static bool in_list(const char *const *list, size_t count, const char *word) {
  for (size_t i = 0; i < count; i++)
    if (!strcmp(list[i], word))
      return true;
  return false;
}

static size_t encode(uint32_t character, char *out) {
  if (character < 0x80)
    return out[0] = (char)character, 1;
  if (character < 0x800)
    return out[0] = (char)(0xc0 | character >> 6), out[1] = (char)(0x80 | (character & 63)), 2;
  if (character < 0x10000)
    return out[0] = (char)(0xe0 | character >> 12), out[1] = (char)(0x80 | (character >> 6 & 63)),
           out[2] = (char)(0x80 | (character & 63)), 3;
  return out[0] = (char)(0xf0 | character >> 18), out[1] = (char)(0x80 | (character >> 12 & 63)),
         out[2] = (char)(0x80 | (character >> 6 & 63)), out[3] = (char)(0x80 | (character & 63)), 4;
}

static uint32_t decode(const char **text) {
  const unsigned char *at = (const unsigned char *)*text;
  size_t bytes = *at < 0x80 ? 1 : *at < 0xe0 ? 2 : *at < 0xf0 ? 3 : 4;
  uint32_t character = bytes == 1 ? *at : *at & (0x7fu >> bytes);
  for (size_t i = 1; i < bytes; i++)
    character = character << 6 | (at[i] & 63);
  *text += bytes;
  return character;
}

// --- a name taken apart

struct parts {
  const struct text_name *name;
  size_t words[TEXT_NAME_WORDS_MAX]; // of name->words: those that count
  char spelled[TEXT_NAME_WORDS_MAX][WORD_BYTES];
  size_t word_count;
  uint32_t han[TEXT_NAME_CHARACTERS_MAX];
  size_t han_count;
};

static void spell(const struct text_name *name, size_t word, char ret_word[WORD_BYTES]) {
  size_t bytes = 0, count = name->words[word].count;
  for (size_t i = 0; i < count && i < WORD_MAX; i++)
    bytes += encode(name->characters[name->words[word].begin + i], ret_word + bytes);
  ret_word[bytes] = 0;
}

// How many characters of the word stay when an ending goes; all when none fits.
static size_t without_ending(const uint32_t *characters, size_t count) {
  for (size_t i = 0; i < sizeof han_endings / sizeof *han_endings; i++) {
    uint32_t ending[8];
    size_t length = 0;
    for (const char *at = han_endings[i]; *at;)
      ending[length++] = decode(&at);
    if (length <= count && !memcmp(characters + count - length, ending, length * sizeof *ending))
      return count - length;
  }
  return count;
}

// 省 and 市 are left out as often as they are written; 市场 and 市政 are words.
static bool is_level(const uint32_t *characters, size_t count, size_t at) {
  uint32_t next = at + 1 < count ? characters[at + 1] : 0;
  return at >= 2 && (characters[at] == 0x7701 || (characters[at] == 0x5E02 && next != 0x573A && next != 0x653F));
}

static void add_han(struct parts *parts, const struct text_name_word *word, bool keep_endings) {
  const uint32_t *characters = parts->name->characters + word->begin;
  size_t count = word->count, shorter = count;
  while (!keep_endings && (shorter = without_ending(characters, count)) < count)
    count = shorter;
  for (size_t i = 0; i < count; i++)
    if (!is_level(characters, count, i))
      parts->han[parts->han_count++] = characters[i];
}

// How many words the longest ending takes from the end; never all that there are.
static size_t ending_words(const struct parts *parts) {
  char line[4 * WORD_BYTES + 4] = "";
  size_t best = 0;
  for (size_t count = 1; count <= 4 && count < parts->word_count + (parts->han_count > 0); count++) {
    char longer[5 * WORD_BYTES + 8];
    const char *word = parts->spelled[parts->word_count - count];
    size_t bytes = strlen(word), rest = strlen(line);
    memcpy(longer, word, bytes);
    longer[bytes] = ' ';
    memcpy(longer + bytes + 1, line, rest + 1);
    if (!rest)
      longer[bytes] = 0;
    if (strlen(longer) >= sizeof line)
      break;
    strcpy(line, longer);
    if (IN_LIST(endings, line))
      best = count;
  }
  return best;
}

static void drop_words(struct parts *parts, const char *const *list, size_t list_count, size_t from) {
  size_t count = 0;
  for (size_t i = 0; i < parts->word_count; i++) {
    if (i >= from && in_list(list, list_count, parts->spelled[i]))
      continue;
    parts->words[count] = parts->words[i];
    if (count != i)
      memcpy(parts->spelled[count], parts->spelled[i], WORD_BYTES);
    count++;
  }
  if (count || parts->han_count) // "The Of" is a name too
    parts->word_count = count;
}

static void take_apart(const struct text_name *name, struct parts *parts) {
  parts->name = name;
  parts->word_count = parts->han_count = 0;
  for (size_t i = 0; i < name->word_count; i++) {
    if (name->words[i].is_han) {
      add_han(parts, &name->words[i], false);
      continue;
    }
    spell(name, i, parts->spelled[parts->word_count]);
    parts->words[parts->word_count++] = i;
  }
  for (size_t i = 0; i < name->word_count && !parts->word_count && !parts->han_count; i++) // nothing but endings
    add_han(parts, &name->words[i], true);
  drop_words(parts, forms, sizeof forms / sizeof *forms, parts->han_count ? 0 : 1);
  drop_words(parts, connectives, sizeof connectives / sizeof *connectives, 0);
  for (size_t count; parts->word_count && (count = ending_words(parts));)
    parts->word_count -= count;
}

static int word_order(const void *one, const void *other) {
  const struct likeness_word *a = one, *b = other;
  for (uint32_t i = 0; i < a->count && i < b->count; i++)
    if (a->characters[i] != b->characters[i])
      return a->characters[i] < b->characters[i] ? -1 : 1;
  return (a->count > b->count) - (a->count < b->count);
}

static uint32_t letters_of(const uint32_t *characters, uint32_t count) {
  uint32_t letters = 0;
  for (uint32_t i = 0; i < count; i++)
    letters |= 1u << (characters[i] & 31);
  return letters;
}

static bool has_digit(const char *word) {
  return strpbrk(word, "0123456789");
}

static void make_words(struct arena *arena, const struct vocabulary *vocabulary, const struct parts *parts,
                       struct likeness_name *ret_name) {
  size_t count = parts->word_count < WORDS_MAX ? parts->word_count : WORDS_MAX;
  struct likeness_word *words = arena_need(arena, count * sizeof *words);
  for (size_t i = 0; i < count; i++) {
    const struct text_name_word *word = &parts->name->words[parts->words[i]];
    uint32_t length = word->count < WORD_MAX ? word->count : WORD_MAX, place;
    uint32_t *characters = arena_need(arena, length * sizeof *characters);
    memcpy(characters, parts->name->characters + word->begin, length * sizeof *characters);
    bool is_place = vocabulary && vocabulary_place_find(vocabulary, parts->spelled[i], &place);
    words[i] = (struct likeness_word){.characters = characters,
                                      .count = length,
                                      .letters = letters_of(characters, length),
                                      .place = is_place ? place : UINT32_MAX,
                                      .is_exact = length == 1 || has_digit(parts->spelled[i])};
    ret_name->weight += length;
  }
  if (count)
    qsort(words, count, sizeof *words, word_order);
  ret_name->words = words;
  ret_name->word_count = count;
}

static int number_order(const void *one, const void *other) {
  const uint64_t *a = one, *b = other;
  return (*a > *b) - (*a < *b);
}

static void make_pairs(struct arena *arena, const struct parts *parts, struct likeness_name *ret_name) {
  if (!parts->han_count)
    return;
  size_t count = parts->han_count > 1 ? parts->han_count - 1 : 1;
  uint64_t *pairs = arena_need(arena, count * sizeof *pairs);
  uint32_t *numerals = arena_need(arena, parts->han_count * sizeof *numerals);
  for (size_t i = 0; i < count; i++)
    pairs[i] = (uint64_t)parts->han[i] << CHARACTER_BITS | (i + 1 < parts->han_count ? parts->han[i + 1] : 0);
  qsort(pairs, count, sizeof *pairs, number_order);
  for (size_t i = 0; i < parts->han_count; i++)
    for (const char *at = han_numerals; *at;)
      if (decode(&at) == parts->han[i])
        numerals[ret_name->numeral_count++] = parts->han[i];
  ret_name->pairs = pairs;
  ret_name->pair_count = count;
  ret_name->numerals = numerals;
  ret_name->weight += (uint32_t)count * PAIR_WEIGHT;
}

void likeness_name_make(struct arena *arena, const struct vocabulary *vocabulary, const char *name,
                        struct likeness_name *ret_name) {
  struct text_name folded;
  struct parts parts;
  *ret_name = (struct likeness_name){0};
  text_name_fold(name, &folded);
  take_apart(&folded, &parts);
  make_words(arena, vocabulary, &parts, ret_name);
  make_pairs(arena, &parts, ret_name);
}

// --- two of them

static bool is_free(const struct likeness_word *word, uint64_t met, uint32_t at, uint32_t character) {
  return at < word->count && !(met >> at & 1) && word->characters[at] == character;
}

// Characters that meet within half the longer word, and how many of those stand in another order. Where Jaro takes the first that a
// character may meet, this takes the nearest: else a letter doubled by a slip takes the place of the next of its kind, and all between
// the two are out of order.
static double jaro_from(const struct likeness_word *one, const struct likeness_word *other) {
  uint64_t met_one = 0, met_other = 0; // bits: WORD_MAX is 64
  uint32_t longer = one->count > other->count ? one->count : other->count, met = 0, moved = 0;
  uint32_t reach = longer / 2 ? longer / 2 - 1 : 0;
  for (uint32_t i = 0; i < one->count; i++)
    for (uint32_t away = 0; away <= reach; away++) {
      bool is_before = i >= away && is_free(other, met_other, i - away, one->characters[i]);
      if (!is_before && !is_free(other, met_other, i + away, one->characters[i]))
        continue;
      met_one |= UINT64_C(1) << i;
      met_other |= UINT64_C(1) << (is_before ? i - away : i + away);
      met++;
      break;
    }
  if (!met)
    return 0;
  for (uint32_t i = 0, j = 0; i < one->count; i++) {
    if (!(met_one >> i & 1))
      continue;
    while (!(met_other >> j & 1))
      j++;
    moved += one->characters[i] != other->characters[j++];
  }
  return ((double)met / one->count + (double)met / other->count + (met - moved / 2.0) / met) / 3;
}

// Who is asked first matters now and then: the better answer counts.
static double jaro(const struct likeness_word *one, const struct likeness_word *other) {
  double there = jaro_from(one, other), back = jaro_from(other, one);
  return there > back ? there : back;
}

static uint32_t common_prefix(const struct likeness_word *one, const struct likeness_word *other) {
  uint32_t prefix = 0;
  while (prefix < PREFIX_MAX && prefix < one->count && prefix < other->count &&
         one->characters[prefix] == other->characters[prefix])
    prefix++;
  return prefix;
}

static double with_prefix(double similarity, uint32_t prefix) {
  return similarity > boost_from ? similarity + prefix * boost * (1 - similarity) : similarity;
}

// No more than this: letters that the other word does not have meet nothing. Most pairs of words go no further.
static double jaro_at_most(const struct likeness_word *one, const struct likeness_word *other) {
  uint32_t one_met = one->count - (uint32_t)__builtin_popcount(one->letters & ~other->letters);
  uint32_t other_met = other->count - (uint32_t)__builtin_popcount(other->letters & ~one->letters);
  double met = one_met < other_met ? one_met : other_met;
  return (met / one->count + met / other->count + 1) / 3;
}

static double jaro_winkler(const struct likeness_word *one, const struct likeness_word *other) {
  uint32_t prefix = common_prefix(one, other);
  if (with_prefix(jaro_at_most(one, other), prefix) < like_word)
    return 0;
  return with_prefix(jaro(one, other), prefix);
}

static double word_likeness(const struct likeness_word *one, const struct likeness_word *other) {
  if (!word_order(one, other))
    return 1;
  if (one->place != UINT32_MAX || other->place != UINT32_MAX)
    return one->place == other->place ? 1 : 0;
  if (one->is_exact || other->is_exact || one->count < SLIP_MIN || other->count < SLIP_MIN)
    return 0;
  double similarity = jaro_winkler(one, other);
  return similarity >= like_word ? similarity : 0;
}

// Which words have met a like one, as bits.
struct meeting_words {
  uint32_t one, other;
  double shared; // weight, of both sides together
};

// The best pair first, so that no word takes another's partner.
static struct meeting_words meet(const struct likeness_name *one, const struct likeness_name *other) {
  double table[WORDS_MAX][WORDS_MAX];
  struct meeting_words met = {0};
  for (size_t i = 0; i < one->word_count; i++)
    for (size_t j = 0; j < other->word_count; j++)
      table[i][j] = word_likeness(&one->words[i], &other->words[j]);
  for (;;) {
    double best = 0;
    size_t best_i = 0, best_j = 0;
    for (size_t i = 0; i < one->word_count; i++)
      for (size_t j = 0; j < other->word_count; j++)
        if (!(met.one >> i & 1) && !(met.other >> j & 1) && table[i][j] > best) {
          best = table[i][j];
          best_i = i;
          best_j = j;
        }
    if (best <= 0)
      return met;
    met.one |= 1u << best_i;
    met.other |= 1u << best_j;
    met.shared += best * (one->words[best_i].count + other->words[best_j].count);
  }
}

static size_t shared_pairs(const struct likeness_name *one, const struct likeness_name *other) {
  size_t shared = 0;
  for (size_t i = 0, j = 0; i < one->pair_count && j < other->pair_count;) {
    if (one->pairs[i] == other->pairs[j])
      shared++, i++, j++;
    else if (one->pairs[i] < other->pairs[j])
      i++;
    else
      j++;
  }
  return shared;
}

static bool all_exact_met(const struct likeness_name *name, uint32_t met) {
  for (size_t i = 0; i < name->word_count; i++)
    if (name->words[i].is_exact && !(met >> i & 1))
      return false;
  return true;
}

// Nothing that tells two organisations apart, however much they share.
static bool may_be_one(const struct likeness_name *one, const struct likeness_name *other,
                       const struct meeting_words *met) {
  bool all_one = met->one == (1u << one->word_count) - 1, all_other = met->other == (1u << other->word_count) - 1;
  bool same_numerals =
      one->numeral_count == other->numeral_count &&
      (!one->numeral_count || !memcmp(one->numerals, other->numerals, one->numeral_count * sizeof *one->numerals));
  return (all_one || all_other) && same_numerals && all_exact_met(one, met->one) && all_exact_met(other, met->other);
}

uint32_t likeness_of(const struct likeness_name *one, const struct likeness_name *other, bool *ret_alike) {
  *ret_alike = false;
  if (!one->weight || !other->weight)
    return 0;
  struct meeting_words met = meet(one, other);
  double shared = met.shared + 2.0 * PAIR_WEIGHT * (double)shared_pairs(one, other);
  uint32_t likeness = (uint32_t)(LIKENESS_SAME * shared / (one->weight + other->weight) + 0.5);
  *ret_alike = likeness >= LIKENESS_ALIKE && may_be_one(one, other, &met);
  return likeness;
}

int likeness_order(const struct likeness_name *one, const struct likeness_name *other) {
  for (size_t i = 0; i < one->word_count && i < other->word_count; i++) {
    int order = word_order(&one->words[i], &other->words[i]);
    if (order)
      return order;
  }
  if (one->word_count != other->word_count)
    return one->word_count < other->word_count ? -1 : 1;
  for (size_t i = 0; i < one->pair_count && i < other->pair_count; i++)
    if (one->pairs[i] != other->pairs[i])
      return one->pairs[i] < other->pairs[i] ? -1 : 1;
  return (one->pair_count > other->pair_count) - (one->pair_count < other->pair_count);
}

// --- looking up

// Three characters fill 63 bits. A pair of Chinese ones has 1 in the place of the first, which is no letter; whole words and the
// name as a whole are hashes with the highest bit.
static uint64_t trigram(uint32_t first, uint32_t second, uint32_t third) {
  return (uint64_t)first << (2 * CHARACTER_BITS) | (uint64_t)second << CHARACTER_BITS | third;
}

static uint64_t hash_key(const void *bytes, size_t count, uint64_t seed) {
  return XXH3_64bits_withSeed(bytes, count, seed) | UINT64_C(1) << 63;
}

static uint64_t word_key(const struct likeness_word *word, uint64_t seed) {
  return hash_key(word->characters, word->count * sizeof *word->characters, seed);
}

static uint64_t whole_key(const struct likeness_name *name) {
  uint64_t hash = 1;
  for (size_t i = 0; i < name->word_count; i++)
    hash = word_key(&name->words[i], hash);
  return name->pair_count ? hash_key(name->pairs, name->pair_count * sizeof *name->pairs, hash) : hash;
}

const uint64_t *likeness_keys(struct arena *arena, const struct likeness_name *name, size_t *ret_count) {
  size_t room = name->pair_count + 1, count = 0, kept = 0;
  for (size_t i = 0; i < name->word_count; i++)
    room += name->words[i].count + 2;
  uint64_t *keys = arena_need(arena, room * sizeof *keys);
  for (size_t i = 0; i < name->word_count; i++) {
    const struct likeness_word *word = &name->words[i];
    keys[count++] = word_key(word, 0);
    for (uint32_t j = 0; j <= word->count; j++) // two blanks before the word, one behind it
      keys[count++] = trigram(j < 2 ? ' ' : word->characters[j - 2], j < 1 ? ' ' : word->characters[j - 1],
                              j < word->count ? word->characters[j] : ' ');
  }
  for (size_t i = 0; i < name->pair_count; i++)
    keys[count++] = trigram(1, 0, 0) | name->pairs[i];
  if (name->weight)
    keys[count++] = whole_key(name);
  if (count)
    qsort(keys, count, sizeof *keys, number_order);
  for (size_t i = 0; i < count; i++)
    if (!i || keys[i] != keys[kept - 1])
      keys[kept++] = keys[i];
  *ret_count = kept;
  return keys;
}
