// SPDX-License-Identifier: Apache-2.0
// Why something stands in a match list, for people: each facet with its points, and the quotes that met.
#pragma once

#include "helix/v1/match.pb-c.h"

#include <stddef.h>

struct session;

void reasons_tell(struct session *session, const Helix__V1__Match *match);

// Where `words` stand in the quote as whole words, overlapping ones together: pieces of the quote in turn outside and inside
// of them, the first one outside; "" where there is nothing between. Free with g_strfreev.
char **reasons_pieces(const char *quote, char *const *words, size_t word_count);

// The quote with `before` and `after` around each piece that is inside; a new string.
char *reasons_mark(const char *quote, char *const *words, size_t word_count, const char *before, const char *after);
