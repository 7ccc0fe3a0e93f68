// SPDX-License-Identifier: Apache-2.0
// The index in files (store/segments.h), so that a start need not analyse every text again. The store decides what is true: a
// profile is taken from a file only when the store has the very same revision, and what is not there is analysed. Without any
// file, or with none that fits or is whole, a start does all the work; with files it does what is left.
//
// A thread of its own writes each segment of SHELF_PROFILES_MIN profiles or more once the keeper has nothing to merge, and
// removes the files of those that are not in the index any more. A clean stop writes all the rest. When a disk is full or
// fails, that is a warning, and nobody waits: only the next start takes longer.
//
// What a file holds of a profile that was replaced or withdrawn: its terms, places, themes and the like, no text, as long as
// its segment is in the index. It goes with the next merge of that segment, at a clean stop at the latest (the segment is
// rewritten without it), and at once with shelf_purge().
#pragma once

#include "match/keep.h"
#include "service/service.h"
#include "store/segments.h"

#include <pthread.h>

enum { SHELF_PROFILES_MIN = 2048 }; // fewer are analysed in a second

struct shelf {
  struct store_segments *files; // owned; NULL: none are kept
  atomic_bool hurry;            // the daemon stops: no rests while writing
  bool complained;              // of a failure, and none succeeded since: the thread's
  pthread_t thread;
  pthread_mutex_t lock; // guards what follows
  pthread_cond_t more;
  bool changed, closed;
  struct shelf_file {
    uint64_t number;
    struct match_segment *segment; // owned reference; NULL: it was not taken, and is to be removed
  } * list;
  size_t count, capacity;
  char **purged; // owned: ids that must not get into a file until no segment holds what they were
  size_t purged_count, purged_capacity;
};

struct service;

void shelf_open(struct shelf *shelf, const char *state_dir); // a failure is logged
void shelf_close(struct shelf *shelf);

// Before the threads run: puts the segments that fit the stamp and are whole into the restore. Returns their number.
size_t shelf_load(struct shelf *shelf, const char *stamp, struct match_restore *restore);

void shelf_wake(struct shelf *shelf); // the index has other segments than before
void *shelf_run(void *service);
void shelf_end(struct shelf *shelf);      // the thread returns soon
void shelf_save(struct service *service); // at a clean stop, when the threads are gone

// For the erasure of a person's data: removes every file that holds anything of these ids, or may hold it, durably when it
// returns 0, and lets nothing of what they were get into a file again. To be called when the newest view no longer has them.
// Any thread; waits for no writing. When a crash comes between an erasure's commit and its purge, the next start makes up for
// it: whoever is in a file and not in the store at all is purged.
int shelf_purge(struct shelf *shelf, const char *const *ids, size_t count, struct error *error);
