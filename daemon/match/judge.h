// SPDX-License-Identifier: Apache-2.0
// What one candidate is worth: all facets of both halves (the formulas are in match/search.h), put together to a score. First the
// facets that are cheap, with a bound of the dear one (TEXT); then, if that is still promising, the score itself.
#pragma once

#include "match/concepts.h"
#include "match/partner.h"
#include "match/text.h"

struct match_voice { // what one side's statements say, those that are silent left out
  bool speaks;
  uint32_t cooperations, directions, trls, languages; // bits
};

struct match_verdict {
  uint32_t score;
  uint32_t prior;
  int32_t prior_points;
  bool has_evidence;
  struct match_half halves[MATCH_SIDE_COUNT];
};

struct match_judge {
  /* borrowed */
  const struct match_query *query;
  const struct match_index *index;
  const struct match_segment *segment; // entered
  struct match_text *text;             // owned
  /* the asker */
  struct match_facts asker;
  struct match_numbers packed; // owned: what its statements seek and must have
  uint32_t *partners;          // owned: by statement, offset of what it seeks in `packed`
  bool any_must;
  /* the asker's voice towards the candidates that the statements marked here are silent for */
  bool *query_silent; // owned: by statement
  struct match_voice voice;
  struct match_concepts *concepts, *themes; // owned
  struct match_numbers wanted;              // owned: the asker's concepts
  double *back_concepts, *back_themes; // owned: by concept of the taxonomy, how near the asker is to it at the best
  double *near_concepts;               // owned: … from either side
  /* the candidate */
  bool *candidate_silent; // owned: by statement
  size_t candidate_capacity;
  bool any_silent;
  struct match_voice candidate;
  struct match_facts facts;
  struct match_numbers has; // owned
};

struct match_judge *match_judge_new(void);
struct match_judge *match_judge_free(struct match_judge *judge); // returns NULL

void match_judge_prepare(struct match_judge *judge, const struct match_index *index, const struct match_query *query);
void match_judge_enter(struct match_judge *judge, size_t part);

// Whether TEXT is the only facet that can be known for this query, in one half.
bool match_judge_is_plain(const struct match_judge *judge);

// The greatest score that a candidate can have whose x (match/text.h) is at most that; leaves all facets but TEXT in the verdict.
uint32_t match_judge_outlook(struct match_judge *judge, uint32_t profile, double x, struct match_verdict *ret_verdict);
// After the outlook of the same profile: the verdict with its score.
void match_judge_score(struct match_judge *judge, uint32_t profile, struct match_verdict *verdict);
// After the score of the same profile: who met whom, the counter-reason, and the rest of a hit.
void match_judge_explain(struct match_judge *judge, uint32_t profile, const struct match_verdict *verdict,
                         struct match_hit *ret_hit);

// The score when match_judge_is_plain(); 0: no evidence. Needs no outlook.
uint32_t match_judge_plain(struct match_judge *judge, uint32_t profile);

// The score if a facet of a side had this value, known from then on.
uint32_t match_judge_with(const struct match_judge *judge, const struct match_verdict *verdict, enum match_side side,
                          enum match_facet facet, uint32_t value);

// The prior of a profile of the part entered; the least and the greatest of a segment.
uint32_t match_judge_prior(const struct match_judge *judge, uint32_t profile);
uint32_t match_judge_prior_min(const struct match_judge *judge, const struct match_segment *segment);
uint32_t match_judge_prior_max(const struct match_judge *judge, const struct match_segment *segment);

// What match/ceiling.h asks about a profile of the part entered.
// What the asker seeks, held against facts; conditions that are `granted` (bits of match_condition) count as met.
struct match_part match_judge_sought(const struct match_judge *judge, const struct match_facts *facts,
                                     uint32_t granted);
struct match_part match_judge_theme(struct match_judge *judge, uint32_t profile, enum match_side side);
// Of a profile all of whose statements are heard; of such a one hear_all() first.
void match_judge_hear_all(struct match_judge *judge);
struct match_part match_judge_concepts_most(const struct match_judge *judge, uint32_t profile); // forth
struct match_part match_judge_concepts(struct match_judge *judge, uint32_t profile, enum match_side side);
struct match_part match_judge_sought_back(const struct match_judge *judge, uint32_t profile);
// Whether what the asker seeks has no other conditions than role, place and country.
bool match_judge_seeks_by_district(const struct match_judge *judge);

// The x of the half back is at most this times x / reach (match/segment.h), when terms bring `back_ratio` times what they bring forth
// at the most. With 1 for it: times what they bring back / words.
double match_judge_back_gain(const struct match_judge *judge, double back_ratio);

// By concept of the taxonomy, how near it is to the asker's concepts, from either side; NULL: the asker has none.
const double *match_judge_nearness(const struct match_judge *judge);
