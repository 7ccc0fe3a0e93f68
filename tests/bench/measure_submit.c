// SPDX-License-Identifier: Apache-2.0
// After each round of submissions the rows that the daemon stored for them are read from its file, and SQLite alone inserts
// the same rows into a file of its own, with as many in a transaction as clients were waiting.
#include "base/memory.h"
#include "comparison.h"
#include "measure.h"
#include "process.h"
#include "raw_sqlite.h"
#include "requests.h"
#include "samples.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ROUNDS = 11, MANY_CLIENTS = 64, MANY = 6400, SINGLE = 600 };

// Submissions by so many clients, each with one under way. A value per round.
struct contest {
  unsigned clients;
  size_t total;
  double per_second[ROUNDS], raw_per_second[ROUNDS], cpu_us[ROUNDS], raw_cpu_us[ROUNDS];
  double p50_us[ROUNDS], p99_us[ROUNDS], raw_p50_us[ROUNDS], raw_p99_us[ROUNDS];
};

struct rounds {
  struct bench *bench;
  struct daemon daemon;
  char daemon_file[4096];
  struct raw_sqlite *raw; // owned; opened with the first rows
  uint64_t next_profile;
  size_t request_bytes, row_bytes; // on average, of the last round
};

static struct load_request *make_requests(struct rounds *rounds, size_t count) {
  struct load_request *requests = memory_new(count * sizeof *requests);
  size_t bytes = 0;
  for (size_t i = 0; i < count; i++) {
    requests[i] = profiles_submit(rounds->bench->profiles, rounds->next_profile++);
    bytes += requests[i].size;
  }
  rounds->request_bytes = bytes / count;
  return requests;
}

// The bytes up to the outcome tell enough: a Reply with the id 1 that ends with a Submitted, which starts with CREATED.
static bool is_created(const void *reply, size_t bytes) {
  static const unsigned char start[] = {1 << 3, 1, HELIX__V1__REPLY__RESULT_SUBMITTED << 3 | 2};
  static const unsigned char outcome[] = {1 << 3, HELIX__V1__SUBMITTED__OUTCOME__CREATED};
  const unsigned char *next = reply, *end = next + bytes;
  if (bytes < sizeof start || memcmp(next, start, sizeof start))
    return false;
  next += sizeof start;
  size_t length = 0;
  for (unsigned shift = 0; next < end && shift < 28; shift += 7) {
    length |= (size_t)(*next & 0x7f) << shift;
    if (*next++ < 0x80)
      return length == (size_t)(end - next) && length >= sizeof outcome && !memcmp(next, outcome, sizeof outcome);
  }
  return false;
}

static void run_daemon(struct rounds *rounds, struct contest *contest, unsigned round) {
  struct load_request *requests = make_requests(rounds, contest->total), status = request_status();
  memory_auto double *latencies = memory_new(contest->total * sizeof *latencies);
  struct load *load = load_open(rounds->daemon.endpoint, contest->clients);
  load_run(load, &(struct load_work){&status, 1, contest->clients, 1, check_status}, NULL); // connected now
  struct load_work work = {requests, contest->total, contest->total, 1, check_created, is_created};
  double cpu = process_cpu_seconds(rounds->daemon.process);
  contest->per_second[round] = (double)contest->total / load_run(load, &work, latencies);
  contest->cpu_us[round] = (process_cpu_seconds(rounds->daemon.process) - cpu) * 1e6 / (double)contest->total;
  contest->p50_us[round] = samples_quantile(latencies, contest->total, 0.5);
  contest->p99_us[round] = samples_quantile(latencies, contest->total, 0.99);
  load_close(load);
  for (size_t i = 0; i < contest->total; i++)
    request_free(&requests[i]);
  request_free(&status);
  free(requests);
}

static void run_raw(struct rounds *rounds, struct contest *contest, unsigned round) {
  struct raw_rows *rows = raw_rows_read(rounds->daemon_file, contest->total);
  if (!rounds->raw) {
    char path[4096];
    bench_path(rounds->bench, "raw.db", path);
    rounds->raw = raw_sqlite_open(path, rounds->daemon_file);
  }
  size_t commits = (contest->total + contest->clients - 1) / contest->clients;
  memory_auto double *latencies = memory_new(commits * sizeof *latencies);
  double cpu = process_cpu_seconds(getpid());
  contest->raw_per_second[round] =
      (double)contest->total / raw_sqlite_insert(rounds->raw, rows, contest->clients, latencies);
  contest->raw_cpu_us[round] = (process_cpu_seconds(getpid()) - cpu) * 1e6 / (double)contest->total;
  contest->raw_p50_us[round] = samples_quantile(latencies, commits, 0.5);
  contest->raw_p99_us[round] = samples_quantile(latencies, commits, 0.99);
  rounds->row_bytes = raw_rows_message_bytes(rows);
  raw_rows_free(rows);
}

static void run_rounds(struct rounds *rounds, struct contest *many, struct contest *single) {
  for (unsigned round = 0; round < ROUNDS; round++) {
    fprintf(stderr, "submissions: round %u of %d\n", round + 1, ROUNDS);
    struct contest *contests[] = {many, single};
    for (unsigned i = 0; i < 2; i++) {
      run_daemon(rounds, contests[i], round);
      daemon_settle(&rounds->daemon);
      run_raw(rounds, contests[i], round);
      fprintf(stderr, "  %u clients: %.0f a second, SQLite alone %.0f\n", contests[i]->clients,
              contests[i]->per_second[round], contests[i]->raw_per_second[round]);
    }
  }
}

static void report(struct figures *figures, const struct contest *many, const struct contest *single) {
  const struct comparison rows[] = {
      {"per second, 64 clients / 64 a commit", "store.submissions_64_per_second", "store.raw_64_per_second",
       "store.batch_ratio", many->per_second, many->raw_per_second, 0, "goal >= 0.6"},
      {"per second, 1 client / 1 a commit", "store.submissions_1_per_second", "store.raw_1_per_second",
       "store.single_ratio", single->per_second, single->raw_per_second, 0, NULL},
      {"processor time per submission, 64 clients, us", "store.cpu_us", "store.raw_cpu_us", NULL, many->cpu_us,
       many->raw_cpu_us, 1, NULL},
      {"64 clients / commit of 64, p50 us", "store.p50_64_us", "store.raw_p50_64_us", NULL, many->p50_us,
       many->raw_p50_us, 0, NULL},
      {"64 clients / commit of 64, p99 us", "store.p99_64_us", "store.raw_p99_64_us", NULL, many->p99_us,
       many->raw_p99_us, 0, NULL},
      {"1 client / commit of 1, p50 us", "store.p50_1_us", "store.raw_p50_1_us", NULL, single->p50_us,
       single->raw_p50_us, 0, NULL},
      {"1 client / commit of 1, p99 us", "store.p99_1_us", "store.raw_p99_1_us", NULL, single->p99_us,
       single->raw_p99_us, 0, NULL},
  };
  comparison_print_header("SQLite alone");
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    comparison_report(&rows[i], ROUNDS, figures);
  printf("\n");
}

void measure_submit(struct bench *bench) {
  struct rounds rounds = {.bench = bench};
  struct contest many = {.clients = MANY_CLIENTS, .total = MANY}, single = {.clients = 1, .total = SINGLE};
  bench_start(bench, "submit", &rounds.daemon);
  bench_path(bench, "submit/helix.db", rounds.daemon_file);
  profiles_settle(bench->profiles, rounds.daemon.endpoint);
  run_rounds(&rounds, &many, &single);
  printf("Acknowledged submissions: request %zu bytes, stored row %zu bytes and its answer, %d and %d a round, "
         "medians of %d rounds\n",
         rounds.request_bytes, rounds.row_bytes, MANY, SINGLE, ROUNDS);
  report(bench->figures, &many, &single);
  raw_sqlite_close(rounds.raw);
  daemon_stop(&rounds.daemon);
}
