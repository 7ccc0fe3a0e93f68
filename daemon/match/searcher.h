// SPDX-License-Identifier: Apache-2.0
// Inside the engine: a search under way, and the two ways through a part (match/search.c says when which is taken).
//
//   plain    words are all that can count: bounds order the candidates so well that full scores are needed only for the few at the
//            top. The k-th greatest bound, less what rounding may have added, tells what the k-th best has at the least.
//   faceted  everything else: cards tell who can still get into the list (match/ceiling.h); of those all facets but TEXT are looked
//            at, and then the most promising are scored first.
#pragma once

#include "match/bound.h"
#include "match/ceiling.h"
#include "match/gate.h"
#include "match/judge.h"
#include "match/ranking.h"
#include "match/sieve.h"

struct match_promise { // of a candidate in the plain way
  double key;          // at most
  uint32_t part, profile;
};

struct match_prospect { // of a candidate in the faceted way
  double x;
  uint32_t outlook, profile;
};

struct match_searcher {
  /* owned */
  struct match_judge *judge;
  struct match_bound *bound;
  struct match_ceiling *ceiling;
  struct match_hit hits[MATCH_LIMIT_MAX];
  struct match_ranking ranking;
  /* state of a search */
  const struct match_index *index;
  const struct match_query *query;
  struct match_gate gate;
  struct match_work work;
  uint32_t part, window;
  bool is_bounded; // impacts are of the parameters of the query
  /* the plain way */
  struct match_promise *promises; // owned
  size_t promise_count, promise_capacity;
  double least[MATCH_LIMIT_MAX]; // heap, least on top: keys of what the best promises have at the least
  size_t least_count;
  bool is_even;        // everybody has the same prior …
  uint32_t prior_even; // … which is this
  double x_min;        // what is still wanted, in the part
  /* the faceted way */
  struct match_prospect *prospects; // owned: of the window
  size_t prospect_count, prospect_capacity;
  uint32_t trial; // a score that was tried to fill the list with
  struct match_sieve concepts;
};

// A range of a window, and who of it is open (words of the window, from its start; NULL: everybody).
struct match_stretch {
  uint32_t first, end;
  const uint64_t *open;
};

void match_enter_part(struct match_searcher *searcher, uint32_t part); // for the judge, unless it is there

// Plain: prepare, then for each part enter and look at its windows, then finish.
void match_plain_prepare(struct match_searcher *searcher);
void match_plain_enter(struct match_searcher *searcher);
void match_plain_look(struct match_searcher *searcher, const struct match_stretch *stretch);
void match_plain_finish(struct match_searcher *searcher);
void match_plain_deinit(struct match_searcher *searcher);

// Faceted: the same. `comparable`: who speaks a language of the query to everybody; NULL: all do.
void match_faceted_prepare(struct match_searcher *searcher);
void match_faceted_enter(struct match_searcher *searcher);
void match_faceted_look(struct match_searcher *searcher, const struct match_stretch *stretch,
                        const uint64_t *comparable);
void match_faceted_deinit(struct match_searcher *searcher);
