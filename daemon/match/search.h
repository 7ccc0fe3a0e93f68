// SPDX-License-Identifier: Apache-2.0
// Ranking with reasons. Deterministic: equal inputs give equal lists, whatever happened before; ties by id.
//
// score = Σ points of the facets known on both sides; points = weight·value, where the weights of unknown facets are
// shared out among the known ones: points = ⌊value·weight / known weights⌋. All fixed-point millionths; the sum is exact.
//
//   TEXT      B(q, d) = Σ w(t)·f / (f + k₁·(1 − b + b·length / mean length)) over the terms t that q uses, f times in d; q is a
//             statement of the query, d a statement or the whole of a profile (BM25; mean lengths are of statements or of
//             profiles, in words). v(q, d) = B(q, d) / B(q, q).
//             w(t) = ln(1 + (N − n + ½) / (n + ½))·√r, times the share of derived terms when t is one; n of the N
//             profiles with words use t. r = (s − n + m·p) / (n·(S/N − 1) + m), s of all S statements use t: how likely
//             another statement of a profile that uses t uses it too, from m observations of p before.
//             For each q: (share·Σᵢ vᵢ/i^δ over the candidate's statements, best first, + (1 − share)·v of its whole), and
//             that times B(q, q) / the greatest B(q, q) of those q that anybody shares a word with: who says much in one statement and little in
//             another asks mostly for the first. Then x = Σⱼ/j^ε over the q, best first, and x / (x + half).
//             Known when both sides have text in a common language (or terms met all the same: numbers have none).
//   CONCEPTS  share·cosine of the best statement + (1 − share)·mean. A concept c of the query weighs q(c) = I(c)·strength·(1 + ln
//             times); I is its information content, at least .05; strength is 1 for a concept that is named, hint share × the share
//             of the label that is there for one only hinted at; times: how often it is named. h(c) of some concepts is the
//             greatest nearness × strength among them (what the query only hints at is near to itself alone). Cosine = min(1, Σ q(c)·I(c)·h(c) / (|q|·|s|)), |s|² = Σ (J·strength)² over
//             the concepts of the statement s, hints that serve nothing wanted left out when the query itself has none; J is the
//             greatest I of what is wanted and subsumes the concept, else its own I. Mean = Σ q·h / Σ q over what the query
//             names, h of what the candidate names. Known when the query has concepts and the candidate has statements.
//   THEME     ½·best + ½·mean of h, over declared themes (each once). Known when both declare some.
//   PLACE     the best relation between a place of each. Known when both have places.
//
// Statements that expired before `today`, on either side, are silent: they have no terms, no concepts and are not
// there. Only the figures of the collection (N, n, mean lengths) are of all statements of live profiles, so that they
// do not change by the day. Concepts that the taxonomy does not have, and places that the table does not have, are
// passed over.
//
// A candidate without evidence in TEXT, CONCEPTS or THEME is no match, however near it lives.
#pragma once

#include "match/index.h"
#include "match/taxonomy.h"

enum match_facet { MATCH_TEXT, MATCH_CONCEPTS, MATCH_THEME, MATCH_PLACE, MATCH_FACET_COUNT };

enum { MATCH_ONE = 1000000, MATCH_PAIRS_MAX = 3, MATCH_LIMIT_MAX = 200 };

// Shares of MATCH_ONE; they sum to it.
struct match_weights {
  uint32_t facets[MATCH_FACET_COUNT];
};

// Of the facet TEXT, as in the formula above.
struct match_text_parameters {
  double k1, b;
  double derived_share;                        // of the information of derived terms
  double repetition_power;                     // of r: ½
  double repetition_prior, repetition_prior_n; // p, m
  double statement_share;                      // against the whole
  double statement_discount, asked_discount;   // δ, ε
  double half;                                 // what counts for half of all that could be found
};

// Chosen on one half of the queries of tests/quality, see there.
struct match_text_parameters match_text_parameters_chosen(void);

// Of the facet CONCEPTS, likewise.
struct match_concept_parameters {
  double statement_share, hint_share;
};

struct match_concept_parameters match_concept_parameters_chosen(void);

// Which candidates may appear. Zero and NULL allow everything.
struct match_filter {
  uint32_t helix;        // bit n: helix n is allowed
  uint32_t sizes;        // bit n: size n is allowed
  const uint8_t *places; // places[n] != 0: place n is allowed (an array over the caller's place table)
  const uint8_t *themes; // themes[n] != 0: declared theme n is allowed (an array over the taxonomy)
  const uint16_t *countries;
  size_t country_count;
  const char *exclude_id; // the asker itself, or NULL
};

// How near places are, millionths: values[i * count + b] of the i-th place of the query's profile and place b of the
// caller's place table, which has `count` places.
struct match_places {
  const uint32_t *values;
  size_t count;
};

struct match_query {
  const struct match_profile *profile; // what is asked about; id and revision are not looked at
  struct match_filter filter;
  const struct match_taxonomy *taxonomy; // the one that the concepts of profiles are numbered by
  struct match_places places;
  struct match_weights weights;
  const struct match_text_parameters *text;        // NULL: those chosen
  const struct match_concept_parameters *concepts; // NULL: those chosen
  int32_t today; // days since 1970-01-01: statements that expired before it are silent
  size_t limit;  // 1 … MATCH_LIMIT_MAX
};

struct match_part {
  bool known;
  uint32_t weight; // share after sharing out, rounded down; 0 when unknown
  uint32_t value, points;
};

// Two things that met, best first.
struct match_pair {
  uint32_t query, candidate;    // numbers of statements (TEXT), concepts (CONCEPTS, THEME) or places (PLACE)
  uint32_t candidate_statement; // TEXT, CONCEPTS: where it stands; UINT32_MAX: nowhere in particular
  uint32_t value;               // millionths
};

struct match_hit {
  const char *id; // borrowed from the index
  uint64_t revision;
  uint32_t score, coverage; // coverage: weight of the known facets before sharing out
  struct match_part parts[MATCH_FACET_COUNT];
  struct match_pair pairs[MATCH_FACET_COUNT][MATCH_PAIRS_MAX];
  uint32_t pair_counts[MATCH_FACET_COUNT];
};

enum match_exclusion {
  MATCH_EXCLUDED_HELIX,
  MATCH_EXCLUDED_SIZE,
  MATCH_EXCLUDED_PLACE,
  MATCH_EXCLUDED_COUNTRY,
  MATCH_EXCLUDED_THEME,
  MATCH_EXCLUDED_SELF,
  MATCH_EXCLUDED_NO_EVIDENCE,
  MATCH_EXCLUSION_COUNT
};

struct match_result {
  struct match_hit *hits; // owned by the searcher until its next search; valid while the index is referenced
  size_t hit_count;
  uint64_t considered; // candidates with evidence that passed every gate
  // Each candidate once, under the first reason that applies, in the order of the enum.
  uint64_t excluded[MATCH_EXCLUSION_COUNT];
};

// Working memory of one thread; grows with the largest query, not with the index.
struct match_searcher;
struct match_searcher *match_searcher_new(void);
struct match_searcher *match_searcher_free(struct match_searcher *searcher);

void match_search(struct match_searcher *searcher, const struct match_index *index, const struct match_query *query,
                  struct match_result *ret_result);
