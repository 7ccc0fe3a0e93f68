// SPDX-License-Identifier: Apache-2.0
// Any text is weights that can be used, or a complaint in words; and any text is a place in a list, or none.
#include "service/token.h"
#include "service/weights.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void check_weights(const struct match_weights *weights) {
  uint64_t sum = 0;
  for (int i = 0; i < MATCH_FACET_COUNT; i++)
    sum += weights->facets[i];
  assert(sum == MATCH_ONE && weights->fresh_days && weights->freshness + weights->assurance <= 400000);
  assert(weights->text.k1 > 0 && weights->text.b >= 0 && weights->text.b <= 1 && weights->text.half > 0);
}

static void check_token(const char *text) {
  struct token token;
  if (token_parse(text, &token) || !token.id)
    return;
  struct arena *arena = arena_new(SIZE_MAX);
  assert(!strcmp(token_print(arena, &token), text));
  arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes) {
  struct weights weights;
  struct error error = {0};
  char *text = malloc(bytes + 1);
  assert(text);
  if (bytes)
    memcpy(text, data, bytes);
  text[bytes] = 0;
  if (weights_parse("w", text, &weights, &error))
    assert(*error.message && error.kind);
  else
    check_weights(&weights.match);
  check_token(text);
  free(text);
  return 0;
}
