// SPDX-License-Identifier: Apache-2.0
// Ranking with reasons. Deterministic: equal inputs give equal lists, whatever happened before; ties by id. The list is the same
// as if every candidate had been scored (match/bound.h says how that is done without doing it).
//
// A half is how well one side serves the other: Σ points of the facets known on both sides; points = weight·value, where the
// weights of unknown facets are shared out among the known ones: ⌊value·weight / known weights⌋. All is fixed-point
// millionths; the sum is exact.
//
//   TEXT         words, BM25 (match/text.h). Known when both sides have text in a common language, or terms met all the
//                same: numbers have no language.
//   CONCEPTS     share·cosine of the best statement + (1 − share)·mean. A concept c of the asker weighs q(c) = I(c)·strength·
//                (1 + ln times): I is its information content, at least .05; strength is 1 for a concept that is named, hint share
//                × the share of the label that is there for one only hinted at; times: how often it is named. h(c) of some
//                concepts is the greatest nearness × strength among them (what is only hinted at is near to itself alone).
//                Cosine = min(1, Σ q(c)·I(c)·h(c) / (|q|·|s|)), |s|² = Σ (J·strength)² over the concepts of the statement s,
//                hints that serve nothing wanted left out when the asker itself has none; J is the greatest I of what is wanted and
//                subsumes the concept, else its own I. Mean = Σ q·h / Σ q over what the asker names, h of what the other names.
//                Known when the asker has concepts and the other has statements. From the candidate's side only what is named
//                counts, as ½·best + ½·mean of h.
//   THEME        ½·best + ½·mean of h over declared themes (each once). Known when both declare some.
//   PLACE        the best relation between a place of each. Known when both have places.
//   COOPERATION  the share of the asker's kinds of cooperation that the other states too. Known when both state some.
//   DIRECTION    1 when a direction is common, ½ when one is joint and the other not local. Known when both state one.
//   SOUGHT       over the asker's statements that say whom they seek: the best share of their conditions that the other
//                meets. Known when there are such statements.
//   READINESS    1 − gap/8 between the nearest technology readiness levels. Known when both state one.
//   LANGUAGE     1 when they have a working language in common, else 0. Known when both state some.
//
// The base of a score is the half query → candidate, or with `mutual` the harmonic mean of both halves. The prior is a factor
// of .8 to 1.2: .8 + freshness + assurance, where freshness is weights.freshness·2^(−age / weights.fresh_days) and assurance
// weights.assurance·the candidate's. score = min(1, base·prior).
//
// Statements that expired before `today`, and those whose `must` the other side does not meet, are silent: they have no terms,
// no concepts and are not there; but the length of a whole profile, and the figures of the collection, are of all statements,
// so that they do not change by the day or the asker. Concepts that the taxonomy does not have, and places that the table does
// not have, are passed over.
//
// A candidate without evidence in TEXT, CONCEPTS or THEME (of the half query → candidate) is no match, however near it lives.
#pragma once

#include "match/index.h"
#include "match/parameters.h"
#include "match/scan.h"
#include "match/taxonomy.h"

#include <stdbool.h>

enum match_facet {
  MATCH_TEXT,
  MATCH_CONCEPTS,
  MATCH_THEME,
  MATCH_PLACE,
  MATCH_COOPERATION,
  MATCH_DIRECTION,
  MATCH_SOUGHT,
  MATCH_READINESS,
  MATCH_LANGUAGE,
  MATCH_FACET_COUNT
};

enum match_side { MATCH_FORTH, MATCH_BACK, MATCH_SIDE_COUNT }; // query → candidate, candidate → query

enum { MATCH_ONE = 1000000, MATCH_PAIRS_MAX = 3, MATCH_LIMIT_MAX = 200 };

// What the caller may choose. match_weights_default() is a sensible start.
struct match_weights {
  uint32_t facets[MATCH_FACET_COUNT]; // shares of MATCH_ONE; they sum to it
  uint32_t freshness, assurance;      // millionths, together at most 400,000
  uint32_t fresh_days;                // half-life of freshness; at least 1
  struct match_text_parameters text;
  struct match_concept_parameters concepts;
};

extern const struct match_weights match_weights_default;

// Which candidates may appear. Zero and NULL allow everything.
struct match_filter {
  uint32_t helix;        // bit n: helix n is allowed
  uint32_t sizes;        // bit n: size n is allowed
  const uint8_t *places; // places[n] != 0: place n is allowed (an array over the caller's place table)
  const uint8_t *themes; // themes[n] != 0: declared theme n is allowed (an array over the taxonomy)
  const uint16_t *countries;
  size_t country_count;
  uint32_t directions;    // bit n: some statement has direction n
  uint32_t languages;     // bit n: some statement is in language n, or it works in it
  const char *exclude_id; // the asker itself, or NULL
};

// How near places are, millionths: values[i * count + b] of the i-th place of the query's profile and place b of the
// caller's place table, which has `count` places.
struct match_places {
  const uint32_t *values;
  size_t count;
};

// Where a list goes on: behind the row with this score and id. id NULL: from the start.
struct match_after {
  uint32_t score;
  const char *id;
};

struct match_query {
  const struct match_profile *profile; // what is asked about; its id (may be "") is looked up in never and group lists
  struct match_filter filter;
  const struct match_taxonomy *taxonomy; // the one that the concepts of profiles are numbered by
  struct match_places places;
  const struct match_weights *weights;
  int32_t today;   // days since 1970-01-01: statements that expired before it are silent
  bool mutual;     // both halves count
  bool impersonal; // the query is no party (a theme, a free text): what candidates seek and must have is not looked at
  uint32_t fixed;  // bit f: facet f cannot be changed, so it is not offered as a raise
  size_t limit;    // 1 … MATCH_LIMIT_MAX
  bool bare;       // of the hits only id, revision and score are wanted
  struct match_after after;
  // What if this were not? Bit f: facet f, where known, has the value 0. For explaining; 0: nothing is left out.
  uint32_t without[MATCH_SIDE_COUNT];
};

struct match_part {
  bool known;
  uint32_t weight; // share after sharing out, rounded down; 0 when unknown
  uint32_t value;
  uint32_t points; // what it adds to the score; all points of both halves and prior_points add up to it
  uint32_t loss;   // by how much the score would be lower if the value were 0
};

// Two things that met, best first.
struct match_pair {
  uint32_t query, candidate;    // numbers of statements (TEXT), concepts (CONCEPTS, THEME) or places (PLACE)
  uint32_t candidate_statement; // TEXT, CONCEPTS: where it stands; UINT32_MAX: nowhere in particular
  uint32_t value;               // millionths
};

struct match_half {
  uint32_t score, coverage; // coverage: weight of the known facets before sharing out
  struct match_part parts[MATCH_FACET_COUNT];
};

// A facet of one half, and what the score is if its value were another one.
struct match_change {
  bool is_there;
  enum match_side side;
  enum match_facet facet;
  uint32_t amount; // counter: points that it costs against a full value; raise: the score with a full value
  uint32_t rank;   // raise: the rank within the list (of this page) with that score
};

struct match_hit {
  const char *id; // borrowed from the index
  uint64_t revision;
  uint32_t score;
  int32_t prior_points;                                        // what the prior adds or takes
  uint32_t prior;                                              // millionths, 800,000 … 1,200,000
  struct match_half halves[MATCH_SIDE_COUNT];                  // MATCH_BACK only when mutual
  struct match_pair pairs[MATCH_FACET_COUNT][MATCH_PAIRS_MAX]; // of the half query → candidate
  uint32_t pair_counts[MATCH_FACET_COUNT];
  struct match_change counter; // the known facet that costs most
  // The smallest change (by weight of the facet) that would raise its rank: a facet that is unknown, or known and not full. Only
  // search() knows the list; absent for the first row, and where no single facet would do.
  struct match_change raise;
};

enum match_exclusion {
  MATCH_EXCLUDED_HELIX,
  MATCH_EXCLUDED_SIZE,
  MATCH_EXCLUDED_PLACE,
  MATCH_EXCLUDED_COUNTRY,
  MATCH_EXCLUDED_THEME,
  MATCH_EXCLUDED_DIRECTION,
  MATCH_EXCLUDED_LANGUAGE,
  MATCH_EXCLUDED_SELF,
  MATCH_EXCLUDED_NEVER, // one side never wants the other
  MATCH_EXCLUDED_GROUP, // one owns the other
  MATCH_EXCLUDED_MUST,  // every statement of one side wants others only
  MATCH_EXCLUDED_NO_EVIDENCE,
  MATCH_EXCLUSION_COUNT
};

// How the list was found.
struct match_work {
  uint64_t postings; // added up
  uint64_t windows;  // looked through
  uint64_t windows_skipped;
  uint64_t bounded; // candidates whose card was looked at
  uint64_t judged;  // candidates whose facets were looked at
  uint64_t scored;  // candidates scored in full
};

struct match_result {
  struct match_hit *hits; // owned by the searcher until its next search; valid while the index is referenced
  size_t hit_count;
  uint64_t considered; // candidates that passed every gate
  // Each candidate once, under the first reason that applies, in the order of the enum. NO_EVIDENCE is counted only when the list
  // is complete (hit_count < limit, from the start); else it is 0.
  uint64_t excluded[MATCH_EXCLUSION_COUNT];
  struct match_work work;
};

// Working memory of one thread; grows with the largest query, not with the index.
struct match_searcher;
struct match_searcher *match_searcher_new(void);
struct match_searcher *match_searcher_free(struct match_searcher *searcher);

void match_search(struct match_searcher *searcher, const struct match_index *index, const struct match_query *query,
                  struct match_result *ret_result);

// Which way the widest loop goes (match/scan.h): all give the same lists. False: not on this processor.
bool match_searcher_set_path(struct match_searcher *searcher, enum match_path path);

// The pair of the query and one candidate, whatever speaks against it. 0; 1: there is no such id. `ret_reasons`: bit n: exclusion n
// applies. limit and after are not looked at. Strings in the hit are borrowed from the index.
int match_explain(struct match_searcher *searcher, const struct match_index *index, const struct match_query *query,
                  const char *id, struct match_hit *ret_hit, uint32_t *ret_reasons);
