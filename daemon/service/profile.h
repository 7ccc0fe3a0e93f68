// SPDX-License-Identifier: Apache-2.0
// From a stakeholder's message to what the index and the store take.
#pragma once

#include "base/arena.h"
#include "helix/v1/stakeholder.pb-c.h"
#include "match/profile.h"
#include "service/knowledge.h"
#include "store/store.h"
#include "vocabulary/size.h"

enum { PROFILE_SIZES_MAX = 8 };

// All in the arena or borrowed from the message and the knowledge.
struct profile {
  Helix__V1__Stakeholder *message; // borrowed
  struct match_profile match;
  struct store_columns columns;
  struct size_result sizes[PROFILE_SIZES_MAX];
  size_t size_count;
};

// Working memory of one thread.
struct profile_maker {
  struct text_analyzer *analyzer; // owned
  struct text_analysis analysis;  // owned
};

void profile_maker_init(struct profile_maker *maker);
void profile_maker_deinit(struct profile_maker *maker);

// What else is made of a message in another version of the code: to be raised when any of this is changed, or what it calls in
// this room or in the vocabulary's (the analysis of texts has its own, text/analyzer.h). An index in files is of one version.
enum { PROFILE_VERSION = 1 };

// Places and themes that the vocabulary does not know (any more) are passed over. match.revision is left 0, match.changed_day
// is `today` (days since 1970-01-01), for which the size regimes and the assurance are looked at.
void profile_make(struct profile_maker *maker, const struct knowledge *knowledge, struct arena *arena,
                  Helix__V1__Stakeholder *message, int32_t today, struct profile *ret_profile);

// The same without terms, concepts and columns: for asking what a profile states.
void profile_make_facts(const struct knowledge *knowledge, struct arena *arena, Helix__V1__Stakeholder *message,
                        int32_t today, struct profile *ret_profile);

// Made on any day from this one to `today`, what goes into the index of a message is the same: no size regime began or ended,
// no figures became too old.
int32_t profile_facts_day(const struct knowledge *knowledge, int32_t today);

// The engine's numbers for a direction, a country, and a list of enum values (bits).
enum match_direction profile_direction(Helix__V1__Direction direction);
uint16_t profile_country(const char *country);
uint32_t profile_bits(const void *values, size_t count);

// Analyses a free text into maker->analysis. `language` may be "": then the words and the labels in it tell.
void profile_analyze_text(struct profile_maker *maker, const struct knowledge *knowledge, const char *text,
                          const char *language);

// A free text as a profile of one statement.
void profile_make_text(struct profile_maker *maker, const struct knowledge *knowledge, struct arena *arena,
                       const char *text, const char *language, struct match_profile *ret_profile,
                       enum text_language *ret_language);

// What is analysed of a statement: its title and its text.
char *profile_statement_text(struct arena *arena, const Helix__V1__Statement *statement);
