// SPDX-License-Identifier: Apache-2.0
// Whether a profile can be taken, and what would make it match better.
#pragma once

#include "base/arena.h"
#include "helix/v1/stakeholder.pb-c.h"
#include "service/knowledge.h"

#include <stdbool.h>

struct check_limits {
  uint32_t statements, text_characters;
};

// A growing list of findings in an arena.
struct findings {
  struct arena *arena;
  Helix__V1__Finding **items;
  size_t count, capacity, problem_count; // problems are counted also when the list is full
  bool is_cut;                           // there was more to say than a list holds
  // Where fields are counted from: the whole (NULL), an entry of a list such as "statements", a part of that entry such as
  // "sought". Spelled out only when a finding is added, since good profiles have few.
  const char *list;
  size_t entry;
  const char *part; // or NULL
};

// `field` "": the entry or part itself. findings_add_item: the index-th entry of the list `field`.
__attribute__((format(printf, 4, 5))) void findings_add(struct findings *findings,
                                                        Helix__V1__Finding__Severity severity, const char *field,
                                                        const char *format, ...);
__attribute__((format(printf, 4, 5))) void findings_add_item(struct findings *findings, const char *field, size_t index,
                                                             const char *format, ...); // a problem
// What to do about the finding added last.
__attribute__((format(printf, 2, 3))) void findings_hint(struct findings *findings, const char *format, ...);

// Adds what is found. Puts right what is clear: names of places become their ids, succeeded themes their successors, statements
// and contacts without an id get one. The message is changed in place, new strings are in the findings' arena. `today` in days since
// 1970-01-01.
void check_stakeholder(const struct knowledge *knowledge, const struct check_limits *limits,
                       Helix__V1__Stakeholder *stakeholder, int32_t today, struct findings *findings);

// Is it a well-formed stakeholder id?
bool check_is_id(const char *id);

// Parts that a filter shares with a profile: unknown values are problems. `field` is the path of the list.
void check_place_list(const struct knowledge *knowledge, char **places, size_t count, const char *field,
                      struct findings *findings);
void check_theme_list(const struct knowledge *knowledge, char **themes, size_t count, const char *field,
                      struct findings *findings);
void check_enum_list(const ProtobufCEnumDescriptor *descriptor, const void *values, size_t count, const char *field,
                     struct findings *findings); // values: an array of that enum; zero is no value
void check_country_list(char **countries, size_t count, const char *field, struct findings *findings);
