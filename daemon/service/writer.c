// SPDX-License-Identifier: Apache-2.0
// The one thread that changes the store. It takes all writes that are ready, in order of arrival, applies each inside a
// savepoint, commits once, shows the new index, then answers: acknowledged means durable and visible.
//
// No space: the transaction is gone and each of its writes is told so. A commit that fails otherwise leaves unknown what is on
// the disk: the process ends without answering, and the next start recovers.
#include "service/answer.h"
#include "service/disclose.h"

#include "base/date.h"
#include "base/log.h"
#include "base/memory.h"

#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum {
  FORGET_TRIES = 100,
  FORGET_WAIT_US = 20000,
  GROUP_WAIT_US_MAX = 2000,
  GROUP_PERCENT = 50,
  WAIT_MS = 500,
  TIDY_EVERY_MS = 3600000,
  DAY_MS = 86400000
};

// --- the line of writes

void writer_init(struct writer *writer, struct service *service, struct store *store) {
  memset(writer, 0, sizeof *writer);
  writer->last = &writer->first;
  worker_init(&writer->worker, service, store);
  pthread_mutex_init(&writer->lock, NULL);
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&writer->more, &attributes);
  pthread_condattr_destroy(&attributes);
}

void writer_deinit(struct writer *writer) {
  pthread_cond_destroy(&writer->more);
  pthread_mutex_destroy(&writer->lock);
  worker_deinit(&writer->worker);
}

void writer_enqueue(struct writer *writer, struct write_state *write) {
  pthread_mutex_lock(&writer->lock);
  *writer->last = write;
  writer->last = &write->next;
  writer->waiting++;
  pthread_mutex_unlock(&writer->lock);
}

void writer_prepared(struct writer *writer, struct write_state *write) {
  pthread_mutex_lock(&writer->lock);
  write->is_prepared = true;
  writer->prepared++;
  if (write == writer->first || writer->prepared >= writer->group)
    pthread_cond_signal(&writer->more);
  pthread_mutex_unlock(&writer->lock);
}

void writer_close(struct writer *writer) {
  pthread_mutex_lock(&writer->lock);
  writer->closed = true;
  pthread_cond_signal(&writer->more);
  pthread_mutex_unlock(&writer->lock);
}

// The prepared writes at the head of the line, at most `most`, with the lock held.
static struct write_state *take_batch(struct writer *writer, size_t most, size_t *ret_count) {
  struct write_state *batch = writer->first, **end = &batch;
  size_t count = 0;
  while (*end && (*end)->is_prepared && count < most) {
    end = &(*end)->next;
    count++;
  }
  writer->prepared -= count;
  writer->first = *end;
  if (!writer->first)
    writer->last = &writer->first;
  *end = NULL;
  *ret_count = count;
  return count ? batch : NULL;
}

// Group commit: whoever writes in a closed loop comes back soon after the last transaction, so a short wait, at most as long as that
// took, lets one commit serve more of them: less processor time a write (store.cpu_us of the bench). The group is half of those
// that wrote or waited then, so that one half can be prepared while the other is stored. A lone writer never waits.
static void wait_for_group(struct writer *writer) {
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  int64_t us = writer->commit_us < GROUP_WAIT_US_MAX ? writer->commit_us : GROUP_WAIT_US_MAX;
  until.tv_nsec += us * 1000;
  until.tv_sec += until.tv_nsec / 1000000000;
  until.tv_nsec %= 1000000000;
  while (writer->prepared < writer->group && !writer->closed && !writer->reload)
    if (pthread_cond_timedwait(&writer->more, &writer->lock, &until))
      return;
}

static void wait_for_work(struct writer *writer) {
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_nsec += WAIT_MS * 1000000L;
  until.tv_sec += until.tv_nsec / 1000000000;
  until.tv_nsec %= 1000000000;
  while (!(writer->first && writer->first->is_prepared) && !(writer->closed && !writer->first) && !writer->reload)
    if (pthread_cond_timedwait(&writer->more, &writer->lock, &until))
      return;
}

// --- one write

void index_changes_add(struct index_changes *changes, const struct match_profile *profile) {
  memory_reserve(changes->items, changes->count, changes->capacity);
  changes->items[changes->count++] = (struct index_change){.id = profile->id, .profile = *profile};
}

void index_changes_remove(struct index_changes *changes, const char *id) {
  memory_reserve(changes->items, changes->count, changes->capacity);
  changes->items[changes->count++] = (struct index_change){.id = id, .removed = true};
}

void index_changes_erase(struct index_changes *changes, const char *id) {
  memory_reserve(changes->erased, changes->erased_count, changes->erased_capacity);
  changes->erased[changes->erased_count++] = id;
}

// Did an earlier write of the same transaction bring this key?
static bool is_key_of_batch(const struct write_state *batch, const struct write_state *write) {
  for (; batch != write; batch = batch->next)
    if (!batch->answered && !batch->failed && !strcmp(batch->key, write->key))
      return true;
  return false;
}

// An answer given before under this key. 0: none, go on; 1: the job has its reply.
static int answer_again(struct writer *writer, const struct write_state *batch, struct write_state *write) {
  struct call_context *context = write->context;
  struct store_bytes hash, answer;
  if (!*write->key)
    return 0;
  int found = store_get_answer(writer->worker.store, write->key, &hash, &answer, &context->error);
  if (found == 1)
    return 0;
  if (found == 0 && hash.size == WIRE_HASH_BYTES && !memcmp(hash.data, write->hash, WIRE_HASH_BYTES)) {
    answer_put(write->job, answer);
    write->answered = !is_key_of_batch(batch, write); // else it stands and falls with this transaction
    return 1;
  }
  if (found == 0) {
    error_set(&context->error, ERROR_CONFLICT, "idempotency key \"%s\" was used for another request", write->key);
    error_hint(&context->error, "make a new key for each intention; repeat a key only with the very same request");
  }
  return found < 0 ? found : -ERROR_CONFLICT;
}

// After a reload the analysis of before no longer fits the index.
static int prepare_again(struct writer *writer, struct write_state *write, struct view *newest) {
  if (write->view->knowledge == newest->knowledge)
    return 0;
  struct call_context *context = write->context;
  struct view *before = write->view;
  write->view = newest;
  atomic_fetch_add(&newest->references, 1);
  context->view = newest;
  context->worker = &writer->worker;
  context->findings = (struct findings){.arena = context->arena};
  int result = call_find(write->job->call)->prepare(context);
  view_unref(before);
  return result;
}

static int apply(struct writer *writer, struct write_state *write, struct index_changes *changes) {
  struct store *store = writer->worker.store;
  struct call_context *context = write->context;
  context->worker = &writer->worker;
  int result = call_find(write->job->call)->apply(context, changes);
  if (result)
    return result;
  if ((result = disclose(context)))
    return result;
  struct store_bytes answer = answer_pack(context);
  if (*write->key)
    result = store_put_answer(store, write->key, (struct store_bytes){write->hash, WIRE_HASH_BYTES}, answer,
                              context->now_ms, &context->error);
  if (!result)
    answer_put(write->job, answer);
  return result;
}

// Negative only when the whole transaction has to go; context->error says why.
static int apply_one(struct writer *writer, const struct write_state *batch, struct write_state *write,
                     struct view *newest, struct index_changes *changes) {
  struct store *store = writer->worker.store;
  struct call_context *context = write->context;
  if (clock_monotonic_ms() > write->job->deadline_monotonic_ms) {
    error_set(&context->error, ERROR_DEADLINE, "the deadline passed before the write was reached; nothing was done");
    error_hint(&context->error, "give it more time, or try when the daemon is less busy");
    answer_fail(context, write->job);
    write->failed = true;
    return 0;
  }
  size_t count_before = changes->count;
  int64_t withdrawn_before = changes->withdrawn;
  bool access_before = changes->access;
  size_t erased_before = changes->erased_count;
  int result = answer_again(writer, batch, write);
  if (result == 1)
    return 0;
  if (!result)
    result = prepare_again(writer, write, newest);
  if (!result && !(result = store_savepoint(store, &context->error))) {
    if (!(result = apply(writer, write, changes)))
      return store_release(store, &context->error);
    changes->count = count_before;
    changes->withdrawn = withdrawn_before;
    changes->access = access_before;
    changes->erased_count = erased_before;
    if (result != -ERROR_FULL && result != -ERROR_IO)
      store_rollback_savepoint(store);
  }
  if (result == -ERROR_FULL || result == -ERROR_IO)
    return result;
  answer_fail(context, write->job);
  write->failed = true;
  return 0;
}

// --- one transaction

static void forget_reply(struct job *job) {
  free(job->reply);
  job->reply = NULL;
  job->reply_bytes = 0;
}

// The transaction is gone: whoever was to be answered out of it is told why.
static void fail_batch(struct write_state *batch, const struct error *error) {
  for (struct write_state *write = batch; write; write = write->next) {
    if (write->answered || write->failed)
      continue;
    forget_reply(write->job);
    write->context->error = *error;
    write->context->findings = (struct findings){.arena = write->arena};
    answer_fail(write->context, write->job);
  }
}

static _Noreturn void give_up(const struct error *error) {
  log_write(LOG_ERROR, "%s: it is unknown what reached the disk; stopping without answering, the next start recovers",
            error->message);
  _exit(EX_IOERR);
}

// 0, or negative with the error when nothing was stored.
static int run_transaction(struct writer *writer, struct write_state *batch, struct view *newest,
                           struct index_changes *changes, struct error *error) {
  struct store *store = writer->worker.store;
  int result = store_begin(store, error);
  for (struct write_state *write = batch; write && !result; write = write->next)
    if (!write->answered && (result = apply_one(writer, batch, write, newest, changes)))
      *error = write->context->error;
  if (!result && (result = store_commit(store, error)) && result != -ERROR_FULL)
    give_up(error);
  if (result) {
    store_rollback(store);
    if (error->kind == ERROR_FULL)
      error_hint(error, "free space on the disk of the state directory, then send it again; nothing was stored");
    log_write(LOG_ERROR, "write: %s", error->message);
  }
  return result;
}

static bool anything_to_store(const struct write_state *batch) {
  for (; batch; batch = batch->next)
    if (!batch->answered)
      return true;
  return false;
}

static int by_id_and_order(const void *one, const void *other) {
  const struct index_change *const *a = one, *const *b = other;
  int order = strcmp((*a)->id, (*b)->id);
  return order ? order : *a < *b ? -1 : 1; // they lie in one array in the order of arrival
}

static void show_changes(struct service *service, const struct index_changes *changes) {
  if (!changes->count && !changes->withdrawn)
    return;
  memory_auto const struct index_change **sorted = memory_new(changes->count * sizeof *sorted);
  memory_auto struct match_profile *added = memory_new(changes->count * sizeof *added);
  memory_auto const char **removed = memory_new(changes->count * sizeof *removed);
  struct view_change change = {.added = added, .removed = removed, .withdrawn = changes->withdrawn};
  for (size_t i = 0; i < changes->count; i++)
    sorted[i] = &changes->items[i];
  qsort(sorted, changes->count, sizeof *sorted, by_id_and_order);
  for (size_t i = 0; i < changes->count; i++) {
    if (i + 1 < changes->count && !strcmp(sorted[i]->id, sorted[i + 1]->id))
      continue;
    if (sorted[i]->removed)
      removed[change.removed_count++] = sorted[i]->id;
    else
      added[change.added_count++] = sorted[i]->profile;
  }
  view_post_change(&service->board, &change);
  keeper_wake(&service->keeper);
}

// Before anybody is answered: a key that was revoked must not get another request through. When the tables cannot be read, nobody
// knows who may do what.
static void show_access(struct writer *writer, const struct index_changes *changes) {
  struct error error;
  if (changes->access && access_board_reload(&writer->worker.service->access, writer->worker.store, &error))
    give_up(&error);
}

// What was erased stands in the log still: it moves into the file, where SQLite has overwritten the old place, and the log is cut
// to nothing. A reader that is in the way is gone in a moment; one that stays longer is left to tidy(), and the log says so.
static void forget_erased(struct writer *writer, const struct index_changes *changes) {
  if (!changes->erased_count)
    return;
  struct error error;
  int result = -ERROR_BUSY;
  for (int i = 0; i < FORGET_TRIES && result == -ERROR_BUSY; i++) {
    if (i)
      usleep(FORGET_WAIT_US);
    result = store_checkpoint(writer->worker.store, &error);
  }
  if (result)
    log_write(LOG_WARNING, "what was erased stays in the database's log for a while: %s", error.message);
  struct shelf *shelf = &writer->worker.service->shelf;
  if (shelf_purge(shelf, changes->erased, changes->erased_count, &error))
    log_write(LOG_WARNING, "what was erased stays in files of the index until the next start: %s", error.message);
}

static void finish(struct writer *writer, struct write_state *batch, size_t count) {
  for (struct write_state *write = batch, *next; write; write = next) {
    next = write->next;
    struct job *job = write->job;
    job->write = NULL;
    view_unref(write->view);
    access_registry_unref(write->registry);
    struct arena *arena = write->arena; // holds `write` itself
    job->done(job);
    arena_free(arena);
  }
  pthread_mutex_lock(&writer->lock);
  writer->group = (writer->waiting * GROUP_PERCENT + 99) / 100;
  writer->waiting -= count;
  pthread_mutex_unlock(&writer->lock);
}

static int64_t now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void run_batch(struct writer *writer, struct write_state *batch, size_t count) {
  int64_t started_us = now_us();
  struct service *service = writer->worker.service;
  struct index_changes changes = {0};
  struct error error;
  if (anything_to_store(batch)) {
    struct view *newest = view_take(&service->board);
    if (run_transaction(writer, batch, newest, &changes, &error))
      fail_batch(batch, &error);
    else {
      atomic_fetch_add(&writer->writes, count);
      atomic_fetch_add(&writer->transactions, 1);
      show_access(writer, &changes);
      show_changes(service, &changes);
      forget_erased(writer, &changes);
    }
    view_unref(newest);
  }
  free(changes.items);
  free(changes.erased);
  writer->commit_us = now_us() - started_us;
  finish(writer, batch, count);
}

// --- reload and tidying

static int reload(struct writer *writer, struct error *error) {
  struct service *service = writer->worker.service;
  struct vocabulary *vocabulary;
  int result = vocabulary_load(&writer->reload_files, &vocabulary, error);
  if (result)
    return result;
  struct knowledge *knowledge = knowledge_new(vocabulary, &writer->reload_weights.match.text);
  struct build_outcome built;
  result = build_index(&(struct build_order){.worker = &writer->worker,
                                             .knowledge = knowledge,
                                             .parameters = &writer->reload_weights.match.text,
                                             .today = date_of_ms(clock_unix_ms())},
                       &built, error);
  if (result) {
    knowledge_unref(knowledge);
    return result;
  }
  view_post(&service->board, knowledge, built.index, &writer->reload_weights, built.withdrawn, built.facts_day);
  keeper_wake(&service->keeper);
  return 0;
}

static void run_reload(struct writer *writer) {
  struct error error;
  bool stopping = atomic_load(&writer->worker.service->stopping);
  int result = stopping ? error_set(&error, ERROR_STOPPING, "the daemon is going down") : reload(writer, &error);
  service_reloaded *done = writer->reload_done;
  void *data = writer->reload_data;
  free(unconst(writer->reload_files.themes));
  free(unconst(writer->reload_files.places));
  free(unconst(writer->reload_files.size_regimes));
  free(unconst(writer->reload_files.cooperations));
  pthread_mutex_lock(&writer->lock);
  writer->reload = false;
  pthread_mutex_unlock(&writer->lock);
  done(data, result, &error);
}

// Old idempotency keys and abandoned imports go, hourly; the log moves into the file when nobody waits.
static void tidy(struct writer *writer) {
  int64_t now = clock_monotonic_ms();
  if (now - writer->tidied_ms < TIDY_EVERY_MS && writer->tidied_ms)
    return;
  writer->tidied_ms = now;
  struct store *store = writer->worker.store;
  struct error error;
  uint64_t keys, rows;
  int64_t keys_before = clock_unix_ms() - (int64_t)writer->worker.service->options.key_days * DAY_MS;
  int result = store_begin(store, &error);
  if (!result)
    result = store_forget_answers(store, keys_before, &keys, &error);
  if (!result)
    result = store_drop_staged_before(store, clock_unix_ms() - DAY_MS, &rows, &error);
  if (!result && (result = store_commit(store, &error)) && result != -ERROR_FULL)
    give_up(&error);
  if (result)
    store_rollback(store);
  if (!result)
    result = store_checkpoint(store, &error);
  if (result && result != -ERROR_BUSY)
    log_write(LOG_WARNING, "tidying the store: %s", error.message);
}

void *writer_run(void *data) {
  struct writer *writer = data;
  for (;;) {
    worker_show(&writer->worker);
    size_t count;
    pthread_mutex_lock(&writer->lock);
    wait_for_work(writer);
    if (writer->first && writer->prepared)
      wait_for_group(writer);
    bool reloading = writer->reload;
    struct write_state *batch = reloading ? NULL : take_batch(writer, writer->worker.service->options.batch, &count);
    bool finished = writer->closed && !reloading && !batch && !writer->first;
    pthread_mutex_unlock(&writer->lock);
    if (batch)
      run_batch(writer, batch, count);
    else if (reloading)
      run_reload(writer);
    else if (finished)
      return NULL;
    else
      tidy(writer);
  }
}
