// SPDX-License-Identifier: Apache-2.0
#include "echo.h"
#include "process.h"

#include <err.h>
#include <string.h>
#include <zmq.h>

struct echo {
  void *socket;
  const void *reply; // borrowed
  size_t reply_bytes;
};

static int answer(const struct echo *echo) {
  zmq_msg_t route, request, reply;
  zmq_msg_init(&route);
  if (zmq_msg_recv(&route, echo->socket, ZMQ_DONTWAIT) < 0)
    return -1;
  zmq_msg_init(&request);
  zmq_msg_recv(&request, echo->socket, 0);
  zmq_msg_close(&request);
  zmq_msg_init_size(&reply, echo->reply_bytes);
  memcpy(zmq_msg_data(&reply), echo->reply, echo->reply_bytes);
  zmq_msg_send(&route, echo->socket, ZMQ_SNDMORE);
  zmq_msg_send(&reply, echo->socket, 0);
  return 0;
}

static _Noreturn void run(const char *endpoint, const void *reply, size_t reply_bytes) {
  struct echo echo = {zmq_socket(zmq_ctx_new(), ZMQ_ROUTER), reply, reply_bytes};
  if (zmq_bind(echo.socket, endpoint))
    errx(1, "the echo cannot listen on %s: %s", endpoint, zmq_strerror(zmq_errno()));
  zmq_pollitem_t item = {.socket = echo.socket, .events = ZMQ_POLLIN};
  for (;;) {
    zmq_poll(&item, 1, -1);
    while (!answer(&echo))
      ;
  }
}

pid_t echo_start(const char *endpoint, const void *reply, size_t reply_bytes) {
  pid_t process = process_fork();
  if (!process)
    run(endpoint, reply, reply_bytes);
  return process;
}
