// SPDX-License-Identifier: Apache-2.0
// One question for matches on its way: what is asked about, and how.
#pragma once

#include "service/side.h"
#include "service/token.h"
#include "service/weights.h"

// What all calls for matches have in common.
struct match_options {
  uint32_t limit;
  const char *after, *why, *weights;
};

struct match_question {
  struct call_context *context;
  struct side query;
  enum text_language language; // of a free text
  struct match_filter filter;
  struct weights weights;
  struct token after;
  const char *why; // "": a list is wanted
  size_t limit;
  bool mutual;
};

// ERROR_INVALID when `after` is no token, or the weights cannot be used.
int match_question_open(struct match_question *question, struct call_context *context,
                        const struct match_options *options);

// The subject. Each sets question->query, or fails with ERROR_NOT_FOUND, ERROR_INVALID or ERROR_TOO_LARGE.
int match_ask_text(struct match_question *question, const Helix__V1__FreeText *text);
int match_ask_theme(struct match_question *question, const char *id);
int match_ask_stakeholder(struct match_question *question, const char *id);
int match_ask_profile(struct match_question *question, Helix__V1__Stakeholder *message); // not registered
int match_ask_nothing(struct call_context *context, const char *subjects); // ERROR_INVALID: names the choices

// The latest revision of somebody who takes part in matching. ERROR_NOT_FOUND: unknown, or withdrawn.
int match_find_published(struct call_context *context, const char *id, Helix__V1__Stakeholder **ret_message);

// Whom the asker wants to meet, and whom not: for candidates that are nobody to be met, and for likeness, which asks for none of it.
void match_question_put_wishes_aside(struct match_question *question);

// Does it say anything that could be matched?
bool match_question_says_nothing(const struct match_question *question);
