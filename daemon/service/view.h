// SPDX-License-Identifier: Apache-2.0
// What a reader sees: one knowledge, one index, one set of weights, together and unchanging. The board shows the newest view;
// whoever takes it keeps it as long as needed.
#pragma once

#include "service/knowledge.h"
#include "service/weights.h"

#include <pthread.h>

struct view {
  struct knowledge *knowledge; // owned reference
  struct match_index *index;   // owned reference; ids are stakeholder ids
  struct weights weights;
  uint64_t version;   // grows with every change of the data
  uint64_t withdrawn; // how many stakeholders are
  int32_t facts_day;  // profile_facts_day() when the index was built
  atomic_uint references;
};

struct view_board {
  pthread_mutex_t changing; // held from reading the newest index to posting the next: changes and merges take turns
  pthread_mutex_t lock;     // guards the pointer only, never held for long
  struct view *newest;      // owned reference
};

void view_board_init(struct view_board *board);
void view_board_deinit(struct view_board *board);

struct view *view_take(struct view_board *board); // a reference, or NULL before the first post
struct view *view_unref(struct view *view);       // returns NULL

// A whole new view, at start and after a reload. Takes over the references to knowledge and index.
void view_post(struct view_board *board, struct knowledge *knowledge, struct match_index *index,
               const struct weights *weights, uint64_t withdrawn, int32_t facts_day);

// The newest view with these changes of profiles, and `withdrawn` more (or fewer) stakeholders withdrawn.
struct view_change {
  const struct match_profile *added;
  size_t added_count;
  const char *const *removed;
  size_t removed_count;
  int64_t withdrawn;
};
void view_post_change(struct view_board *board, const struct view_change *change);

// Puts a merged index in the place of the newest, with the same data: the version stays. False when it is outdated.
bool view_post_merge(struct view_board *board, const struct match_merge *merge);
