// SPDX-License-Identifier: Apache-2.0
// The threads that answer reads and do the first half of writes: unpack, check, analyse.
#include "service/answer.h"
#include "service/disclose.h"
#include "service/permit.h"

#include "base/date.h"
#include "base/thread.h"

#include <string.h>

enum { KEY_BYTES_MIN = 16, KEY_BYTES_MAX = 64, WAIT_MS = 500 };

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
  struct access_registry *registry = access_board_take(&worker->service->access);
  struct call_context context;
  if (!is_late(job) && !answer_open(worker, job, arena, view, registry, &context)) {
    if (permit_records(&context) || call->read(&context) || disclose(&context))
      answer_fail(&context, job);
    else
      answer_put(job, answer_pack(&context));
  }
  access_registry_unref(registry);
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
  write->registry = access_board_take(&worker->service->access);
  write->context = context;
  if (is_late(job) || answer_open(worker, job, write->arena, write->view, write->registry, context))
    write->answered = true;
  else {
    context->write = write;
    write->key = permit_scoped(write->arena, &job->caller, context->request->idempotency_key);
    wire_hash_call(job->payload, job->payload_bytes, write->hash);
    if (check_key(context, context->request->idempotency_key) || permit_records(context) || call->prepare(context)) {
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
