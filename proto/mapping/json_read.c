// SPDX-License-Identifier: Apache-2.0
// JSON to message: for each member of the object find the field, for each value the reader of its type. The message is
// allocated as protobuf-c's unpack allocates it, so that protobuf-c frees it. Every refusal says which field, what
// stands there and what may stand there. Time is linear in the document: a member costs one pass over its message's
// field names.
#include "mapping/json.h"

#include "mapping/base64.h"
#include "mapping/check.h"
#include "mapping/field.h"
#include "mapping/number.h"
#include "mapping/path.h"

#include <ctype.h>
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUOTE_BYTES = 64, NAMES_MAX = 64 };

// A place in the JSON that is to become a value.
struct source {
  const ProtobufCFieldDescriptor *field;
  const json_t *json;
  const struct path_step *path;
  struct problem *problem;
};

static ProtobufCMessage *read_message(const ProtobufCMessageDescriptor *descriptor, const json_t *json,
                                      const struct path_step *path, struct problem *problem);

static void *allocate(size_t count, size_t item_bytes) {
  void *memory = calloc(count ? count : 1, item_bytes);
  if (!memory)
    abort();
  return memory;
}

static const char *type_words(const json_t *json) {
  switch (json_typeof(json)) {
  case JSON_OBJECT:
    return "a group of fields";
  case JSON_ARRAY:
    return "a list";
  case JSON_STRING:
    return "text";
  case JSON_INTEGER:
  case JSON_REAL:
    return "a number";
  case JSON_TRUE:
    return "true";
  case JSON_FALSE:
    return "false";
  case JSON_NULL:
    return "null";
  }
  __builtin_unreachable();
}

static int refuse_type(const struct source *source, const char *expected) {
  char path[PATH_BYTES];
  return problem_set(source->problem, path_write(source->path, path), "should be %s, and is %s", expected,
                     type_words(source->json));
}

// The number or text that stands there, for a message.
static const char *value_words(const json_t *json, char buffer[static QUOTE_BYTES]) {
  char digits[40];
  if (json_is_string(json))
    return problem_quote(buffer, QUOTE_BYTES, json_string_value(json), json_string_length(json));
  if (json_is_integer(json))
    snprintf(digits, sizeof digits, "%" JSON_INTEGER_FORMAT, json_integer_value(json));
  else
    snprintf(digits, sizeof digits, "%.15g", json_number_value(json));
  return problem_quote(buffer, QUOTE_BYTES, digits, strlen(digits));
}

static int refuse_value(const struct source *source, const char *what_is_wrong) {
  char path[PATH_BYTES], value[QUOTE_BYTES];
  return problem_set(source->problem, path_write(source->path, path), "\"%s\" %s", value_words(source->json, value),
                     what_is_wrong);
}

static int refuse_number(const struct source *source, enum number_result result, const char *expected) {
  switch (result) {
  case NUMBER_WRONG_TYPE:
    return refuse_type(source, expected);
  case NUMBER_MALFORMED:
    refuse_value(source, "is not a number");
    return problem_hint(source->problem, "write digits only, as in 1500000, without unit, spaces or leading zeros");
  case NUMBER_NOT_WHOLE:
    return refuse_value(source, "is not a whole number");
  case NUMBER_OUT_OF_RANGE:
    return refuse_value(source, "is out of range");
  case NUMBER_OK:
    break;
  }
  __builtin_unreachable();
}

static int read_whole(const struct source *source, int64_t min, uint64_t max, struct number_whole *ret_whole) {
  enum number_result result = number_read_whole(source->json, ret_whole);
  if (result != NUMBER_OK && result != NUMBER_OUT_OF_RANGE)
    return refuse_number(source, result, "a whole number");
  if (result == NUMBER_OK && number_fits(*ret_whole, min, max))
    return 0;
  refuse_number(source, NUMBER_OUT_OF_RANGE, "");
  return problem_hint(source->problem, "from %" PRId64 " to %" PRIu64, min, max);
}

static int read_signed(const struct source *source, int64_t min, int64_t max, int64_t *ret_number) {
  struct number_whole whole;
  int r = read_whole(source, min, (uint64_t)max, &whole);
  if (r < 0)
    return r;
  *ret_number = number_signed(whole);
  return 0;
}

static int read_int32(const struct source *source, void *ret_value) {
  int64_t number;
  int r = read_signed(source, INT32_MIN, INT32_MAX, &number);
  if (r < 0)
    return r;
  *(int32_t *)ret_value = (int32_t)number;
  return 0;
}

static int read_unsigned(const struct source *source, uint64_t max, void *ret_value) {
  struct number_whole whole;
  int r = read_whole(source, 0, max, &whole);
  if (r < 0)
    return r;
  if (max == UINT32_MAX)
    *(uint32_t *)ret_value = (uint32_t)whole.magnitude;
  else
    *(uint64_t *)ret_value = whole.magnitude;
  return 0;
}

static int read_double(const struct source *source, double *ret_real) {
  enum number_result result = number_read_real(source->json, ret_real);
  return result == NUMBER_OK ? 0 : refuse_number(source, result, "a number");
}

static int read_float(const struct source *source, float *ret_value) {
  double real;
  int r = read_double(source, &real);
  if (r < 0)
    return r;
  if (isfinite(real) && fabs(real) > (double)FLT_MAX)
    return refuse_number(source, NUMBER_OUT_OF_RANGE, "");
  *ret_value = (float)real;
  return 0;
}

static int read_bool(const struct source *source, protobuf_c_boolean *ret_value) {
  if (!json_is_boolean(source->json)) {
    refuse_type(source, "true or false");
    return problem_hint(source->problem, "write true or false, without quotes");
  }
  *ret_value = json_is_true(source->json);
  return 0;
}

static unsigned enum_names(const ProtobufCEnumDescriptor *descriptor, const char *names[static NAMES_MAX]) {
  unsigned count = 0;
  for (unsigned i = 0; i < descriptor->n_values && count < NAMES_MAX; i++)
    if (descriptor->values[i].value) // zero says nothing: nobody means to write it
      names[count++] = descriptor->values[i].name;
  return count;
}

// As many as fit.
static const char *join_names(const char *const *names, unsigned count, char *buffer, size_t bytes) {
  size_t used = 0;
  buffer[0] = 0;
  for (unsigned i = 0; i < count && used < bytes; i++)
    used += (size_t)snprintf(buffer + used, bytes - used, "%s%s", i ? ", " : "", names[i]);
  return buffer;
}

static int refuse_enum_name(const struct source *source) {
  const char *names[NAMES_MAX];
  unsigned count = enum_names(source->field->descriptor, names);
  char list[256];
  join_names(names, count, list, sizeof list);
  refuse_value(source, "is not one of the names that may stand here");
  const char *nearest = problem_nearest(json_string_value(source->json), names, count);
  if (nearest)
    return problem_hint(source->problem, "did you mean %s? One of: %s", nearest, list);
  return problem_hint(source->problem, "one of: %s", list);
}

static int read_enum(const struct source *source, void *ret_value) {
  const char *text = json_string_value(source->json);
  if (!text && !json_is_number(source->json))
    return refuse_type(source, "one of the names of this field");
  if (!text || isdigit((unsigned char)*text) || *text == '-')
    return read_int32(source, ret_value);
  const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value_by_name(source->field->descriptor, text);
  if (!value)
    return refuse_enum_name(source);
  *(int *)ret_value = value->value;
  return 0;
}

static int read_string(const struct source *source, char **ret_value) {
  const char *text = json_string_value(source->json);
  if (!text) {
    refuse_type(source, "text");
    bool scalar = !json_is_object(source->json) && !json_is_array(source->json);
    return scalar ? problem_hint(source->problem, "put it in quotes") : -1;
  }
  size_t bytes = json_string_length(source->json);
  const char *fault = text_fault(text, bytes);
  char path[PATH_BYTES];
  if (fault)
    return problem_set(source->problem, path_write(source->path, path), "%s", fault);
  *ret_value = memcpy(allocate(bytes + 1, 1), text, bytes + 1);
  return 0;
}

static int read_bytes(const struct source *source, ProtobufCBinaryData *ret_value) {
  const char *text = json_string_value(source->json);
  if (!text)
    return refuse_type(source, "bytes as base64 text");
  size_t length = json_string_length(source->json);
  uint8_t *bytes = allocate(base64_bytes_max(length), 1);
  ptrdiff_t count = base64_read(text, length, bytes);
  if (count < 0) {
    free(bytes);
    return refuse_value(source, "is not base64");
  }
  *ret_value = (ProtobufCBinaryData){(size_t)count, bytes};
  return 0;
}

static int read_nested(const struct source *source, ProtobufCMessage **ret_value) {
  ProtobufCMessage *message = read_message(source->field->descriptor, source->json, source->path, source->problem);
  if (!message)
    return -1;
  *ret_value = message;
  return 0;
}

static int read_value(const struct source *source, void *ret_value) {
  switch (source->field->type) {
  case PROTOBUF_C_TYPE_INT32:
  case PROTOBUF_C_TYPE_SINT32:
  case PROTOBUF_C_TYPE_SFIXED32:
    return read_int32(source, ret_value);
  case PROTOBUF_C_TYPE_INT64:
  case PROTOBUF_C_TYPE_SINT64:
  case PROTOBUF_C_TYPE_SFIXED64:
    return read_signed(source, INT64_MIN, INT64_MAX, ret_value);
  case PROTOBUF_C_TYPE_UINT32:
  case PROTOBUF_C_TYPE_FIXED32:
    return read_unsigned(source, UINT32_MAX, ret_value);
  case PROTOBUF_C_TYPE_UINT64:
  case PROTOBUF_C_TYPE_FIXED64:
    return read_unsigned(source, UINT64_MAX, ret_value);
  case PROTOBUF_C_TYPE_FLOAT:
    return read_float(source, ret_value);
  case PROTOBUF_C_TYPE_DOUBLE:
    return read_double(source, ret_value);
  case PROTOBUF_C_TYPE_BOOL:
    return read_bool(source, ret_value);
  case PROTOBUF_C_TYPE_ENUM:
    return read_enum(source, ret_value);
  case PROTOBUF_C_TYPE_STRING:
    return read_string(source, ret_value);
  case PROTOBUF_C_TYPE_BYTES:
    return read_bytes(source, ret_value);
  case PROTOBUF_C_TYPE_MESSAGE:
    return read_nested(source, ret_value);
  }
  __builtin_unreachable();
}

static int read_list(const struct source *source, ProtobufCMessage *message) {
  if (!json_is_array(source->json)) {
    refuse_type(source, "a list");
    return problem_hint(source->problem, "write each item on its own line after a dash (YAML) or in [ ] (JSON)");
  }
  size_t count = json_array_size(source->json);
  if (count == 0)
    return 0;
  size_t item_bytes = field_value_bytes(source->field);
  char *items = allocate(count, item_bytes);
  size_t *filled = (size_t *)(void *)((char *)message + source->field->quantifier_offset);
  *(char **)(void *)((char *)message + source->field->offset) = items;
  for (size_t i = 0; i < count; i++) {
    struct path_step step = {source->path->parent, source->path->name, i};
    struct source item = {source->field, json_array_get(source->json, i), &step, source->problem};
    int r = read_value(&item, items + i * item_bytes);
    if (r < 0)
      return r;
    *filled = i + 1; // what is counted is freed when a later item fails
  }
  return 0;
}

static int refuse_second_of_oneof(const struct source *source, const ProtobufCMessage *message, uint32_t set) {
  const ProtobufCFieldDescriptor *other = protobuf_c_message_descriptor_get_field(message->descriptor, set);
  char path[PATH_BYTES];
  problem_set(source->problem, path_write(source->path, path), "cannot stand beside \"%s\"", other->name);
  return problem_hint(source->problem, "give only one of the two");
}

static int read_single(const struct source *source, ProtobufCMessage *message) {
  const ProtobufCFieldDescriptor *field = source->field;
  char *base = (char *)message;
  uint32_t *quantifier = (uint32_t *)(void *)(base + field->quantifier_offset);
  bool in_oneof = field_is_in_oneof(field);
  if (in_oneof && *quantifier)
    return refuse_second_of_oneof(source, message, *quantifier);
  int r = read_value(source, base + field->offset);
  if (r < 0)
    return r;
  if (in_oneof)
    *quantifier = field->id;
  else if (field->label == PROTOBUF_C_LABEL_OPTIONAL && !field_is_pointer(field))
    *quantifier = true;
  return 0;
}

static bool is_camel_name(const char *key, const char *name) {
  for (; *name; name++, key++) {
    bool upper = *name == '_' && name[1];
    name += upper;
    if (*key != (upper ? toupper((unsigned char)*name) : *name))
      return false;
  }
  return *key == 0;
}

static const ProtobufCFieldDescriptor *find_field(const ProtobufCMessageDescriptor *descriptor, const char *key) {
  for (unsigned i = 0; i < descriptor->n_fields; i++) {
    const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
    if (field->name[0] == key[0] && (strcmp(field->name, key) == 0 || is_camel_name(key, field->name)))
      return field;
  }
  return NULL;
}

// "themeId" as "theme_id", so that a slip in either spelling is near to the name.
static void to_proto_spelling(const char *key, char *buffer, size_t bytes) {
  size_t used = 0;
  for (; *key && used + 2 < bytes; key++) {
    if (isupper((unsigned char)*key) && used > 0)
      buffer[used++] = '_';
    buffer[used++] = (char)tolower((unsigned char)*key);
  }
  buffer[used] = 0;
}

static int refuse_unknown(const ProtobufCMessageDescriptor *descriptor, const char *key, const struct path_step *path,
                          struct problem *problem) {
  const char *names[NAMES_MAX];
  unsigned count = 0;
  for (unsigned i = 0; i < descriptor->n_fields && count < NAMES_MAX; i++)
    names[count++] = descriptor->fields[i].name;
  char path_text[PATH_BYTES], list[256], spelling[NAMES_MAX * 2];
  problem_set(problem, path_write(path, path_text), "there is no such field in a %s", descriptor->short_name);
  to_proto_spelling(key, spelling, sizeof spelling);
  const char *nearest = problem_nearest(key, names, count);
  if (!nearest)
    nearest = problem_nearest(spelling, names, count);
  if (nearest)
    return problem_hint(problem, "did you mean \"%s\"?", nearest);
  if (count == 0)
    return problem_hint(problem, "it has no fields at all");
  return problem_hint(problem, "the fields are %s", join_names(names, count, list, sizeof list));
}

static int read_member(ProtobufCMessage *message, const json_t *object, const char *key, const json_t *value,
                       const struct path_step *parent, struct problem *problem) {
  const ProtobufCFieldDescriptor *field = find_field(message->descriptor, key);
  struct path_step step = {parent, field ? field->name : key, PATH_NO_INDEX};
  if (!field)
    return refuse_unknown(message->descriptor, key, &step, problem);
  char path[PATH_BYTES];
  if (strcmp(field->name, key) != 0 && json_object_get(object, field->name))
    return problem_set(problem, path_write(&step, path), "is given twice, also as \"%s\"", key);
  if (json_is_null(value))
    return 0;
  struct source source = {field, value, &step, problem};
  return field->label == PROTOBUF_C_LABEL_REPEATED ? read_list(&source, message) : read_single(&source, message);
}

static ProtobufCMessage *read_message(const ProtobufCMessageDescriptor *descriptor, const json_t *json,
                                      const struct path_step *path, struct problem *problem) {
  struct source source = {NULL, json, path, problem};
  if (!json_is_object(json)) {
    refuse_type(&source, "a group of fields");
    return NULL;
  }
  ProtobufCMessage *message = allocate(1, descriptor->sizeof_message);
  protobuf_c_message_init(descriptor, message);
  json_t *members = (json_t *)(uintptr_t)json; // jansson's iterators take no const, and change nothing
  for (void *at = json_object_iter(members); at; at = json_object_iter_next(members, at)) {
    if (read_member(message, json, json_object_iter_key(at), json_object_iter_value(at), path, problem) < 0) {
      protobuf_c_message_free_unpacked(message, NULL);
      return NULL;
    }
  }
  return message;
}

ProtobufCMessage *message_from_json(const ProtobufCMessageDescriptor *descriptor, const json_t *json,
                                    struct problem *problem) {
  return read_message(descriptor, json, NULL, problem);
}
