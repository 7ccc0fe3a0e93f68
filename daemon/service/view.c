// SPDX-License-Identifier: Apache-2.0
#include "service/view.h"

#include "base/memory.h"

void view_board_init(struct view_board *board) {
  board->newest = NULL;
  pthread_mutex_init(&board->changing, NULL);
  pthread_mutex_init(&board->lock, NULL);
}

void view_board_deinit(struct view_board *board) {
  board->newest = view_unref(board->newest);
  pthread_mutex_destroy(&board->lock);
  pthread_mutex_destroy(&board->changing);
}

struct view *view_take(struct view_board *board) {
  pthread_mutex_lock(&board->lock);
  struct view *view = board->newest;
  if (view)
    atomic_fetch_add(&view->references, 1);
  pthread_mutex_unlock(&board->lock);
  return view;
}

struct view *view_unref(struct view *view) {
  if (!view || atomic_fetch_sub(&view->references, 1) > 1)
    return NULL;
  knowledge_unref(view->knowledge);
  match_index_unref(view->index);
  free(view);
  return NULL;
}

// With board->changing held. Takes over what `next` refers to.
static void show(struct view_board *board, const struct view *next) {
  struct view *view = memory_new(sizeof *view);
  view->knowledge = next->knowledge;
  view->index = next->index;
  view->weights = next->weights;
  view->version = next->version;
  view->withdrawn = next->withdrawn;
  view->facts_day = next->facts_day;
  atomic_init(&view->references, 1);
  pthread_mutex_lock(&board->lock);
  struct view *before = board->newest;
  board->newest = view;
  pthread_mutex_unlock(&board->lock);
  view_unref(before);
}

void view_post(struct view_board *board, struct knowledge *knowledge, struct match_index *index,
               const struct weights *weights, uint64_t withdrawn, int32_t facts_day) {
  pthread_mutex_lock(&board->changing);
  uint64_t version = board->newest ? board->newest->version + 1 : 1;
  show(board, &(struct view){.knowledge = knowledge,
                             .index = index,
                             .weights = *weights,
                             .version = version,
                             .withdrawn = withdrawn,
                             .facts_day = facts_day});
  pthread_mutex_unlock(&board->changing);
}

void view_post_change(struct view_board *board, const struct view_change *change) {
  pthread_mutex_lock(&board->changing);
  const struct view *now = board->newest; // only holders of `changing` replace it
  struct match_index *index =
      match_index_change(now->index, change->added, change->added_count, change->removed, change->removed_count);
  show(board, &(struct view){.knowledge = knowledge_ref(now->knowledge),
                             .index = index,
                             .weights = now->weights,
                             .version = now->version + 1,
                             .withdrawn = now->withdrawn + (uint64_t)change->withdrawn,
                             .facts_day = now->facts_day});
  pthread_mutex_unlock(&board->changing);
}

bool view_post_merge(struct view_board *board, const struct match_merge *merge) {
  pthread_mutex_lock(&board->changing);
  const struct view *now = board->newest;
  struct match_index *index = match_merge_install(merge, now->index);
  if (index)
    show(board, &(struct view){.knowledge = knowledge_ref(now->knowledge),
                               .index = index,
                               .weights = now->weights,
                               .version = now->version,
                               .withdrawn = now->withdrawn,
                               .facts_day = now->facts_day});
  pthread_mutex_unlock(&board->changing);
  return index != NULL;
}
