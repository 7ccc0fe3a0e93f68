// SPDX-License-Identifier: Apache-2.0
// What a match_index is made of, for those within the room that read or rebuild it.
#pragma once

#include "match/index.h"
#include "match/marks.h"
#include "match/segment.h"

struct match_snapshot_part {
  struct match_segment *segment; // owned reference
  struct match_marks *marks;     // owned reference, or NULL: none dead
};

struct match_index {
  atomic_uint references;
  struct match_totals totals; // of the live
  struct match_text_parameters parameters;
  size_t part_count;
  struct match_snapshot_part parts[];
};

// One reference, the totals of `like`, room for `part_count_max` parts and none yet.
struct match_index *match_snapshot_new(const struct match_index *like, size_t part_count_max);
// Takes over the part's references. A part without live profiles is let go.
void match_snapshot_push(struct match_index *index, struct match_snapshot_part part);

static inline struct match_snapshot_part match_snapshot_part_ref(const struct match_snapshot_part *part) {
  return (struct match_snapshot_part){match_segment_ref(part->segment), match_marks_ref(part->marks)};
}

static inline size_t match_snapshot_live_count(const struct match_snapshot_part *part) {
  return match_segment_count(part->segment) - match_marks_dead_count(part->marks);
}
