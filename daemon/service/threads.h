// SPDX-License-Identifier: Apache-2.0
// The inside of the service: its threads and what each owns.
//   pool    reads, and the first half of writes
//   writer  transactions in order of arrival; reloads
//   keeper  merges the index
//   shelf   keeps the index in files
#pragma once

#include "service/access_board.h"
#include "service/profile.h"
#include "service/service.h"
#include "service/shelf.h"
#include "service/view.h"
#include "service/wire.h"

#include <pthread.h>

// What a thread that answers requests works with.
struct worker {
  struct service *service; // borrowed
  struct store *store;     // owned; the pool's are readers
  struct profile_maker maker;
  struct match_searcher *searcher; // owned
  atomic_llong seen_ms;            // monotonic: when it last showed itself
  pthread_t thread;
};

void worker_init(struct worker *worker, struct service *service, struct store *store);
void worker_deinit(struct worker *worker);
void worker_show(struct worker *worker);

// A first-in first-out of jobs with one lock. Not closed until told. Waking a thread costs more than preparing a small write: a
// push wakes one when the queue was empty, and a pop wakes another only when there is work worth it.
struct job_queue {
  pthread_mutex_t lock;
  pthread_cond_t more;
  struct job *first, **last;
  size_t count;
  bool closed;
};

void job_queue_init(struct job_queue *queue);
void job_queue_deinit(struct job_queue *queue);
void job_queue_push(struct job_queue *queue, struct job *job);
// Waits up to `ms`. NULL: nothing came; *ret_closed says whether nothing ever will.
struct job *job_queue_pop(struct job_queue *queue, unsigned ms, bool *ret_closed);
void job_queue_close(struct job_queue *queue);

// The second half of a write waits here, in order of arrival.
struct writer {
  struct worker worker; // its store is the writing connection
  pthread_mutex_t lock;
  pthread_cond_t more;
  struct write_state *first, **last;
  size_t waiting;
  size_t prepared;   // of those waiting
  size_t group;      // how many writes come together, by the last transaction
  int64_t commit_us; // how long the last transaction took
  bool closed;
  bool reload;                          // a reload waits
  struct vocabulary_files reload_files; // owned strings
  struct weights reload_weights;
  service_reloaded *reload_done;
  void *reload_data;
  int64_t tidied_ms;                  // monotonic: when old keys were last forgotten
  atomic_ullong writes, transactions; // since start
};

struct keeper {
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t more;
  bool changed, closed;
};

struct service {
  struct service_options options; // strings owned
  int64_t started_ms;             // Unix time
  uint64_t kept, analysed;        // profiles at the start: from files, and not
  struct view_board board;
  struct access_board access;
  struct job_queue reads; // for the pool: reads and writes to prepare
  struct worker *pool;    // owned, options.threads of them
  struct writer writer;
  struct keeper keeper;
  struct shelf shelf;
  atomic_bool stopping;
  bool threads_running;
};

struct call_context;

// A write between its two halves.
struct write_state {
  struct job *job;                  // borrowed
  struct arena *arena;              // owned
  struct call_context *context;     // in the arena
  struct view *view;                // owned reference: what it was prepared with
  struct access_registry *registry; // owned reference
  void *prepared;                   // the call's own, in the arena
  const char *key;                  // idempotency key or ""
  unsigned char hash[WIRE_HASH_BYTES];
  bool is_prepared; // guarded by the writer's lock
  bool answered;    // the job has its reply, nothing is to be stored
  bool failed;      // … and it is an error
  struct write_state *next;
};

// worker.c
// Capped at what the message may unpack to: generous for real ones, an end for those made to swell.
struct arena *job_arena_new(const struct job *job);

// pool.c
void *pool_run(void *worker);

// writer.c
void writer_init(struct writer *writer, struct service *service, struct store *store);
void writer_deinit(struct writer *writer);
void writer_enqueue(struct writer *writer, struct write_state *write); // keeps the place in the order
void writer_prepared(struct writer *writer, struct write_state *write);
void writer_close(struct writer *writer);
void *writer_run(void *writer);

// keeper.c
void keeper_init(struct keeper *keeper);
void keeper_deinit(struct keeper *keeper);
void keeper_wake(struct keeper *keeper);
void keeper_close(struct keeper *keeper);
void *keeper_run(void *service);

// build.c: the index of all published stakeholders, with the knowledge given
struct build_order {
  struct worker *worker;
  const struct knowledge *knowledge;
  const struct match_text_parameters *parameters;
  int32_t today;
  struct shelf *shelf;        // what is in files is taken from there; NULL: everything is analysed
  service_progress *progress; // or NULL
  void *progress_data;
};
struct build_outcome {
  struct match_index *index; // one reference
  uint64_t withdrawn;
  uint64_t kept, analysed; // published profiles: from files, and not
  int32_t facts_day;
};
int build_index(const struct build_order *order, struct build_outcome *ret_outcome, struct error *error);
