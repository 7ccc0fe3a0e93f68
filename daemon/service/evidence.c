// SPDX-License-Identifier: Apache-2.0
#include "service/evidence.h"

#include "service/facts.h"

#include "text/quote.h"

#include <assert.h>
#include <string.h>

enum { QUOTE_BYTES_MAX = 220, WORDS_MAX = 12, QUOTED_THEMES = 2 };

// --- quotes

static char *clip(struct arena *arena, const char *text, uint32_t begin, uint32_t end) {
  char *quote = arena_copy_bytes(arena, text + begin, end - begin);
  for (char *at = quote; *at; at++)
    if (*at == '\n' || *at == '\t')
      *at = ' ';
  return quote;
}

struct quote {
  char *text;
  char **words;
  size_t word_count;
};

static void add_word(struct arena *arena, struct quote *quote, const char *word, size_t bytes) {
  for (size_t i = 0; i < quote->word_count; i++)
    if (!strncmp(quote->words[i], word, bytes) && !quote->words[i][bytes])
      return;
  if (quote->word_count < WORDS_MAX)
    quote->words[quote->word_count++] = arena_copy_bytes(arena, word, bytes);
}

// The stretch of one side's statement where terms of the other side's statement stand.
static struct quote quote_terms(const struct meeting *meeting, const struct side *side, size_t statement,
                                const struct side *other, size_t other_statement) {
  struct arena *arena = meeting->context->arena;
  const char *text = side->texts[statement];
  const struct text_analysis *analysis = side_read(meeting->context, side, statement);
  const float *shared =
      side_shared(meeting->context, side, statement, other, other_statement, meeting->candidate->arena);
  struct text_span span = text_quote(text, strlen(text), analysis, shared, QUOTE_BYTES_MAX);
  struct quote quote = {.text = clip(arena, text, span.begin, span.end),
                        .words = arena_need(arena, WORDS_MAX * sizeof(char *))};
  for (size_t i = 0; i < analysis->token_count; i++) {
    const struct text_token *token = &analysis->tokens[i];
    if (shared[i] > 0 && token->begin >= span.begin && token->end <= span.end)
      add_word(arena, &quote, text + token->begin, token->end - token->begin);
  }
  return quote;
}

// --- facets

// Candidates come and go with their arena; the query stays.
static char *field_of(const struct meeting *meeting, const struct side *side, size_t statement) {
  const char *field = side->fields[statement];
  return side == meeting->query ? unconst(field) : arena_copy(meeting->context->arena, field);
}

static Helix__V1__Evidence *explain_text(const struct meeting *meeting, const struct match_pair *pair) {
  Helix__V1__Evidence *evidence = evidence_new(meeting->context->arena, pair->value);
  struct quote asked = quote_terms(meeting, meeting->query, pair->query, meeting->candidate, pair->candidate);
  struct quote found = quote_terms(meeting, meeting->candidate, pair->candidate, meeting->query, pair->query);
  evidence->query_field = field_of(meeting, meeting->query, pair->query);
  evidence->query_quote = asked.text;
  evidence->candidate_field = field_of(meeting, meeting->candidate, pair->candidate);
  evidence->candidate_quote = found.text;
  evidence->words = found.words;
  evidence->n_words = found.word_count;
  return evidence;
}

static bool speaks_of(const struct match_statement *statement, uint32_t concept) {
  for (size_t i = 0; i < statement->concept_count; i++)
    if (match_concept_number(statement->concepts[i]) == concept)
      return true;
  return false;
}

// The first statement that counts today and speaks of the concept.
static size_t asking_statement(const struct match_profile *profile, uint32_t concept, int32_t today) {
  for (size_t i = 0; i < profile->statement_count; i++)
    if (profile->statements[i].expires_day >= today && speaks_of(&profile->statements[i], concept))
      return i;
  return 0;
}

static void quote_concept(const struct meeting *meeting, const struct side *side, uint32_t concept, size_t first,
                          char **ret_field, char **ret_quote) {
  size_t statement;
  struct text_span span;
  *ret_field = unconst("themes");
  if (!side_find_concept(meeting->context, side, concept, first, &statement, &span))
    return;
  *ret_field = field_of(meeting, side, statement);
  *ret_quote = clip(meeting->context->arena, side->texts[statement], span.begin, span.end);
}

static void name_themes(struct call_context *context, const struct match_pair *pair, Helix__V1__Evidence *evidence) {
  const struct vocabulary *vocabulary = context->view->knowledge->vocabulary;
  evidence->themes = arena_need(context->arena, QUOTED_THEMES * sizeof *evidence->themes);
  evidence->n_themes = QUOTED_THEMES;
  evidence->themes[0] = vocabulary_theme(vocabulary, pair->query)->id;
  evidence->themes[1] = vocabulary_theme(vocabulary, pair->candidate)->id;
}

static Helix__V1__Evidence *explain_concepts(const struct meeting *meeting, const struct match_pair *pair) {
  struct call_context *context = meeting->context;
  Helix__V1__Evidence *evidence = evidence_new(context->arena, pair->value);
  size_t asking = asking_statement(meeting->query->profile, pair->query, context->today);
  quote_concept(meeting, meeting->query, pair->query, asking, &evidence->query_field, &evidence->query_quote);
  quote_concept(meeting, meeting->candidate, pair->candidate, pair->candidate_statement, &evidence->candidate_field,
                &evidence->candidate_quote);
  if (*evidence->candidate_quote) {
    evidence->words = arena_need(context->arena, sizeof *evidence->words);
    evidence->words[0] = evidence->candidate_quote;
    evidence->n_words = 1;
  }
  name_themes(context, pair, evidence);
  return evidence;
}

static Helix__V1__Evidence *explain_theme(struct call_context *context, const struct match_pair *pair) {
  Helix__V1__Evidence *evidence = evidence_new(context->arena, pair->value);
  evidence->query_field = evidence->candidate_field = unconst("themes");
  name_themes(context, pair, evidence);
  evidence->query_quote = evidence->themes[0];
  evidence->candidate_quote = evidence->themes[1];
  return evidence;
}

char *evidence_relation(struct call_context *context, uint32_t one, uint32_t other) {
  const Helix__V1__Cooperation *cooperation = NULL;
  switch (knowledge_relation(context->view->knowledge, one, other, context->today, &cooperation)) {
  case PLACE_SAME:
    return unconst("the same place");
  case PLACE_COOPERATION_LIVE:
    return arena_print(context->arena, "cooperation %s, running", cooperation->id);
  case PLACE_COOPERATION_ENDED:
    return arena_print(context->arena, "cooperation %s, %s to %s: not running today", cooperation->id,
                       cooperation->start, cooperation->end);
  case PLACE_COUNTRY:
    return unconst("the same country");
  case PLACE_NONE:
    break;
  }
  return unconst("");
}

static Helix__V1__Evidence *explain_place(struct call_context *context, const struct match_pair *pair) {
  const struct vocabulary *vocabulary = context->view->knowledge->vocabulary;
  Helix__V1__Evidence *evidence = evidence_new(context->arena, pair->value);
  evidence->query_field = evidence->candidate_field = unconst("places");
  evidence->query_quote = vocabulary_place(vocabulary, pair->query)->id;
  evidence->candidate_quote = vocabulary_place(vocabulary, pair->candidate)->id;
  evidence->note = evidence_relation(context, pair->query, pair->candidate);
  return evidence;
}

static Helix__V1__Evidence *explain_pair(const struct meeting *meeting, enum match_facet facet,
                                         const struct match_pair *pair) {
  switch (facet) {
  case MATCH_TEXT:
    return explain_text(meeting, pair);
  case MATCH_CONCEPTS:
    return explain_concepts(meeting, pair);
  case MATCH_THEME:
    return explain_theme(meeting->context, pair);
  case MATCH_PLACE:
    return explain_place(meeting->context, pair);
  case MATCH_COOPERATION:
  case MATCH_DIRECTION:
  case MATCH_SOUGHT:
  case MATCH_READINESS:
  case MATCH_LANGUAGE:
  case MATCH_FACET_COUNT:
    break;
  }
  return NULL;
}

// --- the whole

// The engine's facets and sides are the wire's, one less.
#define IN_STEP(facet)                                                                                                 \
  static_assert((int)MATCH_##facet + 1 == HELIX__V1__CONTRIBUTION__FACET__##facet, "facets in step")
IN_STEP(TEXT);
IN_STEP(CONCEPTS);
IN_STEP(THEME);
IN_STEP(PLACE);
IN_STEP(COOPERATION);
IN_STEP(DIRECTION);
IN_STEP(SOUGHT);
IN_STEP(READINESS);
IN_STEP(LANGUAGE);
static_assert((int)MATCH_LANGUAGE + 1 == MATCH_FACET_COUNT, "facets in step");
static_assert((int)MATCH_FORTH + 1 == HELIX__V1__CONTRIBUTION__SIDE__FORTH, "sides in step");
static_assert((int)MATCH_BACK + 1 == HELIX__V1__CONTRIBUTION__SIDE__BACK, "sides in step");

enum { CONTRIBUTIONS_MAX = MATCH_SIDE_COUNT * MATCH_FACET_COUNT + 1 };

static void add_pairs(const struct meeting *meeting, const struct match_hit *hit, enum match_facet facet,
                      uint32_t pairs_max, Helix__V1__Contribution *contribution) {
  for (uint32_t i = 0; i < hit->pair_counts[facet] && i < pairs_max; i++) {
    Helix__V1__Evidence *evidence = explain_pair(meeting, facet, &hit->pairs[facet][i]);
    if (evidence)
      contribution->evidence[contribution->n_evidence++] = evidence;
  }
}

static Helix__V1__Contribution *contribution_of(const struct meeting *meeting, const struct match_hit *hit,
                                                enum match_side side, enum match_facet facet, uint32_t pairs_max) {
  struct arena *arena = meeting->context->arena;
  const struct match_part *part = &hit->halves[side].parts[facet];
  Helix__V1__Contribution *contribution = arena_need(arena, sizeof *contribution);
  helix__v1__contribution__init(contribution);
  contribution->facet = (Helix__V1__Contribution__Facet)(facet + 1);
  contribution->side = (Helix__V1__Contribution__Side)(side + 1);
  contribution->weight = part->weight;
  contribution->value = part->value;
  contribution->points = part->points;
  contribution->loss = part->loss;
  contribution->evidence = arena_need(arena, MATCH_PAIRS_MAX * sizeof *contribution->evidence);
  if (side == MATCH_FORTH)
    add_pairs(meeting, hit, facet, pairs_max, contribution);
  if (!contribution->n_evidence)
    contribution->n_evidence = facts_explain(meeting, side, facet, part->value, pairs_max, contribution->evidence);
  return contribution;
}

// Its points may be negative, which those of a contribution are not: they stand in the match.
static Helix__V1__Contribution *prior_of(const struct meeting *meeting, const struct match_hit *hit) {
  struct arena *arena = meeting->context->arena;
  Helix__V1__Contribution *contribution = arena_need(arena, sizeof *contribution);
  helix__v1__contribution__init(contribution);
  contribution->facet = HELIX__V1__CONTRIBUTION__FACET__PRIOR;
  contribution->value = hit->prior;
  contribution->evidence = arena_need(arena, FACTS_PRIOR_MAX * sizeof *contribution->evidence);
  contribution->n_evidence = facts_explain_prior(meeting, contribution->evidence);
  return contribution;
}

// What was quoted for one half is not quoted again for the other: only where it stands is said.
static void refer_to_forth(const struct meeting *meeting, const Helix__V1__Contribution *forth,
                           Helix__V1__Contribution *back) {
  if (back->n_evidence || !forth || !forth->n_evidence || !back->value)
    return;
  const Helix__V1__Evidence *quoted = forth->evidence[0];
  Helix__V1__Evidence *evidence = evidence_new(meeting->context->arena, 0);
  evidence->query_field = quoted->query_field;
  evidence->candidate_field = quoted->candidate_field;
  evidence->themes = quoted->themes;
  evidence->n_themes = quoted->n_themes;
  evidence->note = unconst("as in the other half");
  back->evidence[back->n_evidence++] = evidence;
}

void evidence_explain(const struct meeting *meeting, const struct match_hit *hit, uint32_t pairs_max,
                      Helix__V1__Match *match) {
  match->score = hit->score;
  match->prior = hit->prior;
  match->prior_points = hit->prior_points;
  match->forth = hit->halves[MATCH_FORTH].score;
  match->coverage = hit->halves[MATCH_FORTH].coverage;
  match->back = hit->halves[MATCH_BACK].score;
  match->back_coverage = hit->halves[MATCH_BACK].coverage;
  match->contributions = arena_need(meeting->context->arena, CONTRIBUTIONS_MAX * sizeof *match->contributions);
  Helix__V1__Contribution *parts[MATCH_SIDE_COUNT][MATCH_FACET_COUNT] = {0};
  for (int side = 0; side < MATCH_SIDE_COUNT; side++)
    for (int facet = 0; facet < MATCH_FACET_COUNT; facet++)
      if (hit->halves[side].parts[facet].known) {
        parts[side][facet] = contribution_of(meeting, hit, (enum match_side)side, (enum match_facet)facet, pairs_max);
        match->contributions[match->n_contributions++] = parts[side][facet];
      }
  for (int facet = 0; facet < MATCH_FACET_COUNT; facet++)
    if (parts[MATCH_BACK][facet])
      refer_to_forth(meeting, parts[MATCH_FORTH][facet], parts[MATCH_BACK][facet]);
  match->contributions[match->n_contributions++] = prior_of(meeting, hit);
}
