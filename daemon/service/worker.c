// SPDX-License-Identifier: Apache-2.0
#include "service/threads.h"

#include "base/date.h"

enum { ARENA_FACTOR = 24, ARENA_BYTES_MIN = 256 * 1024 };

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
