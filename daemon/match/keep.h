// SPDX-License-Identifier: Apache-2.0
// For keeping an index somewhere and having it back: its segments, whose blocks can be written as they are, and an index of
// segments that were opened again (match_segment_open()).
//
// Who is dead is not kept. It comes out when the index is restored: of a profile that is in a segment, its id, its revision
// and when that was made say which text it is, and only those live that the caller asks for by all three. That also holds
// when the caller's data are older than the segments, or come from elsewhere.
#pragma once

#include "match/index.h"
#include "match/segment.h"

// The segments of a snapshot, from 0 on.
struct match_index_part {
  size_t number;
  struct match_segment *segment; // borrowed from the snapshot
  size_t live_count, dead_count; // profiles
};
size_t match_index_part_count(const struct match_index *index);
struct match_index_part match_index_part(const struct match_index *index, size_t number);

// Is a profile of this id in the segment, living or dead? Does one lie dead in the part of the snapshot?
bool match_segment_holds(const struct match_segment *segment, const char *id);
bool match_index_buries(const struct match_index *index, size_t number, const char *id);

// To rewrite, all into one, the parts that `is_chosen` says, whatever their sizes; as match_merge_plan() else. NULL: none is.
struct match_merge *match_merge_plan_some(struct match_index *index,
                                          bool (*is_chosen)(const struct match_index_part *part, void *data),
                                          void *data);

// --- back again

struct match_restore;

struct match_restore *match_restore_new(const struct match_text_parameters *parameters);
// Takes the reference over. False, and the segment is let go, when its impacts are made for other parameters. The order tells
// where a profile lives that is in several segments: in the first.
bool match_restore_add(struct match_restore *restore, struct match_segment *segment);
// True when exactly this profile is in one of the segments: it lives from now on.
bool match_restore_take(struct match_restore *restore, const char *id, uint64_t revision, int64_t at_ms);
// Calls for the id of everybody in a segment who was not taken from there. Return 0 to go on.
int match_restore_each_other(const struct match_restore *restore, int (*function)(const char *id, void *data),
                             void *data);
// The index of those that live, one reference; segments in which nobody does are let go. Frees the rest.
struct match_index *match_restore_finish(struct match_restore *restore);
