// SPDX-License-Identifier: Apache-2.0
// The facet TEXT: how much of what one side says the other says too, by words within a language.
//
// BM25 (Robertson, Walker, Jones, Hancock-Beaulieu, Gatford, "Okapi at TREC-3", 1994) over two kinds of evidence. With
//   I(t)        ln(1 + (N − n + ½) / (n + ½)), N living profiles with text, n of them with the term t; of a pair of
//               neighbouring words only parameters.pair of it
//   w(t, q)     I(t)·(k₃ + 1)·f / (k₃ + f), f how often t stands in the statement q (k₃ = 0: I(t))
//   g(t, d)     f / (f + k₁·(1 − b + b·length / mean length)), d a statement or the whole of a profile
//   v(q, d)     Σ w·g(t, d) / Σ w·g(t, q as if of mean length)
// what d's side has for q is mix·Σᵢ i^−discount·v(q, dᵢ), over its (16 best) statements, best first, + (1 − mix)·v(q, whole);
// x is the sum of that over the q, best first, with the same discounts; and the value 1 − e^−x.
//
// From the other side (MATCH_BACK) q are the candidate's statements. What a word tells that the asker does not use would have
// to be looked up in the whole index; it is taken to be what the asker's own words tell on the average, so that
//   v(q, d)     Σ w·g(t, d) / (different terms of q · that average)
//
// Sums are added up in the order of the terms, which is the same in every segment: equal to the last bit wherever a profile
// lies.
#pragma once

#include "match/search.h"
#include "match/snapshot.h"

struct match_text_term {
  uint64_t term;
  double information;
  double gain;           // Σ over the statements asked about: w / its self-score
  double whole_count;    // how often the asker uses it
  double whole_evidence; // g of the asker's whole
  uint32_t use, use_end; // in uses
};

// One statement asked about, and a term of it.
struct match_text_use {
  uint32_t asking;
  double weight;   // w / self-score
  double evidence; // g of the asker's statement
};

struct match_text_asking {
  uint32_t statement; // of the query
  double self;
};

struct match_text {
  /* borrowed during a search */
  const struct match_index *index;
  const struct match_query *query;
  const struct match_segment *segment; // entered
  /* the query */
  struct match_text_term *terms; // owned, ascending
  struct match_text_use *uses;   // owned, by term
  struct match_text_asking *asking; // owned
  uint32_t *numbers;                // owned: by part and term, its number there; UINT32_MAX: absent
  size_t term_count, use_count, asking_count;
  size_t term_capacity, use_capacity, asking_capacity, number_capacity;
  double mean_information; // what a term of the asker tells on the average
  uint32_t languages;      // bits: those of the statements asked about
  double statement_mean, profile_mean;
  double back_ratio; // what any term can add to the other half, against its gain, at the most; see match/judge.c
  double discounts[MATCH_STATEMENTS_BEST];
  /* the part: number of a term there → its place in `terms`; open addressing */
  uint32_t *slots; // owned: place + 1; 0: free
  unsigned slot_bits;
  /* working memory of one candidate */
  double *values; // owned: by asking and statement
  double *wholes, *counts, *list;
  size_t value_capacity, list_capacity;
};

struct match_text *match_text_new(void);
struct match_text *match_text_free(struct match_text *text); // returns NULL

void match_text_prepare(struct match_text *text, const struct match_index *index, const struct match_query *query);
void match_text_enter(struct match_text *text, size_t part);

static inline uint32_t match_text_number(const struct match_text *text, size_t part, size_t term) {
  return text->numbers[part * text->term_count + term];
}

// Which statements are to be heard, by number in the query and in the candidate; NULL: all that did not expire.
struct match_silence {
  const bool *query, *candidate;
};

struct match_text_value {
  double forth, back; // 0 … 1
};
struct match_text_value match_text_score(struct match_text *text, uint32_t profile, const struct match_silence *silence,
                                         bool wants_back);
// Of the profile scored last: which statements met, best first; returns how many.
uint32_t match_text_pairs(const struct match_text *text, uint32_t profile,
                          struct match_pair ret_pairs[MATCH_PAIRS_MAX]);

uint32_t match_text_length(const struct match_statement *statement); // terms without pairs

double match_text_squash(double x);      // ≥ 0 → 0 … 1
double match_text_unsquash(double value); // the x that gives it; INFINITY for 1
