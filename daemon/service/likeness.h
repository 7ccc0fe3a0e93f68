// SPDX-License-Identifier: Apache-2.0
// How alike two names of organisations are.
//
// A name is its words without legal forms ("S.r.l.", "Ltd", 有限公司) and connectives ("of", "di", "&"), folded (text/name.h). The
// measure is a soft Dice coefficient: twice what both share over what both have, a word counting by its letters and sharing as much as
// Jaro-Winkler says, when that says 0.9 or more and both have five letters at least. Words may come in any order. Chinese has no words
// written apart: pairs of characters that stand together count instead, and share all or nothing.
//
// Cohen, Ravikumar, Fienberg, "A Comparison of String Distance Metrics for Name-Matching Tasks", IIWeb 2003: their SoftTFIDF, with
// letters for weights, so that it does not depend on who else is registered. Winkler, "String Comparator Metrics and Enhanced Decision
// Rules in the Fellegi-Sunter Model of Record Linkage", ASA 1990, but for which of several like letters meet. Dice, "Measures of the
// Amount of Ecologic Association Between Species", Ecology 26, 1945.
//
// Alike means LIKENESS_ALIKE or more and no difference that tells two organisations apart:
//   - a word on each side that the other has nothing like: a word more is an addition, another word is another name
//     ("Institute of Physics", "Institute of Chemistry");
//   - a number, or a letter that stands alone ("Laboratory 1", "Laboratory 2"; 第一医院, 第二医院);
//   - places: a word that names a place is like no other word than one that names the same place ("University of Bologna",
//     "University of Bolzano"; "Nanjing", "Nanning"; but "Milano", "Milan").
// So an abbreviation or a former name is not found by likeness ("Nanjing Tech", "Nanjing University of Technology"): the identifier, the
// website or the name in another language has to tell.
#pragma once

#include "base/arena.h"
#include "vocabulary/vocabulary.h"

enum { LIKENESS_ALIKE = 800000, LIKENESS_SAME = 1000000 }; // millionths

struct likeness_word {
  const uint32_t *characters;
  uint32_t count;
  uint32_t letters; // which there are, a bit for all that are alike in the lowest five bits
  uint32_t place;   // its number, or UINT32_MAX
  bool is_exact;    // holds a digit, or stands alone: like nothing but itself
};

// In the arena.
struct likeness_name {
  const struct likeness_word *words; // in the order of their characters
  size_t word_count;
  const uint64_t *pairs; // of Chinese characters, sorted; one twice when it is there twice
  size_t pair_count;
  const uint32_t *numerals; // Chinese ones, in order
  size_t numeral_count;
  uint32_t weight; // of words and pairs together; 0: the name says nothing
};

// `vocabulary` NULL: no word names a place.
void likeness_name_make(struct arena *arena, const struct vocabulary *vocabulary, const char *name,
                        struct likeness_name *ret_name);

// Millionths; symmetric but for ties among like words.
uint32_t likeness_of(const struct likeness_name *one, const struct likeness_name *other, bool *ret_alike);

// Less than, equal to, or greater than zero; zero for names of the same words.
int likeness_order(const struct likeness_name *one, const struct likeness_name *other);

// What like names have in common, by which they can be looked up: words, trigrams of words, pairs of Chinese characters, and one
// for the name as a whole. Sorted, each once, in the arena.
const uint64_t *likeness_keys(struct arena *arena, const struct likeness_name *name, size_t *ret_count);
