// SPDX-License-Identifier: Apache-2.0
// The index of everything that is published, read from the store: at start and after a reload.
#include "service/threads.h"
#include "service/unpack.h"

#include "base/date.h"
#include "base/memory.h"

#include <stdio.h>

// Large enough that few merges follow, small enough to stay far below the memory of the finished index.
enum { CHUNK = 16384, CHUNK_BYTES = 256 * 1024 * 1024 };

struct build {
  struct worker *worker;
  const struct knowledge *knowledge;
  int32_t today;
  service_progress *progress;
  void *progress_data;
  struct arena *arena; // of the chunk
  struct match_profile *profiles;
  size_t count, total;
  uint64_t withdrawn;
  struct match_index *index;
};

static void merge(struct build *build) {
  for (struct match_merge *merge; (merge = match_merge_plan(build->index)); match_merge_free(merge)) {
    match_merge_run(merge);
    struct match_index *merged = match_merge_install(merge, build->index);
    match_index_unref(build->index);
    build->index = merged;
  }
}

static void flush(struct build *build) {
  if (!build->count)
    return;
  struct match_index *next = match_index_change(build->index, build->profiles, build->count, NULL, 0);
  match_index_unref(build->index);
  build->index = next;
  merge(build);
  build->total += build->count;
  build->count = 0;
  arena_free(build->arena);
  build->arena = arena_new(SIZE_MAX);
  worker_show(build->worker);
  char text[64];
  snprintf(text, sizeof text, "%zu profiles indexed", build->total);
  if (build->progress)
    build->progress(build->progress_data, text);
}

static int add_row(const struct store_stakeholder *row, const struct store_columns *columns, void *data,
                   struct error *error) {
  (void)columns;
  struct build *build = data;
  if (row->state != STORE_PUBLISHED) {
    build->withdrawn++;
    return 0;
  }
  ProtobufCAllocator allocator = unpack_allocator(build->arena);
  Helix__V1__Stakeholder *message = helix__v1__stakeholder__unpack(&allocator, row->message.size, row->message.data);
  if (!message) {
    error_set(error, ERROR_IO, "the stored profile \"%s\" cannot be read", row->id);
    return error_hint(error, "restore the state directory from a backup");
  }
  struct profile profile;
  profile_make(&build->worker->maker, build->knowledge, build->arena, message, build->today, &profile);
  profile.match.revision = row->revision;
  profile.match.changed_day = date_of_ms(row->at_ms);
  build->profiles[build->count++] = profile.match;
  if (build->count == CHUNK || arena_bytes(build->arena) > CHUNK_BYTES)
    flush(build);
  return 0;
}

int build_index(struct worker *worker, const struct knowledge *knowledge,
                const struct match_text_parameters *parameters, int32_t today, service_progress *progress,
                void *progress_data, struct match_index **ret_index, uint64_t *ret_withdrawn, struct error *error) {
  struct build build = {.worker = worker,
                        .knowledge = knowledge,
                        .today = today,
                        .progress = progress,
                        .progress_data = progress_data,
                        .arena = arena_new(SIZE_MAX),
                        .profiles = memory_new(CHUNK * sizeof *build.profiles),
                        .index = match_index_new(parameters)};
  int result = store_each_stakeholder(worker->store, "", add_row, &build, error);
  if (!result)
    flush(&build);
  arena_free(build.arena);
  free(build.profiles);
  if (result) {
    match_index_unref(build.index);
    return result;
  }
  *ret_index = build.index;
  *ret_withdrawn = build.withdrawn;
  return 0;
}
