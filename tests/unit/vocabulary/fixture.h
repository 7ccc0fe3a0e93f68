// SPDX-License-Identifier: Apache-2.0
// Vocabulary files in a temporary directory, good ones by default.
#pragma once

#include "vocabulary/vocabulary.h"

struct fixture {
  char directory[64];
  char themes[96], places[96], regimes[96], cooperations[96];
  struct vocabulary_files files;
  struct vocabulary *vocabulary; // when one was loaded
};

void fixture_make(struct fixture *fixture); // writes small good files
void fixture_remove(struct fixture *fixture);

void fixture_write(const char *path, const char *content);
void fixture_themes(struct fixture *fixture, const char *concepts); // Turtle, after the usual prefixes (6 lines)

// Load or assert.
struct vocabulary *fixture_load(struct fixture *fixture);
// Asserts ERROR_INVALID whose message begins with the name of the file and this line, and has the words.
void fixture_refuses(struct fixture *fixture, const char *path, int line, const char *words);
// The same, with words of the hint.
void fixture_refuses_with_hint(struct fixture *fixture, const char *path, int line, const char *words,
                               const char *hint);
