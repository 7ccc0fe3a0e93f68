// SPDX-License-Identifier: Apache-2.0
#include "service/free_text.h"

#include <string.h>

enum { UTF8_BYTES_MAX = 4 };

int free_text_check(struct call_context *context, const Helix__V1__FreeText *text) {
  unsigned most = context->service->options.limits.text_characters;
  if (!text) {
    error_set(&context->error, ERROR_INVALID, "text: is missing");
    return error_hint(&context->error, "say the words that are meant");
  }
  if (strlen(text->text) <= (size_t)UTF8_BYTES_MAX * most)
    return 0;
  error_set(&context->error, ERROR_TOO_LARGE, "text: longer than %u characters", most);
  return error_hint(&context->error, "ask with the part that matters");
}
