// SPDX-License-Identifier: Apache-2.0
// READY=1 comes over a datagram socket as systemd's would (sd_notify(3)). The socket is closed afterwards: nobody would read
// it, and a full one would hold up the daemon.
#include "daemon.h"
#include "process.h"
#include "samples.h"

#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { READY_SECONDS_MAX = 180, LOOK_MS = 200, SETTLE_SECONDS_MAX = 30 };

static const double idle_share = 0.02; // of one processor

static int open_notify(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path)
    errx(1, "%s: the path is too long for a socket", path);
  memcpy(address.sun_path, path, strlen(path));
  unlink(path);
  int notify = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (notify < 0 || bind(notify, (struct sockaddr *)&address, sizeof address))
    err(1, "cannot listen on %s", path);
  return notify;
}

// Somebody else may take it before the daemon does; then the daemon says so and the bench ends.
static void pick_port(char endpoint[DAEMON_ENDPOINT_BYTES_MAX]) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (probe < 0 || bind(probe, (struct sockaddr *)&address, size) ||
      getsockname(probe, (struct sockaddr *)&address, &size))
    err(1, "no port is free");
  close(probe);
  snprintf(endpoint, DAEMON_ENDPOINT_BYTES_MAX, "tcp://127.0.0.1:%d", ntohs(address.sin_port));
}

static _Noreturn void run(const struct daemon_options *options, const char *notify_path, const struct daemon *daemon) {
  int log = open(options->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0)
    err(1, "cannot write %s", options->log);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  setenv("NOTIFY_SOCKET", notify_path, 1);
  execl(options->program, options->program, "--config", options->config, "--state-dir", options->state_dir, "--listen",
        daemon->endpoint, "--listen", daemon->public_endpoint, (char *)NULL);
  err(1, "cannot run %s", options->program);
}

// One datagram, lines of NAME=VALUE.
static bool says_ready(int notify) {
  char text[4096];
  ssize_t bytes = recv(notify, text, sizeof text - 1, 0);
  if (bytes < 0)
    return false;
  text[bytes] = 0;
  for (char *rest = text, *line; (line = strsep(&rest, "\n"));)
    if (!strcmp(line, "READY=1"))
      return true;
  return false;
}

static void wait_until_ready(const struct daemon_options *options, const struct daemon *daemon, int notify,
                             double start) {
  struct pollfd item = {.fd = notify, .events = POLLIN};
  for (;;) {
    if (poll(&item, 1, LOOK_MS) > 0 && says_ready(notify))
      return;
    if (waitpid(daemon->process, NULL, WNOHANG) == daemon->process)
      errx(1, "%s ended before it was ready; %s says why", options->program, options->log);
    if (clock_seconds() - start > READY_SECONDS_MAX)
      errx(1, "%s was not ready within %d s; see %s", options->program, READY_SECONDS_MAX, options->log);
  }
}

void daemon_start(const struct daemon_options *options, struct daemon *ret_daemon) {
  char notify_path[DAEMON_ENDPOINT_BYTES_MAX];
  struct daemon daemon;
  if (snprintf(notify_path, sizeof notify_path, "%s/notify", options->runtime_dir) >= (int)sizeof notify_path ||
      snprintf(daemon.endpoint, sizeof daemon.endpoint, "ipc://%s/helixd", options->runtime_dir) >=
          (int)sizeof daemon.endpoint)
    errx(1, "%s: the path is too long for a socket", options->runtime_dir);
  pick_port(daemon.public_endpoint);
  int notify = open_notify(notify_path);
  double start = clock_seconds();
  daemon.process = process_fork();
  if (!daemon.process)
    run(options, notify_path, &daemon);
  wait_until_ready(options, &daemon, notify, start);
  daemon.ready_seconds = clock_seconds() - start;
  close(notify);
  unlink(notify_path);
  *ret_daemon = daemon;
}

void daemon_stop(const struct daemon *daemon) {
  process_stop(daemon->process, "helixd");
}

void daemon_settle(const struct daemon *daemon) {
  double start = clock_seconds();
  while (clock_seconds() - start < SETTLE_SECONDS_MAX) {
    double from = clock_seconds(), used = process_cpu_seconds(daemon->process);
    usleep(LOOK_MS * 1000);
    used = process_cpu_seconds(daemon->process) - used;
    if (used < idle_share * (clock_seconds() - from))
      return;
  }
  fprintf(stderr, "helixd is still busy after %d s without a request\n", SETTLE_SECONDS_MAX);
}
