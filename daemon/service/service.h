// SPDX-License-Identifier: Apache-2.0
// What the daemon does, without knowing how requests reach it: vocabulary, store, index, and the threads that answer.
//
//   server → service_submit(job) ─┬─ read  → pool thread: unpack → check → store, index → reply
//                                 └─ write → pool thread: unpack → check → analyse; then, in order of arrival,
//                                            writer thread: many in one transaction → commit → new index → replies
//
// An answer to a write means that it is on the disk and that every later match sees it.
#pragma once

#include "base/error.h"
#include "service/check.h"
#include "service/job.h"
#include "service/weights.h"
#include "vocabulary/vocabulary.h"

struct service;

struct service_options {
  const char *state_dir;
  struct vocabulary_files vocabulary;
  struct weights weights;
  struct check_limits limits;
  unsigned threads;     // of the pool, at least 1
  unsigned batch;       // writes in one transaction, at most
  unsigned key_days;    // how long idempotency keys are kept
  unsigned backup_days; // how long the office keeps its backups, for certificates of erasure
  size_t request_bytes; // a larger message is not unpacked
};

// What only the server can tell, for the status reply.
struct service_gauges {
  uint64_t requests, refused, dropped, peers, memory_bytes;
  const char *const *endpoints;
  size_t endpoint_count;
};

// Start-up tells how far it is.
typedef void service_progress(void *data, const char *what);

// Loads the vocabulary, opens the store, builds the index, starts the threads. All or nothing.
int service_open(const struct service_options *options, service_progress *progress, void *progress_data,
                 struct service **ret_service, struct error *error);

// Is this call known, and may it be answered at once by service_answer()?
enum service_route { SERVICE_UNKNOWN, SERVICE_INLINE, SERVICE_QUEUED };
enum service_route service_route_of(uint32_t call);

// Who holds this public key (Z85), now? ACCESS_STRANGER when nobody does. Any thread.
void service_caller(struct service *service, const char *public_key, struct access_caller *ret_caller);

// May the caller make this call at all, by the table of roles? ERROR_NOT_PERMITTED or ERROR_REVOKED with the words. Which
// records it may name is checked later, where the request is unpacked.
int service_permit(const struct access_caller *caller, uint32_t call, struct error *error);
bool service_is_import(uint32_t call);

// Once, before anything is served: what invitations tell of the way to the public door. Copied.
void service_set_public_address(struct service *service, const char *address, const char *server_key);

// Answers an inline call on the caller's thread, without blocking: the job's reply is filled in, done() is not called.
void service_answer(struct service *service, struct job *job, const struct service_gauges *gauges);

// Takes the job; any thread. Its done() is called exactly once, also while stopping.
void service_submit(struct service *service, struct job *job);

// Fills in an error reply without doing anything else.
void service_refuse(struct job *job, enum error_kind kind, uint32_t retry_after_ms, const char *message,
                    const char *hint);

// Loads the vocabulary anew and rebuilds the index with it; writes wait meanwhile, reads go on with the old one. On failure the
// old one stays. `done` is called by a thread of the service. ERROR_BUSY when a reload is already running.
typedef void service_reloaded(void *data, int result, const struct error *error);
int service_reload(struct service *service, const struct vocabulary_files *files, const struct weights *weights,
                   service_reloaded *done, void *data, struct error *error);

// True while every thread has shown itself within the last `ms`.
bool service_is_alive(const struct service *service, int64_t ms);

// Refuses new jobs (ERROR_STOPPING), answers those taken, flushes. Blocks until all are answered.
void service_stop(struct service *service);
struct service *service_close(struct service *service); // after service_stop(); returns NULL
