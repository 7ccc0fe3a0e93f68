// SPDX-License-Identifier: Apache-2.0
// A call is a chain of attempts within one timeout. An attempt sends and waits; what comes of it decides about the
// next:
//
//   answered                          → done, also when the daemon refuses
//   BUSY                              → wait as long as the daemon asks, and a bit
//   connection lost                   → new connection, again
//   write without answer for a while  → new connection, again, same key
//   read without answer               → wait for the whole timeout; a second copy would only add to the load
//   key unknown, or the server's wrong → say so at once
//   nobody there at the first attempt → say so at once; later attempts wait for the daemon to come back
#include "lib/client.h"

#include "lib/call.h"
#include "lib/connection.h"
#include "lib/reply.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zmq.h>

enum { ATTEMPT_MS_MIN = 1000, ATTEMPT_MS_MAX = 10000, ATTEMPTS_IN_TIMEOUT = 3 };

struct helix_client {
  /* owned */
  void *context;
  char *endpoint;
  struct connection *connection; // NULL: none yet, or broken
  /* borrowed */
  const struct helix_keys *keys;
  /* state */
  uint32_t timeout_ms;
  uint64_t id_last;
  uint64_t outstanding;
  unsigned sent; // how often the last call was
};

// One call on its way.
struct flight {
  const Helix__V1__Request *request; // borrowed
  const struct call_kind *kind;
  char key[HELIX_KEY_BYTES]; // made for it when the request has none
  int64_t deadline_ms;
  unsigned attempt;
  unsigned sent; // at least once: the daemon may have done it
};

struct helix_client *helix_client_new(const struct helix_client_options *options, struct helix_error *error) {
  if (connection_check_address(options->endpoint, error) < 0)
    return NULL;
  if (helix_endpoint_needs_keys(options->endpoint) && !options->keys) {
    helix_error_set(error, HELIX_CONFIG, "There is no key for the server at %s.", options->endpoint);
    helix_error_hint(error, "Ask the office for an invitation, then: helixctl enroll");
    return NULL;
  }
  struct helix_client *client = calloc(1, sizeof *client);
  void *context = zmq_ctx_new();
  char *endpoint = strdup(options->endpoint);
  if (!client || !context || !endpoint)
    abort();
  client->context = context;
  client->endpoint = endpoint;
  client->keys = options->keys;
  client->timeout_ms = options->timeout_ms ? options->timeout_ms : HELIX_TIMEOUT_MS_DEFAULT;
  return client;
}

static void drop_connection(struct helix_client *client) {
  client->connection = connection_free(client->connection);
  client->outstanding = 0;
}

struct helix_client *helix_client_free(struct helix_client *client) {
  if (!client)
    return NULL;
  drop_connection(client);
  while (zmq_ctx_term(client->context) != 0 && errno == EINTR)
    ;
  free(client->endpoint);
  free(client);
  return NULL;
}

unsigned helix_client_sent(const struct helix_client *client) {
  return client->sent;
}

uint64_t helix_client_outstanding(const struct helix_client *client) {
  return client->outstanding;
}

static int start_flight(const struct helix_client *client, const Helix__V1__Request *request, struct flight *ret_flight,
                        struct helix_error *error) {
  const struct call_kind *kind = call_kind_of(request);
  if (!kind)
    return helix_error_set(error, HELIX_USAGE, "The request has no call.");
  *ret_flight =
      (struct flight){.request = request, .kind = kind, .deadline_ms = connection_now_ms() + client->timeout_ms};
  if (kind->is_write && !*request->idempotency_key)
    helix_key_make(ret_flight->key);
  return 0;
}

// Packs the request with id, key and deadline of this attempt and sends it.
static int send_flight(struct helix_client *client, struct flight *flight, int64_t until_ms,
                       struct helix_error *error) {
  // The daemon may have gone and come back since the last answer; nobody needs to hear of it.
  if (client->outstanding == 0 && client->connection && connection_is_lost(client->connection))
    drop_connection(client);
  if (!client->connection &&
      connection_open(client->context, client->endpoint, client->keys, &client->connection, error) < 0)
    return -1;
  Helix__V1__Request request = *flight->request; // shallow: everything behind it stays the caller's
  int64_t left_ms = flight->deadline_ms - connection_now_ms();
  request.id = ++client->id_last;
  request.deadline_ms = left_ms > 1 ? (uint32_t)left_ms : 1; // 0 would ask for the daemon's default
  if (*flight->key)
    request.idempotency_key = flight->key;
  size_t count = helix__v1__request__get_packed_size(&request);
  if (count > HELIX_REQUEST_BYTES_MAX) {
    helix_error_set(error, HELIX_DATA, "The request has %zu bytes; the daemon takes %d.", count,
                    HELIX_REQUEST_BYTES_MAX);
    return helix_error_hint(error, "Send less at once.");
  }
  uint8_t *bytes = malloc(count);
  if (!bytes)
    abort();
  helix__v1__request__pack(&request, bytes);
  int r = connection_send(client->connection, bytes, count, until_ms, error);
  free(bytes);
  flight->sent += r == 0;
  return r;
}

// The next reply that belongs to a request of ours. 1: none in time. A reply without id is the daemon's answer to bytes
// in which it could not even find one.
static int receive_reply(struct helix_client *client, int64_t until_ms, uint64_t id_min, Helix__V1__Reply **ret_reply,
                         struct helix_error *error) {
  const uint8_t *bytes;
  size_t count;
  int r = connection_receive(client->connection, until_ms, &bytes, &count, error);
  if (r != 0)
    return r;
  Helix__V1__Reply *reply = reply_read(bytes, count, error);
  if (!reply)
    return -1;
  bool ours = reply->id >= id_min && reply->id <= client->id_last;
  bool unidentified = reply->id == 0 && reply->result_case == HELIX__V1__REPLY__RESULT_ERROR;
  if (ours || unidentified) {
    *ret_reply = reply;
    return 0;
  }
  helix__v1__reply__free_unpacked(reply, NULL);
  return helix_error_set(error, HELIX_PROTOCOL, "%s sent a reply to a request that was not made.", client->endpoint);
}

static int64_t attempt_end_ms(const struct helix_client *client, const struct flight *flight) {
  if (!flight->kind->is_write)
    return flight->deadline_ms;
  int64_t attempt_ms = client->timeout_ms / ATTEMPTS_IN_TIMEOUT;
  attempt_ms = attempt_ms < ATTEMPT_MS_MIN ? ATTEMPT_MS_MIN : attempt_ms > ATTEMPT_MS_MAX ? ATTEMPT_MS_MAX : attempt_ms;
  int64_t end_ms = connection_now_ms() + attempt_ms;
  return end_ms < flight->deadline_ms ? end_ms : flight->deadline_ms;
}

static int say_timeout(const struct helix_client *client, const struct flight *flight, struct helix_error *error) {
  helix_error_set(error, HELIX_TIMEOUT, "No answer from %s within %g seconds.", client->endpoint,
                  client->timeout_ms / 1000.0);
  if (!flight->kind->is_write)
    return helix_error_hint(error, "The daemon may be overloaded or hang; a longer timeout may help.");
  const char *key = *flight->key ? flight->key : flight->request->idempotency_key;
  return helix_error_hint(
      error, "Whether it was done is not known. Repeat it with the idempotency key %s to have it done once.", key);
}

static int attempt(struct helix_client *client, struct flight *flight, Helix__V1__Reply **ret_reply,
                   struct helix_error *error) {
  int64_t until_ms = attempt_end_ms(client, flight);
  int r = send_flight(client, flight, until_ms, error);
  if (r == 0)
    r = receive_reply(client, until_ms, client->id_last, ret_reply, error);
  if (r != 0)
    drop_connection(client); // a late answer would be taken for the next call's
  return r > 0 ? say_timeout(client, flight, error) : r;
}

// Takes the reply: gives it on, or makes it an error.
static int take_reply(const struct flight *flight, Helix__V1__Reply *reply, Helix__V1__Reply **ret_reply,
                      struct helix_error *error) {
  if (reply->result_case == flight->kind->result) {
    *ret_reply = reply;
    return 0;
  }
  if (reply->result_case == HELIX__V1__REPLY__RESULT_ERROR) {
    helix_error_refuse(error, reply->error);
    reply->error = NULL;
    reply->result_case = HELIX__V1__REPLY__RESULT__NOT_SET;
  } else {
    helix_error_set(error, HELIX_PROTOCOL, "The reply is the answer to another call.");
  }
  helix__v1__reply__free_unpacked(reply, NULL);
  return -1;
}

// May it go better another time, and is there time for it?
static bool is_worth_repeating(const struct flight *flight, const struct helix_error *error) {
  switch (error->failure) {
  case HELIX_UNREACHABLE:
    return flight->sent > 0;
  case HELIX_TIMEOUT:
    return flight->kind->is_write;
  case HELIX_LOST:
    return true;
  case HELIX_REFUSED:
    return error->refusal->code == HELIX__V1__ERROR_CODE__BUSY;
  case HELIX_NO_FAILURE:
  case HELIX_PROTOCOL:
  case HELIX_DATA:
  case HELIX_USAGE:
  case HELIX_CONFIG:
  case HELIX_DENIED:
  case HELIX_UNTRUSTED:
    return false;
  }
  __builtin_unreachable();
}

static void sleep_ms(uint32_t duration_ms) {
  struct timespec left = {duration_ms / 1000, (long)(duration_ms % 1000) * 1000000};
  while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR)
    ;
}

static bool wait_for_next_attempt(struct flight *flight, const struct helix_error *error) {
  uint32_t retry_after_ms = error->refusal ? error->refusal->retry_after_ms : 0;
  uint32_t delay_ms = helix_backoff_ms(flight->attempt++, retry_after_ms);
  if (connection_now_ms() + delay_ms >= flight->deadline_ms)
    return false;
  sleep_ms(delay_ms);
  return true;
}

static int call(struct helix_client *client, const Helix__V1__Request *request, Helix__V1__Reply **ret_reply,
                struct helix_error *error) {
  if (client->outstanding > 0)
    return helix_error_set(error, HELIX_USAGE, "%llu replies to requests sent before have not been received.",
                           (unsigned long long)client->outstanding);
  struct flight flight;
  client->sent = 0;
  if (start_flight(client, request, &flight, error) < 0)
    return -1;
  for (;;) {
    Helix__V1__Reply *reply = NULL;
    int r = attempt(client, &flight, &reply, error);
    client->sent = flight.sent;
    if (r == 0 && take_reply(&flight, reply, ret_reply, error) == 0)
      return 0;
    if (!is_worth_repeating(&flight, error))
      return -1;
    if (!wait_for_next_attempt(&flight, error))
      // After a request went out, "unreachable" or "lost" would hide that it may have been done.
      return error->failure == HELIX_REFUSED ? -1 : say_timeout(client, &flight, error);
  }
}

int helix_client_call(struct helix_client *client, const Helix__V1__Request *request, Helix__V1__Reply **ret_reply,
                      struct helix_error *error) {
  struct helix_error own = {0}; // the attempts need it, whether or not the caller does
  int r = call(client, request, ret_reply, error ? error : &own);
  if (r == 0)
    helix_error_clear(error); // of an attempt before the one that went well
  helix_error_clear(&own);
  return r;
}

int helix_client_send(struct helix_client *client, const Helix__V1__Request *request, uint64_t *ret_id,
                      struct helix_error *error) {
  struct flight flight;
  if (start_flight(client, request, &flight, error) < 0)
    return -1;
  struct helix_error own = {0};
  struct helix_error *said = error ? error : &own;
  int r = send_flight(client, &flight, flight.deadline_ms, said);
  if (r < 0 && said->failure != HELIX_DATA) // a request that is too large leaves the others alone
    drop_connection(client);
  if (r < 0)
    return r;
  client->outstanding++;
  *ret_id = client->id_last;
  return 0;
}

int helix_client_receive(struct helix_client *client, uint32_t timeout_ms, Helix__V1__Reply **ret_reply,
                         struct helix_error *error) {
  if (client->outstanding == 0)
    return helix_error_set(error, HELIX_USAGE, "Nothing was sent that could be answered.");
  int r = receive_reply(client, connection_now_ms() + timeout_ms, 1, ret_reply, error);
  if (r < 0)
    drop_connection(client);
  if (r == 0)
    client->outstanding--;
  return r;
}
