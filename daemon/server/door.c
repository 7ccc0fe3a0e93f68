// SPDX-License-Identifier: Apache-2.0
#include "server/door.h"

#include "base/date.h"
#include "base/log.h"
#include "base/memory.h"
#include "server/penalty.h"

#include <errno.h>
#include <grp.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

enum {
  VERSION,
  REQUEST_ID,
  DOMAIN,
  ADDRESS,
  ROUTING_ID,
  MECHANISM,
  CREDENTIAL,
  FRAMES_MAX,
  FRAME_BYTES_MAX = 256,
  CURVE_BYTES = 32,
  Z85_BYTES = 41,
  LOG_EVERY_MS = 10000,
  GROUPS_MAX = 256,
};

static const char handler_address[] = "inproc://zeromq.zap.01", stop_address[] = "inproc://helix.door.stop";

struct door {
  struct service *service; // borrowed
  /* owned */
  void *context, *handler, *stop, *stopped;
  struct penalties *penalties; // the thread's
  /* state */
  pthread_t thread;
  bool running;
  atomic_ullong refused;
  int64_t logged_ms;
  uint64_t unlogged;
};

struct frame {
  char bytes[FRAME_BYTES_MAX + 1]; // with a NUL behind
  size_t count;
};

struct question {
  struct frame frames[FRAMES_MAX];
  size_t count;
};

struct verdict {
  const char *code, *text;
  char user[Z85_BYTES];
};

static const struct verdict refused = {.code = "400", .text = "not enrolled here"};
static const struct verdict later = {.code = "300", .text = "too many failures from this address"};

// --- who is it?

// Is the user a member of the process's group, also by /etc/group?
static bool is_in_group(uid_t user, gid_t group) {
  gid_t groups[GROUPS_MAX];
  int count = GROUPS_MAX;
  char buffer[4096];
  struct passwd entry, *found = NULL;
  if (getpwuid_r(user, &entry, buffer, sizeof buffer, &found) || !found ||
      getgrouplist(entry.pw_name, entry.pw_gid, groups, &count) < 0)
    return false;
  for (int i = 0; i < count; i++)
    if (groups[i] == group)
      return true;
  return false;
}

// "localhost:uid:gid:pid", as libzmq has it from SO_PEERCRED. The file's permissions said yes already; this is the second lock.
static struct verdict judge_local(const struct question *question) {
  unsigned user, group;
  struct verdict verdict = {.code = "200", .text = "", .user = "local"};
  const char *numbers = strchr(question->frames[ADDRESS].bytes, ':');
  if (strcmp(question->frames[MECHANISM].bytes, "NULL") || !numbers || sscanf(numbers, ":%u:%u:", &user, &group) != 2)
    return refused;
  if (user == 0 || user == geteuid() || group == getegid() || is_in_group(user, getegid()))
    return verdict;
  return refused;
}

static struct verdict judge_public(struct door *door, const struct question *question) {
  const struct frame *key = &question->frames[CREDENTIAL];
  const char *address = question->frames[ADDRESS].bytes;
  int64_t now_ms = clock_monotonic_ms();
  struct verdict verdict = {.code = "200", .text = ""};
  struct access_caller caller;
  if (strcmp(question->frames[MECHANISM].bytes, "CURVE") || question->count != FRAMES_MAX || key->count != CURVE_BYTES)
    return refused;
  zmq_z85_encode(verdict.user, (const uint8_t *)key->bytes, CURVE_BYTES);
  service_caller(door->service, verdict.user, &caller);
  switch (caller.standing) {
  case ACCESS_ENROLLED:
  case ACCESS_REVOKED:
    return verdict;
  case ACCESS_INVITED:
    return penalties_hold(door->penalties, address, now_ms) ? later : verdict;
  case ACCESS_STRANGER:
  case ACCESS_LOCAL:
    break;
  }
  penalties_add(door->penalties, address, now_ms);
  return refused;
}

static struct verdict judge(struct door *door, const struct question *question) {
  if (question->count < CREDENTIAL || strcmp(question->frames[VERSION].bytes, "1.0"))
    return refused;
  if (!strcmp(question->frames[DOMAIN].bytes, DOOR_LOCAL))
    return judge_local(question);
  if (!strcmp(question->frames[DOMAIN].bytes, DOOR_PUBLIC))
    return judge_public(door, question);
  return refused;
}

// --- the handler's thread

// False: interrupted, or a frame that no handshake of ours has; then the count is 0.
static bool receive(void *handler, struct question *question) {
  int more = 1;
  size_t size = sizeof more;
  bool fits = true;
  question->count = 0;
  while (more) {
    struct frame spare, *frame = question->count < FRAMES_MAX ? &question->frames[question->count] : &spare;
    int count = zmq_recv(handler, frame->bytes, FRAME_BYTES_MAX, 0);
    if (count < 0)
      return false;
    fits &= count <= FRAME_BYTES_MAX && question->count < FRAMES_MAX;
    frame->count = (size_t)count <= FRAME_BYTES_MAX ? (size_t)count : FRAME_BYTES_MAX;
    frame->bytes[frame->count] = 0;
    question->count++;
    if (zmq_getsockopt(handler, ZMQ_RCVMORE, &more, &size))
      return false;
  }
  if (!fits)
    question->count = 0;
  return true;
}

static void answer(void *handler, const struct question *question, const struct verdict *verdict) {
  const struct frame *id = &question->frames[REQUEST_ID];
  zmq_send(handler, "1.0", 3, ZMQ_SNDMORE);
  zmq_send(handler, id->bytes, question->count > REQUEST_ID ? id->count : 0, ZMQ_SNDMORE);
  zmq_send(handler, verdict->code, strlen(verdict->code), ZMQ_SNDMORE);
  zmq_send(handler, verdict->text, strlen(verdict->text), ZMQ_SNDMORE);
  zmq_send(handler, verdict->user, strlen(verdict->user), ZMQ_SNDMORE);
  zmq_send(handler, "", 0, 0);
}

// A flood of failures is a few lines of log. Addresses of IP peers only; a key that nobody knows is no secret, and no news.
static void note_refusal(struct door *door, const struct question *question) {
  int64_t now_ms = clock_monotonic_ms();
  atomic_fetch_add(&door->refused, 1);
  door->unlogged++;
  if (door->logged_ms && now_ms - door->logged_ms < LOG_EVERY_MS)
    return;
  const char *address = question->count > ADDRESS ? question->frames[ADDRESS].bytes : "?";
  log_write(LOG_NOTICE, "refused %llu connections; the last came from %.64s", (unsigned long long)door->unlogged,
            address);
  door->logged_ms = now_ms;
  door->unlogged = 0;
}

static void *run(void *data) {
  struct door *door = data;
  struct question *question = memory_new(sizeof *question);
  zmq_pollitem_t items[] = {{door->handler, 0, ZMQ_POLLIN, 0}, {door->stopped, 0, ZMQ_POLLIN, 0}};
  for (;;) {
    if (zmq_poll(items, 2, -1) < 0)
      continue;
    if (items[1].revents)
      break;
    if (!receive(door->handler, question))
      continue;
    struct verdict verdict = judge(door, question);
    if (*verdict.code != '2')
      note_refusal(door, question);
    answer(door->handler, question, &verdict);
  }
  free(question);
  return NULL;
}

// --- life

static int open_sockets(struct door *door) {
  door->handler = zmq_socket(door->context, ZMQ_REP);
  door->stop = zmq_socket(door->context, ZMQ_PAIR);
  door->stopped = zmq_socket(door->context, ZMQ_PAIR);
  int linger = 0;
  if (!door->handler || !door->stop || !door->stopped)
    return -1;
  zmq_setsockopt(door->handler, ZMQ_LINGER, &linger, sizeof linger);
  zmq_setsockopt(door->stop, ZMQ_LINGER, &linger, sizeof linger);
  zmq_setsockopt(door->stopped, ZMQ_LINGER, &linger, sizeof linger);
  return zmq_bind(door->stopped, stop_address) || zmq_connect(door->stop, stop_address) ||
         zmq_bind(door->handler, handler_address);
}

// Signals are the loop's alone.
static int start_thread(struct door *door) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  int failed = pthread_create(&door->thread, NULL, run, door);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (!failed)
    pthread_setname_np(door->thread, "helixd-door");
  door->running = !failed;
  return failed;
}

int door_open(struct service *service, struct door **ret_door, struct error *error) {
  struct door *door = memory_new(sizeof *door);
  door->service = service;
  door->penalties = penalties_new();
  door->context = zmq_ctx_new();
  if (!zmq_has("curve") || !door->context || open_sockets(door) || start_thread(door)) {
    error_set(error, ERROR_FAULT, "cannot set up the access handler: %s",
              zmq_has("curve") ? zmq_strerror(errno) : "this libzmq was built without CURVE");
    door_close(door);
    return -ERROR_FAULT;
  }
  *ret_door = door;
  return 0;
}

void *door_context(struct door *door) {
  return door->context;
}

uint64_t door_refused(const struct door *door) {
  return atomic_load(&door->refused);
}

struct door *door_close(struct door *door) {
  if (!door)
    return NULL;
  if (door->running) {
    zmq_send(door->stop, "", 0, 0);
    pthread_join(door->thread, NULL);
  }
  if (door->handler)
    zmq_close(door->handler);
  if (door->stop)
    zmq_close(door->stop);
  if (door->stopped)
    zmq_close(door->stopped);
  if (door->context)
    zmq_ctx_term(door->context); // waits for the last replies, at most the linger time of their sockets
  penalties_free(door->penalties);
  free(door);
  return NULL;
}
