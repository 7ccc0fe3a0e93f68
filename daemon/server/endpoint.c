// SPDX-License-Identifier: Apache-2.0
// What an endpoint may look like. ipc paths are the local door, guarded by the file's permissions; tcp the public one, where CURVE
// and the registry decide, so that any interface may be listened on.
#include "server/endpoint.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { PORT_MAX = 65535, SOCKET_MODE = 0660 };

static int refuse(struct error *error, const char *endpoint, const char *why) {
  error_set(error, ERROR_INVALID, "cannot listen on \"%s\": %s", endpoint, why);
  return error_hint(error, "helixd listens on ipc:///PATH (administration) and on tcp://ADDRESS:PORT, such as "
                           "tcp://*:7420 for all interfaces");
}

static bool is_port(const char *port) {
  size_t digits = strspn(port, "0123456789");
  return digits && digits <= 5 && !port[digits] && atoi(port) <= PORT_MAX;
}

// IPv4 in full dotted form, IPv6 in brackets, localhost, or every interface. A name would be an interface's to libzmq.
static bool is_address(const char *host) {
  unsigned char bytes[sizeof(struct in6_addr)];
  char inner[INET6_ADDRSTRLEN + 1];
  size_t length = strlen(host);
  if (!strcmp(host, "*") || !strcmp(host, "localhost") || inet_pton(AF_INET, host, bytes) == 1)
    return true;
  if (length < 3 || host[0] != '[' || host[length - 1] != ']' || length - 2 >= sizeof inner)
    return false;
  memcpy(inner, host + 1, length - 2);
  inner[length - 2] = 0;
  return inet_pton(AF_INET6, inner, bytes) == 1;
}

static int check_tcp(const char *endpoint, struct error *error) {
  char host[256];
  const char *address = endpoint + strlen("tcp://"), *colon = strrchr(address, ':');
  if (!colon || colon == address || (size_t)(colon - address) >= sizeof host)
    return refuse(error, endpoint, "a tcp endpoint is tcp://HOST:PORT");
  memcpy(host, address, (size_t)(colon - address));
  host[colon - address] = 0;
  if (!is_port(colon + 1))
    return refuse(error, endpoint, "the port is not a number from 0 to 65535");
  if (!is_address(host))
    return refuse(error, endpoint, "the host is no address of this machine: an IP address, localhost or *");
  return 0;
}

static int check_ipc(const char *endpoint, struct error *error) {
  const char *path = endpoint + strlen("ipc://");
  if (*path == '@')
    return refuse(error, endpoint,
                  "an abstract socket has no file permissions: every user of the machine could connect");
  if (*path != '/')
    return refuse(error, endpoint, "the path must be absolute");
  if (strlen(path) >= sizeof((struct sockaddr_un *)0)->sun_path)
    return refuse(error, endpoint, "the path is too long for a socket");
  return 0;
}

int endpoint_check(const char *endpoint, struct error *error) {
  if (!strncmp(endpoint, "ipc://", strlen("ipc://")))
    return check_ipc(endpoint, error);
  if (!strncmp(endpoint, "tcp://", strlen("tcp://")))
    return check_tcp(endpoint, error);
  return refuse(error, endpoint, "it is neither ipc:// nor tcp://");
}

bool endpoint_is_public(const char *endpoint) {
  return !strncmp(endpoint, "tcp://", strlen("tcp://"));
}

bool endpoint_is_wildcard(const char *endpoint) {
  return !strncmp(endpoint, "tcp://*:", 8) || !strncmp(endpoint, "tcp://0.0.0.0:", 14) ||
         !strncmp(endpoint, "tcp://[::]:", 11);
}

bool endpoint_names_port(const char *endpoint) {
  const char *colon = strrchr(endpoint, ':');
  return !endpoint_is_public(endpoint) || (colon && atoi(colon + 1) > 0);
}

const char *endpoint_path(const char *endpoint) {
  return strncmp(endpoint, "ipc://", strlen("ipc://")) ? NULL : endpoint + strlen("ipc://");
}

// libzmq would take the path over from a living process: it unlinks before it binds.
int endpoint_claim(const char *endpoint, struct error *error) {
  const char *path = endpoint_path(endpoint);
  struct stat status;
  if (!path || lstat(path, &status))
    return 0;
  if (!S_ISSOCK(status.st_mode))
    return refuse(error, endpoint, "a file that is no socket stands there");
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
  int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  bool dead = probe >= 0 && connect(probe, (struct sockaddr *)&address, sizeof address) < 0 &&
              (errno == ECONNREFUSED || errno == ENOENT);
  if (probe >= 0)
    close(probe);
  if (dead)
    return 0;
  error_set(error, ERROR_CONFLICT, "cannot listen on \"%s\": another process does", endpoint);
  return error_hint(error, "stop it, or choose another endpoint with --listen");
}

int endpoint_protect(const char *endpoint, struct error *error) {
  const char *path = endpoint_path(endpoint);
  if (path && chmod(path, SOCKET_MODE))
    return error_set(error, ERROR_IO, "cannot set the permissions of %s: %s", path, strerror(errno));
  return 0;
}
