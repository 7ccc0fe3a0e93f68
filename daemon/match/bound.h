// SPDX-License-Identifier: Apache-2.0
// Whom is scoring in full worth? Bounds of the facet TEXT for all profiles of a window at once.
//
// For each term asked about, the impacts of its postings (match/impact.h) times its gain are added to 16-bit accumulators, one for
// each profile of a window of 2¹⁴, which stay in the first-level cache; then one pass finds those that reach a threshold. A sum is
// never less than the x of match/text.h, and little more, by rounding: so the k-th greatest sum tells what the k-th best has at
// the least.
#pragma once

#include "match/scan.h"
#include "match/text.h"

struct match_bound_term {
  uint32_t run, run_end; // of the part: still to come
  uint32_t postings;     // in the part
  uint32_t factor;       // impact → accumulator units · 2¹⁶
  double gain;           // impact → x
  double greatest;       // x of the part's greatest impact
  uint32_t place;        // in the text's terms
};

struct match_bound_stretch { // of postings
  uint32_t first, end;
};

struct match_bound {
  /* borrowed */
  const struct match_segment *segment;
  match_scan *scan;
  /* the part */
  struct match_bound_term *terms; // owned: those that the part has, those that can add most first
  size_t term_count, term_capacity;
  size_t kept;   // the first of them, which are added up step by step; of the others only what they can bring together:
  double spared; // x
  double back_ratio,
      back_spared;    // of those kept, what they can bring back against x; of the others, w·e(t, asker)·D summed
  double scale, unit; // accumulator units of x = 1, and x of a unit
  double stretch;     // how much more the impacts may be today than when they were computed; ≥ 1
  double slack;       // by how many units a sum may be too great, and …
  double looseness;   // … by what factor
  /* a window */
  uint16_t *accumulators; // owned, all 0 between windows
  uint64_t hits[MATCH_WINDOW / 64];
  uint32_t window, first, end;           // filled
  uint32_t filled;                       // postings
  uint16_t threshold;                    // what x_min is in units
  struct match_bound_stretch *stretches; // owned, by term: its postings of the window
  uint64_t postings;                     // added up since the search began
};

struct match_bound *match_bound_new(void);
struct match_bound *match_bound_free(struct match_bound *bound); // returns NULL

// False: the query has more terms than sums of units can tell apart, or evidence can be more than an impact holds. Then nothing is
// to be found here.
bool match_bound_serves(const struct match_text *text);

void match_bound_enter(struct match_bound *bound, const struct match_text *text, size_t part); // when it serves

// Leaves out, step by step, terms that can bring no more than x together: words that nearly everybody uses tell little, and have most
// of the postings.
void match_bound_spare(struct match_bound *bound, const struct match_text *text, double x);

// What somebody with the bound x has at the least, if nothing that it says is silent.
double match_bound_at_least(const struct match_bound *bound, double x);
double match_bound_window_max(struct match_bound *bound, uint32_t window); // no x of this window is greater

// Two ways through a window, in ascending order of windows, for its profiles first … end − 1 (numbers within it).
//
// All at once: whoever has a term, reaches x_min and has its bit set in `open` (of the window; NULL: everybody) is told to
// found(data, profile, x). It may call match_bound_aim() to raise x_min at once. Terms that nobody needs to reach x_min are looked
// up for those who may reach it with them, where that is less work than adding them up for everybody (MaxScore; Turtle, Flood
// 1995).
typedef void match_bound_found(void *data, uint32_t profile, double x);
struct match_bound_search {
  uint32_t window, first, end;
  const uint64_t *open;
  match_bound_found *found;
  void *data;
};
void match_bound_aim(struct match_bound *bound, double x_min);
void match_bound_run(struct match_bound *bound, const struct match_bound_search *search);

// Step by step (without what is spared): fill, then collect or look at ranges within it, then clear.
void match_bound_fill(struct match_bound *bound, uint32_t window, uint32_t first, uint32_t end);
void match_bound_clear(struct match_bound *bound);
double match_bound_x_max(const struct match_bound *bound); // of what is filled
// The bits of those first … end − 1 who reach x_min, whoever they are; words of the window, from first / 64 on.
void match_bound_words(struct match_bound *bound, uint32_t first, uint32_t end, uint64_t *ret_words);
// The same of those who have so many units (≤ UINT16_MAX); of 0 units everybody.
void match_bound_words_of(struct match_bound *bound, uint32_t first, uint32_t end, uint32_t units, uint64_t *ret_words);

static inline double match_bound_x(const struct match_bound *bound, uint32_t profile) { // a number within the window
  return bound->accumulators[profile] * bound->unit;
}
