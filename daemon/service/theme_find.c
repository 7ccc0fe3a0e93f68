// SPDX-License-Identifier: Apache-2.0
#include "service/theme_find.h"

int theme_find(struct call_context *context, const char *field, const char *id, uint32_t *ret_theme) {
  const struct vocabulary *vocabulary = context->view->knowledge->vocabulary;
  if (vocabulary_theme_find(vocabulary, id, ret_theme))
    return 0;
  const char *near = vocabulary_theme_nearest(vocabulary, id);
  error_set(&context->error, ERROR_NOT_FOUND, "%s: no theme \"%.100s\" is known", field, id);
  return near ? error_hint(&context->error, "did you mean \"%s\"? `helixctl theme list` shows all", near)
              : error_hint(&context->error, "`helixctl theme list` shows all");
}
