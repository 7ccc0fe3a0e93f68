// SPDX-License-Identifier: Apache-2.0
// Who could reach an endpoint. Nothing but the machine itself, as long as everybody who connects is answered.
#include "server/endpoint.h"

#include <ctype.h>
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
  return error_hint(error, "until there is access control helixd listens on ipc://PATH, tcp://127.0.0.1:PORT or "
                           "tcp://[::1]:PORT only");
}

static bool is_port(const char *port) {
  size_t digits = strspn(port, "0123456789");
  return digits && digits <= 5 && !port[digits] && atoi(port) <= PORT_MAX;
}

// 127.0.0.0/8 in full dotted form, ::1 or localhost.
static bool is_loopback(const char *host) {
  unsigned a, b, c, d;
  char rest;
  if (!strcmp(host, "[::1]") || !strcmp(host, "localhost"))
    return true;
  return sscanf(host, "%3u.%3u.%3u.%3u%c", &a, &b, &c, &d, &rest) == 4 && a == 127 && b < 256 && c < 256 && d < 256 &&
         strspn(host, "0123456789.") == strlen(host);
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
  if (!is_loopback(host))
    return refuse(error, endpoint,
                  "it can be reached from other machines, and everybody who connects would be answered");
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
