// SPDX-License-Identifier: Apache-2.0
// Where the next page of a match list begins: behind the row with this score and id. A client gets it as `next` and gives it
// back as it is; the checksum in front tells a copy that lost something.
#pragma once

#include "base/arena.h"

#include <stdint.h>

struct token {
  uint32_t rank, score; // of the last row seen
  const char *id;       // NULL: the start of the list
};

char *token_print(struct arena *arena, const struct token *token);

// 0, or -1 when it is none of ours. The id is borrowed from the text. "" is the start.
int token_parse(const char *text, struct token *ret_token);
