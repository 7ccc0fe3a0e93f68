// SPDX-License-Identifier: Apache-2.0
// The size class of an organisation under the legal regimes of the vocabulary. Pure: the day is an argument.
#pragma once

#include "helix/v1/stakeholder.pb-c.h"
#include "vocabulary/vocabulary.h"

enum { SIZE_BASIS_BYTES = 160 };

struct size_result {
  const Helix__V1__SizeRegime *regime; // borrowed from the vocabulary
  Helix__V1__SizeClass size;           // SIZE_UNKNOWN when the figures do not decide
  uint32_t year;                       // of the figures used; 0: none
  bool home;                           // regime of the seat's country
  char basis[SIZE_BASIS_BYTES];        // "44 staff, 3.1 M EUR turnover; limits of Industry" or what is missing
};

// The first sector is the main activity, which decides where limits go by industry. A figure of 0 counts as not stated.
//
// One result per regime in force on `day` (days since 1970-01-01), home regime first; at most `room`. The latest figures not
// after that day's year count. Money in another currency than the regime's does not: then staff alone decides where it can, and
// the basis says so.
size_t size_classes(const struct vocabulary *vocabulary, const Helix__V1__Stakeholder *stakeholder, int32_t day,
                    struct size_result *ret_results, size_t room);

// The last day up to `day` on which the classes of some stakeholder could have become others without anything else changing.
int32_t size_classes_day(const struct vocabulary *vocabulary, int32_t day);
