// SPDX-License-Identifier: Apache-2.0
#include "base/memory.h"
#include "comparison.h"
#include "echo.h"
#include "measure.h"
#include "process.h"
#include "requests.h"
#include "samples.h"

#include <err.h>
#include <stdio.h>
#include <string.h>

enum { ROUNDS = 7, CLIENTS = 32, WINDOW = 8, PIPELINED = 50000, LOCK_STEP = 5000, WARM_UP = 5000 };

// One of the two that are compared. A value per round.
struct side {
  pid_t process;
  char endpoint[DAEMON_ENDPOINT_BYTES_MAX];
  double per_second[ROUNDS], p50_us[ROUNDS], p99_us[ROUNDS], cpu_us[ROUNDS];
};

static void run_pipelined(struct side *side, unsigned round, const struct load_request *request) {
  struct load *load = load_open(side->endpoint, CLIENTS);
  struct load_work work = {request, 1, WARM_UP, WINDOW, check_status};
  load_run(load, &work, NULL);
  work.total = PIPELINED;
  double cpu = process_cpu_seconds(side->process);
  side->per_second[round] = PIPELINED / load_run(load, &work, NULL);
  side->cpu_us[round] = (process_cpu_seconds(side->process) - cpu) * 1e6 / PIPELINED;
  load_close(load);
}

static void run_lock_step(struct side *side, unsigned round, const struct load_request *request) {
  struct load *load = load_open(side->endpoint, 1);
  struct load_work work = {request, 1, LOCK_STEP, 1, check_status};
  memory_auto double *latencies = memory_new(LOCK_STEP * sizeof *latencies);
  load_run(load, &work, NULL);
  load_run(load, &work, latencies);
  load_close(load);
  side->p50_us[round] = samples_quantile(latencies, LOCK_STEP, 0.5);
  side->p99_us[round] = samples_quantile(latencies, LOCK_STEP, 0.99);
}

static void run_rounds(struct side *daemon, struct side *echo, const struct load_request *request) {
  for (unsigned round = 0; round < ROUNDS; round++) {
    fprintf(stderr, "status: round %u of %d\n", round + 1, ROUNDS);
    run_pipelined(daemon, round, request);
    run_pipelined(echo, round, request);
    run_lock_step(daemon, round, request);
    run_lock_step(echo, round, request);
  }
}

// An echo that answers with the daemon's own status reply.
static void start_echo(const struct bench *bench, const struct daemon *daemon, struct side *echo,
                       size_t *ret_reply_bytes) {
  Helix__V1__StatusRequest call;
  helix__v1__status_request__init(&call);
  Helix__V1__Request request;
  helix__v1__request__init(&request);
  request.call_case = HELIX__V1__REQUEST__CALL_STATUS;
  request.status = &call;
  Helix__V1__Reply *reply = request_ask(daemon->endpoint, &request, HELIX__V1__REPLY__RESULT_STATUS);
  size_t bytes = helix__v1__reply__get_packed_size(reply);
  memory_auto unsigned char *packed = memory_new(bytes);
  helix__v1__reply__pack(reply, packed);
  helix__v1__reply__free_unpacked(reply, NULL);
  if (snprintf(echo->endpoint, sizeof echo->endpoint, "ipc://%s/echo", bench->runtime) >= (int)sizeof echo->endpoint)
    errx(1, "%s: the path is too long for a socket", bench->runtime);
  echo->process = echo_start(echo->endpoint, packed, bytes);
  *ret_reply_bytes = bytes;
}

static void report(struct figures *figures, const struct side *daemon, const struct side *echo) {
  const struct comparison rows[] = {
      {"requests per second, 32 clients x 8 under way", "serve.status_per_second", "serve.echo_per_second",
       "serve.echo_ratio", daemon->per_second, echo->per_second, 0, "goal >= 0.5"},
      {"server's processor time per request, us", "serve.cpu_us", "serve.echo_cpu_us", NULL, daemon->cpu_us,
       echo->cpu_us, 2, NULL},
      {"round trip, one at a time, p50 us", "serve.p50_us", "serve.echo_p50_us", "serve.p50_ratio", daemon->p50_us,
       echo->p50_us, 1, NULL},
      {"round trip, one at a time, p99 us", "serve.p99_us", "serve.echo_p99_us", "serve.p99_ratio", daemon->p99_us,
       echo->p99_us, 1, NULL},
  };
  comparison_print_header("bare ROUTER");
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    comparison_report(&rows[i], ROUNDS, figures);
  printf("\n");
}

void measure_status(struct bench *bench) {
  struct daemon daemon;
  struct side daemon_side = {0}, echo_side = {0};
  size_t reply_bytes;
  bench_start(bench, "status", &daemon);
  daemon_side.process = daemon.process;
  memcpy(daemon_side.endpoint, daemon.endpoint, sizeof daemon.endpoint);
  start_echo(bench, &daemon, &echo_side, &reply_bytes);
  struct load_request request = request_status();
  printf("Status requests over ipc: request %zu bytes, reply %zu bytes, medians of %d rounds\n", request.size,
         reply_bytes, ROUNDS);
  run_rounds(&daemon_side, &echo_side, &request);
  report(bench->figures, &daemon_side, &echo_side);
  request_free(&request);
  process_kill(echo_side.process);
  daemon_stop(&daemon);
}
