// SPDX-License-Identifier: Apache-2.0
// After each round of submissions the rows that the daemon stored for them are read from its file, and SQLite alone inserts
// the same rows into a file of its own, with as many in a transaction as clients were waiting.
#include "base/memory.h"
#include "measure.h"
#include "process.h"
#include "raw_sqlite.h"
#include "requests.h"
#include "samples.h"

#include <stdio.h>

enum { ROUNDS = 5, MANY_CLIENTS = 64, MANY = 12800, SINGLE = 1500 };

// Submissions by so many clients, each with one under way. A value per round.
struct contest {
  unsigned clients;
  size_t total;
  double per_second[ROUNDS], raw_per_second[ROUNDS], cpu_us[ROUNDS];
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

static void run_daemon(struct rounds *rounds, struct contest *contest, unsigned round) {
  struct load_request *requests = make_requests(rounds, contest->total), status = request_status();
  memory_auto double *latencies = memory_new(contest->total * sizeof *latencies);
  struct load *load = load_open(rounds->daemon.endpoint, contest->clients);
  load_run(load, &(struct load_work){&status, 1, contest->clients, 1, check_status}, NULL); // connected now
  struct load_work work = {requests, contest->total, contest->total, 1, check_created};
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
  contest->raw_per_second[round] =
      (double)contest->total / raw_sqlite_insert(rounds->raw, rows, contest->clients, latencies);
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

static void report_latency(struct figures *figures, const char *label, const char *name, double *values,
                           double *raw_values) {
  char figure[64];
  double value = samples_median(values, ROUNDS), raw = samples_median(raw_values, ROUNDS);
  printf("%-44s %12.0f %12.0f %8.2f\n", label, value, raw, value / raw);
  snprintf(figure, sizeof figure, "store.%s", name);
  figures_add(figures, figure, value, 1);
  snprintf(figure, sizeof figure, "store.raw_%s", name);
  figures_add(figures, figure, raw, 1);
}

static void report(struct figures *figures, struct contest *many, struct contest *single) {
  double many_rate = samples_median(many->per_second, ROUNDS), many_raw = samples_median(many->raw_per_second, ROUNDS);
  double rate = samples_median(single->per_second, ROUNDS), raw = samples_median(single->raw_per_second, ROUNDS);
  double cpu_us = samples_median(many->cpu_us, ROUNDS);
  printf("%-44s %12s %12s %8s\n", "", "helixd", "SQLite alone", "ratio");
  printf("%-44s %12.0f %12.0f %8.2f  goal >= 0.6\n", "per second, 64 clients / 64 a commit", many_rate, many_raw,
         many_rate / many_raw);
  printf("%-44s %12.0f %12.0f %8.2f\n", "per second, 1 client / 1 a commit", rate, raw, rate / raw);
  figures_add(figures, "store.submissions_64_per_second", many_rate, 0);
  figures_add(figures, "store.raw_64_per_second", many_raw, 0);
  figures_add(figures, "store.batch_ratio", many_rate / many_raw, 3);
  figures_add(figures, "store.submissions_1_per_second", rate, 0);
  figures_add(figures, "store.raw_1_per_second", raw, 0);
  figures_add(figures, "store.single_ratio", rate / raw, 3);
  figures_add(figures, "store.cpu_us", cpu_us, 1);
  report_latency(figures, "64 clients / commit of 64, p50 us", "p50_64_us", many->p50_us, many->raw_p50_us);
  report_latency(figures, "64 clients / commit of 64, p99 us", "p99_64_us", many->p99_us, many->raw_p99_us);
  report_latency(figures, "1 client / commit of 1, p50 us", "p50_1_us", single->p50_us, single->raw_p50_us);
  report_latency(figures, "1 client / commit of 1, p99 us", "p99_1_us", single->p99_us, single->raw_p99_us);
  printf("%-44s %12.0f\n\n", "processor time per submission, 64 clients, us", cpu_us);
}

void measure_submit(struct bench *bench) {
  struct rounds rounds = {.bench = bench};
  struct contest many = {.clients = MANY_CLIENTS, .total = MANY}, single = {.clients = 1, .total = SINGLE};
  bench_start(bench, "submit", &rounds.daemon);
  bench_path(bench, "submit/helix.db", rounds.daemon_file);
  profiles_settle(bench->profiles, rounds.daemon.endpoint);
  run_rounds(&rounds, &many, &single);
  printf("Acknowledged submissions: request %zu bytes, stored row %zu bytes and its answer, %d and %d a round, medians "
         "of %d "
         "rounds\n",
         rounds.request_bytes, rounds.row_bytes, MANY, SINGLE, ROUNDS);
  report(bench->figures, &many, &single);
  raw_sqlite_close(rounds.raw);
  daemon_stop(&rounds.daemon);
}
