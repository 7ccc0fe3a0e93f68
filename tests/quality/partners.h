// SPDX-License-Identifier: Apache-2.0
// Who is likely to work with an organisation next, from who worked with whom. Numbers in, numbers out: no clock, no file.
//
// Each guess is a distribution over all organisations (it sums to 1, or is empty), and the outcome is their weighted sum:
//
//   DIRECT     partners of past projects; a project weighs 2^(−age / half-life) / members^size_exponent, more if the
//              organisation led it, more if it has a theme asked for
//   INDIRECT   partners of those partners, through projects that the organisation was not in
//   THEME      who works under the themes asked for, or else those that the organisation worked under
//   NEIGHBOUR  who works in projects that are led from the organisation's own country
//   POPULAR    who works in projects at all
//
// An organisation without past has the last two only. Idea: mixtures of guesses that back off to broader ones (Jelinek,
// Mercer 1980); walks over the graph of projects and members weigh common projects by their size (Newman 2001).
#pragma once

#include <stddef.h>
#include <stdint.h>

enum partners_guess {
  PARTNERS_DIRECT,
  PARTNERS_INDIRECT,
  PARTNERS_THEME,
  PARTNERS_NEIGHBOUR,
  PARTNERS_POPULAR,
  PARTNERS_GUESS_COUNT
};

enum { PARTNERS_THEMES_MAX = 32 };

struct partners_project {
  int32_t day;           // of its start
  uint32_t first, count; // members: where they stand in the array of all, each once
  uint32_t leader;       // UINT32_MAX: none
  uint32_t themes;       // bit n: theme n
};

// Borrowed while a struct partners made of it lives.
struct partners_history {
  const struct partners_project *projects;
  size_t project_count;
  const uint32_t *members;
  size_t organisation_count;
  const uint16_t *countries; // by organisation
};

struct partners_weights {
  double guesses[PARTNERS_GUESS_COUNT];
  double half_life_years, size_exponent;
  double leader; // how many times more a project weighs that the organisation led
  double theme;  // … that has a theme asked for
};

// Chosen on projects that started from 2016-07-01 to 2017-12-31, from those before: with themes asked for, and without.
struct partners_weights partners_weights_themed(void);
struct partners_weights partners_weights_unthemed(void);

struct partners;

// Projects that start on `today` or later are passed over.
struct partners *partners_new(const struct partners_history *history, const struct partners_weights *weights,
                              int32_t today);
struct partners *partners_free(struct partners *partners); // returns NULL

// By organisation; its own score is 0. `themes`: bits of those asked for, or 0.
void partners_score(struct partners *partners, uint32_t organisation, uint32_t themes, double *ret_scores);
// How many projects it was in.
size_t partners_past(const struct partners *partners, uint32_t organisation);
