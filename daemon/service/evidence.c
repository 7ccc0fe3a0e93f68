// SPDX-License-Identifier: Apache-2.0
// The texts are analysed once more, for the few rows that are shown: the index keeps no texts, and offsets come fresh.
#include "service/evidence.h"

#include "text/quote.h"

#include <assert.h>
#include <string.h>

enum { QUOTE_BYTES_MAX = 220, WORDS_MAX = 12, QUOTED_THEMES = 2 };

// --- sides

static struct side side_new(struct arena *arena, const struct match_profile *profile, size_t count,
                            enum text_language **ret_languages) {
  *ret_languages = arena_need(arena, count * sizeof **ret_languages);
  return (struct side){.profile = profile,
                       .statement_count = count,
                       .fields = arena_need(arena, count * sizeof(char *)),
                       .texts = arena_need(arena, count * sizeof(char *)),
                       .languages = *ret_languages};
}

struct side side_of_stakeholder(struct arena *arena, const Helix__V1__Stakeholder *message,
                                const struct match_profile *profile) {
  enum text_language *languages;
  struct side side = side_new(arena, profile, message->n_statements, &languages);
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
  struct side side = side_new(arena, profile, profile->statement_count, &languages);
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
  struct side side = side_new(arena, profile, 1, &languages);
  side.fields[0] = "text";
  side.texts[0] = text->text;
  languages[0] = language;
  return side;
}

// --- quotes

static Helix__V1__Evidence *evidence_new(struct arena *arena, uint32_t value) {
  Helix__V1__Evidence *evidence = arena_need(arena, sizeof *evidence);
  helix__v1__evidence__init(evidence);
  evidence->value = value;
  return evidence;
}

static char *clip(struct arena *arena, const char *text, uint32_t begin, uint32_t end) {
  char *quote = arena_copy_bytes(arena, text + begin, end - begin);
  for (char *at = quote; *at; at++)
    if (*at == '\n' || *at == '\t')
      *at = ' ';
  return quote;
}

static bool contains(const struct match_statement *statement, uint64_t term) {
  for (size_t i = 0; i < statement->term_count; i++)
    if (statement->terms[i] == term)
      return true;
  return false;
}

struct quote {
  char *text;
  char **words;
  size_t word_count;
};

static void add_word(struct arena *arena, struct quote *quote, const char *text, const struct text_token *token) {
  char *word = arena_copy_bytes(arena, text + token->begin, token->end - token->begin);
  for (size_t i = 0; i < quote->word_count; i++)
    if (!strcmp(quote->words[i], word))
      return;
  if (quote->word_count < WORDS_MAX)
    quote->words[quote->word_count++] = word;
}

// The stretch of one side's statement where terms of the other side's statement stand.
static struct quote quote_terms(struct call_context *context, const struct side *side, size_t statement,
                                const struct match_statement *other) {
  struct profile_maker *maker = &context->worker->maker;
  const char *text = side->texts[statement];
  size_t bytes = strlen(text);
  text_analyze(maker->analyzer, NULL, text, bytes, side->languages[statement], &maker->analysis);
  const struct text_analysis *analysis = &maker->analysis;
  float *weights = arena_need(context->arena, analysis->token_count * sizeof *weights);
  for (size_t i = 0; i < analysis->token_count; i++)
    weights[i] = contains(other, analysis->tokens[i].term) ? 1 : 0;
  struct text_span span = text_quote(text, bytes, analysis, weights, QUOTE_BYTES_MAX);
  struct quote quote = {.text = clip(context->arena, text, span.begin, span.end),
                        .words = arena_need(context->arena, WORDS_MAX * sizeof(char *))};
  for (size_t i = 0; i < analysis->token_count; i++)
    if (weights[i] > 0 && analysis->tokens[i].begin >= span.begin && analysis->tokens[i].end <= span.end)
      add_word(context->arena, &quote, text, &analysis->tokens[i]);
  return quote;
}

// The first place in a side's statements where the concept's label stands. False: it was declared, not written.
static bool find_concept(struct call_context *context, const struct side *side, uint32_t concept, size_t *ret_statement,
                         char **ret_words) {
  struct profile_maker *maker = &context->worker->maker;
  for (size_t s = 0; s < side->statement_count; s++) {
    const char *text = side->texts[s];
    text_analyze(maker->analyzer, context->view->knowledge->concepts, text, strlen(text), side->languages[s],
                 &maker->analysis);
    for (size_t i = 0; i < maker->analysis.tag_count; i++) {
      const struct text_tag *tag = &maker->analysis.tags[i];
      if (tag->concept != concept)
        continue;
      *ret_statement = s;
      *ret_words = clip(context->arena, text, tag->begin, tag->end);
      return true;
    }
  }
  return false;
}

// --- facets

static Helix__V1__Evidence *explain_text(struct call_context *context, const struct side *query,
                                         const struct side *candidate, const struct match_pair *pair) {
  Helix__V1__Evidence *evidence = evidence_new(context->arena, pair->value);
  const struct match_statement *asked = &query->profile->statements[pair->query];
  const struct match_statement *found = &candidate->profile->statements[pair->candidate];
  struct quote quote = quote_terms(context, query, pair->query, found);
  evidence->query_field = unconst(query->fields[pair->query]);
  evidence->query_quote = quote.text;
  quote = quote_terms(context, candidate, pair->candidate, asked);
  evidence->candidate_field = unconst(candidate->fields[pair->candidate]);
  evidence->candidate_quote = quote.text;
  evidence->words = quote.words;
  evidence->n_words = quote.word_count;
  return evidence;
}

static void quote_concept(struct call_context *context, const struct side *side, uint32_t concept, char **ret_field,
                          char **ret_quote) {
  size_t statement;
  if (find_concept(context, side, concept, &statement, ret_quote))
    *ret_field = unconst(side->fields[statement]);
  else
    *ret_field = unconst("themes");
}

static void name_themes(struct call_context *context, const struct match_pair *pair, Helix__V1__Evidence *evidence) {
  const struct vocabulary *vocabulary = context->view->knowledge->vocabulary;
  evidence->themes = arena_need(context->arena, QUOTED_THEMES * sizeof *evidence->themes);
  evidence->n_themes = QUOTED_THEMES;
  evidence->themes[0] = vocabulary_theme(vocabulary, pair->query)->id;
  evidence->themes[1] = vocabulary_theme(vocabulary, pair->candidate)->id;
}

static Helix__V1__Evidence *explain_concepts(struct call_context *context, const struct side *query,
                                             const struct side *candidate, const struct match_pair *pair) {
  Helix__V1__Evidence *evidence = evidence_new(context->arena, pair->value);
  quote_concept(context, query, pair->query, &evidence->query_field, &evidence->query_quote);
  quote_concept(context, candidate, pair->candidate, &evidence->candidate_field, &evidence->candidate_quote);
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

static char *relation_note(struct call_context *context, const struct match_pair *pair) {
  const Helix__V1__Cooperation *cooperation = NULL;
  switch (knowledge_relation(context->view->knowledge, pair->query, pair->candidate, context->today, &cooperation)) {
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
  evidence->note = relation_note(context, pair);
  return evidence;
}

static Helix__V1__Evidence *explain_pair(struct call_context *context, const struct side *query,
                                         const struct side *candidate, enum match_facet facet,
                                         const struct match_pair *pair) {
  switch (facet) {
  case MATCH_TEXT:
    return explain_text(context, query, candidate, pair);
  case MATCH_CONCEPTS:
    return explain_concepts(context, query, candidate, pair);
  case MATCH_THEME:
    return explain_theme(context, pair);
  case MATCH_PLACE:
    return explain_place(context, pair);
  case MATCH_FACET_COUNT:
    break;
  }
  return NULL;
}

// The engine's facets are the wire's, one less.
static_assert((int)MATCH_TEXT + 1 == HELIX__V1__CONTRIBUTION__FACET__TEXT, "facets in step");
static_assert((int)MATCH_CONCEPTS + 1 == HELIX__V1__CONTRIBUTION__FACET__CONCEPTS, "facets in step");
static_assert((int)MATCH_THEME + 1 == HELIX__V1__CONTRIBUTION__FACET__THEME, "facets in step");
static_assert((int)MATCH_PLACE + 1 == HELIX__V1__CONTRIBUTION__FACET__PLACE, "facets in step");

static Helix__V1__Contribution *contribution_of(struct call_context *context, const struct side *query,
                                                const struct side *candidate, const struct match_hit *hit,
                                                enum match_facet facet) {
  const struct match_part *part = &hit->parts[facet];
  Helix__V1__Contribution *contribution = arena_need(context->arena, sizeof *contribution);
  helix__v1__contribution__init(contribution);
  contribution->facet = (Helix__V1__Contribution__Facet)(facet + 1);
  contribution->weight = part->weight;
  contribution->value = part->value;
  contribution->points = part->points;
  contribution->evidence = arena_need(context->arena, MATCH_PAIRS_MAX * sizeof *contribution->evidence);
  for (uint32_t i = 0; i < hit->pair_counts[facet]; i++)
    contribution->evidence[contribution->n_evidence++] =
        explain_pair(context, query, candidate, facet, &hit->pairs[facet][i]);
  return contribution;
}

void evidence_explain(struct call_context *context, const struct side *query, const struct side *candidate,
                      const struct match_hit *hit, Helix__V1__Match *match) {
  match->score = hit->score;
  match->coverage = hit->coverage;
  match->contributions = arena_need(context->arena, MATCH_FACET_COUNT * sizeof *match->contributions);
  for (int facet = 0; facet < MATCH_FACET_COUNT; facet++)
    if (hit->parts[facet].known)
      match->contributions[match->n_contributions++] =
          contribution_of(context, query, candidate, hit, (enum match_facet)facet);
}
