// SPDX-License-Identifier: Apache-2.0
// Sends many status requests down several connections at once and counts what comes back: nothing may be lost, nothing
// answered twice.
//   flood ENDPOINT CONNECTIONS REQUESTS_EACH WINDOW
// Prints "sent N answered N"; exits 1 when they differ, an id is wrong, or nothing moves for ten seconds.
#include "helix/v1/rpc.pb-c.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <zmq.h>

enum { CONNECTIONS_MAX = 256, REQUEST_BYTES = 64, IDLE_MS = 10000 };

struct connection {
  void *socket;
  uint64_t sent, answered;
};

static int send_one(struct connection *connection) {
  unsigned char bytes[REQUEST_BYTES];
  Helix__V1__StatusRequest status = HELIX__V1__STATUS_REQUEST__INIT;
  Helix__V1__Request request = HELIX__V1__REQUEST__INIT;
  request.id = connection->sent + 1;
  request.call_case = HELIX__V1__REQUEST__CALL_STATUS;
  request.status = &status;
  size_t count = helix__v1__request__pack(&request, bytes);
  if (zmq_send(connection->socket, bytes, count, ZMQ_DONTWAIT) < 0)
    return -1;
  connection->sent++;
  return 0;
}

// Replies of one connection to status requests come in the order of the requests.
static int receive_one(struct connection *connection) {
  zmq_msg_t message;
  zmq_msg_init(&message);
  if (zmq_msg_recv(&message, connection->socket, ZMQ_DONTWAIT) < 0)
    return -1;
  Helix__V1__Reply *reply = helix__v1__reply__unpack(NULL, zmq_msg_size(&message), zmq_msg_data(&message));
  zmq_msg_close(&message);
  if (!reply || reply->result_case != HELIX__V1__REPLY__RESULT_STATUS || reply->id != connection->answered + 1) {
    fprintf(stderr, "flood: reply %llu came as %llu\n", (unsigned long long)connection->answered + 1,
            (unsigned long long)(reply ? reply->id : 0));
    exit(1);
  }
  helix__v1__reply__free_unpacked(reply, NULL);
  connection->answered++;
  return 0;
}

static void pump(struct connection *connection, uint64_t each, uint64_t window) {
  while (receive_one(connection) == 0)
    ;
  while (connection->sent < each && connection->sent - connection->answered < window && send_one(connection) == 0)
    ;
}

int main(int count, char **words) {
  if (count != 5) {
    fprintf(stderr, "flood ENDPOINT CONNECTIONS REQUESTS_EACH WINDOW\n");
    return 64;
  }
  size_t connection_count = strtoul(words[2], NULL, 10);
  uint64_t each = strtoull(words[3], NULL, 10), window = strtoull(words[4], NULL, 10), answered = 0;
  if (!connection_count || connection_count > CONNECTIONS_MAX)
    return 64;
  struct connection connections[CONNECTIONS_MAX] = {0};
  zmq_pollitem_t items[CONNECTIONS_MAX];
  void *context = zmq_ctx_new();
  for (size_t i = 0; i < connection_count; i++) {
    connections[i].socket = zmq_socket(context, ZMQ_DEALER);
    zmq_connect(connections[i].socket, words[1]);
    items[i] = (zmq_pollitem_t){.socket = connections[i].socket, .events = ZMQ_POLLIN};
    pump(&connections[i], each, window);
  }
  while (answered < each * connection_count) {
    if (zmq_poll(items, (int)connection_count, IDLE_MS) <= 0)
      break;
    answered = 0;
    for (size_t i = 0; i < connection_count; i++) {
      pump(&connections[i], each, window);
      answered += connections[i].answered;
    }
  }
  printf("sent %llu answered %llu\n", (unsigned long long)(each * connection_count), (unsigned long long)answered);
  for (size_t i = 0; i < connection_count; i++)
    zmq_close(connections[i].socket);
  zmq_ctx_term(context);
  return answered == each * connection_count ? 0 : 1;
}
