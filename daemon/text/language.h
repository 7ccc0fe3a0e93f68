// SPDX-License-Identifier: Apache-2.0
// The languages that the analysis knows.
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum text_language {
  TEXT_UNKNOWN = 0, // detect
  TEXT_ENGLISH = 1,
  TEXT_ITALIAN = 2,
  TEXT_CHINESE = 3,
  TEXT_OTHER = 4, // words are folded, not stemmed
};

// From an ISO 639-1 code, also with a region ("zh-Hans", "en_GB"). Empty: TEXT_UNKNOWN. Any other: TEXT_OTHER.
enum text_language text_language_of(const char *code);
const char *text_language_code(enum text_language language); // "en", "it", "zh", "und"

// The language of a text that is said to be in one. What it is said to be holds unless the text contradicts it strongly: by its script,
// or by many of the commonest words of another language and hardly any of its own. TEXT_UNKNOWN: detected.
struct text_language_verdict {
  enum text_language language;
  bool is_certain;   // it was said, or something in the text speaks for it; a short text may hold no common word
  bool may_be_mixed; // some sentence might contradict
};

struct text_language_verdict text_language_settle(enum text_language said, const char *text, size_t bytes);

// By script and by the commonest short words of the first 4096 bytes: deterministic, never TEXT_UNKNOWN (a Latin text without
// evidence is English).
enum text_language text_language_detect(const char *text, size_t bytes);
