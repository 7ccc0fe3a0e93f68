// SPDX-License-Identifier: Apache-2.0
#include "office.h"

#include "helix/v1/rpc.pb-c.h"

#include <assert.h>
#include <glib.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

enum { REPLY_BYTES_MAX = 1 << 16, ROWS_MAX = 64 };

struct office {
  void *context, *router;
  char address[64];
  enum office_fault faults[OFFICE_FAULTS_MAX];
  GHashTable *keys; // that were done
  struct office_book book;
  GThread *thread;
  atomic_bool is_stopping;
};

static void router_open(struct office *office) {
  int zero = 0, result = -1;
  office->router = zmq_socket(office->context, ZMQ_ROUTER);
  zmq_setsockopt(office->router, ZMQ_LINGER, &zero, sizeof zero);
  for (int i = 0; i < 200 && (result = zmq_bind(office->router, office->address)) != 0; i++)
    usleep(10000); // a socket that was closed gives its address back a moment later
  assert(result == 0);
}

static void reply_send(struct office *office, zmq_msg_t *peer, const Helix__V1__Reply *reply) {
  uint8_t bytes[REPLY_BYTES_MAX];
  assert(helix__v1__reply__get_packed_size(reply) <= sizeof bytes);
  zmq_msg_send(peer, office->router, ZMQ_SNDMORE);
  zmq_send(office->router, bytes, helix__v1__reply__pack(reply, bytes), 0);
}

static void refuse(struct office *office, zmq_msg_t *peer, uint64_t id, Helix__V1__ErrorCode code) {
  Helix__V1__Reply reply;
  Helix__V1__Error error;
  helix__v1__reply__init(&reply);
  helix__v1__error__init(&error);
  error.code = code;
  error.retry_after_ms = 5;
  reply.id = id;
  reply.result_case = HELIX__V1__REPLY__RESULT_ERROR;
  reply.error = &error;
  reply_send(office, peer, &reply);
}

struct row_reply {
  Helix__V1__Imported__Row row;
  Helix__V1__Submitted submitted;
  Helix__V1__Error error;
  Helix__V1__Finding finding, *findings[1];
};

static bool row_answer(const Helix__V1__ImportStakeholders *call, size_t i, struct row_reply *reply) {
  helix__v1__imported__row__init(&reply->row);
  helix__v1__submitted__init(&reply->submitted);
  helix__v1__error__init(&reply->error);
  helix__v1__finding__init(&reply->finding);
  if (strcmp(call->stakeholders[i]->name, "bad") == 0) {
    reply->finding.severity = HELIX__V1__FINDING__SEVERITY__PROBLEM;
    reply->finding.field = (char *)(uintptr_t) "statements[0].text";
    reply->finding.message = (char *)(uintptr_t) "is bad";
    reply->findings[0] = &reply->finding;
    reply->error.code = HELIX__V1__ERROR_CODE__INVALID_ARGUMENT;
    reply->error.findings = reply->findings;
    reply->error.n_findings = 1;
    reply->row.error = &reply->error;
    return false;
  }
  reply->submitted.outcome = call->check_only ? HELIX__V1__SUBMITTED__OUTCOME__CHECKED
                             : *call->batch   ? HELIX__V1__SUBMITTED__OUTCOME__STAGED
                                              : HELIX__V1__SUBMITTED__OUTCOME__CREATED;
  reply->row.submitted = &reply->submitted;
  return true;
}

// Does what is asked and fills the reply's rows.
static void import(struct office *office, const Helix__V1__Request *request, struct row_reply *rows,
                   Helix__V1__Imported__Row **pointers) {
  const Helix__V1__ImportStakeholders *call = request->import_stakeholders;
  bool is_new = g_hash_table_add(office->keys, g_strdup(request->idempotency_key));
  for (size_t i = 0; i < call->n_stakeholders; i++) {
    bool is_taken = row_answer(call, i, &rows[i]);
    pointers[i] = &rows[i].row;
    if (is_new && is_taken && !call->check_only)
      *(*call->batch ? &office->book.staged : &office->book.stored) += 1;
  }
}

static void import_answer(struct office *office, zmq_msg_t *peer, const Helix__V1__Request *request, bool vanishes) {
  struct row_reply rows[ROWS_MAX];
  Helix__V1__Imported__Row *pointers[ROWS_MAX];
  Helix__V1__Imported imported;
  Helix__V1__Reply reply;
  helix__v1__imported__init(&imported);
  helix__v1__reply__init(&reply);
  assert(request->import_stakeholders->n_stakeholders <= ROWS_MAX);
  import(office, request, rows, pointers);
  imported.rows = pointers;
  imported.n_rows = request->import_stakeholders->n_stakeholders;
  reply.id = request->id;
  reply.result_case = HELIX__V1__REPLY__RESULT_IMPORTED;
  reply.imported = &imported;
  if (!vanishes) {
    reply_send(office, peer, &reply);
    return;
  }
  zmq_close(office->router);
  router_open(office);
}

static void finish_answer(struct office *office, zmq_msg_t *peer, const Helix__V1__Request *request) {
  Helix__V1__ImportFinished finished;
  Helix__V1__Reply reply;
  helix__v1__import_finished__init(&finished);
  helix__v1__reply__init(&reply);
  reply.id = request->id;
  reply.result_case = HELIX__V1__REPLY__RESULT_IMPORT_FINISHED;
  reply.import_finished = &finished;
  if (request->finish_import->drop) {
    office->book.dropped++;
  } else if (request->finish_import->rows != office->book.staged) {
    refuse(office, peer, request->id, HELIX__V1__ERROR_CODE__CONFLICT);
    return;
  } else {
    office->book.finished++;
    finished.created = request->finish_import->rows;
  }
  reply_send(office, peer, &reply);
}

static void answer(struct office *office, zmq_msg_t *peer, const Helix__V1__Request *request) {
  if (request->call_case == HELIX__V1__REQUEST__CALL_FINISH_IMPORT) {
    finish_answer(office, peer, request);
    return;
  }
  assert(request->call_case == HELIX__V1__REQUEST__CALL_IMPORT_STAKEHOLDERS);
  size_t number = office->book.requests++;
  enum office_fault fault = number < OFFICE_FAULTS_MAX ? office->faults[number] : OFFICE_FINE;
  switch (fault) {
  case OFFICE_BUSY:
    refuse(office, peer, request->id, HELIX__V1__ERROR_CODE__BUSY);
    return;
  case OFFICE_STOPPING:
    refuse(office, peer, request->id, HELIX__V1__ERROR_CODE__STOPPING);
    return;
  case OFFICE_INTERNAL:
    refuse(office, peer, request->id, HELIX__V1__ERROR_CODE__INTERNAL);
    return;
  case OFFICE_FINE:
  case OFFICE_DO_AND_VANISH:
    import_answer(office, peer, request, fault == OFFICE_DO_AND_VANISH);
    return;
  }
}

static void *work(void *data) {
  struct office *office = data;
  while (!office->is_stopping) {
    zmq_pollitem_t item = {office->router, 0, ZMQ_POLLIN, 0};
    if (zmq_poll(&item, 1, 20) <= 0)
      continue;
    zmq_msg_t peer, body;
    zmq_msg_init(&peer);
    zmq_msg_init(&body);
    zmq_msg_recv(&peer, office->router, 0);
    zmq_msg_recv(&body, office->router, 0);
    Helix__V1__Request *request = helix__v1__request__unpack(NULL, zmq_msg_size(&body), zmq_msg_data(&body));
    assert(request);
    answer(office, &peer, request);
    helix__v1__request__free_unpacked(request, NULL);
    zmq_msg_close(&peer);
    zmq_msg_close(&body);
  }
  return NULL;
}

struct office *office_start(const enum office_fault faults[OFFICE_FAULTS_MAX], char *ret_address) {
  struct office *office = g_new0(struct office, 1);
  memcpy(office->faults, faults, sizeof office->faults);
  office->keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  office->context = zmq_ctx_new();
  snprintf(office->address, sizeof office->address, "ipc:///tmp/helix-office-%d.sock", (int)getpid());
  router_open(office);
  strcpy(ret_address, office->address);
  office->thread = g_thread_new("office", work, office);
  return office;
}

struct office_book office_stop(struct office *office) {
  struct office_book book;
  office->is_stopping = true;
  g_thread_join(office->thread);
  book = office->book;
  zmq_close(office->router);
  zmq_ctx_term(office->context);
  unlink(office->address + strlen("ipc://"));
  g_hash_table_unref(office->keys);
  g_free(office);
  return book;
}
