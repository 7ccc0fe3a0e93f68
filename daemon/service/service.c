// SPDX-License-Identifier: Apache-2.0
#include "service/answer.h"

#include "base/date.h"
#include "base/log.h"
#include "base/memory.h"
#include "match/index.h"

#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

enum { STATUS_CALL = HELIX__V1__REQUEST__CALL_STATUS };

static char *copy(const char *string) {
  return string ? memory_copy_string(string) : NULL;
}

static void drop(const char *owned) {
  free(unconst(owned));
}

static struct vocabulary_files copy_files(const struct vocabulary_files *files) {
  return (struct vocabulary_files){.themes = copy(files->themes),
                                   .places = copy(files->places),
                                   .size_regimes = copy(files->size_regimes),
                                   .cooperations = copy(files->cooperations)};
}

// --- opening and closing

static int open_knowledge(struct service *service, const struct service_options *options, service_progress *progress,
                          void *progress_data, struct error *error) {
  struct vocabulary *vocabulary;
  if (progress)
    progress(progress_data, "reading the vocabulary");
  int result = vocabulary_load(&options->vocabulary, &vocabulary, error);
  if (result)
    return result;
  struct knowledge *knowledge = knowledge_new(vocabulary, &options->weights.match.text);
  struct build_outcome built;
  result = build_index(&(struct build_order){.worker = &service->writer.worker,
                                             .knowledge = knowledge,
                                             .parameters = &options->weights.match.text,
                                             .today = date_of_ms(service->started_ms),
                                             .shelf = &service->shelf,
                                             .progress = progress,
                                             .progress_data = progress_data},
                       &built, error);
  if (result) {
    knowledge_unref(knowledge);
    return result;
  }
  service->kept = built.kept;
  service->analysed = built.analysed;
  log_write(LOG_INFO, "index: %llu profiles from files, %llu analysed", (unsigned long long)built.kept,
            (unsigned long long)built.analysed);
  view_post(&service->board, knowledge, built.index, &options->weights, built.withdrawn, built.facts_day);
  malloc_trim(0); // building took much more than it left
  return 0;
}

static int open_pool(struct service *service, struct error *error) {
  for (unsigned i = 0; i < service->options.threads; i++) {
    struct store *reader;
    int result = store_open_reader(service->writer.worker.store, &reader, error);
    if (result)
      return result;
    worker_init(&service->pool[i], service, reader);
  }
  return 0;
}

// The name shows in top(1) and perf(1).
static void start_thread(pthread_t *thread, const char *name, void *(*run)(void *), void *data) {
  int result = pthread_create(thread, NULL, run, data);
  if (result) { // nothing is lost yet: no request was taken
    log_write(LOG_ERROR, "cannot start a thread: %s", strerror(result));
    exit(EX_OSERR);
  }
  pthread_setname_np(*thread, name);
}

// Signals are the loop's alone: the service's threads are born with all of them blocked.
static void start_threads(struct service *service) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  start_thread(&service->writer.worker.thread, "helixd-writer", writer_run, &service->writer);
  start_thread(&service->keeper.thread, "helixd-keeper", keeper_run, service);
  start_thread(&service->shelf.thread, "helixd-shelf", shelf_run, service);
  for (unsigned i = 0; i < service->options.threads; i++)
    start_thread(&service->pool[i].thread, "helixd-pool", pool_run, &service->pool[i]);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  service->threads_running = true;
}

// ICU loads its Han tables at the first use, a quarter of a second: not while somebody waits for an acknowledgement.
static void warm_up(void) {
  char slug[8];
  text_slug("城", slug, sizeof slug);
}

int service_open(const struct service_options *options, service_progress *progress, void *progress_data,
                 struct service **ret_service, struct error *error) {
  struct store *store;
  int result = store_open(options->state_dir, &store, error);
  if (result)
    return result;
  struct service *service = memory_new(sizeof *service);
  service->options = *options;
  service->options.state_dir = copy(options->state_dir);
  service->options.vocabulary = (struct vocabulary_files){0};
  service->started_ms = clock_unix_ms();
  service->pool = memory_new(options->threads * sizeof *service->pool);
  view_board_init(&service->board);
  job_queue_init(&service->reads);
  keeper_init(&service->keeper);
  shelf_open(&service->shelf, options->state_dir);
  writer_init(&service->writer, service, store);
  result = access_board_init(&service->access, store, error);
  if (!result)
    result = open_knowledge(service, options, progress, progress_data, error);
  if (!result)
    result = open_pool(service, error);
  if (result) {
    service_close(service);
    return result;
  }
  warm_up();
  start_threads(service);
  shelf_wake(&service->shelf);
  *ret_service = service;
  return 0;
}

void service_stop(struct service *service) {
  if (!service->threads_running)
    return;
  atomic_store(&service->stopping, true);
  job_queue_close(&service->reads); // the pool empties its queue first: no write stays unprepared
  for (unsigned i = 0; i < service->options.threads; i++)
    pthread_join(service->pool[i].thread, NULL);
  writer_close(&service->writer);
  pthread_join(service->writer.worker.thread, NULL);
  keeper_close(&service->keeper);
  pthread_join(service->keeper.thread, NULL);
  shelf_end(&service->shelf);
  pthread_join(service->shelf.thread, NULL);
  shelf_save(service);
  service->threads_running = false;
}

struct service *service_close(struct service *service) {
  if (!service)
    return NULL;
  for (unsigned i = 0; i < service->options.threads; i++)
    if (service->pool[i].service)
      worker_deinit(&service->pool[i]);
  writer_deinit(&service->writer);
  keeper_deinit(&service->keeper);
  shelf_close(&service->shelf);
  job_queue_deinit(&service->reads);
  view_board_deinit(&service->board);
  access_board_deinit(&service->access);
  drop(service->options.state_dir);
  free(service->pool);
  free(service);
  return NULL;
}

// --- requests

enum service_route service_route_of(uint32_t call) {
  if (call == STATUS_CALL)
    return SERVICE_INLINE;
  return call_find(call) ? SERVICE_QUEUED : SERVICE_UNKNOWN;
}

static size_t waiting_reads(struct service *service) {
  pthread_mutex_lock(&service->reads.lock);
  size_t count = service->reads.count;
  pthread_mutex_unlock(&service->reads.lock);
  return count;
}

static size_t waiting_writes(struct service *service) {
  pthread_mutex_lock(&service->writer.lock);
  size_t count = service->writer.waiting;
  pthread_mutex_unlock(&service->writer.lock);
  return count;
}

// How the daemon does is for those who run the office; what it holds are public figures.
static void tell_operation(struct service *service, const struct service_gauges *gauges, Helix__V1__Status *status) {
  status->started_at_ms = service->started_ms;
  status->requests = gauges->requests;
  status->requests_refused = gauges->refused;
  status->replies_dropped = gauges->dropped;
  status->peers = gauges->peers;
  status->memory_bytes = gauges->memory_bytes;
  status->writes = atomic_load(&service->writer.writes);
  status->transactions = atomic_load(&service->writer.transactions);
  status->reads_waiting = waiting_reads(service);
  status->writes_waiting = waiting_writes(service);
  status->endpoints = unconst(gauges->endpoints);
  status->n_endpoints = gauges->endpoint_count;
}

void service_answer(struct service *service, struct job *job, const struct service_gauges *gauges) {
  struct view *view = view_take(&service->board);
  const struct vocabulary *vocabulary = view->knowledge->vocabulary;
  Helix__V1__Status status = HELIX__V1__STATUS__INIT;
  status.version = unconst(HELIX_VERSION);
  status.stakeholders = match_index_profile_count(view->index);
  status.stakeholders_withdrawn = view->withdrawn;
  status.themes = vocabulary_theme_count(vocabulary);
  status.places = vocabulary_place_count(vocabulary);
  status.cooperations = vocabulary_cooperation_count(vocabulary);
  status.index_version = view->version;
  status.vocabulary_version = unconst(vocabulary_version(vocabulary));
  status.weights_version = view->weights.version;
  if (job->caller.role >= ACCESS_COACH)
    tell_operation(service, gauges, &status);
  Helix__V1__Reply reply = HELIX__V1__REPLY__INIT;
  reply.id = job->id;
  reply.result_case = HELIX__V1__REPLY__RESULT_STATUS;
  reply.status = &status;
  job->reply_bytes = helix__v1__reply__get_packed_size(&reply);
  job->reply = memory_resize(NULL, 1, job->reply_headroom + job->reply_bytes);
  helix__v1__reply__pack(&reply, job->reply + job->reply_headroom);
  view_unref(view);
}

void service_caller(struct service *service, const char *public_key, struct access_caller *ret_caller) {
  access_board_find(&service->access, public_key, ret_caller);
}

void service_set_public_address(struct service *service, const char *address, const char *server_key) {
  snprintf(service->access.address, sizeof service->access.address, "%s", address);
  snprintf(service->access.server_key, sizeof service->access.server_key, "%s", server_key);
}

void service_submit(struct service *service, struct job *job) {
  const struct call *call = call_find(job->call);
  if (atomic_load(&service->stopping)) {
    service_refuse(job, ERROR_STOPPING, 0, "the daemon is going down; nothing was done", "send it again later");
    job->done(job);
    return;
  }
  if (call->apply) {
    struct arena *arena = job_arena_new(job);
    job->write = arena_need(arena, sizeof *job->write);
    *job->write = (struct write_state){.job = job, .arena = arena, .key = ""};
    writer_enqueue(&service->writer, job->write);
  } else
    job->write = NULL;
  job_queue_push(&service->reads, job);
}

// --- reload and health

int service_reload(struct service *service, const struct vocabulary_files *files, const struct weights *weights,
                   service_reloaded *done, void *data, struct error *error) {
  struct writer *writer = &service->writer;
  pthread_mutex_lock(&writer->lock);
  bool busy = writer->reload || writer->closed;
  if (!busy) {
    writer->reload_files = copy_files(files);
    writer->reload_weights = *weights;
    writer->reload_done = done;
    writer->reload_data = data;
    writer->reload = true;
    pthread_cond_signal(&writer->more);
  }
  pthread_mutex_unlock(&writer->lock);
  return busy ? error_set(error, ERROR_BUSY, "a reload is already running") : 0;
}

bool service_is_alive(const struct service *service, int64_t ms) {
  int64_t since = clock_monotonic_ms() - ms;
  for (unsigned i = 0; i < service->options.threads; i++)
    if (atomic_load(&service->pool[i].seen_ms) < since)
      return false;
  return atomic_load(&service->writer.worker.seen_ms) >= since;
}
