// SPDX-License-Identifier: Apache-2.0
// What each kind of evidence counts: config/weights.conf, an INI file. The same text is taken from a request that tries others.
#pragma once

#include "base/error.h"
#include "match/search.h"

enum { WEIGHTS_BYTES_MAX = 64 * 1024 };

struct weights {
  struct match_weights match;
  char version[24]; // of the file's form, and 16 hex digits of XXH3 over what it says: comments and order do not matter
};

// `name` is how complaints call the text: "<name>:<line>: [section] key: …", ERROR_INVALID.
int weights_parse(const char *name, const char *text, struct weights *ret_weights, struct error *error);
int weights_load(const char *path, struct weights *ret_weights, struct error *error);
