// SPDX-License-Identifier: Apache-2.0
#include "service/wording.h"

#include <ctype.h>
#include <string.h>

char *wording_value(struct arena *arena, const ProtobufCEnumDescriptor *descriptor, int value) {
  const ProtobufCEnumValue *found = protobuf_c_enum_descriptor_get_value(descriptor, value);
  char *words = arena_copy(arena, found ? found->name : "");
  for (char *at = words; *at; at++)
    *at = *at == '_' ? ' ' : (char)tolower((unsigned char)*at);
  return words;
}

const char *wording_direction(enum match_direction direction) {
  static const char *const words[MATCH_DIRECTION_COUNT] = {[MATCH_DIRECTION_NONE] = "none",
                                                           [MATCH_DIRECTION_OUT] = "EU to CN",
                                                           [MATCH_DIRECTION_IN] = "CN to EU",
                                                           [MATCH_DIRECTION_JOINT] = "joint",
                                                           [MATCH_DIRECTION_LOCAL] = "local"};
  return words[direction];
}

const char *wording_language(uint8_t number) {
  switch (number) {
  case TEXT_ENGLISH:
    return "English";
  case TEXT_ITALIAN:
    return "Italian";
  case TEXT_CHINESE:
    return "Chinese";
  default:
    return language_code(number);
  }
}

// In English, else in the first language that there is.
static const char *pick(Helix__V1__Text *const *texts, size_t count, const char *fallback) {
  for (size_t i = 0; i < count; i++)
    if (!strcmp(texts[i]->language, "en"))
      return texts[i]->value;
  return count ? texts[0]->value : fallback;
}

const char *wording_place(const struct knowledge *knowledge, uint32_t place) {
  const Helix__V1__Place *message = vocabulary_place(knowledge->vocabulary, place);
  return pick(message->names, message->n_names, message->id);
}

char *wording_theme(const struct knowledge *knowledge, struct arena *arena, uint32_t theme) {
  const Helix__V1__Theme *message = vocabulary_theme(knowledge->vocabulary, theme);
  return arena_print(arena, "%s (%s)", pick(message->labels, message->n_labels, message->id), message->id);
}
