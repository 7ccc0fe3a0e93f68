// SPDX-License-Identifier: Apache-2.0
#include "fake_daemon.h"

#include "lib/client.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

struct fake_daemon {
  void *context, *router;
  char address[200];
  enum fake_step script[FAKE_STEPS_MAX];
  size_t step_count; // taken so far
  pthread_t thread;
  atomic_bool stopping;
  struct fake_request requests[FAKE_REQUESTS_MAX];
  size_t request_count;
};

static void open_router(struct fake_daemon *daemon) {
  int zero = 0;
  daemon->router = zmq_socket(daemon->context, ZMQ_ROUTER);
  zmq_setsockopt(daemon->router, ZMQ_LINGER, &zero, sizeof zero);
  int r;
  for (int i = 0; (r = zmq_bind(daemon->router, daemon->address)) != 0 && i < 200; i++)
    usleep(10000); // the address of the socket before is given back a moment after its close
  assert(r == 0);
}

static void send_bytes(struct fake_daemon *daemon, zmq_msg_t *peer, const void *bytes, size_t count) {
  zmq_msg_t copy;
  zmq_msg_init(&copy);
  zmq_msg_copy(&copy, peer);
  zmq_msg_send(&copy, daemon->router, ZMQ_SNDMORE);
  zmq_send(daemon->router, bytes, count, 0);
}

static void send_reply(struct fake_daemon *daemon, zmq_msg_t *peer, const Helix__V1__Reply *reply) {
  uint8_t bytes[4096];
  assert(helix__v1__reply__get_packed_size(reply) <= sizeof bytes);
  send_bytes(daemon, peer, bytes, helix__v1__reply__pack(reply, bytes));
}

static void send_error(struct fake_daemon *daemon, zmq_msg_t *peer, uint64_t id, Helix__V1__ErrorCode code,
                       uint32_t retry_after_ms) {
  char message[] = "No.", hint[] = "Think again.";
  Helix__V1__Error error = HELIX__V1__ERROR__INIT;
  error.code = code;
  error.message = message;
  error.hint = hint;
  error.retry_after_ms = retry_after_ms;
  Helix__V1__Reply reply = HELIX__V1__REPLY__INIT;
  reply.id = id;
  reply.result_case = HELIX__V1__REPLY__RESULT_ERROR;
  reply.error = &error;
  send_reply(daemon, peer, &reply);
}

static void send_answer(struct fake_daemon *daemon, zmq_msg_t *peer, uint64_t id, int call, char *text) {
  Helix__V1__Reply reply = HELIX__V1__REPLY__INIT;
  Helix__V1__Status status = HELIX__V1__STATUS__INIT;
  Helix__V1__Submitted submitted = HELIX__V1__SUBMITTED__INIT;
  reply.id = id;
  if (call == HELIX__V1__REQUEST__CALL_STATUS) {
    status.version = text;
    reply.result_case = HELIX__V1__REPLY__RESULT_STATUS;
    reply.status = &status;
  } else {
    submitted.id = text;
    reply.result_case = HELIX__V1__REPLY__RESULT_SUBMITTED;
    reply.submitted = &submitted;
  }
  send_reply(daemon, peer, &reply);
}

static void send_oversized(struct fake_daemon *daemon, zmq_msg_t *peer) {
  size_t count = HELIX_REPLY_BYTES_MAX + 1;
  char *bytes = calloc(1, count);
  send_bytes(daemon, peer, bytes, count);
  free(bytes);
}

static void restart(struct fake_daemon *daemon) {
  zmq_close(daemon->router);
  open_router(daemon);
}

static void take_step(struct fake_daemon *daemon, enum fake_step step, zmq_msg_t *peer, uint64_t id, int call) {
  char good[] = "fine", bad[] = "\xC3\x28";
  Helix__V1__Reply reply = HELIX__V1__REPLY__INIT;
  Helix__V1__PlaceList places = HELIX__V1__PLACE_LIST__INIT;
  reply.id = id;
  switch (step) {
  case FAKE_END:
  case FAKE_ANSWER:
    return send_answer(daemon, peer, id, call, good);
  case FAKE_SILENCE:
    return;
  case FAKE_BUSY:
    return send_error(daemon, peer, id, HELIX__V1__ERROR_CODE__BUSY, 30);
  case FAKE_BUSY_LONG:
    return send_error(daemon, peer, id, HELIX__V1__ERROR_CODE__BUSY, 3600000);
  case FAKE_NOT_FOUND:
    return send_error(daemon, peer, id, HELIX__V1__ERROR_CODE__NOT_FOUND, 0);
  case FAKE_STOPPING:
    return send_error(daemon, peer, id, HELIX__V1__ERROR_CODE__STOPPING, 0);
  case FAKE_UNIDENTIFIED:
    return send_error(daemon, peer, 0, HELIX__V1__ERROR_CODE__INVALID_MESSAGE, 0);
  case FAKE_WRONG_ID:
    return send_answer(daemon, peer, id + 77, call, good);
  case FAKE_WRONG_RESULT:
    reply.result_case = HELIX__V1__REPLY__RESULT_PLACES;
    reply.places = &places;
    return send_reply(daemon, peer, &reply);
  case FAKE_NO_RESULT:
    return send_reply(daemon, peer, &reply);
  case FAKE_GARBAGE:
    return send_bytes(daemon, peer, "\xFF\xFF\xFF\xFF", 4);
  case FAKE_BAD_STRING:
    return send_answer(daemon, peer, id, call, bad);
  case FAKE_TWO_FRAMES:
    zmq_msg_send(peer, daemon->router, ZMQ_SNDMORE);
    zmq_send(daemon->router, "", 0, ZMQ_SNDMORE);
    zmq_send(daemon->router, "", 0, 0);
    return;
  case FAKE_OVERSIZED:
    return send_oversized(daemon, peer);
  case FAKE_RESTART:
    return restart(daemon);
  }
}

static void take_request(struct fake_daemon *daemon) {
  zmq_msg_t peer, frame;
  zmq_msg_init(&peer);
  zmq_msg_init(&frame);
  zmq_msg_recv(&peer, daemon->router, 0);
  zmq_msg_recv(&frame, daemon->router, 0);
  Helix__V1__Request *request = helix__v1__request__unpack(NULL, zmq_msg_size(&frame), zmq_msg_data(&frame));
  assert(request && daemon->request_count < FAKE_REQUESTS_MAX);
  struct fake_request *seen = &daemon->requests[daemon->request_count++];
  *seen = (struct fake_request){.id = request->id, .deadline_ms = request->deadline_ms, .call = request->call_case};
  snprintf(seen->key, sizeof seen->key, "%s", request->idempotency_key);
  enum fake_step step = daemon->script[daemon->step_count];
  daemon->step_count += step != FAKE_END;
  take_step(daemon, step, &peer, request->id, request->call_case);
  helix__v1__request__free_unpacked(request, NULL);
  zmq_msg_close(&peer);
  zmq_msg_close(&frame);
}

static void *serve(void *data) {
  struct fake_daemon *daemon = data;
  while (!daemon->stopping) {
    zmq_pollitem_t item = {daemon->router, 0, ZMQ_POLLIN, 0};
    if (zmq_poll(&item, 1, 10) > 0)
      take_request(daemon);
  }
  return NULL;
}

struct fake_daemon *fake_daemon_start(const char *address, const enum fake_step *script) {
  struct fake_daemon *daemon = calloc(1, sizeof *daemon);
  snprintf(daemon->address, sizeof daemon->address, "%s", address);
  for (size_t i = 0; script[i] != FAKE_END; i++) {
    assert(i + 1 < FAKE_STEPS_MAX);
    daemon->script[i] = script[i];
  }
  daemon->context = zmq_ctx_new();
  open_router(daemon);
  pthread_create(&daemon->thread, NULL, serve, daemon);
  return daemon;
}

const struct fake_request *fake_daemon_stop(struct fake_daemon *daemon, size_t *ret_count) {
  if (!daemon->stopping) {
    daemon->stopping = true;
    pthread_join(daemon->thread, NULL);
    zmq_close(daemon->router);
    zmq_ctx_term(daemon->context);
  }
  *ret_count = daemon->request_count;
  return daemon->requests;
}

void fake_daemon_free(struct fake_daemon *daemon) {
  if (!daemon)
    return;
  size_t count;
  fake_daemon_stop(daemon, &count);
  free(daemon);
}
