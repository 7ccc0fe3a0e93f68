// SPDX-License-Identifier: Apache-2.0
#include "curve_daemon.h"

#include "helix/v1/rpc.pb-c.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

enum { KEYS_MAX = 32 };

struct known_key {
  char public_key[HELIX_Z85_BYTES];
  enum curve_standing standing;
};

struct curve_daemon {
  void *context, *router, *zap;
  struct helix_keys own;
  char address[64];
  pthread_t thread;
  atomic_bool stopping;
  pthread_mutex_t mutex; // over all below
  struct known_key keys[KEYS_MAX];
  unsigned key_count;
  int swallow; // answers
  int64_t shift_ms;
  struct curve_book book;
};

// Makes a place for it when there is none. Under the mutex.
static struct known_key *find(struct curve_daemon *daemon, const char *public_key) {
  for (unsigned i = 0; i < daemon->key_count; i++)
    if (strcmp(daemon->keys[i].public_key, public_key) == 0)
      return &daemon->keys[i];
  assert(daemon->key_count < KEYS_MAX);
  struct known_key *key = &daemon->keys[daemon->key_count++];
  snprintf(key->public_key, sizeof key->public_key, "%s", public_key);
  return key;
}

void curve_daemon_set(struct curve_daemon *daemon, const char *public_key, enum curve_standing standing) {
  pthread_mutex_lock(&daemon->mutex);
  find(daemon, public_key)->standing = standing;
  pthread_mutex_unlock(&daemon->mutex);
}

enum curve_standing curve_daemon_standing(struct curve_daemon *daemon, const char *public_key) {
  pthread_mutex_lock(&daemon->mutex);
  enum curve_standing standing = find(daemon, public_key)->standing;
  pthread_mutex_unlock(&daemon->mutex);
  return standing;
}

void curve_daemon_mute(struct curve_daemon *daemon, int answers) {
  pthread_mutex_lock(&daemon->mutex);
  daemon->swallow = answers;
  pthread_mutex_unlock(&daemon->mutex);
}

void curve_daemon_shift_clock(struct curve_daemon *daemon, int64_t by_ms) {
  pthread_mutex_lock(&daemon->mutex);
  daemon->shift_ms = by_ms;
  pthread_mutex_unlock(&daemon->mutex);
}

struct curve_book curve_daemon_book(struct curve_daemon *daemon) {
  pthread_mutex_lock(&daemon->mutex);
  struct curve_book book = daemon->book;
  pthread_mutex_unlock(&daemon->mutex);
  return book;
}

// --- the door: RFC 27

static void answer_zap(struct curve_daemon *daemon) {
  enum { FRAMES = 7 }; // version, request id, domain, address, identity, mechanism, the client's key
  char frames[FRAMES][64];
  int sizes[FRAMES];
  for (int i = 0; i < FRAMES; i++)
    sizes[i] = zmq_recv(daemon->zap, frames[i], sizeof frames[i], 0);
  char public_key[HELIX_Z85_BYTES];
  assert(sizes[6] == 32);
  zmq_z85_encode(public_key, (uint8_t *)frames[6], 32);
  pthread_mutex_lock(&daemon->mutex);
  daemon->book.handshakes++;
  bool is_known = find(daemon, public_key)->standing != CURVE_UNKNOWN;
  daemon->book.strangers += !is_known;
  pthread_mutex_unlock(&daemon->mutex);
  zmq_send(daemon->zap, "1.0", 3, ZMQ_SNDMORE);
  zmq_send(daemon->zap, frames[1], (size_t)sizes[1], ZMQ_SNDMORE);
  zmq_send(daemon->zap, is_known ? "200" : "400", 3, ZMQ_SNDMORE);
  zmq_send(daemon->zap, "", 0, ZMQ_SNDMORE);
  zmq_send(daemon->zap, public_key, is_known ? strlen(public_key) : 0, ZMQ_SNDMORE);
  zmq_send(daemon->zap, "", 0, 0);
}

// --- the desk

static int64_t now_ms(const struct curve_daemon *daemon) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + daemon->shift_ms;
}

static void send_reply(struct curve_daemon *daemon, zmq_msg_t *peer, const Helix__V1__Reply *reply) {
  uint8_t bytes[4096];
  assert(helix__v1__reply__get_packed_size(reply) <= sizeof bytes);
  size_t count = helix__v1__reply__pack(reply, bytes);
  if (daemon->swallow != 0) {
    daemon->swallow -= daemon->swallow > 0;
    return;
  }
  zmq_msg_send(peer, daemon->router, ZMQ_SNDMORE);
  zmq_send(daemon->router, bytes, count, 0);
}

static void send_error(struct curve_daemon *daemon, zmq_msg_t *peer, uint64_t id, Helix__V1__ErrorCode code,
                       const char *message) {
  Helix__V1__Error error = HELIX__V1__ERROR__INIT;
  Helix__V1__Reply reply = HELIX__V1__REPLY__INIT;
  char hint[] = "ask the office for another";
  char words[80];
  snprintf(words, sizeof words, "%s", message);
  error.code = code;
  error.message = words;
  error.hint = hint;
  error.at_ms = code == HELIX__V1__ERROR_CODE__INVITATION_ENDED ? now_ms(daemon) : 0;
  reply.id = id;
  reply.result_case = HELIX__V1__REPLY__RESULT_ERROR;
  reply.error = &error;
  send_reply(daemon, peer, &reply);
}

// The number of an identity is its place among the keys, from 1 on.
static void send_identity(struct curve_daemon *daemon, zmq_msg_t *peer, uint64_t id, struct known_key *key) {
  Helix__V1__Identity identity = HELIX__V1__IDENTITY__INIT;
  Helix__V1__Reply reply = HELIX__V1__REPLY__INIT;
  char name[] = "Anna", *stakeholders[] = {name};
  strcpy(name, "lab");
  identity.role = HELIX__V1__ROLE__MEMBER;
  identity.state = HELIX__V1__IDENTITY_STATE__ACTIVE;
  identity.name = name;
  if (key && key->standing == CURVE_ENROLLED) {
    identity.number = (uint64_t)(key - daemon->keys) + 1;
    identity.public_key = key->public_key;
    identity.stakeholders = stakeholders;
    identity.n_stakeholders = 1;
  }
  reply.id = id;
  reply.result_case = HELIX__V1__REPLY__RESULT_IDENTITY;
  reply.identity = &identity;
  send_reply(daemon, peer, &reply);
}

static void enroll(struct curve_daemon *daemon, zmq_msg_t *peer, const Helix__V1__Request *request,
                   struct known_key *caller) {
  if (caller->standing != CURVE_INVITED)
    return send_error(daemon, peer, request->id, HELIX__V1__ERROR_CODE__NOT_PERMITTED, "you are enrolled");
  caller->standing = CURVE_ENDED;
  struct known_key *fresh = find(daemon, request->enroll->public_key);
  fresh->standing = CURVE_ENROLLED;
  daemon->book.enrolled++;
  send_identity(daemon, peer, request->id, fresh);
}

static void rotate(struct curve_daemon *daemon, zmq_msg_t *peer, const Helix__V1__Request *request,
                   struct known_key *caller) {
  caller->standing = CURVE_REVOKED;
  struct known_key *fresh = find(daemon, request->rotate_identity->public_key);
  fresh->standing = CURVE_ENROLLED;
  daemon->book.rotated++;
  send_identity(daemon, peer, request->id, fresh);
}

static void invite(struct curve_daemon *daemon, zmq_msg_t *peer, const Helix__V1__Request *request) {
  Helix__V1__Invitation invitation = HELIX__V1__INVITATION__INIT;
  Helix__V1__Reply reply = HELIX__V1__REPLY__INIT;
  find(daemon, request->invite->public_key)->standing = CURVE_INVITED;
  invitation.number = 5;
  invitation.public_key = request->invite->public_key;
  invitation.role = request->invite->role;
  invitation.name = request->invite->name;
  invitation.stakeholder = request->invite->stakeholder;
  invitation.expires_at_ms = now_ms(daemon) + 3600000 * (int64_t)request->invite->valid_hours;
  invitation.address = daemon->address;
  invitation.server_key = daemon->own.public_key;
  reply.id = request->id;
  reply.result_case = HELIX__V1__REPLY__RESULT_INVITATION;
  reply.invitation = &invitation;
  send_reply(daemon, peer, &reply);
}

static void send_status(struct curve_daemon *daemon, zmq_msg_t *peer, uint64_t id) {
  Helix__V1__Status status = HELIX__V1__STATUS__INIT;
  Helix__V1__Reply reply = HELIX__V1__REPLY__INIT;
  reply.id = id;
  reply.result_case = HELIX__V1__REPLY__RESULT_STATUS;
  reply.status = &status;
  send_reply(daemon, peer, &reply);
}

static void answer(struct curve_daemon *daemon, zmq_msg_t *peer, const Helix__V1__Request *request,
                   struct known_key *caller) {
  daemon->book.requests++;
  if (caller && caller->standing == CURVE_REVOKED)
    return send_error(daemon, peer, request->id, HELIX__V1__ERROR_CODE__KEY_REVOKED, "this key was revoked");
  if (caller && caller->standing == CURVE_ENDED)
    return send_error(daemon, peer, request->id, HELIX__V1__ERROR_CODE__INVITATION_ENDED, "this invitation was used");
  if (request->call_case == HELIX__V1__REQUEST__CALL_INVITE)
    return invite(daemon, peer, request);
  if (request->call_case == HELIX__V1__REQUEST__CALL_STATUS)
    return send_status(daemon, peer, request->id);
  if (caller && request->call_case == HELIX__V1__REQUEST__CALL_ENROLL)
    return enroll(daemon, peer, request, caller);
  if (caller && request->call_case == HELIX__V1__REQUEST__CALL_ROTATE_IDENTITY)
    return rotate(daemon, peer, request, caller);
  send_identity(daemon, peer, request->id, caller);
}

static void take_request(struct curve_daemon *daemon) {
  zmq_msg_t peer, frame;
  zmq_msg_init(&peer);
  zmq_msg_init(&frame);
  zmq_msg_recv(&peer, daemon->router, 0);
  zmq_msg_recv(&frame, daemon->router, 0);
  const char *user = zmq_msg_gets(&frame, "User-Id");
  Helix__V1__Request *request = helix__v1__request__unpack(NULL, zmq_msg_size(&frame), zmq_msg_data(&frame));
  assert(request);
  pthread_mutex_lock(&daemon->mutex);
  answer(daemon, &peer, request, user && *user ? find(daemon, user) : NULL);
  pthread_mutex_unlock(&daemon->mutex);
  helix__v1__request__free_unpacked(request, NULL);
  zmq_msg_close(&peer);
  zmq_msg_close(&frame);
}

static void *serve(void *data) {
  struct curve_daemon *daemon = data;
  while (!daemon->stopping) {
    zmq_pollitem_t items[] = {{daemon->router, 0, ZMQ_POLLIN, 0}, {daemon->zap, 0, ZMQ_POLLIN, 0}};
    if (zmq_poll(items, 2, 10) <= 0)
      continue;
    if (items[1].revents)
      answer_zap(daemon);
    if (items[0].revents)
      take_request(daemon);
  }
  return NULL;
}

// --- its life

struct curve_daemon *curve_daemon_start(bool with_curve) {
  struct curve_daemon *daemon = calloc(1, sizeof *daemon);
  int zero = 0, one = 1;
  size_t bytes = sizeof daemon->address;
  pthread_mutex_init(&daemon->mutex, NULL);
  helix_keys_make(&daemon->own);
  daemon->context = zmq_ctx_new();
  daemon->zap = zmq_socket(daemon->context, ZMQ_REP);
  daemon->router = zmq_socket(daemon->context, ZMQ_ROUTER);
  zmq_setsockopt(daemon->zap, ZMQ_LINGER, &zero, sizeof zero);
  zmq_setsockopt(daemon->router, ZMQ_LINGER, &zero, sizeof zero);
  if (with_curve) {
    zmq_setsockopt(daemon->router, ZMQ_CURVE_SERVER, &one, sizeof one);
    zmq_setsockopt(daemon->router, ZMQ_CURVE_SECRETKEY, daemon->own.secret, HELIX_Z85_BYTES);
    zmq_setsockopt(daemon->router, ZMQ_ZAP_DOMAIN, "helix", 5);
  }
  int r = zmq_bind(daemon->zap, "inproc://zeromq.zap.01");
  assert(r == 0);
  r = zmq_bind(daemon->router, "tcp://127.0.0.1:*");
  assert(r == 0);
  zmq_getsockopt(daemon->router, ZMQ_LAST_ENDPOINT, daemon->address, &bytes);
  pthread_create(&daemon->thread, NULL, serve, daemon);
  return daemon;
}

struct curve_daemon *curve_daemon_free(struct curve_daemon *daemon) {
  if (!daemon)
    return NULL;
  daemon->stopping = true;
  pthread_join(daemon->thread, NULL);
  zmq_close(daemon->router);
  zmq_close(daemon->zap);
  zmq_ctx_term(daemon->context);
  pthread_mutex_destroy(&daemon->mutex);
  free(daemon);
  return NULL;
}

const char *curve_daemon_address(const struct curve_daemon *daemon) {
  return daemon->address;
}

const char *curve_daemon_server_key(const struct curve_daemon *daemon) {
  return daemon->own.public_key;
}
