// SPDX-License-Identifier: Apache-2.0
// libyaml's emitter; it cannot fail but for lack of memory, since the tree is well-formed.
#include "cli/yaml_write.h"

#include "mapping/json.h"

#include <glib.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <yaml.h>

struct writer {
  yaml_emitter_t emitter;
  GString *text; // owned
};

static int append(void *data, unsigned char *bytes, size_t count) {
  g_string_append_len(data, (const char *)bytes, (gssize)count);
  return 1;
}

static void emit(struct writer *writer, yaml_event_t *event) {
  int emitted = yaml_emitter_emit(&writer->emitter, event);
  g_assert(emitted);
}

// What a reader of plain scalars would take for something else than a string (YAML 1.2 core schema, and yes/no of 1.1).
static bool needs_quotes(const char *text) {
  static const char *const words[] = {"", "~", "null", "true", "false", "yes", "no", "on", "off", NULL};
  g_autofree char *lower = g_ascii_strdown(text, -1);
  return g_strv_contains(words, lower);
}

static void emit_scalar(struct writer *writer, const char *text, bool is_string) {
  yaml_scalar_style_t style = YAML_PLAIN_SCALAR_STYLE;
  yaml_event_t event;
  if (is_string && needs_quotes(text))
    style = YAML_DOUBLE_QUOTED_SCALAR_STYLE;
  else if (strchr(text, '\n'))
    style = YAML_LITERAL_SCALAR_STYLE;
  yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)text, (int)strlen(text), 1, 1, style);
  emit(writer, &event);
}

// "trlMin" → "trl_min"
static char *proto_name(const char *name) {
  GString *proto = g_string_new(NULL);
  for (; *name; name++) {
    if (g_ascii_isupper(*name))
      g_string_append_c(proto, '_');
    g_string_append_c(proto, g_ascii_tolower(*name));
  }
  return g_string_free(proto, FALSE);
}

static void emit_value(struct writer *writer, const json_t *json);

static void emit_object(struct writer *writer, const json_t *json) {
  yaml_event_t event;
  yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE);
  emit(writer, &event);
  const char *key;
  json_t *value;
  json_object_foreach((json_t *)(uintptr_t)json, key, value) {
    g_autofree char *name = proto_name(key);
    emit_scalar(writer, name, true);
    emit_value(writer, value);
  }
  yaml_mapping_end_event_initialize(&event);
  emit(writer, &event);
}

static bool is_short_list(const json_t *json) {
  size_t i;
  const json_t *item;
  json_array_foreach(json, i, item) {
    if (json_is_object(item))
      return false;
  }
  return true;
}

static void emit_list(struct writer *writer, const json_t *json) {
  yaml_event_t event;
  yaml_sequence_start_event_initialize(&event, NULL, NULL, 1,
                                       is_short_list(json) ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE);
  emit(writer, &event);
  size_t i;
  const json_t *item;
  json_array_foreach(json, i, item) emit_value(writer, item);
  yaml_sequence_end_event_initialize(&event);
  emit(writer, &event);
}

// "2900000" reads better than "2900000.0".
static bool is_whole(double number) {
  return fabs(number) < 1e15 && number == floor(number);
}

static void emit_value(struct writer *writer, const json_t *json) {
  if (json_is_object(json)) {
    emit_object(writer, json);
  } else if (json_is_array(json)) {
    emit_list(writer, json);
  } else if (json_is_string(json)) {
    emit_scalar(writer, json_string_value(json), true);
  } else if (json_is_real(json) && is_whole(json_real_value(json))) {
    g_autofree char *text = g_strdup_printf("%.0f", json_real_value(json));
    emit_scalar(writer, text, false);
  } else {
    char *text = json_dumps(json, JSON_ENCODE_ANY | json_real_flags(json));
    emit_scalar(writer, text, false);
    free(text);
  }
}

char *yaml_write(const json_t *json) {
  struct writer writer = {.text = g_string_new(NULL)};
  yaml_event_t event;
  int started = yaml_emitter_initialize(&writer.emitter);
  g_assert(started);
  yaml_emitter_set_output(&writer.emitter, append, writer.text);
  yaml_emitter_set_unicode(&writer.emitter, 1);
  yaml_emitter_set_width(&writer.emitter, 100);
  yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING);
  emit(&writer, &event);
  yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1);
  emit(&writer, &event);
  emit_value(&writer, json);
  yaml_document_end_event_initialize(&event, 1);
  emit(&writer, &event);
  yaml_stream_end_event_initialize(&event);
  emit(&writer, &event);
  yaml_emitter_delete(&writer.emitter);
  return g_string_free(writer.text, FALSE);
}
