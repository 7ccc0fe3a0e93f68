// SPDX-License-Identifier: Apache-2.0
// Merges the index beside the work: plan on the newest view, run without a lock, install into the then newest.
#include "service/threads.h"

#include "base/thread.h"

void keeper_init(struct keeper *keeper) {
  keeper->changed = keeper->closed = false;
  pthread_mutex_init(&keeper->lock, NULL);
  pthread_cond_init(&keeper->more, NULL);
}

void keeper_deinit(struct keeper *keeper) {
  pthread_cond_destroy(&keeper->more);
  pthread_mutex_destroy(&keeper->lock);
}

void keeper_wake(struct keeper *keeper) {
  pthread_mutex_lock(&keeper->lock);
  keeper->changed = true;
  pthread_cond_signal(&keeper->more);
  pthread_mutex_unlock(&keeper->lock);
}

void keeper_close(struct keeper *keeper) {
  pthread_mutex_lock(&keeper->lock);
  keeper->closed = true;
  pthread_cond_signal(&keeper->more);
  pthread_mutex_unlock(&keeper->lock);
}

static bool keeper_wait(struct keeper *keeper) {
  pthread_mutex_lock(&keeper->lock);
  while (!keeper->changed && !keeper->closed)
    pthread_cond_wait(&keeper->more, &keeper->lock);
  keeper->changed = false;
  bool go_on = !keeper->closed;
  pthread_mutex_unlock(&keeper->lock);
  return go_on;
}

static bool merge_once(struct service *service) {
  struct view *view = view_take(&service->board);
  struct match_merge *merge = match_merge_plan(view->index);
  view_unref(view);
  if (!merge)
    return false;
  match_merge_run(merge);
  view_post_merge(&service->board, merge); // outdated: the next round plans anew
  match_merge_free(merge);
  return true;
}

void *keeper_run(void *data) {
  struct service *service = data;
  thread_yields_on_wakeup();
  while (keeper_wait(&service->keeper)) {
    while (!atomic_load(&service->stopping) && merge_once(service))
      ;
    shelf_wake(&service->shelf);
  }
  return NULL;
}
