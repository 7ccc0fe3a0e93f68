// SPDX-License-Identifier: Apache-2.0
#include "cli/match_batch.h"

#include "cli/ask.h"
#include "cli/session.h"
#include "cli/text_file.h"

#include <glib.h>
#include <string.h>
#include <sysexits.h>

enum {
  QUERIES_MAX = 64,
  ROWS_MAX = ASK_LIMIT_MAX,
  BYTES_MAX = 512 << 10,
  LIMIT_DEFAULT = 10,
  FILE_BYTES_MAX = 64 << 20
};

// How a line of each verb is read, and where its question goes.
static const struct {
  const ProtobufCMessageDescriptor *descriptor;
  Helix__V1__MatchQuery__QueryCase query_case;
} kinds[MATCH_BATCH_KIND_COUNT] = {
    [MATCH_BATCH_THEMES] = {&helix__v1__match_themes__descriptor, HELIX__V1__MATCH_QUERY__QUERY_THEMES},
    [MATCH_BATCH_STAKEHOLDERS] = {&helix__v1__match_stakeholders__descriptor,
                                  HELIX__V1__MATCH_QUERY__QUERY_STAKEHOLDERS},
    [MATCH_BATCH_PARTNERS] = {&helix__v1__match_partners__descriptor, HELIX__V1__MATCH_QUERY__QUERY_PARTNERS},
    [MATCH_BATCH_OPPORTUNITIES] = {&helix__v1__match_opportunities__descriptor,
                                   HELIX__V1__MATCH_QUERY__QUERY_OPPORTUNITIES},
};

struct line {
  unsigned number;              // in the file, from 1
  Helix__V1__MatchQuery *query; // owned; NULL: `problem` says why
  struct problem problem;
  size_t bytes;
  uint32_t rows;
};

struct batch {
  struct session *session;
  enum match_batch_kind kind;
  char *weights; // owned; NULL: none
  unsigned failed;
  // those that wait to be sent
  struct line lines[QUERIES_MAX];
  unsigned count;
  size_t bytes;
  uint32_t rows;
};

// --- answers

static void print_answer(struct batch *batch, unsigned number, const char *name, json_t *json) {
  json_t *line = json_object();
  json_object_set_new(line, "line", json_integer(number));
  if (name)
    json_object_set_new(line, name, json);
  else {
    json_object_update(line, json);
    json_decref(json);
  }
  output_json(batch->session->output, line);
}

static void print_problem(struct batch *batch, const struct line *line) {
  g_autofree char *message =
      g_strdup_printf("%s%s%s", line->problem.field, *line->problem.field ? ": " : "", line->problem.message);
  json_t *failure = failure_to_json(
      &(struct failure){.exit_code = EX_DATAERR, .code = FAIL_DATA, .message = message, .hint = line->problem.hint});
  print_answer(batch, line->number, NULL, failure);
  batch->failed++;
}

static void print_reply(struct batch *batch, const struct line *line, const Helix__V1__MatchAnswer *answer) {
  if (answer->result_case == HELIX__V1__MATCH_ANSWER__RESULT_MATCHES)
    print_answer(batch, line->number, NULL, message_to_json(&answer->matches->base));
  else if (answer->result_case == HELIX__V1__MATCH_ANSWER__RESULT_ERROR)
    print_answer(batch, line->number, "error", message_to_json(&answer->error->base));
  batch->failed += answer->result_case != HELIX__V1__MATCH_ANSWER__RESULT_MATCHES;
}

static void print_replies(struct batch *batch, const Helix__V1__MatchAnswers *answers) {
  size_t next = 0;
  for (unsigned i = 0; i < batch->count; i++) {
    if (batch->lines[i].query && next < answers->n_answers)
      print_reply(batch, &batch->lines[i], answers->answers[next++]);
    else if (!batch->lines[i].query)
      print_problem(batch, &batch->lines[i]);
  }
}

// --- sending

static void forget_lines(struct batch *batch) {
  for (unsigned i = 0; i < batch->count; i++)
    if (batch->lines[i].query)
      helix__v1__match_query__free_unpacked(batch->lines[i].query, NULL);
  batch->count = batch->rows = 0;
  batch->bytes = 0;
}

static int flush(struct batch *batch) {
  Helix__V1__MatchQuery *queries[QUERIES_MAX];
  Helix__V1__MatchBatch call = HELIX__V1__MATCH_BATCH__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  Helix__V1__MatchAnswers none = HELIX__V1__MATCH_ANSWERS__INIT;
  Helix__V1__Reply *reply = NULL;
  int result = 0;
  call.queries = queries;
  for (unsigned i = 0; i < batch->count; i++)
    if (batch->lines[i].query)
      queries[call.n_queries++] = batch->lines[i].query;
  request.call_case = HELIX__V1__REQUEST__CALL_MATCH_BATCH;
  request.match_batch = &call;
  if (call.n_queries)
    result = session_call(batch->session, &request, &reply);
  if (!result)
    print_replies(batch, reply ? reply->match_answers : &none);
  helix__v1__reply__free_unpacked(reply, NULL);
  forget_lines(batch);
  return result;
}

// --- lines

// The fields that the four messages have under one name, by descriptor.
static void *field_of(ProtobufCMessage *message, const char *name) {
  const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
  return field ? (char *)message + field->offset : NULL;
}

static void put_defaults(const struct batch *batch, ProtobufCMessage *message) {
  uint32_t *limit = field_of(message, "limit");
  char **weights = field_of(message, "weights");
  if (!*limit)
    *limit = arguments_number(batch->session->arguments, OPTION_LIMIT);
  if (batch->weights && !**weights)
    *weights = strdup(batch->weights); // freed with the message, by protobuf-c's own allocator
}

static Helix__V1__MatchQuery *query_of(const struct batch *batch, ProtobufCMessage *message) {
  Helix__V1__MatchQuery *query = malloc(sizeof *query); // as above
  if (!query)
    abort();
  helix__v1__match_query__init(query);
  query->query_case = kinds[batch->kind].query_case;
  query->themes = (Helix__V1__MatchThemes *)message; // all members of the union are pointers to a message
  return query;
}

static void read_line(const struct batch *batch, const char *text, struct line *line) {
  json_error_t error;
  json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, &error);
  if (!json) {
    problem_set(&line->problem, "", "no JSON at column %d: %s", error.column, error.text);
    problem_hint(&line->problem, "Each line is one whole question, such as {\"stakeholderId\": \"our-lab\"}.");
    return;
  }
  ProtobufCMessage *message = message_from_json(kinds[batch->kind].descriptor, json, &line->problem);
  json_decref(json);
  if (!message)
    return;
  put_defaults(batch, message);
  uint32_t limit = *(uint32_t *)field_of(message, "limit");
  line->query = query_of(batch, message);
  line->rows = limit ? MIN(limit, ROWS_MAX) : LIMIT_DEFAULT;
  line->bytes = protobuf_c_message_get_packed_size(message);
}

static int add_line(struct batch *batch, unsigned number, const char *text) {
  struct line line = {.number = number};
  read_line(batch, text, &line);
  bool is_full =
      batch->count == QUERIES_MAX || batch->rows + line.rows > ROWS_MAX || batch->bytes + line.bytes > BYTES_MAX;
  int result = batch->count && is_full ? flush(batch) : 0;
  batch->lines[batch->count++] = line;
  batch->rows += line.rows;
  batch->bytes += line.bytes;
  return result;
}

static int run_lines(struct batch *batch, char *text) {
  unsigned number = 1;
  int result = 0;
  for (char *at = text, *end; at && *at && !result; at = end, number++) {
    end = strchr(at, '\n');
    if (end)
      *end++ = '\0';
    if (at[strspn(at, " \t\r")])
      result = add_line(batch, number, at);
  }
  return result ? result : flush(batch);
}

// Nothing but what holds for all lines goes with a batch.
static int check_alone(struct session *session) {
  const uint64_t fine =
      OPTIONS_EVERYWHERE | OPTION_BIT(OPTION_BATCH) | OPTION_BIT(OPTION_LIMIT) | OPTION_BIT(OPTION_WEIGHTS);
  for (unsigned i = 0; i < OPTION_COUNT; i++)
    if (arguments_has(session->arguments, (enum option_id)i) && !(fine & OPTION_BIT(i)))
      return output_fail(session->output, EX_USAGE, FAIL_USAGE, "Say it in the lines of the file.",
                         "--%s does not go with --batch", option_rows[i].name);
  return ask_check_limit(session);
}

int match_batch_run(struct session *session, enum match_batch_kind kind) {
  struct batch *batch = g_new0(struct batch, 1);
  g_autofree char *text = NULL;
  batch->session = session;
  batch->kind = kind;
  int result = check_alone(session);
  if (!result)
    result = ask_read_weights(session, &batch->weights);
  if (!result)
    result = text_file_read(session, arguments_text(session->arguments, OPTION_BATCH), FILE_BYTES_MAX, &text);
  if (!result)
    result = run_lines(batch, text);
  if (!result && batch->failed) {
    output_note(session->output, "%u of the questions could not be answered.\n", batch->failed);
    result = EX_DATAERR;
  }
  forget_lines(batch);
  g_free(batch->weights);
  g_free(batch);
  return result;
}
