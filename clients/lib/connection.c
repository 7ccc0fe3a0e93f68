// SPDX-License-Identifier: Apache-2.0
// A DEALER connects in the background and says nothing when it cannot. So that a person learns at once that no daemon
// runs, a local socket is tried with connect() first, and for other transports the monitor's first failed attempt
// counts. What went wrong in a handshake only the monitor tells.
#include "lib/connection.h"

#include "lib/client.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

struct connection {
  void *dealer;    // owned
  void *monitor;   // owned
  zmq_msg_t frame; // owned; the one received last
  char address[256];
  const struct helix_keys *keys; // borrowed; NULL: none, on a local socket
  bool connected;                // at some time
  bool failed;                   // an attempt to connect did
  bool lost;                     // the connection broke after it stood
  bool reached;                  // somebody took this attempt's connection; the handshake comes next
  unsigned hung_up;              // handshakes that the other side broke off
  enum helix_failure verdict;    // of a handshake: HELIX_DENIED, HELIX_UNTRUSTED
};

int64_t connection_now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static const char *ipc_path(const char *address) {
  return strncmp(address, "ipc://", 6) == 0 ? address + 6 : NULL;
}

int connection_check_address(const char *address, struct helix_error *error) {
  const char *path = ipc_path(address);
  bool known = path ? *path != 0 : strncmp(address, "tcp://", 6) == 0 && strrchr(address + 6, ':');
  if (!known || strlen(address) >= sizeof((struct connection *)0)->address) {
    helix_error_set(error, HELIX_USAGE, "\"%s\" is not the address of a daemon.", address);
    return helix_error_hint(error, "Addresses look like ipc:///run/helixd/helixd.sock or tcp://host:7420.");
  }
  if (path && strlen(path) >= sizeof((struct sockaddr_un *)0)->sun_path) {
    helix_error_set(error, HELIX_USAGE, "The socket's path in \"%s\" is too long.", address);
    return helix_error_hint(error, "Linux allows %zu bytes.", sizeof((struct sockaddr_un *)0)->sun_path - 1);
  }
  return 0;
}

static const char *probe_words(int number) {
  if (number == ENOENT || number == ENOTDIR)
    return "there is no such socket";
  if (number == ECONNREFUSED)
    return "the socket is there, but nobody listens on it";
  return strerror(number);
}

// Is somebody listening on the local socket now? It costs the daemon a connection that closes at once.
static int probe(const char *address, const char *path, struct helix_error *error) {
  struct sockaddr_un name = {.sun_family = AF_UNIX};
  size_t length = strlen(path);
  memcpy(name.sun_path, path, length);
  if (path[0] == '@')
    name.sun_path[0] = 0; // the abstract namespace of Linux
  socklen_t name_bytes = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + (path[0] != '@'));
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  int r = fd < 0 ? -1 : connect(fd, (const struct sockaddr *)&name, name_bytes);
  int number = errno;
  if (fd >= 0)
    close(fd);
  if (r == 0 || number == EAGAIN) // EAGAIN: somebody listens, and many wait
    return 0;
  helix_error_set(error, HELIX_UNREACHABLE, "No daemon listens on %s: %s.", address, probe_words(number));
  if (number == EACCES)
    return helix_error_hint(error, "Only members of the socket's group may connect: see ls -l %s", path);
  return helix_error_hint(error, "Is helixd running? See systemctl status helixd. Another address: HELIX_SERVER.");
}

static void set_int(void *socket, int option, int value) {
  if (zmq_setsockopt(socket, option, &value, sizeof value) != 0)
    abort(); // an option that this version of libzmq lacks, or a value that it never takes: our fault
}

static void set_options(void *dealer) {
  // What could not be sent in time is of no use later, and must not hold up the end of the program.
  set_int(dealer, ZMQ_LINGER, 0);
  // After a restart of the daemon soon back, after minutes without it, or with the wrong key, not at its door all the
  // time.
  set_int(dealer, ZMQ_RECONNECT_IVL, 500);
  set_int(dealer, ZMQ_RECONNECT_IVL_MAX, 30000);
  // Requests queue only for a connection that stands: else one sent to nobody would be done hours later.
  set_int(dealer, ZMQ_IMMEDIATE, 1);
  // A peer that does not speak ZeroMQ is known for it in seconds.
  set_int(dealer, ZMQ_HANDSHAKE_IVL, 5000);
  // A larger frame is no reply of ours; libzmq closes the connection before it allocates.
  int64_t bytes_max = HELIX_REPLY_BYTES_MAX;
  if (zmq_setsockopt(dealer, ZMQ_MAXMSGSIZE, &bytes_max, sizeof bytes_max) != 0)
    abort();
  // Both count messages. Out: what a caller may have on the way. In: as many answers.
  set_int(dealer, ZMQ_SNDHWM, 64);
  set_int(dealer, ZMQ_RCVHWM, 64);
  // A peer whose machine is gone closes nothing. Asked every 15 s, given up after 45.
  set_int(dealer, ZMQ_HEARTBEAT_IVL, 15000);
  set_int(dealer, ZMQ_HEARTBEAT_TIMEOUT, 45000);
  set_int(dealer, ZMQ_IPV6, 1); // "tcp://host:…" may have either kind of address
}

static int set_keys(void *dealer, const struct helix_keys *keys, struct helix_error *error) {
  if (zmq_setsockopt(dealer, ZMQ_CURVE_SERVERKEY, keys->server, HELIX_Z85_BYTES) == 0 &&
      zmq_setsockopt(dealer, ZMQ_CURVE_PUBLICKEY, keys->public_key, HELIX_Z85_BYTES) == 0 &&
      zmq_setsockopt(dealer, ZMQ_CURVE_SECRETKEY, keys->secret, HELIX_Z85_BYTES) == 0)
    return 0;
  return helix_error_set(error, HELIX_USAGE, "The keys for the connection are none.");
}

static int open_sockets(struct connection *connection, void *context, struct helix_error *error) {
  char monitor_name[64];
  snprintf(monitor_name, sizeof monitor_name, "inproc://helix-monitor-%p", (void *)connection);
  connection->dealer = zmq_socket(context, ZMQ_DEALER);
  connection->monitor = zmq_socket(context, ZMQ_PAIR);
  if (!connection->dealer || !connection->monitor)
    return helix_error_set(error, HELIX_UNREACHABLE, "Cannot open a socket: %s.", zmq_strerror(errno));
  set_options(connection->dealer);
  if (connection->keys && set_keys(connection->dealer, connection->keys, error) < 0)
    return -1;
  set_int(connection->monitor, ZMQ_LINGER, 0);
  int events = ZMQ_EVENT_CONNECTED | ZMQ_EVENT_CONNECT_RETRIED | ZMQ_EVENT_DISCONNECTED |
               ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
               ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL;
  if (zmq_socket_monitor(connection->dealer, monitor_name, events) != 0 ||
      zmq_connect(connection->monitor, monitor_name) != 0)
    return helix_error_set(error, HELIX_UNREACHABLE, "Cannot watch the connection: %s.", zmq_strerror(errno));
  if (zmq_connect(connection->dealer, connection->address) != 0) {
    helix_error_set(error, HELIX_USAGE, "Cannot connect to \"%s\": %s.", connection->address, zmq_strerror(errno));
    return helix_error_hint(error, "Addresses look like ipc:///run/helixd/helixd.sock or tcp://host:7420.");
  }
  return 0;
}

int connection_open(void *context, const char *address, const struct helix_keys *keys,
                    struct connection **ret_connection, struct helix_error *error) {
  const char *path = ipc_path(address);
  if (path && probe(address, path, error) < 0)
    return -1;
  struct connection *connection = calloc(1, sizeof *connection);
  if (!connection)
    abort();
  zmq_msg_init(&connection->frame);
  snprintf(connection->address, sizeof connection->address, "%s", address);
  connection->keys = path ? NULL : keys;
  if (open_sockets(connection, context, error) < 0) {
    connection_free(connection);
    return -1;
  }
  *ret_connection = connection;
  return 0;
}

struct connection *connection_free(struct connection *connection) {
  if (!connection)
    return NULL;
  zmq_msg_close(&connection->frame);
  if (connection->dealer) {
    zmq_socket_monitor(connection->dealer, NULL, 0); // its end of the pair closes here, not at some later time
    zmq_close(connection->dealer);
  }
  if (connection->monitor)
    zmq_close(connection->monitor);
  free(connection);
  return NULL;
}

// What libzmq 4.3.4 tells of a handshake that failed, tried one by one: an unknown key, the status of the server's ZAP
// handler; a server of another mechanism, a protocol error or that it hung up; a wrong server key, only ever that it
// hung up. A daemon that goes down during the handshake hangs up as well: once is no proof. Behind a verdict libzmq does
// not try again.
static void take_handshake_failure(struct connection *connection, uint16_t event, uint32_t value) {
  enum { HUNG_UP_MAX = 2 };
  if (event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH && value == 400)
    connection->verdict = HELIX_DENIED;
  else if (event == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL)
    connection->verdict = HELIX_UNTRUSTED;
  else if (event == ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL && value != EAGAIN && ++connection->hung_up >= HUNG_UP_MAX)
    connection->verdict = HELIX_UNTRUSTED;
}

static void take_event(struct connection *connection, uint16_t event, uint32_t value) {
  connection->connected |= event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED;
  connection->lost |= event == ZMQ_EVENT_DISCONNECTED && connection->connected;
  connection->reached |= event == ZMQ_EVENT_CONNECTED;
  if (event == ZMQ_EVENT_CONNECT_RETRIED) {
    connection->failed |= !connection->reached; // else it was the handshake that failed
    connection->reached = false;
  }
  take_handshake_failure(connection, event, value);
}

// An event is two frames: its number in two bytes and its value in four, then the address.
static void take_events(struct connection *connection) {
  uint8_t frame[256];
  int count;
  while ((count = zmq_recv(connection->monitor, frame, sizeof frame, ZMQ_DONTWAIT)) >= 0) {
    uint16_t event = 0;
    uint32_t value = 0;
    if (count >= (int)(sizeof event + sizeof value)) {
      memcpy(&event, frame, sizeof event);
      memcpy(&value, frame + sizeof event, sizeof value);
    }
    zmq_recv(connection->monitor, frame, sizeof frame, 0);
    take_event(connection, event, value);
  }
}

bool connection_is_lost(struct connection *connection) {
  take_events(connection);
  return connection->lost;
}

// Until the dealer is ready, the monitor has something to say, or the deadline. 1: the deadline is over.
static int wait_for(struct connection *connection, short dealer_events, int64_t deadline_ms) {
  int64_t left_ms = deadline_ms - connection_now_ms();
  zmq_pollitem_t items[] = {{connection->dealer, 0, dealer_events, 0}, {connection->monitor, 0, ZMQ_POLLIN, 0}};
  zmq_poll(items, 2, left_ms > 0 ? (long)left_ms : 0); // EINTR: the caller's loop looks at the clock
  take_events(connection);
  return left_ms <= 0;
}

static int say_unreachable(const struct connection *connection, struct helix_error *error) {
  helix_error_set(error, HELIX_UNREACHABLE, "No daemon answers at %s: the connection could not be made.",
                  connection->address);
  return helix_error_hint(error, "Check the address, and whether helixd runs there and listens on it.");
}

static int say_lost(const struct connection *connection, struct helix_error *error) {
  helix_error_set(error, HELIX_LOST, "The connection to %s broke before the answer came.", connection->address);
  return helix_error_hint(error, "Repeat the call; a write with the same idempotency key is done once.");
}

static int say_denied(const struct connection *connection, struct helix_error *error) {
  helix_error_set(error, HELIX_DENIED, "The server at %s does not know this key.", connection->address);
  return helix_error_hint(error, "Ask the office for an invitation, then: helixctl enroll");
}

static int say_untrusted(const struct connection *connection, struct helix_error *error) {
  if (!connection->keys)
    return helix_error_set(error, HELIX_PROTOCOL, "At %s somebody listens, but no helix daemon on its local socket.",
                           connection->address);
  helix_error_set(error, HELIX_UNTRUSTED,
                  "The server at %s is not the one whose key was saved, or does not speak CURVE.", connection->address);
  return helix_error_hint(error, "If the office changed its key, enrol again with a new invitation. If it did not, "
                                 "somebody may be in its place: ask them.");
}

// Why nothing could be sent for want of a connection; 0: it may still come about.
static int say_no_connection(const struct connection *connection, int over, struct helix_error *error) {
  if (connection->connected)
    return 0;
  if (connection->verdict == HELIX_DENIED)
    return say_denied(connection, error);
  if (connection->verdict == HELIX_UNTRUSTED || (over && connection->hung_up))
    return say_untrusted(connection, error);
  if (connection->failed || (over && !connection->reached && !ipc_path(connection->address)))
    return say_unreachable(connection, error);
  return 0;
}

int connection_send(struct connection *connection, const void *bytes, size_t count, int64_t deadline_ms,
                    struct helix_error *error) {
  while (!connection->lost && zmq_send(connection->dealer, bytes, count, ZMQ_DONTWAIT) < 0) {
    if (errno != EAGAIN && errno != EINTR)
      return helix_error_set(error, HELIX_LOST, "Cannot send to %s: %s.", connection->address, zmq_strerror(errno));
    int over = wait_for(connection, ZMQ_POLLOUT, deadline_ms);
    if (say_no_connection(connection, over, error) < 0)
      return -1;
    if (over)
      return helix_error_set(error, HELIX_TIMEOUT, "%s takes no request in time; the daemon may hang or be overloaded.",
                             connection->address);
  }
  return connection->lost ? say_lost(connection, error) : 0;
}

// 1: nothing is there yet.
static int take_frame(struct connection *connection, struct helix_error *error) {
  if (zmq_msg_recv(&connection->frame, connection->dealer, ZMQ_DONTWAIT) < 0) {
    if (errno == EAGAIN || errno == EINTR)
      return 1;
    return helix_error_set(error, HELIX_LOST, "Cannot receive from %s: %s.", connection->address, zmq_strerror(errno));
  }
  if (!zmq_msg_more(&connection->frame))
    return 0;
  return helix_error_set(error, HELIX_PROTOCOL, "%s answered in more than one frame: is it a helix daemon?",
                         connection->address);
}

int connection_receive(struct connection *connection, int64_t deadline_ms, const uint8_t **ret_bytes, size_t *ret_count,
                       struct helix_error *error) {
  int over = 0;
  int r;
  while ((r = take_frame(connection, error)) > 0) {
    // Only a look after the line broke can say that nothing more is to come.
    if (connection->lost)
      return say_lost(connection, error);
    if (over)
      return 1;
    over = wait_for(connection, ZMQ_POLLIN, deadline_ms);
  }
  if (r < 0)
    return r;
  *ret_bytes = zmq_msg_data(&connection->frame);
  *ret_count = zmq_msg_size(&connection->frame);
  return 0;
}
