// SPDX-License-Identifier: Apache-2.0
#include "server/router.h"

#include "base/date.h"
#include "base/log.h"
#include "server/account.h"
#include "server/door.h"
#include "server/endpoint.h"
#include "server/peer.h"
#include "service/wire.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

enum {
  // Requests in a pipe that we have not read. A stranger to the machine may not make libzmq decrypt many ahead of us: its thread
  // serves all connections in turn, and a few of one are a short turn.
  RCVHWM_LOCAL = 64,
  RCVHWM_PUBLIC = 8,
  DRAIN_MAX = 256,     // messages in one go: timers and replies get their turn
  RETRY_MS = 2,        // parked replies
  BUSY_RETRY_MS = 200, // what a refused peer is told to wait
  HANDLE_COUNT = 6,
};

// Why a request is not taken.
struct refusal {
  enum error_kind kind;
  const char *message, *hint;
  uint32_t retry_ms;
};

// In front of the reply's bytes, in the block that libzmq gives back when it is done with it.
struct reply_header {
  struct peer *peer; // owned reference while libzmq has the block
  size_t bytes;
};

// A request that the service has.
struct request {
  struct job job; // first: the service hands back its address
  struct router *router;
  struct peer *peer; // borrowed: it stays while peer->requests counts this one
  zmq_msg_t payload; // owned
  bool delimited;    // came from a REQ socket: its empty frame goes back too
  struct request *next;
};

struct router {
  struct service *service; // borrowed
  struct server_limits limits;
  bool is_public;
  void *socket; // owned
  struct peer_table *peers;
  struct account_table *accounts;
  uv_poll_t poll;
  uv_prepare_t prepare;
  uv_check_t check;
  uv_idle_t idle;
  uv_timer_t retry;
  uv_async_t wake;
  int handles_open;
  void (*closed)(void *data);
  void *closed_data;
  pthread_mutex_t done_lock;
  struct request *done, **done_last; // answered by the service, guarded by done_lock
  size_t under_way;                  // requests that the service has
  size_t parked;                     // replies
  bool refuses_all;
  struct gauges *gauges;     // borrowed
  struct error permit_error; // of the request in hand
};

// A request of the peer begins, or its reply has left: counted for the connection and for whoever holds its key.
static void begin(struct peer *peer) {
  peer->requests++;
  if (peer->account)
    peer->account->requests++;
}

static void end(struct peer *peer) {
  peer->requests--;
  if (peer->account)
    peer->account->requests--;
}

static void hold_bytes(struct peer *peer, size_t bytes) {
  peer->request_bytes += bytes;
  if (peer->account)
    peer->account->request_bytes += bytes;
}

static void release_bytes(struct peer *peer, size_t bytes) {
  peer->request_bytes -= bytes;
  if (peer->account)
    peer->account->request_bytes -= bytes;
}

// --- sending

enum sent { SENT, LATER, GONE };

static void on_block_sent(void *data, void *hint) {
  (void)data;
  struct reply_header *header = hint;
  atomic_fetch_sub(&header->peer->queued_bytes, header->bytes);
  peer_unref(header->peer);
  free(header);
}

static int send_frame(void *socket, const void *bytes, size_t count, int flags) {
  int result;
  do
    result = zmq_send(socket, bytes, count, ZMQ_DONTWAIT | flags);
  while (result < 0 && errno == EINTR);
  return result;
}

static void send_block(struct router *router, struct peer *peer, unsigned char *block, size_t bytes) {
  struct reply_header *header = (struct reply_header *)block;
  zmq_msg_t message;
  *header = (struct reply_header){peer, bytes};
  atomic_fetch_add(&peer->references, 1);
  atomic_fetch_add(&peer->queued_bytes, bytes);
  zmq_msg_init_data(&message, block + sizeof *header, bytes, on_block_sent, block);
  int result;
  do
    result = zmq_msg_send(&message, router->socket, ZMQ_DONTWAIT);
  while (result < 0 && errno == EINTR);
  // The route frame was taken, so the peer's pipe has room for the rest of this message.
  if (result < 0) {
    log_write(LOG_ERROR, "sending a reply: %s", zmq_strerror(errno));
    zmq_msg_close(&message);
  }
}

// Takes over the block when SENT.
static enum sent send_reply(struct router *router, struct peer *peer, unsigned char *block, size_t bytes,
                            bool delimited) {
  size_t queued = atomic_load(&peer->queued_bytes);
  if (queued && queued + bytes > router->limits.peer_reply_bytes)
    return LATER;
  if (send_frame(router->socket, peer->route, peer->route_bytes, ZMQ_SNDMORE) < 0)
    return errno == EAGAIN ? LATER : GONE;
  if (delimited)
    send_frame(router->socket, "", 0, ZMQ_SNDMORE);
  send_block(router, peer, block, bytes);
  return SENT;
}

static void on_retry(uv_timer_t *handle);

static void park(struct router *router, struct peer *peer, unsigned char *block, size_t bytes, bool delimited) {
  struct parked_reply *reply = memory_new(sizeof *reply);
  *reply = (struct parked_reply){.block = block, .bytes = bytes, .delimited = delimited};
  *peer->parked_last = reply;
  peer->parked_last = &reply->next;
  peer->parked_bytes += bytes;
  router->parked++;
  if (!uv_is_active((uv_handle_t *)&router->retry))
    uv_timer_start(&router->retry, on_retry, RETRY_MS, RETRY_MS);
}

// Sends what was parked for the peer, as far as it goes.
static void unpark(struct peer *peer, void *data) {
  struct router *router = data;
  while (peer->parked) {
    struct parked_reply *reply = peer->parked;
    enum sent sent = send_reply(router, peer, reply->block, reply->bytes, reply->delimited);
    if (sent == LATER)
      return;
    if (sent == GONE) {
      free(reply->block);
      router->gauges->service.dropped++;
    }
    peer->parked = reply->next;
    if (!peer->parked)
      peer->parked_last = &peer->parked;
    peer->parked_bytes -= reply->bytes;
    end(peer);
    router->parked--;
    free(reply);
  }
}

static void unpark_all(struct router *router) {
  if (!router->parked)
    return;
  peer_table_each(router->peers, unpark, router);
  if (!router->parked)
    uv_timer_stop(&router->retry);
}

static void shrink_reply(struct router *router, struct job *job) {
  free(job->reply);
  router->gauges->service.dropped++;
  service_refuse(job, ERROR_BUSY, BUSY_RETRY_MS, "your replies wait unread; this one was thrown away",
                 "read replies as they come. A write was done: repeat it with its idempotency key to have the answer");
}

// The job's reply leaves, is parked, or is dropped. peer->requests counts it until it has left.
static void deliver(struct router *router, struct peer *peer, struct job *job, bool delimited) {
  router->gauges->service.requests++;
  router->gauges->service.refused += job->refused;
  enum sent sent = peer->parked ? LATER : send_reply(router, peer, job->reply, job->reply_bytes, delimited);
  if (sent == LATER) {
    if (peer->parked_bytes + job->reply_bytes > router->limits.peer_reply_bytes && peer->parked)
      shrink_reply(router, job);
    park(router, peer, job->reply, job->reply_bytes, delimited);
    return;
  }
  if (sent == GONE) {
    free(job->reply);
    router->gauges->service.dropped++;
  }
  end(peer);
}

// --- receiving

static struct job job_of(const struct router *router, const struct wire_request *wire,
                         const struct access_caller *caller) {
  uint32_t ms = wire->deadline_ms ? wire->deadline_ms : router->limits.deadline_ms;
  return (struct job){.call = wire->call,
                      .id = wire->id,
                      .caller = *caller,
                      .deadline_monotonic_ms = clock_monotonic_ms() + ms,
                      .reply_headroom = sizeof(struct reply_header)};
}

static void refuse(struct router *router, struct peer *peer, struct job *job, bool delimited,
                   const struct refusal *refusal) {
  service_refuse(job, refusal->kind, refusal->retry_ms, refusal->message, refusal->hint);
  begin(peer);
  deliver(router, peer, job, delimited);
}

static void on_done(struct job *job) { // a thread of the service
  struct request *request = (struct request *)job;
  struct router *router = request->router;
  request->next = NULL;
  pthread_mutex_lock(&router->done_lock);
  bool first = !router->done;
  *router->done_last = request;
  router->done_last = &request->next;
  pthread_mutex_unlock(&router->done_lock);
  if (first)
    uv_async_send(&router->wake);
}

static void submit(struct router *router, struct peer *peer, const struct job *job, zmq_msg_t *payload,
                   bool delimited) {
  struct request *request = memory_new(sizeof *request);
  request->job = *job;
  request->router = router;
  request->peer = peer;
  request->delimited = delimited;
  zmq_msg_init(&request->payload);
  zmq_msg_move(&request->payload, payload);
  request->job.payload = zmq_msg_data(&request->payload);
  request->job.payload_bytes = zmq_msg_size(&request->payload);
  request->job.done = on_done;
  begin(peer);
  hold_bytes(peer, request->job.payload_bytes);
  router->under_way++;
  service_submit(router->service, &request->job);
}

// What is wrong with the request before anybody looks into it, apart from how much of them there is.
static const struct refusal *find_fault(const struct router *router, const struct wire_request *wire, size_t bytes,
                                        bool extra_frames) {
  static const struct refusal stopping = {ERROR_STOPPING, "the daemon is going down; nothing was done",
                                          "send it again later"};
  static const struct refusal frames = {ERROR_MESSAGE, "the message has more than one frame",
                                        "send one frame that holds one helix.v1.Request"};
  static const struct refusal large = {ERROR_TOO_LARGE, "the request is larger than the daemon takes",
                                       "send fewer profiles in one request; the limit is request-bytes in helixd.conf"};
  static const struct refusal malformed = {ERROR_MESSAGE, "the bytes are no helix.v1.Request",
                                           "check that the client was built from the daemon's proto files"};
  static const struct refusal unknown = {ERROR_CALL, "the request holds no call that this daemon knows",
                                         "set one field of the oneof `call`; a newer client may need a newer daemon"};
  if (router->refuses_all)
    return &stopping;
  if (extra_frames)
    return &frames;
  if (bytes > router->limits.request_bytes)
    return &large;
  if (!wire->well_formed)
    return &malformed;
  if (service_route_of(wire->call) == SERVICE_UNKNOWN)
    return &unknown;
  return NULL;
}

// Is it too much, of this connection or of this key?
static bool is_too_much(const struct router *router, struct peer *peer, const struct wire_request *wire, size_t bytes,
                        struct refusal *ret_refusal) {
  *ret_refusal = (struct refusal){.kind = ERROR_BUSY, .hint = "wait for replies before sending more"};
  ret_refusal->retry_ms = BUSY_RETRY_MS;
  if (peer->requests >= router->limits.peer_requests ||
      (peer->request_bytes && peer->request_bytes + bytes > router->limits.peer_request_bytes))
    ret_refusal->message = "too many requests of this connection are under way";
  else if (peer->account) {
    ret_refusal->message = account_admit(peer->account, &router->limits.account, bytes, service_is_import(wire->call),
                                         clock_monotonic_ms(), &ret_refusal->retry_ms);
    ret_refusal->hint = "wait retry_after_ms, then go on; the limits of a key are in helixd.conf of the office";
  }
  return ret_refusal->message;
}

static bool is_refused(struct router *router, struct peer *peer, const struct job *job, const struct wire_request *wire,
                       size_t bytes, bool extra_frames, struct refusal *ret_refusal) {
  const struct refusal *fault = find_fault(router, wire, bytes, extra_frames);
  if (fault) {
    *ret_refusal = *fault;
    return true;
  }
  if (is_too_much(router, peer, wire, bytes, ret_refusal))
    return true;
  if (!service_permit(&job->caller, wire->call, &router->permit_error))
    return false;
  *ret_refusal = (struct refusal){router->permit_error.kind, router->permit_error.message, router->permit_error.hint};
  return true;
}

static void handle(struct router *router, struct peer *peer, const struct access_caller *caller, zmq_msg_t *payload,
                   bool delimited, bool extra_frames) {
  size_t bytes = zmq_msg_size(payload);
  struct wire_request wire;
  wire_scan(zmq_msg_data(payload), bytes, &wire);
  struct job job = job_of(router, &wire, caller);
  struct refusal refusal;
  if (is_refused(router, peer, &job, &wire, bytes, extra_frames, &refusal)) {
    refuse(router, peer, &job, delimited, &refusal);
    return;
  }
  if (service_route_of(wire.call) == SERVICE_QUEUED) {
    submit(router, peer, &job, payload, delimited);
    return;
  }
  router->gauges->peers[router->is_public] = peer_table_count(router->peers);
  router->gauges->service.peers = router->gauges->peers[0] + router->gauges->peers[1];
  service_answer(router->service, &job, &router->gauges->service);
  begin(peer);
  deliver(router, peer, &job, delimited);
}

static bool receive_frame(struct router *router, zmq_msg_t *frame) {
  int result;
  zmq_msg_init(frame);
  do
    result = zmq_msg_recv(frame, router->socket, ZMQ_DONTWAIT);
  while (result < 0 && errno == EINTR);
  if (result >= 0)
    return true;
  zmq_msg_close(frame);
  return false;
}

static void skip_frames(struct router *router) {
  zmq_msg_t frame;
  for (bool more = true; more;) {
    if (!receive_frame(router, &frame))
      return;
    more = zmq_msg_more(&frame);
    zmq_msg_close(&frame);
  }
}

// A peer that does not read its replies at all is not worth another one: memory per peer has an end.
static bool is_deaf(const struct router *router, const struct peer *peer) {
  return peer->parked && peer->requests >= router->limits.peer_requests;
}

// Who sent this message? The key stands in its metadata, put there by the door; a message without is a stranger's.
static void find_caller(const struct router *router, const zmq_msg_t *payload, struct access_caller *ret_caller) {
  const char *user = zmq_msg_gets(payload, "User-Id");
  *ret_caller = (struct access_caller){.standing = ACCESS_STRANGER, .role = ACCESS_NOBODY};
  if (!user || !*user)
    return;
  if (router->is_public)
    service_caller(router->service, user, ret_caller);
  else if (!strcmp(user, DOOR_LOCAL))
    *ret_caller = (struct access_caller){.standing = ACCESS_LOCAL, .role = ACCESS_ADMIN};
}

static void serve(struct router *router, zmq_msg_t *route, zmq_msg_t *payload, bool delimited, bool extra_frames) {
  struct access_caller caller;
  find_caller(router, payload, &caller);
  if (caller.standing == ACCESS_STRANGER) {
    router->gauges->service.dropped++;
    return;
  }
  struct peer *peer = peer_find(router->peers, zmq_msg_data(route), zmq_msg_size(route));
  if (!peer->account && caller.standing != ACCESS_LOCAL) {
    peer->account = account_find(router->accounts, &router->limits.account, &caller, clock_monotonic_ms());
    peer->account->connections++;
  }
  if (is_deaf(router, peer))
    router->gauges->service.dropped++;
  else
    handle(router, peer, &caller, payload, delimited, extra_frames);
}

// [route][payload] of a DEALER, [route][empty][payload] of a REQ. libzmq hands out whole messages, so the frames are there.
// False: nothing was there.
static bool receive(struct router *router) {
  zmq_msg_t route, payload;
  if (!receive_frame(router, &route))
    return false;
  bool delimited = false, has_payload = zmq_msg_more(&route) && receive_frame(router, &payload);
  if (has_payload && zmq_msg_size(&payload) == 0 && zmq_msg_more(&payload)) {
    zmq_msg_close(&payload);
    delimited = true;
    has_payload = receive_frame(router, &payload);
  }
  if (has_payload) {
    bool extra_frames = zmq_msg_more(&payload);
    if (extra_frames)
      skip_frames(router);
    serve(router, &route, &payload, delimited, extra_frames);
    zmq_msg_close(&payload);
  }
  zmq_msg_close(&route);
  return true;
}

static bool is_readable(struct router *router) {
  int events = 0;
  size_t size = sizeof events;
  while (zmq_getsockopt(router->socket, ZMQ_EVENTS, &events, &size) < 0)
    assert(errno == EINTR);
  return events & ZMQ_POLLIN;
}

static void on_idle(uv_idle_t *handle) {
  (void)handle; // being active is its work: the loop does not block
}

static void drain(struct router *router) {
  unpark_all(router);
  for (int i = 0; i < DRAIN_MAX; i++)
    if (!receive(router) && !is_readable(router)) { // asked only when nothing came: the question costs a system call
      uv_idle_stop(&router->idle);
      return;
    }
  uv_idle_start(&router->idle, on_idle);
}

static void on_poll(uv_poll_t *handle, int status, int events) {
  (void)status, (void)events;
  drain(handle->data);
}

static void on_prepare(uv_prepare_t *handle) {
  drain(handle->data);
}

static void on_check(uv_check_t *handle) {
  drain(handle->data);
}

static void on_retry(uv_timer_t *handle) {
  unpark_all(handle->data);
}

static void on_wake(uv_async_t *handle) {
  struct router *router = handle->data;
  pthread_mutex_lock(&router->done_lock);
  struct request *request = router->done, *next;
  router->done = NULL;
  router->done_last = &router->done;
  pthread_mutex_unlock(&router->done_lock);
  for (; request; request = next) {
    next = request->next;
    router->under_way--;
    release_bytes(request->peer, request->job.payload_bytes);
    deliver(router, request->peer, &request->job, request->delimited);
    zmq_msg_close(&request->payload);
    free(request);
  }
}

// --- opening and closing

static int set_option(void *socket, int option, int value) {
  return zmq_setsockopt(socket, option, &value, sizeof value);
}

// A socket without a domain would let everybody in unasked.
static int set_door(const struct router *router, const struct server_key *key) {
  const char *domain = router->is_public ? DOOR_PUBLIC : DOOR_LOCAL;
  int failed = zmq_setsockopt(router->socket, ZMQ_ZAP_DOMAIN, domain, strlen(domain));
  if (!router->is_public)
    return failed;
  failed |= set_option(router->socket, ZMQ_CURVE_SERVER, 1);
  failed |= zmq_setsockopt(router->socket, ZMQ_CURVE_SECRETKEY, key->secret_half, SERVER_KEY_BYTES);
  return failed;
}

static int set_options(struct router *router, const struct server_key *key) {
  void *socket = router->socket;
  int64_t message_bytes_max = 2 * (int64_t)router->limits.request_bytes;
  int failed = set_door(router, key);
  failed |= set_option(socket, ZMQ_ROUTER_MANDATORY, 1);      // a reply that cannot go says so instead of vanishing
  failed |= set_option(socket, ZMQ_ROUTER_HANDOVER, 0);       // nobody takes over another's routing id
  failed |= set_option(socket, ZMQ_HANDSHAKE_IVL, 5000);      // a silent connection is gone after five seconds
  failed |= set_option(socket, ZMQ_HEARTBEAT_IVL, 15000);     // a peer whose machine vanished is noticed …
  failed |= set_option(socket, ZMQ_HEARTBEAT_TIMEOUT, 45000); // … within a minute
  failed |= set_option(socket, ZMQ_HEARTBEAT_TTL, 60000);
  failed |= set_option(socket, ZMQ_SNDHWM, 1000); // replies in a pipe; their bytes are counted in peer.h
  failed |= set_option(socket, ZMQ_RCVHWM, router->is_public ? RCVHWM_PUBLIC : RCVHWM_LOCAL);
  failed |= set_option(socket, ZMQ_BACKLOG, 128);
  failed |= set_option(socket, ZMQ_IPV6, 1);      // for [::1]
  failed |= set_option(socket, ZMQ_LINGER, 2000); // the last replies leave when we stop
  // Larger messages end the connection before anything is allocated; up to it they get an answer that says so.
  failed |= zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &message_bytes_max, sizeof message_bytes_max);
  return failed;
}

static int bind_endpoint(struct router *router, const char *endpoint, struct error *error) {
  int result = endpoint_check(endpoint, error);
  if (!result)
    result = endpoint_claim(endpoint, error);
  if (result)
    return result;
  if (zmq_bind(router->socket, endpoint)) {
    error_set(error, ERROR_INVALID, "cannot listen on \"%s\": %s", endpoint, zmq_strerror(errno));
    return error_hint(error, "check that the folder exists and may be written, or that the port is free");
  }
  struct gauges *gauges = router->gauges;
  size_t count = gauges->service.endpoint_count, size = ENDPOINT_BYTES_MAX;
  if (endpoint_names_port(endpoint)) // libzmq would write an IPv4 address as an IPv6 one
    snprintf(gauges->endpoint_texts[count], size, "%s", endpoint);
  else
    zmq_getsockopt(router->socket, ZMQ_LAST_ENDPOINT, gauges->endpoint_texts[count], &size);
  gauges->endpoint_list[count] = gauges->endpoint_texts[count];
  gauges->service.endpoint_count++;
  return endpoint_protect(endpoint, error);
}

static void start_handles(struct router *router, uv_loop_t *loop) {
  int fd;
  size_t size = sizeof fd;
  zmq_getsockopt(router->socket, ZMQ_FD, &fd, &size);
  uv_poll_init(loop, &router->poll, fd);
  uv_prepare_init(loop, &router->prepare);
  uv_check_init(loop, &router->check);
  uv_idle_init(loop, &router->idle);
  uv_timer_init(loop, &router->retry);
  uv_async_init(loop, &router->wake, on_wake);
  router->poll.data = router->prepare.data = router->check.data = router->idle.data = router->retry.data =
      router->wake.data = router;
  uv_poll_start(&router->poll, UV_READABLE, on_poll);
  uv_prepare_start(&router->prepare, on_prepare);
  uv_check_start(&router->check, on_check);
  router->handles_open = HANDLE_COUNT;
}

int router_open(const struct router_options *options, struct service *service, uv_loop_t *loop,
                struct router **ret_router, struct error *error) {
  struct router *router = memory_new(sizeof *router);
  router->service = service;
  router->limits = options->limits;
  router->is_public = options->is_public;
  router->gauges = options->gauges;
  router->socket = zmq_socket(options->context, ZMQ_ROUTER);
  router->peers = peer_table_new();
  router->accounts = account_table_new();
  router->done_last = &router->done;
  pthread_mutex_init(&router->done_lock, NULL);
  int result = !router->socket || set_options(router, options->key)
                   ? error_set(error, ERROR_FAULT, "cannot set up the socket: %s", zmq_strerror(errno))
                   : 0;
  for (size_t i = 0; i < options->endpoint_count && !result; i++)
    result = bind_endpoint(router, options->endpoints[i], error);
  if (result) {
    router_free(router);
    return result;
  }
  start_handles(router, loop);
  *ret_router = router;
  return 0;
}

void router_set_limits(struct router *router, const struct server_limits *limits) {
  router->limits = *limits;
}

void router_refuse_all(struct router *router) {
  router->refuses_all = true;
}

bool router_is_idle(struct router *router) {
  return !router->under_way && !router->parked && !is_readable(router);
}

static uint64_t resident_bytes(void) {
  unsigned long long pages = 0, resident = 0;
  FILE *file = fopen("/proc/self/statm", "re");
  if (!file)
    return 0;
  if (fscanf(file, "%llu %llu", &pages, &resident) != 2)
    resident = 0;
  fclose(file);
  return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

void router_tick(struct router *router) {
  router->gauges->service.memory_bytes = resident_bytes();
  peer_table_sweep(router->peers);
  account_table_sweep(router->accounts, &router->limits.account, clock_monotonic_ms());
}

static void on_closed(uv_handle_t *handle) {
  struct router *router = handle->data;
  if (--router->handles_open == 0)
    router->closed(router->closed_data);
}

void router_close(struct router *router, void (*closed)(void *data), void *data) {
  router->closed = closed;
  router->closed_data = data;
  uv_close((uv_handle_t *)&router->poll, on_closed);
  uv_close((uv_handle_t *)&router->prepare, on_closed);
  uv_close((uv_handle_t *)&router->check, on_closed);
  uv_close((uv_handle_t *)&router->idle, on_closed);
  uv_close((uv_handle_t *)&router->retry, on_closed);
  uv_close((uv_handle_t *)&router->wake, on_closed);
}

struct router *router_free(struct router *router) {
  if (!router)
    return NULL;
  if (router->socket)
    zmq_close(router->socket);
  peer_table_free(router->peers);
  account_table_free(router->accounts);
  pthread_mutex_destroy(&router->done_lock);
  free(router);
  return NULL;
}
