// SPDX-License-Identifier: Apache-2.0
// Why candidates are left out, in words.
#pragma once

#include "service/call.h"

// One entry for each exclusion with a count.
Helix__V1__Exclusion **gates_tell(struct arena *arena, const uint64_t counts[MATCH_EXCLUSION_COUNT], size_t *ret_count);
// One entry for each bit.
Helix__V1__Exclusion **gates_tell_reasons(struct arena *arena, uint32_t reasons, size_t *ret_count);
