// SPDX-License-Identifier: Apache-2.0
// The index of everything that is published, read from the store: at start and after a reload. At start, what the shelf has
// of it need not be analysed: then only the versions are read of all rows, and the rest of those that are missing.
#include "service/stamp.h"
#include "service/threads.h"
#include "service/unpack.h"

#include "base/date.h"
#include "base/log.h"
#include "base/memory.h"

#include <stdio.h>

// Large enough that few merges follow, small enough to stay far below the memory of the finished index.
enum { CHUNK = 16384, CHUNK_BYTES = 256 * 1024 * 1024 };

struct build {
  const struct build_order *order;
  struct build_outcome *outcome;
  struct arena *arena; // of the chunk
  struct match_profile *profiles;
  size_t count;
  struct match_restore *restore; // while the versions are read
  struct missing {
    char **ids; // owned
    size_t count, capacity;
  } missing;
};

static void tell(const struct build *build, const char *what) {
  if (build->order->progress)
    build->order->progress(build->order->progress_data, what);
}

static void merge(struct build *build) {
  for (struct match_merge *merge; (merge = match_merge_plan(build->outcome->index)); match_merge_free(merge)) {
    match_merge_run(merge);
    struct match_index *merged = match_merge_install(merge, build->outcome->index);
    match_index_unref(build->outcome->index);
    build->outcome->index = merged;
  }
}

static void flush(struct build *build) {
  if (!build->count)
    return;
  struct match_index *next = match_index_change(build->outcome->index, build->profiles, build->count, NULL, 0);
  match_index_unref(build->outcome->index);
  build->outcome->index = next;
  merge(build);
  build->outcome->analysed += build->count;
  build->count = 0;
  arena_free(build->arena);
  build->arena = arena_new(SIZE_MAX);
  worker_show(build->order->worker);
  char text[64];
  snprintf(text, sizeof text, "%llu profiles indexed",
           (unsigned long long)(build->outcome->kept + build->outcome->analysed));
  tell(build, text);
}

static int add_row(const struct store_stakeholder *row, const struct store_columns *columns, void *data,
                   struct error *error) {
  (void)columns;
  struct build *build = data;
  if (row->state != STORE_PUBLISHED) {
    build->outcome->withdrawn++;
    return 0;
  }
  ProtobufCAllocator allocator = unpack_allocator(build->arena);
  Helix__V1__Stakeholder *message = helix__v1__stakeholder__unpack(&allocator, row->message.size, row->message.data);
  if (!message) {
    error_set(error, ERROR_IO, "the stored profile \"%s\" cannot be read", row->id);
    return error_hint(error, "restore the state directory from a backup");
  }
  struct profile profile;
  profile_make(&build->order->worker->maker, build->order->knowledge, build->arena, message, build->order->today,
               &profile);
  profile.match.revision = row->revision;
  profile.match.at_ms = row->at_ms;
  profile.match.changed_day = date_of_ms(row->at_ms);
  build->profiles[build->count++] = profile.match;
  if (build->count == CHUNK || arena_bytes(build->arena) > CHUNK_BYTES)
    flush(build);
  return 0;
}

// --- from the shelf

static int look_for(const struct store_stakeholder *row, const struct store_columns *columns, void *data,
                    struct error *error) {
  (void)columns;
  (void)error;
  struct build *build = data;
  if (row->state != STORE_PUBLISHED)
    build->outcome->withdrawn++;
  else if (match_restore_take(build->restore, row->id, row->revision, row->at_ms))
    build->outcome->kept++;
  else {
    memory_reserve(build->missing.ids, build->missing.count, build->missing.capacity);
    build->missing.ids[build->missing.count++] = memory_copy_string(row->id);
  }
  return 0;
}

// Whoever is in a file and nowhere in the store was erased, or the store is another one: nothing of them is to stay.
struct strangers {
  struct store *store;
  struct error *error;
  char **ids; // owned
  size_t count, capacity;
};

static int look_up(const char *id, void *data) {
  struct strangers *strangers = data;
  bool exists;
  int result = store_has_stakeholder(strangers->store, id, &exists, strangers->error);
  if (result || exists)
    return result;
  memory_reserve(strangers->ids, strangers->count, strangers->capacity);
  strangers->ids[strangers->count++] = memory_copy_string(id);
  return 0;
}

static int purge_strangers(struct build *build, struct error *error) {
  struct strangers strangers = {.store = build->order->worker->store, .error = error};
  struct error late;
  int result = match_restore_each_other(build->restore, look_up, &strangers);
  if (!result && strangers.count &&
      shelf_purge(build->order->shelf, (const char *const *)strangers.ids, strangers.count, &late))
    log_write(LOG_WARNING, "what is in files of the index and not in the store could not be removed: %s", late.message);
  for (size_t i = 0; i < strangers.count; i++)
    free(strangers.ids[i]);
  free(strangers.ids);
  return result;
}

static int add_missing(struct build *build, struct error *error) {
  struct store *store = build->order->worker->store;
  int result = 0;
  for (size_t i = 0; i < build->missing.count && !result; i++) {
    struct store_stakeholder row;
    result = store_get_stakeholder(store, build->missing.ids[i], 0, &row, error);
    if (!result)
      result = add_row(&row, NULL, build, error);
  }
  return result;
}

// The row of a missing one is borrowed until the next is got, and so is what its profile points at: it is copied by unpacking.
static int build_rest(struct build *build, struct error *error) {
  tell(build, "comparing the index in files with the store");
  int result = store_each_version(build->order->worker->store, look_for, build, error);
  if (!result)
    result = purge_strangers(build, error);
  match_index_unref(build->outcome->index);
  build->outcome->index = match_restore_finish(build->restore);
  build->restore = NULL;
  if (!result)
    result = add_missing(build, error);
  for (size_t i = 0; i < build->missing.count; i++)
    free(build->missing.ids[i]);
  free(build->missing.ids);
  return result;
}

static bool load(struct build *build) {
  const struct build_order *order = build->order;
  char stamp[STORE_STAMP_BYTES];
  build->restore = match_restore_new(order->parameters);
  if (!order->shelf)
    return false;
  tell(build, "reading the index in files");
  stamp_make(order->knowledge, order->parameters, build->outcome->facts_day, stamp);
  return shelf_load(order->shelf, stamp, build->restore) > 0;
}

int build_index(const struct build_order *order, struct build_outcome *ret_outcome, struct error *error) {
  struct build build = {.order = order,
                        .outcome = ret_outcome,
                        .arena = arena_new(SIZE_MAX),
                        .profiles = memory_new(CHUNK * sizeof *build.profiles)};
  *ret_outcome = (struct build_outcome){.index = match_index_new(order->parameters),
                                        .facts_day = profile_facts_day(order->knowledge, order->today)};
  int result = load(&build) ? build_rest(&build, error)
                            : store_each_stakeholder(order->worker->store, "", add_row, &build, error);
  if (build.restore)
    match_index_unref(match_restore_finish(build.restore));
  if (!result)
    flush(&build);
  arena_free(build.arena);
  free(build.profiles);
  if (result)
    match_index_unref(ret_outcome->index);
  return result;
}
