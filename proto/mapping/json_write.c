// SPDX-License-Identifier: Apache-2.0
// Message to JSON. One function per kind of value; what is a default is left out, but for members of a oneof, where
// being there is the information.
#include "mapping/json.h"

#include "mapping/field.h"

#include <float.h>
#include <glib.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { PRECISION_SHORT = DBL_DIG, PRECISION_EXACT = DBL_DECIMAL_DIG };

static json_t *real_json(double real) {
  if (isnan(real))
    return json_string("NaN");
  if (isinf(real))
    return json_string(real < 0 ? "-Infinity" : "Infinity");
  return json_real(real);
}

// The double with the fewest digits that is still this float, so that 0.1f does not become 0.10000000149011612.
static double float_widened(float value) {
  for (int digits = FLT_DIG; isfinite(value) && digits < FLT_DECIMAL_DIG; digits++) {
    char format[16], text[32];
    snprintf(format, sizeof format, "%%.%dg", digits);
    double widened = g_ascii_strtod(g_ascii_formatd(text, sizeof text, format, (double)value), NULL);
    if ((float)widened == value)
      return widened;
  }
  return (double)value;
}

// A number that has no name in this version of the schema stays a number.
static json_t *enum_json(const ProtobufCEnumDescriptor *descriptor, int number) {
  const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(descriptor, number);
  return value ? json_string(value->name) : json_integer(number);
}

static json_t *bytes_json(const ProtobufCBinaryData *bytes) {
  g_autofree char *text = g_base64_encode(bytes->data, bytes->len);
  return json_string(text);
}

static json_t *value_json(const ProtobufCFieldDescriptor *field, const void *value) {
  switch (field->type) {
  case PROTOBUF_C_TYPE_INT32:
  case PROTOBUF_C_TYPE_SINT32:
  case PROTOBUF_C_TYPE_SFIXED32:
    return json_integer(*(const int32_t *)value);
  case PROTOBUF_C_TYPE_UINT32:
  case PROTOBUF_C_TYPE_FIXED32:
    return json_integer(*(const uint32_t *)value);
  case PROTOBUF_C_TYPE_INT64:
  case PROTOBUF_C_TYPE_SINT64:
  case PROTOBUF_C_TYPE_SFIXED64:
    return json_sprintf("%" PRId64, *(const int64_t *)value);
  case PROTOBUF_C_TYPE_UINT64:
  case PROTOBUF_C_TYPE_FIXED64:
    return json_sprintf("%" PRIu64, *(const uint64_t *)value);
  case PROTOBUF_C_TYPE_FLOAT:
    return real_json(float_widened(*(const float *)value));
  case PROTOBUF_C_TYPE_DOUBLE:
    return real_json(*(const double *)value);
  case PROTOBUF_C_TYPE_BOOL:
    return json_boolean(*(const protobuf_c_boolean *)value);
  case PROTOBUF_C_TYPE_ENUM:
    return enum_json(field->descriptor, *(const int *)value);
  case PROTOBUF_C_TYPE_STRING:
    return json_string(*(const char *const *)value);
  case PROTOBUF_C_TYPE_BYTES:
    return bytes_json(value);
  case PROTOBUF_C_TYPE_MESSAGE:
    return message_to_json(*(const ProtobufCMessage *const *)value);
  }
  __builtin_unreachable();
}

static bool is_default(const ProtobufCFieldDescriptor *field, const void *value) {
  if (field->label != PROTOBUF_C_LABEL_NONE || field_is_in_oneof(field) || field->type == PROTOBUF_C_TYPE_MESSAGE)
    return false;
  if (field->type == PROTOBUF_C_TYPE_STRING)
    return **(const char *const *)value == 0;
  if (field->type == PROTOBUF_C_TYPE_BYTES)
    return ((const ProtobufCBinaryData *)value)->len == 0;
  if (field->type == PROTOBUF_C_TYPE_DOUBLE)
    return *(const double *)value == 0;
  if (field->type == PROTOBUF_C_TYPE_FLOAT)
    return *(const float *)value == 0;
  static const char zero[sizeof(uint64_t)];
  return memcmp(value, zero, field_value_bytes(field)) == 0;
}

static json_t *list_json(const ProtobufCFieldDescriptor *field, struct field_values values) {
  json_t *list = json_array();
  for (size_t i = 0; list && i < values.count; i++) {
    if (json_array_append_new(list, value_json(field, values.first + i * values.stride)) < 0) {
      json_decref(list);
      return NULL;
    }
  }
  return list;
}

static const char *camel_name(const char *name, char *buffer, size_t bytes) {
  size_t used = 0;
  for (; *name && used + 1 < bytes; name++) {
    bool upper = *name == '_' && name[1];
    name += upper;
    buffer[used++] = upper ? g_ascii_toupper(*name) : *name;
  }
  buffer[used] = 0;
  return buffer;
}

json_t *message_to_json(const ProtobufCMessage *message) {
  json_t *object = json_object();
  for (unsigned i = 0; object && i < message->descriptor->n_fields; i++) {
    const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
    struct field_values values = field_values(message, field);
    if (values.count == 0 || is_default(field, values.first))
      continue;
    bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
    json_t *value = repeated ? list_json(field, values) : value_json(field, values.first);
    char name[128];
    if (json_object_set_new(object, camel_name(field->name, name, sizeof name), value) < 0) {
      json_decref(object);
      return NULL;
    }
  }
  return object;
}

static bool is_exact_when_short(const json_t *json) {
  if (json_is_real(json)) {
    char text[40];
    double real = json_real_value(json);
    return g_ascii_strtod(g_ascii_formatd(text, sizeof text, "%.15g", real), NULL) == real;
  }
  const json_t *item;
  size_t index;
  json_array_foreach(json, index, item) {
    if (!is_exact_when_short(item))
      return false;
  }
  for (void *at = json_object_iter((json_t *)(uintptr_t)json); at;
       at = json_object_iter_next((json_t *)(uintptr_t)json, at))
    if (!is_exact_when_short(json_object_iter_value(at)))
      return false;
  return true;
}

size_t json_real_flags(const json_t *json) {
  return JSON_REAL_PRECISION(is_exact_when_short(json) ? PRECISION_SHORT : PRECISION_EXACT);
}

char *message_to_json_text(const ProtobufCMessage *message, size_t flags) {
  json_t *json = message_to_json(message);
  if (!json)
    return NULL;
  char *text = json_dumps(json, flags | json_real_flags(json));
  json_decref(json);
  return text;
}
