// SPDX-License-Identifier: Apache-2.0
// Any bytes have an analysis: places inside the text and in order, the same from two analyzers, and a quote that fits.
// The first byte chooses the language.
#include "text/analyzer.h"
#include "text/quote.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { QUOTE_BYTES_MAX = 80, SLUG_BYTES = 64, YOUTH_INPUTS = 256 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static const struct text_label labels[] = {
    {0, TEXT_ENGLISH, "energy"}, {1, TEXT_ENGLISH, "a b"},    {2, TEXT_ITALIAN, "economia circolare"},
    {3, TEXT_CHINESE, "能源"},   {4, TEXT_CHINESE, "3D打印"},
};

static void check_tokens(const struct text_analysis *analysis, size_t bytes) {
  for (size_t i = 0; i < analysis->token_count; i++) {
    const struct text_token *token = &analysis->tokens[i];
    assert(token->term && !(token->term & TEXT_DERIVED) && token->begin < token->end && token->end <= bytes);
    assert(i == 0 || token[-1].begin <= token->begin);
  }
}

static void check_derived(const struct text_analysis *analysis, size_t bytes) {
  assert(analysis->token_count || !analysis->derived_count);
  for (size_t i = 0; i < analysis->derived_count; i++) {
    const struct text_token *derived = &analysis->derived[i];
    assert(derived->term & TEXT_DERIVED && derived->begin < derived->end && derived->end <= bytes);
  }
}

static void check_hints(const struct text_analysis *analysis) {
  assert(analysis->hint_count <= TEXT_HINTS_MAX);
  for (size_t i = 0; i < analysis->hint_count; i++) {
    const struct text_hint *hint = &analysis->hints[i];
    assert(hint->concept < sizeof labels / sizeof *labels && hint->strength >= TEXT_HINT_MIN);
    assert(i == 0 || hint[-1].strength >= hint->strength);
    for (size_t t = 0; t < analysis->tag_count; t++)
      assert(analysis->tags[t].concept != hint->concept);
  }
}

static void check_tags(const struct text_analysis *analysis, size_t bytes) {
  for (size_t i = 0; i < analysis->tag_count; i++) {
    const struct text_tag *tag = &analysis->tags[i];
    assert(tag->concept < sizeof labels / sizeof *labels && tag->begin < tag->end && tag->end <= bytes);
    assert(i == 0 || tag[-1].begin <= tag->begin);
  }
}

static void check_equal(const struct text_analysis *a, const struct text_analysis *b) {
  assert(a->language == b->language && a->token_count == b->token_count && a->tag_count == b->tag_count);
  assert(a->derived_count == b->derived_count && a->hint_count == b->hint_count);
  for (size_t i = 0; i < a->derived_count; i++)
    assert(a->derived[i].term == b->derived[i].term && a->derived[i].begin == b->derived[i].begin);
  for (size_t i = 0; i < a->hint_count; i++)
    assert(a->hints[i].concept == b->hints[i].concept && a->hints[i].strength == b->hints[i].strength);
  for (size_t i = 0; i < a->token_count; i++)
    assert(a->tokens[i].term == b->tokens[i].term && a->tokens[i].begin == b->tokens[i].begin &&
           a->tokens[i].end == b->tokens[i].end);
  for (size_t i = 0; i < a->tag_count; i++)
    assert(a->tags[i].concept == b->tags[i].concept && a->tags[i].begin == b->tags[i].begin);
}

static void check_quote(const char *text, size_t bytes, const struct text_analysis *analysis) {
  float *weights = calloc(analysis->token_count + 1, sizeof *weights);
  assert(weights);
  for (size_t i = 0; i < analysis->token_count; i++)
    weights[i] = (float)(analysis->tokens[i].term % 3);
  struct text_span span = text_quote(text, bytes, analysis, weights, QUOTE_BYTES_MAX);
  assert(span.begin <= span.end && span.end <= bytes && span.end - span.begin <= QUOTE_BYTES_MAX);
  free(weights);
}

static void check_slug(const char *text, size_t bytes) {
  char slug[SLUG_BYTES], *copy = strndup(text, bytes);
  assert(copy);
  text_slug(copy, slug, sizeof slug);
  assert(strlen(slug) < sizeof slug);
  for (const char *at = slug; *at; at++)
    assert((*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9') ||
           (*at == '-' && at != slug && at[1] != '-' && at[1]));
  free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes) {
  static struct text_analyzer *old, *young; // one has read all inputs before, the other few
  static unsigned inputs;
  static struct text_concepts *concepts;
  if (!old) {
    old = text_analyzer_new();
    concepts = text_concepts_new(labels, sizeof labels / sizeof *labels);
  }
  if (!bytes)
    return 0;
  enum text_language language = (enum text_language)(data[0] % (TEXT_OTHER + 1));
  const char *text = (const char *)data + 1;
  if (inputs++ % YOUTH_INPUTS == 0) {
    text_analyzer_free(young);
    young = text_analyzer_new();
  }
  struct text_analysis a = {0}, b = {0};
  text_analyze(old, concepts, text, --bytes, language, &a);
  text_analyze(young, concepts, text, bytes, language, &b);
  check_tokens(&a, bytes);
  check_derived(&a, bytes);
  check_tags(&a, bytes);
  check_hints(&a);
  check_equal(&a, &b);
  check_quote(text, bytes, &a);
  check_slug(text, bytes);
  text_analysis_deinit(&a);
  text_analysis_deinit(&b);
  return 0;
}
