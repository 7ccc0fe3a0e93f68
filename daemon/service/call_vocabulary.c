// SPDX-License-Identifier: Apache-2.0
// Themes, places and cooperations. What a reply refers to belongs to the vocabulary of the view.
#include "service/deadline.h"
#include "service/theme_find.h"
#include "service/word_list.h"

enum { PATH_MAX_THEMES = 16, USES_MAX = 256 };

int call_list_themes(struct call_context *context) {
  const struct vocabulary *vocabulary = context->view->knowledge->vocabulary;
  const char *under = context->request->list_themes->under;
  size_t all = vocabulary_theme_count(vocabulary);
  uint32_t above = 0;
  int result = *under ? theme_find(context, "under", under, &above) : 0;
  if (result)
    return result;
  Helix__V1__ThemeList *list = arena_need(context->arena, sizeof *list);
  helix__v1__theme_list__init(list);
  list->themes = arena_need(context->arena, all * sizeof *list->themes);
  for (uint32_t i = 0; i < all; i++)
    if (!*under || vocabulary_theme_within(vocabulary, i, above))
      list->themes[list->n_themes++] = unconst(vocabulary_theme(vocabulary, i));
  context->reply->result_case = HELIX__V1__REPLY__RESULT_THEMES;
  context->reply->themes = list;
  return 0;
}

// --- one theme

static void add_uses(struct call_context *context, uint32_t theme, Helix__V1__ThemeDetail *detail) {
  const struct vocabulary *vocabulary = context->view->knowledge->vocabulary;
  detail->uses = arena_need(context->arena, USES_MAX * sizeof *detail->uses);
  for (size_t c = 0; c < vocabulary_cooperation_count(vocabulary); c++) {
    const Helix__V1__Cooperation *cooperation = vocabulary_cooperation(vocabulary, c);
    for (size_t l = 0; l < cooperation->n_themes && detail->n_uses < USES_MAX; l++) {
      uint32_t linked;
      if (!vocabulary_theme_find(vocabulary, cooperation->themes[l]->theme, &linked) || linked != theme)
        continue;
      Helix__V1__ThemeUse *use = arena_need(context->arena, sizeof *use);
      helix__v1__theme_use__init(use);
      use->cooperation = cooperation->id;
      use->link = cooperation->themes[l];
      use->live = knowledge_is_live(cooperation, context->today);
      detail->uses[detail->n_uses++] = use;
    }
  }
}

struct counting {
  struct call_context *context;
  uint32_t theme;
  size_t row_count;
  uint64_t published; // of the rows, those that declare the theme
};

static bool lies_within(const void *data, const char *id) {
  const struct counting *counting = data;
  const struct vocabulary *vocabulary = counting->context->view->knowledge->vocabulary;
  uint32_t number;
  return vocabulary_theme_find(vocabulary, id, &number) && vocabulary_theme_within(vocabulary, number, counting->theme);
}

static int count_row(const struct store_stakeholder *row, const struct store_columns *columns, void *data,
                     struct error *error) {
  (void)error;
  struct counting *counting = data;
  counting->published += row->state == STORE_PUBLISHED && word_list_any(columns->themes, lies_within, counting);
  return deadline_check_row(counting->context, &counting->row_count);
}

int call_get_theme(struct call_context *context) {
  const struct knowledge *knowledge = context->view->knowledge;
  const char *id = context->request->get_theme->id;
  uint32_t theme, path[PATH_MAX_THEMES];
  int result = theme_find(context, "id", id, &theme);
  if (result)
    return result;
  Helix__V1__ThemeDetail *detail = arena_need(context->arena, sizeof *detail);
  helix__v1__theme_detail__init(detail);
  detail->theme = unconst(vocabulary_theme(knowledge->vocabulary, theme));
  detail->n_path = knowledge_theme_path(knowledge, theme, path, PATH_MAX_THEMES);
  detail->path = arena_need(context->arena, detail->n_path * sizeof *detail->path);
  for (size_t i = 0; i < detail->n_path; i++)
    detail->path[i] = vocabulary_theme(knowledge->vocabulary, path[i])->id;
  add_uses(context, theme, detail);
  struct counting counting = {.context = context, .theme = theme};
  result = store_each_stakeholder(context->worker->store, "", count_row, &counting, &context->error);
  if (result < 0)
    return result;
  detail->stakeholders = counting.published;
  context->reply->result_case = HELIX__V1__REPLY__RESULT_THEME;
  context->reply->theme = detail;
  return 0;
}

// --- places and cooperations

int call_list_places(struct call_context *context) {
  const struct vocabulary *vocabulary = context->view->knowledge->vocabulary;
  Helix__V1__PlaceList *list = arena_need(context->arena, sizeof *list);
  helix__v1__place_list__init(list);
  list->n_places = vocabulary_place_count(vocabulary);
  list->places = arena_need(context->arena, list->n_places * sizeof *list->places);
  for (uint32_t i = 0; i < list->n_places; i++)
    list->places[i] = unconst(vocabulary_place(vocabulary, i));
  context->reply->result_case = HELIX__V1__REPLY__RESULT_PLACES;
  context->reply->places = list;
  return 0;
}

int call_list_cooperations(struct call_context *context) {
  const struct vocabulary *vocabulary = context->view->knowledge->vocabulary;
  Helix__V1__CooperationList *list = arena_need(context->arena, sizeof *list);
  helix__v1__cooperation_list__init(list);
  list->n_cooperations = vocabulary_cooperation_count(vocabulary);
  list->cooperations = arena_need(context->arena, list->n_cooperations * sizeof *list->cooperations);
  for (size_t i = 0; i < list->n_cooperations; i++)
    list->cooperations[i] = unconst(vocabulary_cooperation(vocabulary, i));
  context->reply->result_case = HELIX__V1__REPLY__RESULT_COOPERATIONS;
  context->reply->cooperations = list;
  return 0;
}
