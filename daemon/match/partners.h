// SPDX-License-Identifier: Apache-2.0
// Who is likely to work with an organisation next, from who worked with whom: the facet HISTORY. Numbers in, numbers out: no clock,
// no file; equal inputs give equal outcomes.
//
// Each guess is a distribution over the other organisations (it sums to 1, or is empty; INDIRECT sums to less, the less its walk leads
// anywhere new), and the outcome is their weighted sum:
//
//   DIRECT           partners of past projects; a project weighs 2^(−age / half-life) / members^size_exponent, and `leader` times
//                    that when the organisation led it
//   DIRECT_ASKED     the same, in as far as the project is about what is asked
//   INDIRECT         partners of those partners, through projects that the organisation was not in; projects about what is asked
//                    count `asked` times more on both steps
//   ASKED            who works in projects about what is asked
//   NEIGHBOUR        who works in projects that are led from the organisation's own country
//   NEIGHBOUR_ASKED  the same, in as far as the project is about what is asked
//   POPULAR          who works in projects at all
//
// Idea: mixtures of guesses that back off to broader ones (Jelinek, Mercer 1980); walks over the graph of projects and members weigh
// common projects by their size (Newman 2001).
//
// An organisation without past projects is neither likely nor unlikely: its value is unknown, not zero, so that the facet's weight is
// shared out among the others and a start-up is judged by what it says.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum match_partners_guess {
  MATCH_PARTNERS_DIRECT,
  MATCH_PARTNERS_DIRECT_ASKED,
  MATCH_PARTNERS_INDIRECT,
  MATCH_PARTNERS_ASKED,
  MATCH_PARTNERS_NEIGHBOUR,
  MATCH_PARTNERS_NEIGHBOUR_ASKED,
  MATCH_PARTNERS_POPULAR,
  MATCH_PARTNERS_GUESS_COUNT
};

struct match_partners_project {
  int32_t day;           // of its start, since 1970-01-01
  uint32_t first, count; // members: where they stand in the array of all, each once
  uint32_t leader;       // UINT32_MAX: none
};

// Borrowed while a struct match_partners made of it lives.
struct match_partners_history {
  const struct match_partners_project *projects;
  size_t project_count;
  const uint32_t *members;
  size_t organisation_count;
  const uint16_t *countries; // by organisation; 0: unknown, no neighbours
};

struct match_partners_weights {
  double guesses[MATCH_PARTNERS_GUESS_COUNT];
  double half_life_years, size_exponent, leader, asked;
};

// Chosen on projects that started from 2017-07-01 to 2018-06-30, from those before (tests/quality/consortium.c).
struct match_partners_weights match_partners_weights_chosen(void);

struct match_partners; // belongs to one thread

// Projects that start on `today` or later are passed over.
struct match_partners *match_partners_new(const struct match_partners_history *history,
                                          const struct match_partners_weights *weights, int32_t today);
struct match_partners *match_partners_free(struct match_partners *partners); // returns NULL

// How many past projects it was in.
size_t match_partners_past(const struct match_partners *partners, uint32_t organisation);

// Works out everything for one asker. `about` by project: how much it is about what is asked, 0 … 1; NULL: nothing is asked.
void match_partners_ask(struct match_partners *partners, uint32_t organisation, const double *about);

// The outcome by organisation, that of the asker 0. Borrowed until the next question.
const double *match_partners_scores(const struct match_partners *partners);

// Of one candidate, in millionths of the likeliest partner's score. False: it has no past, nothing is known.
bool match_partners_value(const struct match_partners *partners, uint32_t organisation, uint32_t *ret_value);

// Why: what asker and candidate did together, and who knows both.
struct match_partners_reason {
  uint32_t common_projects;
  int32_t last_day;        // of the start of the last common project
  uint32_t through;        // of those who worked with both the best known to the asker; UINT32_MAX: nobody
  uint32_t common_through; // projects of that one with the candidate
};

struct match_partners_reason match_partners_explain(const struct match_partners *partners, uint32_t organisation);
