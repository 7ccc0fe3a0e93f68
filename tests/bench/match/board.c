// SPDX-License-Identifier: Apache-2.0
#include "board.h"
#include "base/memory.h"
#include "base/thread.h"

#include <err.h>
#include <pthread.h>

struct board {
  pthread_mutex_t changing; // held by who makes the next snapshot out of the newest
  pthread_mutex_t lock;     // held for a moment by who looks at it
  pthread_cond_t changed;
  struct match_index *newest; // owned
  uint64_t version, merges;
  bool closed;
  pthread_t keeper;
};

struct match_index *board_take(struct board *board) {
  pthread_mutex_lock(&board->lock);
  struct match_index *index = match_index_ref(board->newest);
  pthread_mutex_unlock(&board->lock);
  return index;
}

// With `changing` held.
static void show(struct board *board, struct match_index *index, bool is_merged) {
  pthread_mutex_lock(&board->lock);
  struct match_index *before = board->newest;
  board->newest = index;
  board->version += !is_merged;
  board->merges += is_merged;
  pthread_cond_signal(&board->changed);
  pthread_mutex_unlock(&board->lock);
  match_index_unref(before);
}

void board_submit(struct board *board, const struct match_profile *profile) {
  pthread_mutex_lock(&board->changing);
  show(board, match_index_change(board->newest, profile, 1, NULL, 0), false);
  pthread_mutex_unlock(&board->changing);
}

uint64_t board_merges(struct board *board) {
  pthread_mutex_lock(&board->lock);
  uint64_t merges = board->merges;
  pthread_mutex_unlock(&board->lock);
  return merges;
}

static bool merge_once(struct board *board) {
  struct match_index *index = board_take(board);
  struct match_merge *merge = match_merge_plan(index);
  match_index_unref(index);
  if (!merge)
    return false;
  match_merge_run(merge);
  pthread_mutex_lock(&board->changing);
  struct match_index *merged = match_merge_install(merge, board->newest);
  if (merged) // else outdated: the next round plans anew
    show(board, merged, true);
  pthread_mutex_unlock(&board->changing);
  match_merge_free(merge);
  return true;
}

static bool wait_for_change(struct board *board, uint64_t *seen) {
  pthread_mutex_lock(&board->lock);
  while (!board->closed && board->version == *seen)
    pthread_cond_wait(&board->changed, &board->lock);
  *seen = board->version;
  bool go_on = !board->closed;
  pthread_mutex_unlock(&board->lock);
  return go_on;
}

static void *keep(void *data) {
  struct board *board = data;
  thread_yields_on_wakeup();
  for (uint64_t seen = 0; wait_for_change(board, &seen);)
    while (merge_once(board))
      ;
  return NULL;
}

struct board *board_new(struct match_index *index) {
  struct board *board = memory_new(sizeof *board);
  pthread_mutex_init(&board->changing, NULL);
  pthread_mutex_init(&board->lock, NULL);
  pthread_cond_init(&board->changed, NULL);
  board->newest = match_index_ref(index);
  if (pthread_create(&board->keeper, NULL, keep, board))
    errx(1, "cannot start a thread");
  return board;
}

struct board *board_free(struct board *board) {
  if (!board)
    return NULL;
  pthread_mutex_lock(&board->lock);
  board->closed = true;
  pthread_cond_signal(&board->changed);
  pthread_mutex_unlock(&board->lock);
  pthread_join(board->keeper, NULL);
  match_index_unref(board->newest);
  pthread_cond_destroy(&board->changed);
  pthread_mutex_destroy(&board->lock);
  pthread_mutex_destroy(&board->changing);
  free(board);
  return NULL;
}
