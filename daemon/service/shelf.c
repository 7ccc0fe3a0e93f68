// SPDX-License-Identifier: Apache-2.0
// A new file is there before an old one goes: after a crash there may be profiles in two of them, and then the newer counts.
#include "service/shelf.h"

#include "base/date.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/thread.h"
#include "service/stamp.h"
#include "service/threads.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUND_MS = 5000 }; // between looks at the index

void shelf_open(struct shelf *shelf, const char *state_dir) {
  struct error error;
  *shelf = (struct shelf){0};
  pthread_mutex_init(&shelf->lock, NULL);
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&shelf->more, &attributes);
  pthread_condattr_destroy(&attributes);
  if (store_segments_open(state_dir, &shelf->files, &error))
    log_write(LOG_WARNING, "the index is not kept in files: %s", error.message);
}

void shelf_close(struct shelf *shelf) {
  for (size_t i = 0; i < shelf->count; i++)
    match_segment_unref(shelf->list[i].segment);
  for (size_t i = 0; i < shelf->purged_count; i++)
    free(shelf->purged[i]);
  free(shelf->list);
  free(shelf->purged);
  store_segments_close(shelf->files);
  pthread_cond_destroy(&shelf->more);
  pthread_mutex_destroy(&shelf->lock);
}

// Takes the reference over.
static void add_file(struct shelf *shelf, uint64_t number, struct match_segment *segment) {
  memory_reserve(shelf->list, shelf->count, shelf->capacity);
  shelf->list[shelf->count++] = (struct shelf_file){number, segment};
}

static void complain(struct shelf *shelf, const struct error *error) {
  if (!shelf->complained)
    log_write(LOG_WARNING, "keeping the index in files: %s", error->message);
  shelf->complained = true;
}

// --- loading

static void release(void *block, size_t bytes, void *data) {
  (void)bytes;
  (void)data;
  free(block);
}

static struct match_segment *load_file(struct shelf *shelf, uint64_t number, const char *stamp) {
  struct error error;
  void *block;
  size_t bytes;
  int result = store_segments_read(shelf->files, number, stamp, &block, &bytes, &error);
  if (result < 0)
    log_write(LOG_WARNING, "a file of the index is not taken: %s", error.message);
  if (result)
    return NULL;
  struct match_segment *segment = match_segment_open(block, bytes, release, NULL);
  if (!segment) {
    log_write(LOG_WARNING, "file %llx of the index is not taken: it is of another layout", (unsigned long long)number);
    free(block);
  }
  return segment;
}

size_t shelf_load(struct shelf *shelf, const char *stamp, struct match_restore *restore) {
  struct error error;
  uint64_t *numbers;
  size_t count, loaded = 0;
  if (!shelf->files)
    return 0;
  if (store_segments_list(shelf->files, &numbers, &count, &error)) {
    log_write(LOG_WARNING, "the index is not kept in files: %s", error.message);
    shelf->files = store_segments_close(shelf->files); // nobody would know which are to be removed
    return 0;
  }
  for (size_t i = 0; i < count; i++) {
    struct match_segment *segment = load_file(shelf, numbers[i], stamp);
    bool taken = segment && match_restore_add(restore, match_segment_ref(segment));
    if (!taken)
      segment = match_segment_unref(segment);
    add_file(shelf, numbers[i], segment);
    loaded += taken;
  }
  free(numbers);
  return loaded;
}

// --- purging

static bool holds_purged(const struct shelf *shelf, const struct match_segment *segment) {
  for (size_t i = 0; i < shelf->purged_count; i++)
    if (match_segment_holds(segment, shelf->purged[i]))
      return true;
  return false;
}

// Removes the files that `is_unwanted` says, with the lock held. Those that could not be removed stay on the list.
static int remove_files(struct shelf *shelf, bool (*is_unwanted)(const struct shelf_file *file, const void *data),
                        const void *data, struct error *error) {
  size_t kept = 0, gone = 0;
  memory_auto uint64_t *numbers = memory_new(shelf->count * sizeof *numbers);
  for (size_t i = 0; i < shelf->count; i++)
    if (is_unwanted(&shelf->list[i], data))
      numbers[gone++] = shelf->list[i].number;
  int result = gone ? store_segments_remove(shelf->files, numbers, gone, error) : 0;
  if (result)
    return result;
  for (size_t i = 0; i < shelf->count; i++)
    if (is_unwanted(&shelf->list[i], data))
      match_segment_unref(shelf->list[i].segment);
    else
      shelf->list[kept++] = shelf->list[i];
  shelf->count = kept;
  return 0;
}

static bool may_hold_purged(const struct shelf_file *file, const void *data) {
  return !file->segment || holds_purged(data, file->segment);
}

int shelf_purge(struct shelf *shelf, const char *const *ids, size_t count, struct error *error) {
  if (!shelf->files)
    return error_set(error, ERROR_IO, "it is not known what the folder of the index holds: see the log of the start");
  pthread_mutex_lock(&shelf->lock);
  for (size_t i = 0; i < count; i++) {
    memory_reserve(shelf->purged, shelf->purged_count, shelf->purged_capacity);
    shelf->purged[shelf->purged_count++] = memory_copy_string(ids[i]);
  }
  int result = remove_files(shelf, may_hold_purged, shelf, error);
  shelf->changed = true;
  pthread_cond_signal(&shelf->more);
  pthread_mutex_unlock(&shelf->lock);
  return result;
}

struct purged {
  const struct shelf *shelf;
  const struct match_index *index;
};

static bool buries_purged(const struct match_index_part *part, void *data) {
  const struct purged *purged = data;
  for (size_t i = 0; i < purged->shelf->purged_count; i++)
    if (match_index_buries(purged->index, part->number, purged->shelf->purged[i]))
      return true;
  return false;
}

static void forget_purged(struct shelf *shelf) {
  for (size_t i = 0; i < shelf->purged_count; i++)
    free(shelf->purged[i]);
  shelf->purged_count = 0;
}

// Rewrites the segments in which purged profiles lie dead; when there are none any more, the ids are free again.
static void unbury(struct service *service) {
  struct shelf *shelf = &service->shelf;
  struct view *view = view_take(&service->board);
  struct purged purged = {shelf, view->index};
  pthread_mutex_lock(&shelf->lock);
  struct match_merge *merge = shelf->purged_count ? match_merge_plan_some(view->index, buries_purged, &purged) : NULL;
  if (!merge)
    forget_purged(shelf);
  pthread_mutex_unlock(&shelf->lock);
  view_unref(view);
  if (!merge)
    return;
  match_merge_run(merge);
  view_post_merge(&service->board, merge); // outdated: the next round plans anew
  match_merge_free(merge);
  shelf_wake(shelf);
}

// --- keeping

static bool has_file(struct shelf *shelf, const struct match_segment *segment) {
  bool found = false;
  pthread_mutex_lock(&shelf->lock);
  for (size_t i = 0; i < shelf->count && !found; i++)
    found = shelf->list[i].segment == segment;
  pthread_mutex_unlock(&shelf->lock);
  return found;
}

static bool may_be_kept(struct shelf *shelf, const struct match_segment *segment) {
  pthread_mutex_lock(&shelf->lock);
  bool may = !holds_purged(shelf, segment);
  pthread_mutex_unlock(&shelf->lock);
  return may;
}

// The name is given with the lock held: a purge is before it, and then it is not given, or after it, and then it finds the
// file.
static int publish(struct shelf *shelf, uint64_t number, struct match_segment *segment, struct error *error) {
  int result = 0;
  pthread_mutex_lock(&shelf->lock);
  if (holds_purged(shelf, segment))
    store_segments_discard(shelf->files, number);
  else if (!(result = store_segments_publish(shelf->files, number, error)))
    add_file(shelf, number, match_segment_ref(segment));
  pthread_mutex_unlock(&shelf->lock);
  return result;
}

static int keep_segment(struct shelf *shelf, struct match_segment *segment, const char *stamp, struct error *error) {
  uint64_t number;
  int result =
      store_segments_write(shelf->files, stamp, segment->header, segment->header->bytes, &shelf->hurry, &number, error);
  return result ? result : publish(shelf, number, segment, error);
}

static int keep_segments(struct shelf *shelf, const struct view *view, size_t profiles_min, struct error *error) {
  char stamp[STORE_STAMP_BYTES];
  int result = 0;
  stamp_make(view->knowledge, &view->weights.match.text, view->facts_day, stamp);
  for (size_t i = 0; i < match_index_part_count(view->index) && !result; i++) {
    struct match_index_part part = match_index_part(view->index, i);
    if (part.live_count + part.dead_count >= profiles_min && !has_file(shelf, part.segment) &&
        may_be_kept(shelf, part.segment))
      result = keep_segment(shelf, part.segment, stamp, error);
  }
  return result;
}

static bool is_not_of(const struct shelf_file *file, const void *data) {
  const struct match_index *index = data;
  for (size_t i = 0; i < match_index_part_count(index); i++)
    if (match_index_part(index, i).segment == file->segment)
      return false;
  return true;
}

static bool any_file(const struct shelf_file *file, const void *data) {
  (void)file;
  (void)data;
  return true;
}

// Facts of some other day are those of some profiles only: then nothing of it is good for the next start.
static bool is_of_today(const struct view *view) {
  return profile_facts_day(view->knowledge, date_of_ms(clock_unix_ms())) == view->facts_day;
}

static void keep(struct service *service, size_t profiles_min) {
  struct shelf *shelf = &service->shelf;
  struct view *view = view_take(&service->board);
  struct error error;
  bool is_good = is_of_today(view);
  int result = is_good ? keep_segments(shelf, view, profiles_min, &error) : 0;
  if (result)
    complain(shelf, &error);
  pthread_mutex_lock(&shelf->lock);
  int removed = remove_files(shelf, is_good ? is_not_of : any_file, view->index, &error);
  pthread_mutex_unlock(&shelf->lock);
  if (removed)
    complain(shelf, &error);
  shelf->complained &= result || removed;
  view_unref(view);
}

void shelf_wake(struct shelf *shelf) {
  pthread_mutex_lock(&shelf->lock);
  shelf->changed = true;
  pthread_cond_signal(&shelf->more);
  pthread_mutex_unlock(&shelf->lock);
}

void shelf_end(struct shelf *shelf) {
  pthread_mutex_lock(&shelf->lock);
  shelf->closed = true;
  atomic_store(&shelf->hurry, true);
  pthread_cond_signal(&shelf->more);
  pthread_mutex_unlock(&shelf->lock);
}

// Until something changed, and a while longer: what changes again soon need not be written.
static bool wait_for_round(struct shelf *shelf) {
  struct timespec until;
  pthread_mutex_lock(&shelf->lock);
  while (!shelf->changed && !shelf->closed)
    pthread_cond_wait(&shelf->more, &shelf->lock);
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_sec += ROUND_MS / 1000;
  while (!shelf->closed && !pthread_cond_timedwait(&shelf->more, &shelf->lock, &until))
    ;
  shelf->changed = false;
  bool go_on = !shelf->closed;
  pthread_mutex_unlock(&shelf->lock);
  return go_on;
}

void *shelf_run(void *data) {
  struct service *service = data;
  thread_yields_on_wakeup();
  while (wait_for_round(&service->shelf)) {
    unbury(service);
    keep(service, SHELF_PROFILES_MIN);
  }
  return NULL;
}

// --- stopping

struct leftovers {
  struct shelf *shelf;
  size_t count, dead;
};

// Of those that are dead, nothing goes into a file or stays in one. What goes into one file at a stop: small ones, of which
// there are many, and those with what is not to stay.
static bool is_left_over(const struct match_index_part *part, void *data) {
  struct leftovers *leftovers = data;
  bool is_small = part->live_count + part->dead_count < SHELF_PROFILES_MIN;
  if (!part->dead_count && (!is_small || has_file(leftovers->shelf, part->segment)))
    return false;
  leftovers->count++;
  leftovers->dead += part->dead_count;
  return true;
}

static void merge_leftovers(struct service *service) {
  struct view *view = view_take(&service->board);
  struct leftovers leftovers = {.shelf = &service->shelf};
  struct match_merge *merge = match_merge_plan_some(view->index, is_left_over, &leftovers);
  if (merge && (leftovers.count > 1 || leftovers.dead)) {
    match_merge_run(merge);
    view_post_merge(&service->board, merge);
  }
  match_merge_free(merge);
  view_unref(view);
}

void shelf_save(struct service *service) {
  if (!service->shelf.files)
    return;
  merge_leftovers(service);
  pthread_mutex_lock(&service->shelf.lock);
  forget_purged(&service->shelf); // nobody lies dead in a segment any more
  pthread_mutex_unlock(&service->shelf.lock);
  keep(service, 0);
}
