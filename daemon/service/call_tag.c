// SPDX-License-Identifier: Apache-2.0
// Which themes a text speaks of, and where.
#include "service/call.h"
#include "service/free_text.h"

enum { PATH_MAX_THEMES = 16 };

// Tags come in the order of the text, so that the characters before one need not be counted again.
struct counter {
  const char *text;
  uint32_t byte, character;
};

static uint32_t characters_before(struct counter *counter, uint32_t byte) {
  if (byte < counter->byte) // of two labels that cross, the second begins inside the first
    counter->byte = counter->character = 0;
  for (; counter->byte < byte; counter->byte++)
    counter->character += (counter->text[counter->byte] & 0xc0) != 0x80;
  return counter->character;
}

static char **path_of(struct call_context *context, uint32_t theme, size_t *ret_count) {
  const struct knowledge *knowledge = context->view->knowledge;
  uint32_t numbers[PATH_MAX_THEMES];
  *ret_count = knowledge_theme_path(knowledge, theme, numbers, PATH_MAX_THEMES);
  char **path = arena_need(context->arena, *ret_count * sizeof *path);
  for (size_t i = 0; i < *ret_count; i++)
    path[i] = vocabulary_theme(knowledge->vocabulary, numbers[i])->id;
  return path;
}

static Helix__V1__Tag *tag_new(struct call_context *context, const struct text_tag *of, struct counter *counter) {
  const Helix__V1__Theme *theme = vocabulary_theme(context->view->knowledge->vocabulary, of->concept);
  Helix__V1__Tag *tag = arena_need(context->arena, sizeof *tag);
  helix__v1__tag__init(tag);
  tag->theme = theme->id;
  tag->begin = of->begin;
  tag->end = of->end;
  tag->begin_character = characters_before(counter, of->begin);
  tag->end_character = characters_before(counter, of->end);
  tag->words = arena_copy_bytes(context->arena, counter->text + of->begin, of->end - of->begin);
  tag->labels = theme->labels;
  tag->n_labels = theme->n_labels;
  tag->path = path_of(context, of->concept, &tag->n_path);
  return tag;
}

int call_tag_text(struct call_context *context) {
  const Helix__V1__FreeText *text = context->request->tag_text->text;
  struct profile_maker *maker = &context->worker->maker;
  int result = free_text_check(context, text);
  if (result)
    return result;
  profile_analyze_text(maker, context->view->knowledge, text->text, text->language);
  const struct text_analysis *analysis = &maker->analysis;
  Helix__V1__TagList *list = arena_need(context->arena, sizeof *list);
  helix__v1__tag_list__init(list);
  list->language = unconst(text_language_code(analysis->language));
  list->vocabulary_version = unconst(vocabulary_version(context->view->knowledge->vocabulary));
  list->tags = arena_need(context->arena, analysis->tag_count * sizeof *list->tags);
  struct counter counter = {.text = text->text};
  for (size_t i = 0; i < analysis->tag_count; i++)
    list->tags[list->n_tags++] = tag_new(context, &analysis->tags[i], &counter);
  context->reply->result_case = HELIX__V1__REPLY__RESULT_TAGS;
  context->reply->tags = list;
  return 0;
}
