// SPDX-License-Identifier: Apache-2.0
#include "load.h"
#include "base/memory.h"
#include "samples.h"

#include <assert.h>
#include <err.h>
#include <errno.h>
#include <zmq.h>

enum { REPLY_MS_MAX = 60000 };

struct load {
  void *context;
  zmq_pollitem_t *clients; // owned, with their sockets
  unsigned client_count;
};

struct run {
  struct load *load;
  const struct load_work *work;
  double *latencies_us;    // one per reply, or NULL
  double *sent_at_seconds; // by client
  size_t sent, received;
};

struct load *load_open(const char *endpoint, unsigned clients) {
  struct load *load = memory_new(sizeof *load);
  load->context = zmq_ctx_new();
  load->clients = memory_new(clients * sizeof *load->clients);
  load->client_count = clients;
  for (unsigned i = 0; i < clients; i++) {
    void *socket = zmq_socket(load->context, ZMQ_DEALER);
    int linger_ms = 0;
    zmq_setsockopt(socket, ZMQ_LINGER, &linger_ms, sizeof linger_ms);
    if (zmq_connect(socket, endpoint))
      errx(1, "cannot connect to %s: %s", endpoint, zmq_strerror(zmq_errno()));
    load->clients[i] = (zmq_pollitem_t){.socket = socket, .events = ZMQ_POLLIN};
  }
  return load;
}

struct load *load_close(struct load *load) {
  if (!load)
    return NULL;
  for (unsigned i = 0; i < load->client_count; i++)
    zmq_close(load->clients[i].socket);
  zmq_ctx_term(load->context);
  free(load->clients);
  free(load);
  return NULL;
}

static void send_next(struct run *run, unsigned client) {
  const struct load_request *request = &run->work->requests[run->sent % run->work->request_count];
  if (run->latencies_us)
    run->sent_at_seconds[client] = clock_seconds();
  if (zmq_send(run->load->clients[client].socket, request->data, request->size, 0) < 0)
    errx(1, "cannot send a request: %s", zmq_strerror(zmq_errno()));
  run->sent++;
}

static void take_replies(struct run *run, unsigned client) {
  zmq_msg_t reply;
  zmq_msg_init(&reply);
  while (zmq_msg_recv(&reply, run->load->clients[client].socket, ZMQ_DONTWAIT) >= 0) {
    if (run->latencies_us)
      run->latencies_us[run->received] = (clock_seconds() - run->sent_at_seconds[client]) * 1e6;
    run->received++;
    if (run->sent < run->work->total)
      send_next(run, client);
    run->work->check(zmq_msg_data(&reply), zmq_msg_size(&reply));
  }
  zmq_msg_close(&reply);
}

static void wait_for_replies(struct run *run) {
  int ready = zmq_poll(run->load->clients, (int)run->load->client_count, REPLY_MS_MAX);
  if (ready < 0 && zmq_errno() != EINTR)
    errx(1, "cannot wait for replies: %s", zmq_strerror(zmq_errno()));
  if (ready == 0)
    errx(1, "no reply within %d s (is the socket still there?); %zu of %zu requests were answered", REPLY_MS_MAX / 1000,
         run->received, run->work->total);
}

double load_run(struct load *load, const struct load_work *work, double *ret_latencies_us) {
  assert(work->request_count && work->window && (!ret_latencies_us || work->window == 1));
  memory_auto double *sent_at_seconds = memory_new(load->client_count * sizeof *sent_at_seconds);
  struct run run = {load, work, ret_latencies_us, sent_at_seconds, 0, 0};
  double start = clock_seconds();
  for (unsigned i = 0; i < work->window * load->client_count && run.sent < work->total; i++)
    send_next(&run, i % load->client_count);
  while (run.received < work->total) {
    wait_for_replies(&run);
    for (unsigned i = 0; i < load->client_count; i++)
      if (load->clients[i].revents & ZMQ_POLLIN)
        take_replies(&run, i);
  }
  return clock_seconds() - start;
}
