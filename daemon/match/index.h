// SPDX-License-Identifier: Apache-2.0
// The index: an immutable snapshot made of immutable segments, shared by reference count. A change makes a new snapshot
// that shares all segments but the newest; readers keep the one they hold. Pure: no clock, file, socket, thread of its
// own.
//
// A segment holds postings by term (statement number, frequency), so that both a statement and a whole profile can be
// scored; a profile that was replaced or removed is marked dead in the snapshot, not in the segment. Merging drops the
// dead. What a snapshot answers depends only on its live profiles, never on how they are spread over segments.
#pragma once

#include "match/parameters.h"
#include "match/profile.h"

#include <stdbool.h>

struct match_index;

// Empty, one reference. Impacts are kept for these parameters; searching with others is right all the same, and slower.
struct match_index *match_index_new(const struct match_text_parameters *parameters);
struct match_index *match_index_ref(struct match_index *index);
struct match_index *match_index_unref(struct match_index *index); // returns NULL

// A new snapshot: `removed` ids are gone, `added` profiles are in, replacing those of the same id (last one wins).
// The old snapshot is unchanged; the caller holds one reference to each.
struct match_index *match_index_change(const struct match_index *index, const struct match_profile *added,
                                       size_t added_count, const char *const *removed, size_t removed_count);

uint64_t match_index_profile_count(const struct match_index *index); // live
size_t match_index_memory(const struct match_index *index);          // bytes of segments and marks

// Merging keeps the number of segments logarithmic: when nothing is left to plan, three at most in each class of sizes (powers
// of 4), and none of which more than half is dead. It can be done by another thread, on any snapshot:
//   plan, which segments → run, slow, pure → install the outcome into the then newest snapshot, quick.
// install() leaves `newest` as it is and returns a new snapshot, in which profiles that died meanwhile are dead; or NULL when
// the merged segments are not all there any more: then plan anew. A plan holds a reference to its snapshot.
struct match_merge;
struct match_merge *match_merge_plan(struct match_index *index); // NULL: nothing to do
// All segments into one, as after a build: searching is quickest then. NULL: it is one already.
struct match_merge *match_merge_plan_all(struct match_index *index);
void match_merge_run(struct match_merge *merge);
struct match_index *match_merge_install(const struct match_merge *merge, const struct match_index *newest);
struct match_merge *match_merge_free(struct match_merge *merge);
