// SPDX-License-Identifier: Apache-2.0
#include "service/answer.h"
#include "service/unpack.h"

#include "base/date.h"
#include "base/log.h"
#include "base/memory.h"
#include "mapping/check.h"

#include <stdio.h>
#include <string.h>

enum { ID_BYTES_MAX = 11 };

Helix__V1__ErrorCode answer_code(enum error_kind kind) {
  switch (kind) {
  case ERROR_INVALID:
    return HELIX__V1__ERROR_CODE__INVALID_ARGUMENT;
  case ERROR_NOT_FOUND:
    return HELIX__V1__ERROR_CODE__NOT_FOUND;
  case ERROR_CONFLICT:
    return HELIX__V1__ERROR_CODE__CONFLICT;
  case ERROR_TOO_LARGE:
    return HELIX__V1__ERROR_CODE__TOO_LARGE;
  case ERROR_FULL:
    return HELIX__V1__ERROR_CODE__STORAGE_FULL;
  case ERROR_BUSY:
    return HELIX__V1__ERROR_CODE__BUSY;
  case ERROR_STOPPING:
    return HELIX__V1__ERROR_CODE__STOPPING;
  case ERROR_DEADLINE:
    return HELIX__V1__ERROR_CODE__DEADLINE_EXCEEDED;
  case ERROR_MESSAGE:
    return HELIX__V1__ERROR_CODE__INVALID_MESSAGE;
  case ERROR_CALL:
    return HELIX__V1__ERROR_CODE__UNKNOWN_CALL;
  case ERROR_NOT_PERMITTED:
    return HELIX__V1__ERROR_CODE__NOT_PERMITTED;
  case ERROR_REVOKED:
    return HELIX__V1__ERROR_CODE__KEY_REVOKED;
  case ERROR_ENDED:
    return HELIX__V1__ERROR_CODE__INVITATION_ENDED;
  case ERROR_NONE:
  case ERROR_IO:
  case ERROR_FAULT:
    return HELIX__V1__ERROR_CODE__INTERNAL;
  }
  return HELIX__V1__ERROR_CODE__INTERNAL;
}

// protobuf fields may stand in any order, so the id can be put in front of a body that was packed without it.
static size_t write_id(unsigned char *out, uint64_t id) {
  size_t count = 0;
  if (!id)
    return 0;
  out[count++] = 1 << 3; // field 1, varint
  for (; id > 0x7f; id >>= 7)
    out[count++] = (unsigned char)(id | 0x80);
  out[count++] = (unsigned char)id;
  return count;
}

static unsigned char *reply_room(struct job *job, size_t body_bytes, size_t *ret_id_bytes) {
  unsigned char id[ID_BYTES_MAX];
  *ret_id_bytes = write_id(id, job->id);
  job->reply_bytes = *ret_id_bytes + body_bytes;
  job->reply = memory_resize(NULL, 1, job->reply_headroom + job->reply_bytes);
  memcpy(job->reply + job->reply_headroom, id, *ret_id_bytes);
  return job->reply + job->reply_headroom + *ret_id_bytes;
}

void answer_put(struct job *job, struct store_bytes body) {
  size_t id_bytes;
  unsigned char *room = reply_room(job, body.size, &id_bytes);
  if (body.size)
    memcpy(room, body.data, body.size);
}

static void pack_into(struct job *job, const Helix__V1__Reply *reply) {
  size_t id_bytes;
  unsigned char *room = reply_room(job, helix__v1__reply__get_packed_size(reply), &id_bytes);
  helix__v1__reply__pack(reply, room);
}

struct store_bytes answer_pack(const struct call_context *context) {
  size_t size = helix__v1__reply__get_packed_size(context->reply);
  void *data = arena_need(context->arena, size);
  helix__v1__reply__pack(context->reply, data);
  return (struct store_bytes){data, size};
}

static void fail(struct job *job, const struct error *error, Helix__V1__Finding **findings, size_t finding_count,
                 uint32_t retry_after_ms) {
  Helix__V1__Error body = HELIX__V1__ERROR__INIT;
  body.code = answer_code(error->kind);
  body.message = unconst(error->message);
  body.hint = unconst(error->hint);
  body.findings = findings;
  body.n_findings = finding_count;
  body.retry_after_ms = retry_after_ms;
  body.at_ms = error->at_ms;
  Helix__V1__Reply reply = HELIX__V1__REPLY__INIT;
  reply.result_case = HELIX__V1__REPLY__RESULT_ERROR;
  reply.error = &body;
  job->refused = true;
  pack_into(job, &reply);
}

Helix__V1__Error *answer_error(struct arena *arena, const struct error *error, const struct findings *findings) {
  Helix__V1__Error *body = arena_need(arena, sizeof *body);
  helix__v1__error__init(body);
  body->code = answer_code(error->kind);
  body->message = arena_copy(arena, error->message);
  body->hint = arena_copy(arena, error->hint);
  body->findings = findings->items;
  body->n_findings = findings->count;
  return body;
}

void answer_fail(struct call_context *context, struct job *job) {
  if (context->error.kind == ERROR_IO || context->error.kind == ERROR_FAULT)
    log_write(LOG_ERROR, "request %llu, call %u: %s", (unsigned long long)job->id, job->call, context->error.message);
  fail(job, &context->error, context->findings.items, context->findings.count, 0);
}

void service_refuse(struct job *job, enum error_kind kind, uint32_t retry_after_ms, const char *message,
                    const char *hint) {
  struct error error;
  error_set(&error, kind, "%s", message);
  error_hint(&error, "%s", hint);
  fail(job, &error, NULL, 0, retry_after_ms);
}

static int refuse(struct job *job, enum error_kind kind, const char *message, const char *hint) {
  service_refuse(job, kind, 0, message, hint);
  return -1;
}

static int unpack(struct worker *worker, struct job *job, struct arena *arena, const Helix__V1__Request **ret_request) {
  if (job->payload_bytes > worker->service->options.request_bytes)
    return refuse(job, ERROR_TOO_LARGE, "the request is larger than the daemon takes",
                  "send fewer profiles in one request; the limit is request-bytes in helixd.conf");
  ProtobufCAllocator allocator = unpack_allocator_capped(arena);
  *ret_request = helix__v1__request__unpack(&allocator, job->payload_bytes, job->payload);
  if (*ret_request)
    return 0;
  if (arena_exhausted(arena))
    return refuse(job, ERROR_TOO_LARGE, "the request unpacks to more memory than the daemon gives it",
                  "send fewer or smaller entries in one request");
  return refuse(job, ERROR_MESSAGE, "the bytes are no helix.v1.Request",
                "check that the client was built from the daemon's proto files");
}

int answer_open(struct worker *worker, struct job *job, struct arena *arena, struct view *view,
                const struct access_registry *registry, struct call_context *ret_context) {
  const Helix__V1__Request *request;
  if (unpack(worker, job, arena, &request))
    return -1;
  struct problem problem;
  if (message_check_strings(&request->base, &problem)) {
    char message[sizeof problem.field + sizeof problem.message + 4];
    snprintf(message, sizeof message, "%s: %s", problem.field, problem.message);
    return refuse(job, ERROR_MESSAGE, message, "strings are UTF-8 without control characters");
  }
  int64_t now = clock_unix_ms();
  Helix__V1__Reply *reply = arena_need(arena, sizeof *reply);
  helix__v1__reply__init(reply);
  *ret_context = (struct call_context){.worker = worker,
                                       .service = worker->service,
                                       .job = job,
                                       .arena = arena,
                                       .request = request,
                                       .view = view,
                                       .registry = registry,
                                       .today = date_of_ms(now),
                                       .now_ms = now,
                                       .reply = reply,
                                       .findings = {.arena = arena}};
  return 0;
}
