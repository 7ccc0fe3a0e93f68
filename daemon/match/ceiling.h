// SPDX-License-Identifier: Apache-2.0
// What score can a candidate have at the most, going by its card (match/segment.h)? Without reading its statements.
//
// A half is Σ weight·value / Σ weight over the facets known, so both halves of a candidate are four sums, side by side in one
// register; each facet adds its own four, which are looked up: by theme kind, by direction, by the gap between levels, and so on.
// THEME, PLACE, COOPERATION, DIRECTION, READINESS and LANGUAGE are exact, TEXT is what x (match/bound.h) allows, SOUGHT is full
// where it is known, CONCEPTS is full where any concept is near. A facet that may be unknown is taken as known and full: a mean does
// not fall by that.
//
// That is asked about those only who pass a first question, answered by one comparison: classes of candidates (of how near their
// themes are, whether a concept is near) need an x each, worked out once for each value of PLACE.
#pragma once

#include "match/bound.h"
#include "match/judge.h"

typedef float match_lanes __attribute__((vector_size(16))); // points and known weight forth, points and weight back

enum {
  MATCH_CEILING_STEPS = 8,                                                          // of a half of THEME
  MATCH_CEILING_THEMES = (MATCH_CEILING_STEPS + 1) * (MATCH_CEILING_STEPS + 1) + 1, // the last: unknown
  MATCH_CEILING_LEVELS = 1024,                                                      // of the units of x
  MATCH_CEILING_LEVEL_BITS = 6,
};

struct match_ceiling_needs { // of the districts with the same values of PLACE and SOUGHT
  struct match_part place, sought;
  match_lanes lanes;
  float base;     // that the rest is worked out for; < 0: none yet
  uint32_t least; // units that somebody can do with
  uint32_t units[2][2]
                [MATCH_CEILING_THEMES + 1]; // [is loose][a concept is near][class of themes]; UINT32_MAX: not known yet
};

struct match_ceiling {
  /* borrowed */
  struct match_judge *judge;
  const struct match_segment *segment;
  /* the query */
  match_lanes directions[1u << MATCH_DIRECTION_COUNT], gaps[10], languages[2], sought;
  match_lanes full;           // of everything that statements say, but for TEXT and CONCEPTS
  match_lanes concepts[2][2]; // [is near][names some]
  float concept_weight, cooperation_weight, cooperation_share; // share: for each kind that the asker has
  /* the part */
  match_lanes *themes;    // owned: by kind
  uint8_t *theme_classes; // owned: by kind
  size_t kind_capacity;
  match_lanes class_themes[MATCH_CEILING_THEMES];
  float forth[MATCH_CEILING_LEVELS + 1];  // TEXT by level, weighed
  float back_x[MATCH_CEILING_LEVELS + 1]; // x back, times reach
  float back_spared;                      // the same of terms that are not in the units, times words
  float text_weight, back_half;
  struct match_ceiling_needs *needs; // owned: of different districts
  size_t need_count, need_capacity;
  uint32_t *district_needs; // owned: by district, number + 1 of its needs; 0: not known yet
  size_t district_capacity;
  bool sought_is_exact; // whom the asker seeks can be told by the district
  /* the score asked for */
  float base, base_needed; // that the first question is about: less, so that it need not be worked out anew each time
};

struct match_ceiling *match_ceiling_new(struct match_judge *judge);
struct match_ceiling *match_ceiling_free(struct match_ceiling *ceiling); // returns NULL

// After the judge and the bound have entered the part. NULL: words do not bound anything.
void match_ceiling_enter(struct match_ceiling *ceiling, const struct match_bound *bound);
void match_ceiling_aim(struct match_ceiling *ceiling, uint32_t score);

// Of the candidates of a district of the part. Borrowed until the next call.
struct match_ceiling_needs *match_ceiling_needs(struct match_ceiling *ceiling, size_t district);

// The units that somebody needs who is loose (may have statements that are silent, no words in a language of the query, or very few
// words) or not, has a concept that is near or not, and this kind of themes.
uint32_t match_ceiling_least(struct match_ceiling *ceiling, struct match_ceiling_needs *needs, bool is_loose,
                             bool is_near, uint32_t theme_kind);

// What its score is at the most, with so many units; 0: less than asked for. Some statements are read when all else is promising.
// MATCH_CEILING_OPEN: that cannot be told in this way, but it may be enough.
enum { MATCH_CEILING_OPEN = UINT32_MAX };
uint32_t match_ceiling_outlook(struct match_ceiling *ceiling, const struct match_ceiling_needs *needs, uint32_t profile,
                               uint32_t units, bool is_near);
