// SPDX-License-Identifier: Apache-2.0
// The baseline for text: SQLite FTS5 with its own bm25(), porter stemming, 30 stop words, any of the words.
#pragma once

#include <stddef.h>
#include <stdint.h>

struct fts;

struct fts *fts_new(void);
struct fts *fts_free(struct fts *fts); // returns NULL

void fts_add(struct fts *fts, uint32_t number, const char *text);
// Numbers, best first; returns how many.
size_t fts_rank(struct fts *fts, const char *text, uint32_t *ret_numbers, size_t limit);
