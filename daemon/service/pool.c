// SPDX-License-Identifier: Apache-2.0
// The threads that answer reads and do the first half of writes: unpack, check, analyse.
#include "service/answer.h"

#include "base/date.h"
#include "base/memory.h"
#include "base/thread.h"

#include <string.h>
#include <time.h>

enum {
  KEY_BYTES_MIN = 16,
  KEY_BYTES_MAX = 64,
  WAIT_MS = 500,
  BACKLOG = 16,
  ARENA_FACTOR = 24,
  ARENA_BYTES_MIN = 256 * 1024
};

// --- the queue

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

// --- workers

void worker_init(struct worker *worker, struct service *service, struct store *store) {
  worker->service = service;
  worker->store = store;
  profile_maker_init(&worker->maker);
  worker->searcher = match_searcher_new();
  worker_show(worker);
}

void worker_deinit(struct worker *worker) {
  worker->searcher = match_searcher_free(worker->searcher);
  profile_maker_deinit(&worker->maker);
  worker->store = store_close(worker->store);
}

void worker_show(struct worker *worker) {
  atomic_store(&worker->seen_ms, clock_monotonic_ms());
}

struct arena *job_arena_new(const struct job *job) {
  return arena_new(ARENA_BYTES_MIN + ARENA_FACTOR * job->payload_bytes);
}

// A request past its deadline is told so and not worked on.
static bool is_late(struct job *job) {
  if (clock_monotonic_ms() <= job->deadline_monotonic_ms)
    return false;
  service_refuse(job, ERROR_DEADLINE, 0, "the deadline passed before the request was reached; nothing was done",
                 "give it more time, or try when the daemon is less busy");
  return true;
}

static void read_job(struct worker *worker, struct job *job, const struct call *call) {
  struct arena *arena = job_arena_new(job);
  struct view *view = view_take(&worker->service->board);
  struct call_context context;
  if (!is_late(job) && !answer_open(worker, job, arena, view, &context)) {
    if (call->read(&context))
      answer_fail(&context, job);
    else
      answer_put(job, answer_pack(&context));
  }
  view_unref(view);
  arena_free(arena);
  job->done(job);
}

static int check_key(struct call_context *context, const char *key) {
  size_t bytes = strlen(key);
  bool printable = true;
  for (size_t i = 0; i < bytes; i++)
    printable &= key[i] > ' ' && key[i] <= '~';
  if (!bytes || (bytes >= KEY_BYTES_MIN && bytes <= KEY_BYTES_MAX && printable))
    return 0;
  error_set(&context->error, ERROR_INVALID, "idempotency_key: not %d to %d printable ASCII characters", KEY_BYTES_MIN,
            KEY_BYTES_MAX);
  return error_hint(&context->error, "make one from the time and a random number, once per intention");
}

static void prepare_write(struct worker *worker, struct job *job, const struct call *call) {
  struct write_state *write = job->write;
  struct call_context *context = arena_need(write->arena, sizeof *context);
  write->view = view_take(&worker->service->board);
  write->context = context;
  if (is_late(job) || answer_open(worker, job, write->arena, write->view, context))
    write->answered = true;
  else {
    context->write = write;
    write->key = context->request->idempotency_key;
    wire_hash_call(job->payload, job->payload_bytes, write->hash);
    if (check_key(context, write->key) || call->prepare(context)) {
      answer_fail(context, job);
      write->answered = true;
    }
  }
  writer_prepared(&worker->service->writer, write);
}

void *pool_run(void *data) {
  struct worker *worker = data;
  thread_yields_on_wakeup();
  for (bool closed = false;;) {
    worker_show(worker);
    struct job *job = job_queue_pop(&worker->service->reads, WAIT_MS, &closed);
    if (!job && closed)
      return NULL;
    if (!job)
      continue;
    const struct call *call = call_find(job->call);
    if (job->write)
      prepare_write(worker, job, call);
    else
      read_job(worker, job, call);
  }
}
