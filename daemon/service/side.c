// SPDX-License-Identifier: Apache-2.0
// A reading holds the tokens once more in the order of their terms: what two statements share is then found in one walk
// through both, however long they are.
#include "service/side.h"

#include <stdlib.h>
#include <string.h>

struct term_place {
  uint64_t term;
  size_t token;
};

struct side_reading {
  bool is_made;
  struct text_analysis analysis; // buffers in the side's arena
  struct term_place *by_term;    // one for each token, and one for each name
  size_t place_count;
};

static struct side side_new(enum side_kind kind, struct arena *arena, const struct match_profile *profile, size_t count,
                            enum text_language **ret_languages) {
  *ret_languages = arena_need(arena, count * sizeof **ret_languages);
  return (struct side){.kind = kind,
                       .arena = arena,
                       .profile = profile,
                       .statement_count = count,
                       .fields = arena_need(arena, count * sizeof(char *)),
                       .texts = arena_need(arena, count * sizeof(char *)),
                       .languages = *ret_languages,
                       .readings = arena_need(arena, count * sizeof(struct side_reading))};
}

struct side side_of_stakeholder(struct arena *arena, const Helix__V1__Stakeholder *message,
                                const struct match_profile *profile) {
  enum text_language *languages;
  struct side side = side_new(SIDE_STAKEHOLDER, arena, profile, message->n_statements, &languages);
  side.message = message;
  for (size_t i = 0; i < message->n_statements; i++) {
    side.fields[i] = arena_print(arena, "statements[%s]", message->statements[i]->id);
    side.texts[i] = profile_statement_text(arena, message->statements[i]);
    languages[i] = text_language_of(message->statements[i]->language);
  }
  return side;
}

struct side side_of_theme(const struct knowledge *knowledge, struct arena *arena, uint32_t theme) {
  enum text_language *languages;
  const struct match_profile *profile = &knowledge->theme_profiles[theme];
  struct side side = side_new(SIDE_THEME, arena, profile, profile->statement_count, &languages);
  for (size_t i = 0; i < profile->statement_count; i++) {
    side.fields[i] = knowledge->theme_texts[theme][i].field;
    side.texts[i] = knowledge->theme_texts[theme][i].text;
    languages[i] = knowledge->theme_texts[theme][i].language;
  }
  return side;
}

struct side side_of_text(struct arena *arena, const Helix__V1__FreeText *text, const struct match_profile *profile,
                         enum text_language language) {
  enum text_language *languages;
  struct side side = side_new(SIDE_TEXT, arena, profile, 1, &languages);
  side.fields[0] = "text";
  side.texts[0] = text->text;
  languages[0] = language;
  return side;
}

// --- readings

static int compare_terms(const void *a, const void *b) {
  const struct term_place *x = a, *y = b;
  return (x->term > y->term) - (x->term < y->term);
}

static void *copy(struct arena *arena, const void *items, size_t bytes) {
  return bytes ? memcpy(arena_need(arena, bytes), items, bytes) : arena_need(arena, 0);
}

// A name is a term of its own at the place of its word: it meets where the words' languages differ. Pairs never meet alone.
static size_t place_names(const struct text_analysis *analysis, struct term_place *ret_places) {
  size_t count = 0;
  for (size_t i = 0, token = 0; i < analysis->derived_count; i++) {
    const struct text_token *derived = &analysis->derived[i];
    if (token == analysis->token_count || analysis->tokens[token].begin > derived->begin)
      token = 0; // the names begin anew
    while (token < analysis->token_count && analysis->tokens[token].begin < derived->begin)
      token++;
    if (token < analysis->token_count && analysis->tokens[token].end == derived->end)
      ret_places[count++] = (struct term_place){derived->term, token};
  }
  return count;
}

static struct side_reading reading_of(struct arena *arena, const struct text_analysis *analysis) {
  struct term_place *by_term = arena_need(arena, (analysis->token_count + analysis->derived_count) * sizeof *by_term);
  size_t count = analysis->token_count;
  for (size_t i = 0; i < analysis->token_count; i++)
    by_term[i] = (struct term_place){analysis->tokens[i].term, i};
  count += place_names(analysis, by_term + count);
  qsort(by_term, count, sizeof *by_term, compare_terms);
  return (struct side_reading){
      .is_made = true,
      .analysis = {.language = analysis->language,
                   .tokens = copy(arena, analysis->tokens, analysis->token_count * sizeof *analysis->tokens),
                   .token_count = analysis->token_count,
                   .tags = copy(arena, analysis->tags, analysis->tag_count * sizeof *analysis->tags),
                   .tag_count = analysis->tag_count},
      .by_term = by_term,
      .place_count = count};
}

static const struct side_reading *reading(struct call_context *context, const struct side *side, size_t statement) {
  struct side_reading *kept = &side->readings[statement];
  if (kept->is_made)
    return kept;
  struct profile_maker *maker = &context->worker->maker;
  const char *text = side->texts[statement];
  text_analyze(maker->analyzer, context->view->knowledge->concepts, text, strlen(text), side->languages[statement],
               &maker->analysis);
  *kept = reading_of(side->arena, &maker->analysis);
  return kept;
}

const struct text_analysis *side_read(struct call_context *context, const struct side *side, size_t statement) {
  return &reading(context, side, statement)->analysis;
}

const float *side_shared(struct call_context *context, const struct side *side, size_t statement,
                         const struct side *other, size_t other_statement, struct arena *arena) {
  const struct side_reading *one = reading(context, side, statement);
  const struct side_reading *two = reading(context, other, other_statement);
  float *shared = arena_need(arena, one->analysis.token_count * sizeof *shared);
  for (size_t i = 0, j = 0; i < one->place_count && j < two->place_count;) {
    uint64_t term = one->by_term[i].term, met = two->by_term[j].term;
    if (term == met)
      shared[one->by_term[i].token] = 1;
    if (term <= met)
      i++;
    else
      j++;
  }
  return shared;
}

static bool find_tag(const struct text_analysis *analysis, uint32_t concept, struct text_span *ret_span) {
  for (size_t i = 0; i < analysis->tag_count; i++)
    if (analysis->tags[i].concept == concept) {
      *ret_span = (struct text_span){analysis->tags[i].begin, analysis->tags[i].end};
      return true;
    }
  return false;
}

static bool find_word(const struct text_concepts *concepts, const struct text_analysis *analysis, uint32_t concept,
                      struct text_span *ret_span) {
  for (size_t i = 0; i < analysis->token_count; i++)
    if (text_concepts_has_word(concepts, analysis->tokens[i].term, concept)) {
      *ret_span = (struct text_span){analysis->tokens[i].begin, analysis->tokens[i].end};
      return true;
    }
  return false;
}

bool side_find_concept(struct call_context *context, const struct side *side, uint32_t concept, size_t first,
                       size_t *ret_statement, struct text_span *ret_span) {
  const struct text_concepts *concepts = context->view->knowledge->concepts;
  for (int is_hint = 0; is_hint < 2; is_hint++)
    for (size_t n = 0; n < side->statement_count; n++) {
      size_t statement = (first + n) % side->statement_count;
      const struct text_analysis *analysis = side_read(context, side, statement);
      if (is_hint ? find_word(concepts, analysis, concept, ret_span) : find_tag(analysis, concept, ret_span)) {
        *ret_statement = statement;
        return true;
      }
    }
  return false;
}
