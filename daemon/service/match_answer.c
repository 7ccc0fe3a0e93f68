// SPDX-License-Identifier: Apache-2.0
#include "service/match_answer.h"

#include "service/change.h"
#include "service/deadline.h"
#include "service/evidence.h"
#include "service/gates.h"
#include "service/record.h"
#include "service/theme_find.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { PATH_MAX_THEMES = 16, CAUTIONS_MAX = MATCH_FACET_COUNT + 2 };

struct answer {
  const struct match_question *question;
  struct call_context *context;
  enum match_candidates candidates;
  const struct match_index *index;
  struct match_query query;
  struct match_result result;
  bool has_more;
  struct arena *scratch; // of the hit being explained
  size_t *bytes;
  Helix__V1__MatchList *list;
};

static void answer_open(struct answer *answer, const struct match_question *question, enum match_candidates candidates,
                        size_t *bytes) {
  struct call_context *context = question->context;
  const struct view *view = context->view;
  const struct match_profile *profile = question->query.profile;
  *answer = (struct answer){.question = question, .context = context, .candidates = candidates, .bytes = bytes};
  answer->index = candidates == MATCH_CANDIDATES_THEMES ? view->knowledge->themes : view->index;
  answer->query =
      (struct match_query){.profile = profile,
                           .filter = question->filter,
                           .taxonomy = view->knowledge->taxonomy,
                           .places = {.values = knowledge_place_values(view->knowledge, context->arena, profile->places,
                                                                       profile->place_count, context->today),
                                      .count = vocabulary_place_count(view->knowledge->vocabulary)},
                           .weights = &question->weights.match,
                           .today = context->today,
                           .mutual = question->mutual,
                           .impersonal = question->query.kind != SIDE_STAKEHOLDER,
                           .fixed = change_fixed(question->query.kind) |
                                    change_fixed(candidates == MATCH_CANDIDATES_THEMES ? SIDE_THEME : SIDE_STAKEHOLDER),
                           .after = {.score = question->after.score, .id = question->after.id}};
}

// One row more than asked for tells whether there is a next page; where the engine gives no more, a full page may be the last.
static void search(struct answer *answer) {
  size_t limit = answer->question->limit;
  answer->query.limit = limit < MATCH_LIMIT_MAX ? limit + 1 : limit;
  match_search(answer->context->worker->searcher, answer->index, &answer->query, &answer->result);
  answer->has_more = answer->result.hit_count == answer->query.limit;
  if (answer->result.hit_count > limit)
    answer->result.hit_count = limit;
}

// --- the list

static const char *why_empty(const struct answer *answer) {
  struct arena *arena = answer->context->arena;
  const struct match_result *result = &answer->result;
  uint64_t filtered = 0, silent = result->excluded[MATCH_EXCLUDED_NO_EVIDENCE];
  for (int i = 0; i < MATCH_EXCLUSION_COUNT; i++)
    if (i != MATCH_EXCLUDED_NO_EVIDENCE)
      filtered += result->excluded[i];
  if (match_question_says_nothing(answer->question))
    return "the query holds no word that could be matched: say more, or declare themes";
  if (answer->question->after.id)
    return "the page before was the last";
  if (!silent && !filtered)
    return answer->candidates == MATCH_CANDIDATES_THEMES ? "the thesaurus has no themes" : "nobody is registered yet";
  if (!silent)
    return arena_print(arena, "the filters leave out all of the %llu candidates", (unsigned long long)filtered);
  return arena_print(arena,
                     "no word, concept or theme of the query meets any of the %llu candidates that the filters leave",
                     (unsigned long long)silent);
}

static Helix__V1__MatchList *list_new(const struct match_question *question, size_t room) {
  struct call_context *context = question->context;
  Helix__V1__MatchList *list = arena_need(context->arena, sizeof *list);
  helix__v1__match_list__init(list);
  list->matches = arena_need(context->arena, room * sizeof *list->matches);
  list->index_version = context->view->version;
  list->vocabulary_version = unconst(vocabulary_version(context->view->knowledge->vocabulary));
  list->weights_version = arena_copy(context->arena, question->weights.version);
  list->language = question->language ? unconst(text_language_code(question->language)) : unconst("");
  return list;
}

Helix__V1__MatchList *match_answer_empty(const struct match_question *question, const char *reason) {
  Helix__V1__MatchList *list = list_new(question, 0);
  list->empty_reason = unconst(reason);
  return list;
}

// --- a match

static Helix__V1__Match *match_new(struct answer *answer, const char *id) {
  struct call_context *context = answer->context;
  Helix__V1__Match *match = arena_need(context->arena, sizeof *match);
  helix__v1__match__init(match);
  answer->list->matches[answer->list->n_matches++] = match;
  match->rank = answer->question->after.rank + (uint32_t)answer->list->n_matches;
  match->id = unconst(id);
  return match;
}

__attribute__((format(printf, 3, 4))) static void caution(struct call_context *context, Helix__V1__Match *match,
                                                          const char *format, ...) {
  if (!match->cautions)
    match->cautions = arena_need(context->arena, CAUTIONS_MAX * sizeof *match->cautions);
  assert(match->n_cautions < CAUTIONS_MAX);
  char text[320];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  match->cautions[match->n_cautions++] = arena_copy(context->arena, text);
}

static bool query_states(const struct match_profile *profile, enum match_facet facet) {
  bool states = facet < MATCH_COOPERATION || (facet == MATCH_LANGUAGE && profile->languages);
  for (size_t i = 0; i < profile->statement_count && !states; i++)
    states = (facet == MATCH_COOPERATION && profile->statements[i].cooperations) ||
             (facet == MATCH_DIRECTION && profile->statements[i].direction) ||
             (facet == MATCH_READINESS && profile->statements[i].trl);
  return states;
}

// What one side left unsaid could not be compared. Of wishes only those that the query has are worth a word.
static void caution_unknown(struct answer *answer, const struct match_hit *hit, Helix__V1__Match *match) {
  static const char *const missing[MATCH_FACET_COUNT] = {
      [MATCH_TEXT] = "no common language: words were not compared",
      [MATCH_CONCEPTS] = "the query names no concept of the thesaurus: concepts were not compared",
      [MATCH_THEME] = "one side declares no theme: themes were not compared",
      [MATCH_PLACE] = "one side has no place: places were not compared",
      [MATCH_COOPERATION] = "it states no kind of cooperation",
      [MATCH_DIRECTION] = "it states no direction of the cooperation",
      [MATCH_READINESS] = "it states no technology readiness level",
      [MATCH_LANGUAGE] = "it states no working language"};
  bool is_theme = answer->candidates == MATCH_CANDIDATES_THEMES;
  for (int facet = 0; facet < MATCH_FACET_COUNT; facet++)
    if (missing[facet] && !hit->halves[MATCH_FORTH].parts[facet].known && !(is_theme && facet >= MATCH_COOPERATION) &&
        query_states(answer->question->query.profile, (enum match_facet)facet))
      caution(answer->context, match, "%s", missing[facet]);
}

static void explain(struct answer *answer, const struct side *candidate, int32_t changed_day,
                    const struct match_hit *hit, Helix__V1__Match *match) {
  const struct meeting meeting = meeting_of(answer->context, &answer->question->query, candidate, changed_day);
  evidence_explain(&meeting, hit, *answer->bytes < EVIDENCE_LIST_BYTES ? MATCH_PAIRS_MAX : 1, match);
  match->counter = change_counter(&meeting, hit);
  match->raise = change_raise(&meeting, hit);
  if (match->raise)
    match->raise->rank += answer->question->after.rank;
  caution_unknown(answer, hit, match);
}

static int add_theme(struct answer *answer, const struct match_hit *hit) {
  struct call_context *context = answer->context;
  const struct knowledge *knowledge = context->view->knowledge;
  uint32_t theme, path[PATH_MAX_THEMES];
  bool found = vocabulary_theme_find(knowledge->vocabulary, hit->id, &theme);
  assert(found);
  (void)found;
  const Helix__V1__Theme *message = vocabulary_theme(knowledge->vocabulary, theme);
  Helix__V1__Match *match = match_new(answer, message->id);
  match->labels = message->labels;
  match->n_labels = message->n_labels;
  match->n_path = knowledge_theme_path(knowledge, theme, path, PATH_MAX_THEMES);
  match->path = arena_need(context->arena, match->n_path * sizeof *match->path);
  for (size_t i = 0; i < match->n_path; i++)
    match->path[i] = vocabulary_theme(knowledge->vocabulary, path[i])->id;
  struct side candidate = side_of_theme(knowledge, answer->scratch, theme);
  explain(answer, &candidate, INT32_MIN, hit, match);
  return 0;
}

static Helix__V1__Text *label_new(struct arena *arena, const char *language, const char *value) {
  Helix__V1__Text *label = arena_need(arena, sizeof *label);
  helix__v1__text__init(label);
  label->language = arena_copy(arena, language);
  label->value = arena_copy(arena, value);
  return label;
}

static Helix__V1__Text **labels_of(struct arena *arena, const Helix__V1__Stakeholder *message, size_t *ret_count) {
  Helix__V1__Text **labels = arena_need(arena, (message->n_names + 1) * sizeof *labels);
  labels[0] = label_new(arena, "", message->name);
  for (size_t i = 0; i < message->n_names; i++)
    labels[i + 1] = label_new(arena, message->names[i]->language, message->names[i]->value);
  *ret_count = message->n_names + 1;
  return labels;
}

// Of the profile, the sizes under the home regime.
static Helix__V1__Size **home_sizes(struct arena *arena, struct profile *profile, size_t *ret_count) {
  size_t home = 0;
  for (size_t i = 0; i < profile->size_count; i++)
    if (profile->sizes[i].home)
      profile->sizes[home++] = profile->sizes[i];
  *ret_count = home;
  return record_sizes(arena, profile->sizes, home);
}

// The message goes with the next hit: the match keeps copies.
static void describe(struct call_context *context, struct profile *profile, Helix__V1__Match *match) {
  const Helix__V1__Stakeholder *message = profile->message;
  match->labels = labels_of(context->arena, message, &match->n_labels);
  match->helix = message->helix;
  match->places = arena_need(context->arena, message->n_places * sizeof *match->places);
  for (size_t i = 0; i < message->n_places; i++)
    match->places[match->n_places++] = arena_copy(context->arena, message->places[i]);
  match->sizes = home_sizes(context->arena, profile, &match->n_sizes);
  if (message->sample)
    caution(context, match, "a sample: this organisation is invented");
}

// The profile of the revision that was indexed, whatever was written since.
static int add_stakeholder(struct answer *answer, const struct match_hit *hit) {
  struct call_context *context = answer->context;
  struct profile profile;
  int32_t changed_day;
  Helix__V1__Stakeholder *message = record_get_message(context, answer->scratch, hit->id, hit->revision, &changed_day);
  if (!message)
    return -(int)context->error.kind;
  profile_make_facts(context->view->knowledge, answer->scratch, message, context->today, &profile);
  struct side candidate = side_of_stakeholder(answer->scratch, message, &profile.match);
  Helix__V1__Match *match = match_new(answer, hit->id);
  describe(context, &profile, match);
  explain(answer, &candidate, changed_day, hit, match);
  return 0;
}

static int add_hit(struct answer *answer, const struct match_hit *hit) {
  return answer->candidates == MATCH_CANDIDATES_THEMES ? add_theme(answer, hit) : add_stakeholder(answer, hit);
}

// What a hit needs in between is given back before the next: a list of long profiles takes no more memory than one of them.
static int add_hits(struct answer *answer, const struct match_hit *hits, size_t count) {
  answer->scratch = arena_new(SIZE_MAX);
  int result = 0;
  for (size_t i = 0; i < count && !result; i++) {
    arena_reset(answer->scratch);
    result = deadline_check(answer->context);
    if (!result)
      result = add_hit(answer, &hits[i]);
    if (!result)
      *answer->bytes += helix__v1__match__get_packed_size(answer->list->matches[i]);
  }
  answer->scratch = arena_free(answer->scratch);
  return result;
}

static int answer_list(struct answer *answer) {
  struct match_result *result = &answer->result;
  search(answer);
  Helix__V1__MatchList *list = answer->list = list_new(answer->question, result->hit_count);
  list->considered = result->considered;
  list->excluded = gates_tell(answer->context->arena, result->excluded, &list->n_excluded);
  if (!result->hit_count)
    list->empty_reason = unconst(why_empty(answer));
  int failed = add_hits(answer, result->hits, result->hit_count);
  if (!failed && answer->has_more) {
    const Helix__V1__Match *last = list->matches[list->n_matches - 1];
    list->next = token_print(answer->context->arena, &(struct token){last->rank, last->score, last->id});
  }
  return failed;
}

// --- one pair

static int missing_theme(struct call_context *context, const char *id) {
  uint32_t ignored;
  int result = theme_find(context, "why", id, &ignored);
  if (result)
    return result;
  error_set(&context->error, ERROR_NOT_FOUND, "theme \"%s\" is no longer used, and nothing replaces it", id);
  return error_hint(&context->error, "`helixctl theme list` shows those that are");
}

static int missing(struct answer *answer, const char *id) {
  Helix__V1__Stakeholder *newer;
  if (answer->candidates == MATCH_CANDIDATES_THEMES)
    return missing_theme(answer->context, id);
  if (match_find_published(answer->context, id, &newer))
    return -(int)answer->context->error.kind;
  error_set(&answer->context->error, ERROR_NOT_FOUND, "stakeholder \"%s\" was registered a moment ago", id);
  return error_hint(&answer->context->error, "ask again");
}

// The id under which the candidate is indexed: that of a theme's successor.
static const char *candidate_id(const struct answer *answer) {
  const struct vocabulary *vocabulary = answer->context->view->knowledge->vocabulary;
  const char *id = answer->question->why;
  uint32_t theme;
  if (answer->candidates == MATCH_CANDIDATES_THEMES && vocabulary_theme_find(vocabulary, id, &theme))
    return vocabulary_theme(vocabulary, theme)->id;
  return id;
}

// Where it stands among the first MATCH_LIMIT_MAX, and what would raise it: only a list knows.
static void place_in_list(struct answer *answer, const char *id, struct match_hit *hit, uint32_t *ret_rank) {
  answer->query.limit = MATCH_LIMIT_MAX;
  answer->query.after = (struct match_after){0};
  match_search(answer->context->worker->searcher, answer->index, &answer->query, &answer->result);
  for (size_t i = 0; i < answer->result.hit_count; i++)
    if (!strcmp(answer->result.hits[i].id, id)) {
      hit->raise = answer->result.hits[i].raise;
      *ret_rank = (uint32_t)i + 1;
    }
}

static int answer_pair(struct answer *answer) {
  struct match_hit hit;
  uint32_t reasons, rank = 0;
  const char *id = candidate_id(answer);
  answer->query.limit = 1;
  if (match_explain(answer->context->worker->searcher, answer->index, &answer->query, id, &hit, &reasons))
    return missing(answer, id);
  if (!reasons)
    place_in_list(answer, id, &hit, &rank);
  answer->list = list_new(answer->question, 1);
  answer->list->considered = 1;
  int result = add_hits(answer, &hit, 1);
  if (result)
    return result;
  Helix__V1__Match *match = answer->list->matches[0];
  match->rank = rank;
  match->against = gates_tell_reasons(answer->context->arena, reasons, &match->n_against);
  return 0;
}

int match_answer(struct match_question *question, enum match_candidates candidates, size_t *bytes,
                 Helix__V1__MatchList **ret_list) {
  struct answer answer;
  answer_open(&answer, question, candidates, bytes);
  int result = *question->why ? answer_pair(&answer) : answer_list(&answer);
  *ret_list = answer.list;
  return result;
}
