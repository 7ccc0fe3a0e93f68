// SPDX-License-Identifier: Apache-2.0
// helixctl import stakeholders: rows are read, sent in chunks and answered as a stream. Bad rows, whether we or the daemon find
// them, are told in the order of the file. All or nothing: the daemon sets the rows aside under a batch name until all are
// there, then takes or drops them in one go.
#include "cli/interrupt.h"
#include "cli/pipeline.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "cli/verbs.h"
#include "cli/wording.h"
#include "mapping/json.h"

#include <glib.h>
#include <inttypes.h>
#include <string.h>
#include <sysexits.h>

enum { DROP_TIMEOUT_MS = 2000 };

struct import {
  struct session *session;
  const char *name; // of the file
  struct chunk_reader reader;
  struct pipeline *pipeline;
  struct progress progress;
  bool is_at_end;
  bool check_only;
  char batch[HELIX_KEY_BYTES]; // "": every row by itself
  uint64_t rows, refused, created, updated, unchanged, good;
};

// --- rows that were refused

// Fields by the names that the file has for them.
static void rename_fields(const struct import *import, const struct csv_present *present, Helix__V1__Error *error) {
  for (size_t i = 0; i < error->n_findings; i++) {
    Helix__V1__Finding *finding = error->findings[i];
    const char *name = rows_field_name(import->reader.rows, present, finding->field);
    if (name == finding->field)
      continue;
    if (finding->field != protobuf_c_empty_string)
      free(finding->field);
    finding->field = g_strdup(name);
  }
}

static void tell_complaint(struct import *import, int line, const char *field, const char *message, const char *hint) {
  output_note(import->session->output, "%s:%d: %s%s%s\n", import->name, line, field, *field ? ": " : "", message);
  if (*hint)
    output_note(import->session->output, "    %s\n", hint);
}

static void tell_refused(struct import *import, int line, const Helix__V1__Error *error) {
  unsigned problems = 0;
  import->refused++;
  progress_clear(&import->progress);
  for (size_t i = 0; i < error->n_findings; i++) {
    const Helix__V1__Finding *finding = error->findings[i];
    if (finding->severity != HELIX__V1__FINDING__SEVERITY__PROBLEM)
      continue;
    tell_complaint(import, line, finding->field, finding->message, finding->hint);
    problems++;
  }
  if (problems == 0)
    tell_complaint(import, line, "", error->message, error->hint);
  if (import->session->output->json)
    output_json(import->session->output, json_pack("{s:i, s:o}", "line", line, "error", message_to_json(&error->base)));
}

// A problem that was found here, in the words of the daemon.
static void tell_problem(struct import *import, int line, struct problem *problem) {
  Helix__V1__Finding finding = HELIX__V1__FINDING__INIT;
  Helix__V1__Error error = HELIX__V1__ERROR__INIT;
  finding.severity = HELIX__V1__FINDING__SEVERITY__PROBLEM;
  finding.field = problem->field;
  finding.message = problem->message;
  finding.hint = problem->hint;
  error.code = HELIX__V1__ERROR_CODE__INVALID_ARGUMENT;
  error.message = problem->message;
  error.hint = problem->hint;
  error.findings = (Helix__V1__Finding *[]){&finding};
  error.n_findings = 1;
  tell_refused(import, line, &error);
}

// --- chunks that were answered

static void count_outcome(struct import *import, Helix__V1__Submitted__Outcome outcome) {
  switch (outcome) {
  case HELIX__V1__SUBMITTED__OUTCOME__CREATED:
    import->created++;
    break;
  case HELIX__V1__SUBMITTED__OUTCOME__UPDATED:
    import->updated++;
    break;
  case HELIX__V1__SUBMITTED__OUTCOME__UNCHANGED:
    import->unchanged++;
    break;
  case HELIX__V1__SUBMITTED__OUTCOME__CHECKED:
  case HELIX__V1__SUBMITTED__OUTCOME__STAGED:
  case HELIX__V1__SUBMITTED__OUTCOME__OUTCOME_UNSPECIFIED:
  case _HELIX__V1__SUBMITTED__OUTCOME_IS_INT_SIZE:
    break;
  }
  import->good++;
}

// The answer to the n-th row that was sent, or NULL.
static const Helix__V1__Imported__Row *answer_of(const struct chunk *chunk, size_t n) {
  bool is_imported = chunk->reply && chunk->reply->result_case == HELIX__V1__REPLY__RESULT_IMPORTED;
  return is_imported && n < chunk->reply->imported->n_rows ? chunk->reply->imported->rows[n] : NULL;
}

// Is the error of a whole chunk one that its only row has brought about?
static bool is_error_of_row(const struct chunk *chunk, const Helix__V1__Error *error) {
  return chunk->call.n_stakeholders == 1 &&
         (error->code == HELIX__V1__ERROR_CODE__TOO_LARGE || error->code == HELIX__V1__ERROR_CODE__INVALID_ARGUMENT);
}

static int chunk_refused(struct import *import, struct chunk *chunk) {
  struct helix_error error = {0};
  progress_clear(&import->progress);
  helix_error_refuse(&error, chunk->reply->error);
  chunk->reply->error = NULL;
  chunk->reply->result_case = HELIX__V1__REPLY__RESULT__NOT_SET;
  int exit_code = session_tell(import->session, &error);
  helix_error_clear(&error);
  return exit_code;
}

static int row_done(struct import *import, const struct chunk *chunk, const struct chunk_row *row, size_t n) {
  const Helix__V1__Imported__Row *answer = answer_of(chunk, n);
  Helix__V1__Error *error = answer ? answer->error : NULL;
  if (answer == NULL && chunk->reply->result_case == HELIX__V1__REPLY__RESULT_ERROR)
    error = chunk->reply->error;
  if (error) {
    rename_fields(import, &row->present, error);
    tell_refused(import, row->line, error);
  } else if (answer && answer->submitted) {
    count_outcome(import, answer->submitted->outcome);
  } else {
    return output_fail(import->session->output, EX_PROTOCOL, "PROTOCOL", NULL, "the daemon did not answer for line %d",
                       row->line);
  }
  return 0;
}

static int chunk_done(struct import *import, struct chunk *chunk) {
  bool is_refused = chunk->reply && chunk->reply->result_case == HELIX__V1__REPLY__RESULT_ERROR;
  if (is_refused && !is_error_of_row(chunk, chunk->reply->error))
    return chunk_refused(import, chunk);
  size_t sent = 0;
  for (unsigned i = 0; i < chunk->row_count; i++) {
    struct chunk_row *row = &chunk->rows[i];
    import->rows++;
    int result = 0;
    if (row->problem)
      tell_problem(import, row->line, row->problem);
    else
      result = row_done(import, chunk, row, sent++);
    if (result)
      return result;
  }
  return 0;
}

// --- the stream

static int fill_pipeline(struct import *import) {
  struct problem problem;
  while (!import->is_at_end && !pipeline_is_full(import->pipeline)) {
    struct chunk *chunk = NULL;
    int result = chunk_read(&import->reader, &chunk, &problem);
    if (result < 0 && interrupt_came())
      return INTERRUPT_EXIT_CODE;
    if (result < 0)
      return output_fail(import->session->output, EX_IOERR, FAIL_FILE, problem.hint, "%s: %s", import->name,
                         problem.message);
    import->is_at_end = result == 0;
    if (chunk == NULL)
      break;
    chunk->call.check_only = import->check_only;
    if (*import->batch)
      chunk->call.batch = import->batch;
    pipeline_push(import->pipeline, chunk);
  }
  return 0;
}

static int take_chunk(struct import *import) {
  struct helix_error error = {0};
  struct chunk *chunk = NULL;
  int result = pipeline_pop(import->pipeline, &chunk, &error);
  if (result < 0) {
    progress_clear(&import->progress);
    result = session_tell(import->session, &error);
    helix_error_clear(&error);
    return result;
  }
  result = chunk ? chunk_done(import, chunk) : 0;
  chunk_free(chunk);
  progress_tell(&import->progress, import->rows, import->refused);
  return result;
}

static int stream(struct import *import) {
  int result = fill_pipeline(import);
  while (result == 0 && !pipeline_is_empty(import->pipeline)) {
    if (interrupt_came())
      return INTERRUPT_EXIT_CODE;
    result = take_chunk(import);
    if (result == 0)
      result = fill_pipeline(import);
  }
  return result == 0 && interrupt_came() ? INTERRUPT_EXIT_CODE : result;
}

// --- all or nothing

static int finish_batch(struct import *import, bool drop, Helix__V1__Reply **ret_reply, struct helix_error *error) {
  Helix__V1__FinishImport call = HELIX__V1__FINISH_IMPORT__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  call.batch = import->batch;
  call.rows = import->good;
  call.drop = drop;
  request.call_case = HELIX__V1__REQUEST__CALL_FINISH_IMPORT;
  request.finish_import = &call;
  return session_ask(import->session, &request, ret_reply, error);
}

// What was set aside goes; if the daemon cannot be told, it stays aside and matters to nobody.
static void drop_batch(struct import *import) {
  Helix__V1__Reply *reply = NULL;
  struct helix_error error = {0};
  if (session_reconnect(import->session, DROP_TIMEOUT_MS) == 0)
    finish_batch(import, true, &reply, &error);
  if (error.failure != HELIX_NO_FAILURE)
    output_note(import->session->output, "The rows set aside could not be dropped (%s); nobody sees them.\n",
                error.message);
  helix__v1__reply__free_unpacked(reply, NULL);
  helix_error_clear(&error);
}

static int take_batch(struct import *import) {
  Helix__V1__Reply *reply = NULL;
  struct helix_error error = {0};
  int result = finish_batch(import, false, &reply, &error);
  if (result == 0) {
    import->created = reply->import_finished->created;
    import->updated = reply->import_finished->updated;
    import->unchanged = reply->import_finished->unchanged;
  } else if (error.failure != HELIX_NO_FAILURE) {
    session_tell(import->session, &error);
  }
  helix__v1__reply__free_unpacked(reply, NULL);
  helix_error_clear(&error);
  return result;
}

static int close_batch(struct import *import, int result) {
  if (result == 0 && import->refused == 0 && import->good > 0)
    result = take_batch(import);
  else if (result != EX_UNAVAILABLE || import->rows > 0) // else nothing was ever sent
    drop_batch(import);
  return result;
}

// --- the end

static void summary_json(const struct import *import) {
  output_json(import->session->output,
              json_pack("{s:{s:I, s:I, s:I, s:I, s:I, s:I}}", "summary", "rows", (json_int_t)import->rows, "good",
                        (json_int_t)import->good, "refused", (json_int_t)import->refused, "created",
                        (json_int_t)import->created, "updated", (json_int_t)import->updated, "unchanged",
                        (json_int_t)import->unchanged));
}

// `result` is not 0 when the import ended early.
static void tell_summary(const struct import *import, int result) {
  struct output *output = import->session->output;
  bool is_dropped = *import->batch && (import->refused > 0 || result);
  g_autofree char *rows = wording_count(import->rows, "row", "rows");
  if (output->json)
    summary_json(import);
  else if (import->check_only || is_dropped)
    output_print(output, "%s%s: %" PRIu64 " good, %" PRIu64 " refused. Nothing was stored.\n",
                 result ? "Before that, " : "", rows, import->good, import->refused);
  else
    output_print(
        output, "%s%s: %" PRIu64 " created, %" PRIu64 " updated, %" PRIu64 " unchanged, %" PRIu64 " refused.\n",
        result ? "Before that, " : "", rows, import->created, import->updated, import->unchanged, import->refused);
}

static int import_open(struct import *import, struct session *session) {
  const char *path = arguments_operand(session->arguments);
  struct problem problem = {0};
  *import = (struct import){.session = session};
  import->name = strcmp(path, "-") == 0 ? "standard input" : path;
  import->check_only = arguments_has(session->arguments, OPTION_DRY_RUN);
  if (arguments_has(session->arguments, OPTION_ALL_OR_NOTHING) && !import->check_only)
    helix_key_make(import->batch);
  int result = rows_open(path, &import->reader.rows, &problem);
  if (result) {
    g_autofree char *line = problem.line ? g_strdup_printf(":%d", problem.line) : g_strdup("");
    return output_fail(session->output, result, result == EX_DATAERR ? FAIL_DATA : FAIL_FILE, problem.hint,
                       "%s%s: %s%s%s", import->name, line, problem.field, *problem.field ? ": " : "", problem.message);
  }
  import->pipeline = pipeline_new(session);
  progress_init(&import->progress, session->output, arguments_has(session->arguments, OPTION_PROGRESS));
  return session_connect(session);
}

static void import_close(struct import *import) {
  pipeline_free(import->pipeline);
  chunk_reader_deinit(&import->reader);
  rows_close(import->reader.rows);
}

int import_stakeholders_run(struct session *session) {
  struct import import;
  int result = import_open(&import, session);
  if (result == 0) {
    if (*import.batch)
      interrupt_catch();
    result = stream(&import);
    progress_clear(&import.progress);
    if (*import.batch)
      result = close_batch(&import, result);
    if (result == 0 || import.rows > 0)
      tell_summary(&import, result);
    if (result == 0 && import.refused > 0)
      result = EX_DATAERR;
  }
  import_close(&import);
  return result;
}
