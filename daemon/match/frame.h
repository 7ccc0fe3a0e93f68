// SPDX-License-Identifier: Apache-2.0
// Whether some bytes are a segment's block, told by its header and by where its arrays lie and end. For the room itself; the
// promise is that of match_segment_open().
#pragma once

#include "match/segment.h"

bool match_frame_is_sound(const void *block, size_t bytes);

// Of a block that is sound: does the set lie in its array, where a bitmap can be read in place?
bool match_frame_holds_set(const struct match_segment_header *header, const struct match_set *set);
