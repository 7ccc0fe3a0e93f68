// SPDX-License-Identifier: Apache-2.0
#include "service/threads.h"

#include <time.h>

enum { BACKLOG = 16 }; // so many small writes behind the one taken are worth a second thread

void job_queue_init(struct job_queue *queue) {
  *queue = (struct job_queue){.last = &queue->first};
  pthread_mutex_init(&queue->lock, NULL);
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&queue->more, &attributes);
  pthread_condattr_destroy(&attributes);
}

void job_queue_deinit(struct job_queue *queue) {
  pthread_cond_destroy(&queue->more);
  pthread_mutex_destroy(&queue->lock);
}

void job_queue_push(struct job_queue *queue, struct job *job) {
  job->next = NULL;
  pthread_mutex_lock(&queue->lock);
  bool wake = !queue->first || !job->write; // looked at here: once unlocked, the job may be done and gone
  *queue->last = job;
  queue->last = &job->next;
  queue->count++;
  pthread_mutex_unlock(&queue->lock);
  if (wake)
    pthread_cond_signal(&queue->more);
}

static struct timespec in_ms(unsigned ms) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  at.tv_nsec += (long)ms * 1000000;
  at.tv_sec += at.tv_nsec / 1000000000;
  at.tv_nsec %= 1000000000;
  return at;
}

struct job *job_queue_pop(struct job_queue *queue, unsigned ms, bool *ret_closed) {
  struct timespec until = in_ms(ms);
  pthread_mutex_lock(&queue->lock);
  while (!queue->first && !queue->closed)
    if (pthread_cond_timedwait(&queue->more, &queue->lock, &until))
      break;
  struct job *job = queue->first;
  if (job) {
    queue->first = job->next;
    queue->count--;
    if (!queue->first)
      queue->last = &queue->first;
  }
  *ret_closed = queue->closed;
  bool wake = job && queue->first && (queue->count > BACKLOG || !job->write || !queue->first->write);
  pthread_mutex_unlock(&queue->lock);
  if (wake)
    pthread_cond_signal(&queue->more);
  return job;
}

void job_queue_close(struct job_queue *queue) {
  pthread_mutex_lock(&queue->lock);
  queue->closed = true;
  pthread_cond_broadcast(&queue->more);
  pthread_mutex_unlock(&queue->lock);
}
