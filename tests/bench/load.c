// SPDX-License-Identifier: Apache-2.0
// The generator shares the machine with what it measures, so its own work must be small: one epoll over the sockets' ZMQ_FD, and
// only sockets about which there is news are touched.
//
// ZMQ_FD tells that something happened to a socket, once, not that a message waits: a send or a receive takes the news in
// passing. So a client stands in the list `ready` from a send or an event on until its socket was found empty, and the
// generator sleeps only while the list is empty. Lost news would show as a reply that does not come, which ends the bench.
#include "load.h"
#include "base/memory.h"
#include "samples.h"

#include <assert.h>
#include <err.h>
#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>
#include <zmq.h>

enum { REPLY_MS_MAX = 60000, EVENTS_MAX = 64, FULL_CHECK_EVERY = 64 };
enum { DRAIN_MAX = 64 }; // replies that one client takes before the others have their turn

struct client {
  void *socket;           // owned
  double sent_at_seconds; // the last request
  bool is_ready;          // stands in the list
};

struct load {
  void *context;
  int epoll;
  struct client *clients; // owned
  unsigned client_count;
  unsigned *ready; // owned; the clients to look at before the next sleep, each once
  unsigned ready_count;
};

struct run {
  struct load *load;
  const struct load_work *work;
  double *latencies_us; // one per reply, or NULL
  size_t sent, received;
};

// --- opening and closing

static void *open_socket(struct load *load, const char *endpoint) {
  void *socket = zmq_socket(load->context, ZMQ_DEALER);
  int linger_ms = 0;
  if (!socket || zmq_setsockopt(socket, ZMQ_LINGER, &linger_ms, sizeof linger_ms) || zmq_connect(socket, endpoint))
    errx(1, "cannot connect to %s: %s", endpoint, zmq_strerror(zmq_errno()));
  return socket;
}

static void watch(struct load *load, unsigned client) {
  int fd;
  size_t size = sizeof fd;
  struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.u32 = client};
  if (zmq_getsockopt(load->clients[client].socket, ZMQ_FD, &fd, &size) ||
      epoll_ctl(load->epoll, EPOLL_CTL_ADD, fd, &event))
    err(1, "cannot watch a client's socket");
}

struct load *load_open(const char *endpoint, unsigned clients) {
  struct load *load = memory_new(sizeof *load);
  load->context = zmq_ctx_new();
  load->epoll = epoll_create1(EPOLL_CLOEXEC);
  load->clients = memory_new(clients * sizeof *load->clients);
  load->ready = memory_new(clients * sizeof *load->ready);
  load->client_count = clients;
  for (unsigned i = 0; i < clients; i++) {
    load->clients[i].socket = open_socket(load, endpoint);
    watch(load, i);
  }
  return load;
}

struct load *load_close(struct load *load) {
  if (!load)
    return NULL;
  close(load->epoll);
  for (unsigned i = 0; i < load->client_count; i++)
    zmq_close(load->clients[i].socket);
  zmq_ctx_term(load->context);
  free(load->ready);
  free(load->clients);
  free(load);
  return NULL;
}

// --- requests and replies

static void mark_ready(struct load *load, unsigned client) {
  if (load->clients[client].is_ready)
    return;
  load->clients[client].is_ready = true;
  load->ready[load->ready_count++] = client;
}

static void send_next(struct run *run, unsigned index) {
  const struct load_request *request = &run->work->requests[run->sent % run->work->request_count];
  struct client *client = &run->load->clients[index];
  if (run->latencies_us)
    client->sent_at_seconds = clock_seconds();
  if (zmq_send(client->socket, request->data, request->size, 0) < 0)
    errx(1, "cannot send a request: %s", zmq_strerror(zmq_errno()));
  run->sent++;
  mark_ready(run->load, index);
}

static void check_reply(const struct run *run, zmq_msg_t *reply) {
  const struct load_work *work = run->work;
  const void *data = zmq_msg_data(reply);
  size_t bytes = zmq_msg_size(reply);
  bool in_full = !work->glance || run->received % FULL_CHECK_EVERY == 0;
  if (in_full || !work->glance(data, bytes))
    work->check(data, bytes);
}

static bool receive(const struct client *client, zmq_msg_t *reply) {
  if (zmq_msg_recv(reply, client->socket, ZMQ_DONTWAIT) >= 0)
    return true;
  if (zmq_errno() != EAGAIN && zmq_errno() != EINTR)
    errx(1, "cannot receive a reply: %s", zmq_strerror(zmq_errno()));
  return false;
}

static bool has_reply(const struct client *client) {
  int events = 0;
  size_t size = sizeof events;
  while (zmq_getsockopt(client->socket, ZMQ_EVENTS, &events, &size))
    if (zmq_errno() != EINTR)
      errx(1, "cannot look at a client's socket: %s", zmq_strerror(zmq_errno()));
  return events & ZMQ_POLLIN;
}

// The next request leaves before the reply is looked at: the server does not wait for the check.
static bool take_reply(struct run *run, unsigned index) {
  const struct client *client = &run->load->clients[index];
  zmq_msg_t reply;
  zmq_msg_init(&reply);
  if (!receive(client, &reply))
    return false;
  if (run->received == run->sent)
    errx(1, "a reply came without a request; %zu were sent", run->sent);
  if (run->latencies_us)
    run->latencies_us[run->received] = (clock_seconds() - client->sent_at_seconds) * 1e6;
  run->received++;
  if (run->sent < run->work->total)
    send_next(run, index);
  check_reply(run, &reply);
  zmq_msg_close(&reply);
  return true;
}

// Returns whether more replies may wait.
static bool take_replies(struct run *run, unsigned index) {
  for (unsigned i = 0; i < DRAIN_MAX; i++)
    if (!take_reply(run, index))
      return has_reply(&run->load->clients[index]);
  return true;
}

// --- the loop

static void wait_for_replies(const struct run *run) {
  struct load *load = run->load;
  struct epoll_event events[EVENTS_MAX];
  int count = epoll_wait(load->epoll, events, EVENTS_MAX, load->ready_count ? 0 : REPLY_MS_MAX);
  if (count < 0 && errno != EINTR)
    err(1, "cannot wait for replies");
  if (count == 0 && !load->ready_count)
    errx(1, "no reply within %d s (is the socket still there?); %zu of %zu requests were answered", REPLY_MS_MAX / 1000,
         run->received, run->work->total);
  for (int i = 0; i < count; i++)
    mark_ready(load, events[i].data.u32);
}

static void serve_ready(struct run *run) {
  struct load *load = run->load;
  unsigned kept = 0;
  for (unsigned i = 0; i < load->ready_count; i++) {
    unsigned client = load->ready[i];
    if (take_replies(run, client))
      load->ready[kept++] = client;
    else
      load->clients[client].is_ready = false;
  }
  load->ready_count = kept;
}

double load_run(struct load *load, const struct load_work *work, double *ret_latencies_us) {
  assert(work->request_count && work->window && (!ret_latencies_us || work->window == 1));
  struct run run = {load, work, ret_latencies_us, 0, 0};
  double start = clock_seconds();
  for (unsigned i = 0; i < work->window * load->client_count && run.sent < work->total; i++)
    send_next(&run, i % load->client_count);
  while (run.received < work->total) {
    wait_for_replies(&run);
    serve_ready(&run);
  }
  return clock_seconds() - start;
}
