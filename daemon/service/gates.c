// SPDX-License-Identifier: Apache-2.0
#include "service/gates.h"

#include <assert.h>

static const char *const words[MATCH_EXCLUSION_COUNT] = {
    [MATCH_EXCLUDED_HELIX] = "helix role not asked for",
    [MATCH_EXCLUDED_SIZE] = "size not asked for or unknown",
    [MATCH_EXCLUDED_PLACE] = "place not asked for",
    [MATCH_EXCLUDED_COUNTRY] = "country not asked for",
    [MATCH_EXCLUDED_THEME] = "theme not asked for",
    [MATCH_EXCLUDED_DIRECTION] = "direction not asked for or not stated",
    [MATCH_EXCLUDED_LANGUAGE] = "language not asked for",
    [MATCH_EXCLUDED_SELF] = "the asker itself",
    [MATCH_EXCLUDED_NEVER] = "one side never wants the other suggested",
    [MATCH_EXCLUDED_GROUP] = "one owns the other",
    [MATCH_EXCLUDED_MUST] = "one side accepts other partners only",
    [MATCH_EXCLUDED_NO_EVIDENCE] = "no word, concept or theme in common"};

// The engine's reasons are the wire's, one less.
#define IN_STEP(gate)                                                                                                  \
  static_assert((int)MATCH_EXCLUDED_##gate + 1 == HELIX__V1__EXCLUSION__GATE__##gate, "gates in step")
IN_STEP(HELIX);
IN_STEP(SIZE);
IN_STEP(PLACE);
IN_STEP(COUNTRY);
IN_STEP(THEME);
IN_STEP(DIRECTION);
IN_STEP(LANGUAGE);
IN_STEP(SELF);
IN_STEP(NEVER);
IN_STEP(GROUP);
IN_STEP(MUST);
IN_STEP(NO_EVIDENCE);
static_assert((int)MATCH_EXCLUDED_NO_EVIDENCE + 1 == MATCH_EXCLUSION_COUNT, "gates in step");

Helix__V1__Exclusion **gates_tell(struct arena *arena, const uint64_t counts[MATCH_EXCLUSION_COUNT],
                                  size_t *ret_count) {
  Helix__V1__Exclusion **list = arena_need(arena, MATCH_EXCLUSION_COUNT * sizeof *list);
  *ret_count = 0;
  for (int i = 0; i < MATCH_EXCLUSION_COUNT; i++) {
    if (!counts[i])
      continue;
    Helix__V1__Exclusion *exclusion = arena_need(arena, sizeof *exclusion);
    helix__v1__exclusion__init(exclusion);
    exclusion->reason = unconst(words[i]);
    exclusion->count = counts[i];
    exclusion->gate = (Helix__V1__Exclusion__Gate)(i + 1);
    list[(*ret_count)++] = exclusion;
  }
  return list;
}

Helix__V1__Exclusion **gates_tell_reasons(struct arena *arena, uint32_t reasons, size_t *ret_count) {
  uint64_t counts[MATCH_EXCLUSION_COUNT];
  for (int i = 0; i < MATCH_EXCLUSION_COUNT; i++)
    counts[i] = reasons >> i & 1;
  return gates_tell(arena, counts, ret_count);
}
