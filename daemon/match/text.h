// SPDX-License-Identifier: Apache-2.0
// The facet TEXT: how much of what one side says the other says too, by words within a language.
//
// BM25 (Robertson, Walker, Jones, Hancock-Beaulieu, Gatford, "Okapi at TREC-3", 1994) over two kinds of evidence.
//   w(t)        ln(1 + (N − n + ½) / (n + ½))·r^repetition, n of the N living profiles with text have the term t; of a pair of
//               neighbouring words only parameters.pair of it
//   r           (s − n + m·p) / (n·(S/N − 1) + m), s of all S statements use t, p and m the priors: how likely another statement of
//               a profile that uses t uses it too. Words that come back say what somebody does; others are spread over all alike
//               (Church, Gale, "Poisson mixtures", 1995)
//   g(t, d)     f / (f + k₁·(1 − b + b·length / mean length)), f times in d, a statement or the whole of a profile; lengths in
//               words, without pairs
//   e(t, P)     mix·Σᵢ i^−discount·gᵢ + (1 − mix)·g(t, whole), gᵢ in the (16 best) statements of P that use t, best first
//   v(q, P)     Σ w(t)·e(t, P) over the terms of q, a statement asked about, against the greatest self-score of those q that anybody
//               shares a word with; self-score: Σ w·f / (f + k₁). Who says much in one statement and little in another asks
//               mostly for the first.
//   x           Σⱼ j^−asked_discount·v(qⱼ, P), the 16 best, best first
//   value       x / (x + half)
//
// From the other side (MATCH_BACK) q are the candidate's statements, and e is over all statements of the asker that did not expire. What a word tells that the asker does not use would have
// to be looked up in the whole index; it is taken to be what the asker's own words tell on the average. So the self-score of
// a statement of the candidate is that times the number of its different terms, a pair counting `pair`; and the greatest is
// that of all of them.
//
// Sums are added up in the order of the terms, which is the same in every segment: equal to the last bit wherever a profile
// lies.
#pragma once

#include "match/search.h"
#include "match/snapshot.h"

struct match_text_term {
  uint64_t term;
  double weight;         // w
  double gain;           // w / the greatest self-score, for each statement asked about that has it
  double most;           // what it adds to x per unit of evidence at the most: gain times the greatest discounts
  double evidence;       // e(t, asker)
  uint32_t use, use_end; // in uses: who asks
  bool is_met;           // somebody living has it
};

struct match_text_use {
  uint32_t asking;
  double count;
};

struct match_text_asking {
  uint32_t statement; // of the query
  uint32_t length;
  double self;
  bool is_met; // somebody shares a word with it
};

enum { MATCH_TEXT_SIEVE = 1024 };

struct match_text {
  /* borrowed during a search */
  const struct match_index *index;
  const struct match_query *query;
  const struct match_segment *segment; // entered
  size_t part;
  /* the query */
  struct match_text_term *terms;    // owned, ascending
  struct match_text_use *uses;      // owned, by term
  struct match_text_asking *asking; // owned
  uint32_t *numbers;                // owned: by part and term, its number there; UINT32_MAX: absent
  size_t term_count, use_count, asking_count;
  size_t term_capacity, use_capacity, asking_capacity, number_capacity;
  double mean_weight; // what a term of the asker tells on the average
  double back_ratio;  // what any term can add to the other half, against its gain, at the most; see match/judge.c
  double statement_mean, profile_mean;
  double discount, asked_discount; // that these are of
  double discounts[MATCH_STATEMENTS_BEST], asked_discounts[MATCH_STATEMENTS_BEST];
  /* the part: number of a term there → its place in `terms`; open addressing, behind a sieve; and the terms that it has, ascending */
  uint32_t *slots; // owned: number and place + 1; 0: free
  unsigned slot_bits;
  uint8_t sieve[MATCH_TEXT_SIEVE]; // by the low bits of a number: some term has them
  uint32_t *present;               // owned: places
  size_t present_count;
  /* working memory of one candidate */
  double *evidence; // owned: by term and statement
  double *counts;   // owned: by term
  uint32_t *users;  // owned: by term, how many statements use it
  double *list;     // owned
  size_t evidence_capacity, list_capacity;
};

struct match_text *match_text_new(void);
struct match_text *match_text_free(struct match_text *text); // returns NULL

void match_text_prepare(struct match_text *text, const struct match_index *index, const struct match_query *query);
void match_text_enter(struct match_text *text, size_t part);

static inline uint32_t match_text_number(const struct match_text *text, size_t part, size_t term) {
  return text->numbers[part * text->term_count + term];
}

// It will be scored after a while, soon, next: what is to be read comes into the cache meanwhile.
enum match_text_stage { MATCH_TEXT_WHILE, MATCH_TEXT_SOON, MATCH_TEXT_NEXT };
void match_text_prefetch(const struct match_text *text, uint32_t profile, enum match_text_stage stage);

// Which statements are to be heard, by number in the query and in the candidate; NULL: all that did not expire.
struct match_silence {
  const bool *query, *candidate;
};

struct match_text_value {
  double forth, back; // 0 … 1
};
struct match_text_value match_text_score(struct match_text *text, uint32_t profile, const struct match_silence *silence,
                                         bool wants_back);

// Which statements share most, best first; their value is Σ w·g over the terms of both against the greatest self-score. Returns how
// many.
uint32_t match_text_pairs(struct match_text *text, uint32_t profile, const struct match_silence *silence,
                          struct match_pair ret_pairs[MATCH_PAIRS_MAX]);

// x → value and back; INFINITY for 1.
double match_text_squash(const struct match_text_parameters *parameters, double x);
double match_text_unsquash(const struct match_text_parameters *parameters, double value);
