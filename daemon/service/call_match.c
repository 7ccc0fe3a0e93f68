// SPDX-License-Identifier: Apache-2.0
// Match lists: a query side out of the call, the engine's search, and the reasons of each hit.
#include "service/deadline.h"
#include "service/evidence.h"
#include "service/filter.h"
#include "service/record.h"
#include "service/theme_find.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

enum { LIMIT_DEFAULT = 10, PATH_MAX_THEMES = 16, CAUTIONS_MAX = 8 };

// --- the search

struct search {
  struct call_context *context;
  struct side query;
  enum text_language language; // of a free text
  struct match_filter filter;
  struct match_result result;
  struct arena *scratch; // of the hit being explained
  size_t list_bytes;     // of the hits before it
};

static void run(struct search *search, const struct match_index *index, uint32_t limit) {
  struct call_context *context = search->context;
  const struct knowledge *knowledge = context->view->knowledge;
  const struct match_profile *profile = search->query.profile;
  struct match_query query = {.profile = profile,
                              .filter = search->filter,
                              .taxonomy = knowledge->taxonomy,
                              .places = {.values = knowledge_place_values(knowledge, context->arena, profile->places,
                                                                          profile->place_count, context->today),
                                         .count = vocabulary_place_count(knowledge->vocabulary)},
                              .weights = context->view->weights,
                              .today = context->today,
                              .limit = limit ? limit : LIMIT_DEFAULT};
  if (query.limit > MATCH_LIMIT_MAX)
    query.limit = MATCH_LIMIT_MAX;
  match_search(context->worker->searcher, index, &query, &search->result);
}

static bool asks_nothing(const struct match_profile *profile) {
  size_t words = 0, concepts = 0;
  for (size_t i = 0; i < profile->statement_count; i++) {
    words += profile->statements[i].term_count;
    concepts += profile->statements[i].concept_count;
  }
  return !words && !concepts && !profile->theme_count;
}

static char *why_empty(const struct search *search) {
  struct arena *arena = search->context->arena;
  const struct match_result *result = &search->result;
  if (asks_nothing(search->query.profile))
    return unconst("the query holds no word that could be matched: say more, or declare themes");
  uint64_t filtered = 0;
  for (int i = 0; i < MATCH_EXCLUSION_COUNT; i++)
    if (i != MATCH_EXCLUDED_NO_EVIDENCE)
      filtered += result->excluded[i];
  uint64_t silent = result->excluded[MATCH_EXCLUDED_NO_EVIDENCE];
  if (!silent && !filtered)
    return unconst("nobody is registered yet");
  if (!silent)
    return arena_print(arena, "the filters leave out all of the %llu candidates", (unsigned long long)filtered);
  return arena_print(arena,
                     "no word, concept or theme of the query meets any of the %llu candidates that the filters leave",
                     (unsigned long long)silent);
}

static void tell_exclusions(const struct search *search, Helix__V1__MatchList *list) {
  static const char *const reasons[MATCH_EXCLUSION_COUNT] = {[MATCH_EXCLUDED_HELIX] = "helix role not asked for",
                                                             [MATCH_EXCLUDED_SIZE] = "size not asked for or unknown",
                                                             [MATCH_EXCLUDED_PLACE] = "place not asked for",
                                                             [MATCH_EXCLUDED_COUNTRY] = "country not asked for",
                                                             [MATCH_EXCLUDED_THEME] = "theme not asked for",
                                                             [MATCH_EXCLUDED_SELF] = "the asker itself",
                                                             [MATCH_EXCLUDED_NO_EVIDENCE] =
                                                                 "no word, concept or theme in common"};
  struct arena *arena = search->context->arena;
  list->excluded = arena_need(arena, MATCH_EXCLUSION_COUNT * sizeof *list->excluded);
  for (int i = 0; i < MATCH_EXCLUSION_COUNT; i++) {
    if (!search->result.excluded[i])
      continue;
    Helix__V1__Exclusion *exclusion = arena_need(arena, sizeof *exclusion);
    helix__v1__exclusion__init(exclusion);
    exclusion->reason = unconst(reasons[i]);
    exclusion->count = search->result.excluded[i];
    list->excluded[list->n_excluded++] = exclusion;
  }
}

static Helix__V1__MatchList *list_new(const struct search *search) {
  struct call_context *context = search->context;
  Helix__V1__MatchList *list = arena_need(context->arena, sizeof *list);
  helix__v1__match_list__init(list);
  list->matches = arena_need(context->arena, search->result.hit_count * sizeof *list->matches);
  list->considered = search->result.considered;
  list->index_version = context->view->version;
  list->vocabulary_version = unconst(vocabulary_version(context->view->knowledge->vocabulary));
  list->weights_version =
      arena_print(context->arena, "%016llx",
                  (unsigned long long)XXH3_64bits(context->view->weights.facets, sizeof context->view->weights.facets));
  list->language = search->language ? unconst(text_language_code(search->language)) : unconst("");
  if (!search->result.hit_count)
    list->empty_reason = why_empty(search);
  tell_exclusions(search, list);
  context->reply->result_case = HELIX__V1__REPLY__RESULT_MATCHES;
  context->reply->matches = list;
  return list;
}

static Helix__V1__Match *match_new(struct call_context *context, Helix__V1__MatchList *list, const char *id) {
  Helix__V1__Match *match = arena_need(context->arena, sizeof *match);
  helix__v1__match__init(match);
  list->matches[list->n_matches++] = match;
  match->rank = (uint32_t)list->n_matches;
  match->id = unconst(id);
  return match;
}

typedef int add_function(struct search *search, Helix__V1__MatchList *list, const struct match_hit *hit);

// What a hit needs in between is given back before the next: a list of long profiles takes no more memory than one of them.
static int add_hits(struct search *search, add_function *add) {
  Helix__V1__MatchList *list = list_new(search);
  search->scratch = arena_new(SIZE_MAX);
  int result = 0;
  for (size_t i = 0; i < search->result.hit_count && !result; i++) {
    arena_reset(search->scratch);
    result = deadline_check(search->context);
    if (!result)
      result = add(search, list, &search->result.hits[i]);
    if (!result)
      search->list_bytes += helix__v1__match__get_packed_size(list->matches[i]);
  }
  search->scratch = arena_free(search->scratch);
  return result;
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

static void caution_unknown(struct call_context *context, const struct match_hit *hit, Helix__V1__Match *match) {
  static const char *const missing[MATCH_FACET_COUNT] = {
      [MATCH_TEXT] = "no common language: words were not compared",
      [MATCH_CONCEPTS] = "the query names no concept of the thesaurus: concepts were not compared",
      [MATCH_THEME] = "one side declares no theme: themes were not compared",
      [MATCH_PLACE] = "one side has no place: places were not compared"};
  for (int facet = 0; facet < MATCH_FACET_COUNT; facet++)
    if (!hit->parts[facet].known)
      caution(context, match, "%s", missing[facet]);
}

static void explain(const struct search *search, const struct side *candidate, const struct match_hit *hit,
                    Helix__V1__Match *match) {
  uint32_t pairs_max = search->list_bytes < EVIDENCE_LIST_BYTES ? MATCH_PAIRS_MAX : 1;
  evidence_explain(search->context, &search->query, candidate, hit, pairs_max, match);
  caution_unknown(search->context, hit, match);
}

// --- the query side

static int open_text(struct search *search, const Helix__V1__FreeText *text) {
  struct call_context *context = search->context;
  if (strlen(text->text) > 4 * (size_t)context->service->options.limits.text_characters) {
    error_set(&context->error, ERROR_TOO_LARGE, "text: longer than %u characters",
              context->service->options.limits.text_characters);
    return error_hint(&context->error, "ask with the part that matters");
  }
  struct match_profile *profile = arena_need(context->arena, sizeof *profile);
  profile_make_text(&context->worker->maker, context->view->knowledge, context->arena, text->text, text->language,
                    profile, &search->language);
  search->query = side_of_text(context->arena, text, profile, search->language);
  return 0;
}

static void open_message(struct search *search, Helix__V1__Stakeholder *message) {
  struct call_context *context = search->context;
  struct profile *profile = arena_need(context->arena, sizeof *profile);
  profile_make(&context->worker->maker, context->view->knowledge, context->arena, message, context->today, profile);
  search->query = side_of_stakeholder(context->arena, message, &profile->match);
}

static int open_unregistered(struct search *search, Helix__V1__Stakeholder *message) {
  struct call_context *context = search->context;
  check_stakeholder(context->view->knowledge, &context->service->options.limits, message, context->today,
                    &context->findings);
  int result = findings_result(context, "the profile cannot be matched");
  if (!result)
    open_message(search, message);
  return result;
}

static int open_registered(struct search *search, const char *id) {
  struct call_context *context = search->context;
  Helix__V1__StakeholderRecord *record = record_get(context, id, 0);
  if (!record)
    return -(int)context->error.kind;
  if (record->state == HELIX__V1__RECORD_STATE__WITHDRAWN) {
    error_set(&context->error, ERROR_NOT_FOUND, "stakeholder \"%s\" is withdrawn", id);
    return error_hint(&context->error, "submit the profile again to bring it back");
  }
  open_message(search, record->stakeholder);
  return 0;
}

static int missing_subject(struct call_context *context, const char *what) {
  error_set(&context->error, ERROR_INVALID, "subject: say what to match");
  return error_hint(&context->error, "%s", what);
}

// --- themes

static int add_theme(struct search *search, Helix__V1__MatchList *list, const struct match_hit *hit) {
  struct call_context *context = search->context;
  const struct knowledge *knowledge = context->view->knowledge;
  uint32_t theme, path[PATH_MAX_THEMES];
  bool found = vocabulary_theme_find(knowledge->vocabulary, hit->id, &theme);
  assert(found);
  (void)found;
  const Helix__V1__Theme *message = vocabulary_theme(knowledge->vocabulary, theme);
  Helix__V1__Match *match = match_new(context, list, message->id);
  match->labels = message->labels;
  match->n_labels = message->n_labels;
  match->n_path = knowledge_theme_path(knowledge, theme, path, PATH_MAX_THEMES);
  match->path = arena_need(context->arena, match->n_path * sizeof *match->path);
  for (size_t i = 0; i < match->n_path; i++)
    match->path[i] = vocabulary_theme(knowledge->vocabulary, path[i])->id;
  struct side candidate = side_of_theme(knowledge, search->scratch, theme);
  explain(search, &candidate, hit, match);
  return 0;
}

static int open_themes_subject(struct search *search, const Helix__V1__MatchThemes *call) {
  switch (call->subject_case) {
  case HELIX__V1__MATCH_THEMES__SUBJECT_STAKEHOLDER_ID:
    return open_registered(search, call->stakeholder_id);
  case HELIX__V1__MATCH_THEMES__SUBJECT_STAKEHOLDER:
    return open_unregistered(search, call->stakeholder);
  case HELIX__V1__MATCH_THEMES__SUBJECT_TEXT:
    return open_text(search, call->text);
  case HELIX__V1__MATCH_THEMES__SUBJECT__NOT_SET:
  case _HELIX__V1__MATCH_THEMES__SUBJECT__CASE_IS_INT_SIZE:
    break;
  }
  return missing_subject(search->context, "stakeholder_id, stakeholder or text");
}

int call_match_themes(struct call_context *context) {
  const Helix__V1__MatchThemes *call = context->request->match_themes;
  struct search search = {.context = context};
  int result = open_themes_subject(&search, call);
  if (result)
    return result;
  run(&search, context->view->knowledge->themes, call->limit);
  return add_hits(&search, add_theme);
}

// --- stakeholders

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

static Helix__V1__Size **home_sizes(struct call_context *context, const Helix__V1__Stakeholder *message,
                                    size_t *ret_count) {
  struct size_result sizes[PROFILE_SIZES_MAX];
  size_t count = size_classes(context->view->knowledge->vocabulary, message, context->today, sizes, PROFILE_SIZES_MAX);
  size_t home = 0;
  for (size_t i = 0; i < count; i++)
    if (sizes[i].home)
      sizes[home++] = sizes[i];
  *ret_count = home;
  return record_sizes(context->arena, sizes, home);
}

// The message goes with the next hit: the match keeps copies.
static void describe(struct call_context *context, const Helix__V1__Stakeholder *message, Helix__V1__Match *match) {
  match->labels = labels_of(context->arena, message, &match->n_labels);
  match->helix = message->helix;
  match->places = arena_need(context->arena, message->n_places * sizeof *match->places);
  for (size_t i = 0; i < message->n_places; i++)
    match->places[match->n_places++] = arena_copy(context->arena, message->places[i]);
  match->sizes = home_sizes(context, message, &match->n_sizes);
  if (message->sample)
    caution(context, match, "a sample: this organisation is invented");
}

// The profile of the revision that was indexed, whatever was written since.
static int add_stakeholder(struct search *search, Helix__V1__MatchList *list, const struct match_hit *hit) {
  struct call_context *context = search->context;
  Helix__V1__Stakeholder *message = record_get_message(context, search->scratch, hit->id, hit->revision);
  if (!message)
    return -(int)context->error.kind;
  struct side candidate = side_of_stakeholder(search->scratch, message, NULL);
  Helix__V1__Match *match = match_new(context, list, hit->id);
  describe(context, message, match);
  explain(search, &candidate, hit, match);
  return 0;
}

static int open_theme(struct search *search, const char *id) {
  struct call_context *context = search->context;
  uint32_t theme;
  int result = theme_find(context, "theme_id", id, &theme);
  if (!result)
    search->query = side_of_theme(context->view->knowledge, context->arena, theme);
  return result;
}

static int open_stakeholders_subject(struct search *search, const Helix__V1__MatchStakeholders *call) {
  switch (call->subject_case) {
  case HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_THEME_ID:
    return open_theme(search, call->theme_id);
  case HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT_TEXT:
    return open_text(search, call->text);
  case HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT__NOT_SET:
  case _HELIX__V1__MATCH_STAKEHOLDERS__SUBJECT__CASE_IS_INT_SIZE:
    break;
  }
  return missing_subject(search->context, "theme_id or text");
}

int call_match_stakeholders(struct call_context *context) {
  const Helix__V1__MatchStakeholders *call = context->request->match_stakeholders;
  struct search search = {.context = context};
  int result = open_stakeholders_subject(&search, call);
  if (!result)
    result = filter_open(context, call->filter, &search.filter);
  if (result)
    return result;
  run(&search, context->view->index, call->limit);
  return add_hits(&search, add_stakeholder);
}
