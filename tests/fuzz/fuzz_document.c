// SPDX-License-Identifier: Apache-2.0
// Any bytes as YAML and as JSON: whatever is read as a stakeholder is written as JSON and read back as the same. What is
// refused has words, and a line within the text.
#include "helix/v1/stakeholder.pb-c.h"
#include "mapping/check.h"
#include "mapping/document.h"
#include "mapping/json.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static void require(bool truth) {
  if (!truth)
    abort();
}

static void check_problem(const struct problem *problem, const char *bytes, size_t count) {
  size_t lines = 1;
  for (size_t i = 0; i < count; i++)
    lines += bytes[i] == '\n' || bytes[i] == '\r' || (unsigned char)bytes[i] >= 0x80; // YAML has line ends beyond ASCII
  require(problem->message[0] != 0);
  require(problem->line >= 0 && (size_t)problem->line <= lines + 1);
  require(!text_fault(problem->message, strlen(problem->message)));
  require(!text_fault(problem->field, strlen(problem->field)));
  require(!text_fault(problem->hint, strlen(problem->hint)));
}

static void check_same(const ProtobufCMessage *message) {
  require(message_check_strings(message, NULL) == 0);
  char *text = message_to_json_text(message, 0);
  require(text != NULL);
  struct problem problem;
  struct document *document = document_read(text, strlen(text), DOCUMENT_JSON, &problem);
  require(document != NULL);
  ProtobufCMessage *back = document_message(document, message->descriptor, &problem);
  require(back != NULL);
  const char *names[64];
  require(message_changed_fields(message, back, names) == 0);
  protobuf_c_message_free_unpacked(back, NULL);
  document_free(document);
  free(text);
}

static void try_format(const char *bytes, size_t count, enum document_format format) {
  struct problem problem;
  struct document *document = document_read(bytes, count, format, &problem);
  if (!document) {
    check_problem(&problem, bytes, count);
    return;
  }
  document_line(document, "statements[2].themes[0]");
  ProtobufCMessage *message = document_message(document, &helix__v1__stakeholder__descriptor, &problem);
  if (message) {
    check_same(message);
    protobuf_c_message_free_unpacked(message, NULL);
  } else {
    check_problem(&problem, bytes, count);
    require(problem.line > 0);
  }
  document_free(document);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  try_format((const char *)bytes, count, DOCUMENT_YAML);
  try_format((const char *)bytes, count, DOCUMENT_JSON);
  return 0;
}
