// SPDX-License-Identifier: Apache-2.0
// The newest snapshot, as the daemon shows it: changes one after the other, and a thread of its own that merges beside them.
#pragma once

#include "match/index.h"

struct board;

struct board *board_new(struct match_index *index); // takes a reference of its own
struct board *board_free(struct board *board);      // ends the thread; returns NULL

struct match_index *board_take(struct board *board); // a reference for the caller; any thread
void board_submit(struct board *board, const struct match_profile *profile);
uint64_t board_merges(struct board *board); // that the thread has installed so far
