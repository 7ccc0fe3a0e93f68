// SPDX-License-Identifier: Apache-2.0
// A YAML or JSON file as a message, and complaints about its fields that name file, line and field.
#pragma once

#include "helix/v1/vocabulary.pb-c.h"
#include "vocabulary/file.h"

struct document;

struct source {
  const char *path; // borrowed
  struct document *document;
};

// The message is freed with protobuf_c_message_free_unpacked(…, NULL), the source with source_close().
int source_open(const struct file *file, const ProtobufCMessageDescriptor *descriptor, struct source *ret_source,
                ProtobufCMessage **ret_message, struct error *error);
void source_close(struct source *source);

// The path of a field: source_path(buffer, "places[%zu].within", i).
struct source_path {
  char text[192];
};
__attribute__((format(printf, 1, 2))) struct source_path source_path(const char *format, ...);

// "<file>:<line>: <field>: …", ERROR_INVALID.
__attribute__((format(printf, 4, 5))) int source_fail(const struct source *source, struct error *error,
                                                      struct source_path field, const char *format, ...);

// Checks that all kinds of files need. An id is a word of lower case letters, digits, '.', '_' and '-', at most 64.
int source_check_id(const struct source *source, struct source_path field, const char *id, struct error *error);
int source_check_date(const struct source *source, struct source_path field, const char *date, struct error *error);
// Both dates, and that the first is not after the last.
int source_check_period(const struct source *source, struct source_path parent, const char *start, const char *end,
                        struct error *error);
// Languages of two letters, each once; values not empty; at least `count_min` of them. The field is parent + ".names" or so.
int source_check_texts(const struct source *source, struct source_path field, Helix__V1__Text **texts, size_t count,
                       size_t count_min, struct error *error);
// Two capital letters.
int source_check_country(const struct source *source, struct source_path field, const char *country,
                         struct error *error);
// "<what> '<id>' is not known", with the nearest known one as a hint when there is one.
int source_fail_unknown(const struct source *source, struct source_path field, const char *what, const char *id,
                        const char *nearest, struct error *error);
