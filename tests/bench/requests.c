// SPDX-License-Identifier: Apache-2.0
#include "requests.h"
#include "base/memory.h"

#include <err.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

enum { KEY_CHARACTERS = 26, TIME_CHARACTERS = 10, CHARACTER_BITS = 5, ASK_MS_MAX = 60000 };

static struct load_request pack(Helix__V1__Request *request) {
  request->id = 1;
  size_t size = helix__v1__request__get_packed_size(request);
  struct load_request packed = {memory_new(size), size};
  helix__v1__request__pack(request, packed.data);
  return packed;
}

void request_free(struct load_request *request) {
  free(request->data);
  *request = (struct load_request){0};
}

// --- idempotency keys

// The finalizer of SplitMix64 (Steele, Lea, Flood 2014): a bijection, so that different numbers give different keys.
static uint64_t mix(uint64_t n) {
  n = (n ^ (n >> 30)) * 0xbf58476d1ce4e5b9;
  n = (n ^ (n >> 27)) * 0x94d049bb133111eb;
  return n ^ (n >> 31);
}

static void write_base32(char *out, unsigned characters, uint64_t value) {
  for (unsigned i = characters; i--; value >>= CHARACTER_BITS)
    out[i] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[value & 31];
}

// The shape of a ULID: milliseconds, then what tells keys of one millisecond apart.
static void write_key(char key[KEY_CHARACTERS + 1], uint64_t number) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  write_base32(key, TIME_CHARACTERS, (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000);
  write_base32(key + TIME_CHARACTERS, KEY_CHARACTERS - TIME_CHARACTERS, mix(number));
  key[KEY_CHARACTERS] = 0;
}

// --- requests

struct load_request request_status(void) {
  Helix__V1__StatusRequest call;
  helix__v1__status_request__init(&call);
  Helix__V1__Request request;
  helix__v1__request__init(&request);
  request.call_case = HELIX__V1__REQUEST__CALL_STATUS;
  request.status = &call;
  return pack(&request);
}

struct load_request request_submit(Helix__V1__Stakeholder *profile, uint64_t number) {
  char key[KEY_CHARACTERS + 1];
  write_key(key, number);
  Helix__V1__SubmitStakeholder call;
  helix__v1__submit_stakeholder__init(&call);
  call.stakeholder = profile;
  Helix__V1__Request request;
  helix__v1__request__init(&request);
  request.idempotency_key = key;
  request.call_case = HELIX__V1__REQUEST__CALL_SUBMIT_STAKEHOLDER;
  request.submit_stakeholder = &call;
  return pack(&request);
}

struct load_request request_import(Helix__V1__Stakeholder **profiles, size_t count, uint64_t number) {
  char key[KEY_CHARACTERS + 1];
  write_key(key, number);
  Helix__V1__ImportStakeholders call;
  helix__v1__import_stakeholders__init(&call);
  call.stakeholders = profiles;
  call.n_stakeholders = count;
  Helix__V1__Request request;
  helix__v1__request__init(&request);
  request.idempotency_key = key;
  request.call_case = HELIX__V1__REQUEST__CALL_IMPORT_STAKEHOLDERS;
  request.import_stakeholders = &call;
  return pack(&request);
}

// --- replies

static _Noreturn void fail_error(const char *what, const Helix__V1__Error *error) {
  const char *field = error->n_findings ? error->findings[0]->field : "";
  const char *why = error->n_findings ? error->findings[0]->message : "";
  errx(1, "%s was refused (code %d): %s. %s %s %s", what, (int)error->code, error->message, error->hint, field, why);
}

static Helix__V1__Reply *unpack(const void *reply, size_t bytes, Helix__V1__Reply__ResultCase expected) {
  Helix__V1__Reply *message = helix__v1__reply__unpack(NULL, bytes, reply);
  if (!message)
    errx(1, "a reply of %zu bytes is no helix.v1.Reply", bytes);
  if (message->result_case == HELIX__V1__REPLY__RESULT_ERROR)
    fail_error("a request", message->error);
  if (message->result_case != expected)
    errx(1, "a reply holds result %d instead of %d", (int)message->result_case, (int)expected);
  return message;
}

// The bytes up to the result's tag tell enough: unpacking 100,000 replies a second would measure the bench. The id is 1.
void check_status(const void *reply, size_t bytes) {
  static const unsigned char start[] = {1 << 3, 1, HELIX__V1__REPLY__RESULT_STATUS << 3 | 2};
  if (bytes <= sizeof start || memcmp(reply, start, sizeof start))
    helix__v1__reply__free_unpacked(unpack(reply, bytes, HELIX__V1__REPLY__RESULT_STATUS), NULL);
}

void check_created(const void *reply, size_t bytes) {
  Helix__V1__Reply *message = unpack(reply, bytes, HELIX__V1__REPLY__RESULT_SUBMITTED);
  if (message->submitted->outcome != HELIX__V1__SUBMITTED__OUTCOME__CREATED)
    errx(1, "the submission of %s had the outcome %d instead of CREATED", message->submitted->id,
         (int)message->submitted->outcome);
  helix__v1__reply__free_unpacked(message, NULL);
}

void check_imported(const void *reply, size_t bytes) {
  Helix__V1__Reply *message = unpack(reply, bytes, HELIX__V1__REPLY__RESULT_IMPORTED);
  for (size_t i = 0; i < message->imported->n_rows; i++) {
    const Helix__V1__Imported__Row *row = message->imported->rows[i];
    if (row->error)
      fail_error("a row of an import", row->error);
    if (row->submitted->outcome != HELIX__V1__SUBMITTED__OUTCOME__CREATED)
      errx(1, "the import of %s had the outcome %d instead of CREATED", row->submitted->id,
           (int)row->submitted->outcome);
  }
  helix__v1__reply__free_unpacked(message, NULL);
}

Helix__V1__Reply *request_ask(const char *endpoint, Helix__V1__Request *request,
                              Helix__V1__Reply__ResultCase expected) {
  struct load_request packed = pack(request);
  void *context = zmq_ctx_new(), *socket = zmq_socket(context, ZMQ_DEALER);
  int ms = ASK_MS_MAX, linger_ms = 0;
  zmq_setsockopt(socket, ZMQ_RCVTIMEO, &ms, sizeof ms);
  zmq_setsockopt(socket, ZMQ_LINGER, &linger_ms, sizeof linger_ms);
  zmq_msg_t reply;
  zmq_msg_init(&reply);
  if (zmq_connect(socket, endpoint) || zmq_send(socket, packed.data, packed.size, 0) < 0 ||
      zmq_msg_recv(&reply, socket, 0) < 0)
    errx(1, "no answer from %s: %s", endpoint, zmq_strerror(zmq_errno()));
  Helix__V1__Reply *message = unpack(zmq_msg_data(&reply), zmq_msg_size(&reply), expected);
  zmq_msg_close(&reply);
  zmq_close(socket);
  zmq_ctx_term(context);
  request_free(&packed);
  return message;
}
