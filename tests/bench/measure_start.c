// SPDX-License-Identifier: Apache-2.0
// One state directory that grows: empty, 10,000 and 100,000 profiles. At each size the daemon is stopped and started again, and
// what it keeps is read when it has come to rest. A start is cold without the index in files, so that every text is analysed, and
// warm after the clean stop of a cold one.
#include "base/memory.h"
#include "measure.h"
#include "process.h"
#include "raw_sqlite.h"
#include "requests.h"
#include "samples.h"

#include <stdio.h>

enum { STARTS = 3, CHUNK = 50, CLIENTS = 2, WINDOW = 2, PART = 10000 };

struct size {
  const char *name;
  uint64_t profiles;
  double start_seconds, again_seconds; // cold, and with the index in files
  double read_seconds;                 // the rows alone, by SQLite
  double resident_bytes, peak_bytes;
};

struct filling {
  uint64_t profiles;
  double seconds; // of importing
  double bytes;   // of the requests
};

// Up to PART profiles. They are packed before the clock starts.
static void import_part(const struct bench *bench, const struct daemon *daemon, size_t profiles,
                        struct filling *filling) {
  size_t count = profiles / CHUNK;
  memory_auto struct load_request *requests = memory_new(count * sizeof *requests);
  for (size_t i = 0; i < count; i++) {
    requests[i] = profiles_import(bench->profiles, filling->profiles + i * CHUNK, CHUNK);
    filling->bytes += (double)requests[i].size;
  }
  struct load *load = load_open(daemon->endpoint, CLIENTS);
  filling->seconds += load_run(load, &(struct load_work){requests, count, count, WINDOW, check_imported}, NULL);
  filling->profiles += profiles;
  load_close(load);
  for (size_t i = 0; i < count; i++)
    request_free(&requests[i]);
}

static void fill(const struct bench *bench, uint64_t goal, struct filling *filling) {
  struct daemon daemon;
  bench_start(bench, "start", &daemon);
  profiles_settle(bench->profiles, daemon.endpoint);
  while (filling->profiles < goal) {
    uint64_t rest = goal - filling->profiles;
    import_part(bench, &daemon, rest < PART ? rest : PART, filling);
    fprintf(stderr, "start: %llu profiles imported in %.1f s\n", (unsigned long long)filling->profiles,
            filling->seconds);
  }
  daemon_stop(&daemon);
}

static double measure_again(const struct bench *bench, const struct size *size) {
  struct daemon daemon;
  bench_start(bench, "start", &daemon);
  fprintf(stderr, "start: again ready with %s profiles after %.2f s\n", size->name, daemon.ready_seconds);
  daemon_stop(&daemon);
  return daemon.ready_seconds;
}

static void measure_size(const struct bench *bench, struct size *size) {
  double seconds[STARTS], again[STARTS], resident[STARTS];
  for (unsigned i = 0; i < STARTS; i++) {
    struct daemon daemon;
    bench_remove(bench, "start/index");
    bench_start(bench, "start", &daemon);
    fprintf(stderr, "start: ready with %s profiles after %.2f s\n", size->name, daemon.ready_seconds);
    seconds[i] = daemon.ready_seconds;
    daemon_settle(&daemon);
    resident[i] = (double)process_resident_bytes(daemon.process);
    size->peak_bytes = (double)process_resident_peak_bytes(daemon.process);
    daemon_stop(&daemon);
    again[i] = measure_again(bench, size);
  }
  size->start_seconds = samples_median(seconds, STARTS);
  size->again_seconds = samples_median(again, STARTS);
  size->resident_bytes = samples_median(resident, STARTS);
  if (size->profiles) {
    char path[4096];
    bench_path(bench, "start/helix.db", path);
    size->read_seconds = raw_sqlite_scan(path);
  }
}

static void report_size(struct figures *figures, const struct size *size) {
  char figure[64];
  printf("%-10s %14.3f %14.3f %24.3f %14.1f %14.1f\n", size->name, size->start_seconds, size->again_seconds,
         size->read_seconds, size->resident_bytes / 0x1p20, size->peak_bytes / 0x1p20);
  snprintf(figure, sizeof figure, "start.seconds_%s", size->name);
  figures_add(figures, figure, size->start_seconds, 3);
  snprintf(figure, sizeof figure, "start.again_seconds_%s", size->name);
  figures_add(figures, figure, size->again_seconds, 3);
  snprintf(figure, sizeof figure, "memory.resident_mib_%s", size->name);
  figures_add(figures, figure, size->resident_bytes / 0x1p20, 1);
  snprintf(figure, sizeof figure, "memory.peak_mib_%s", size->name);
  figures_add(figures, figure, size->peak_bytes / 0x1p20, 1);
  if (!size->profiles)
    return;
  snprintf(figure, sizeof figure, "start.read_seconds_%s", size->name);
  figures_add(figures, figure, size->read_seconds, 3);
}

static void report(struct figures *figures, const struct filling *filling, const struct size *sizes, size_t count) {
  const struct size *last = &sizes[count - 1];
  double per_profile = (last->resident_bytes - sizes[0].resident_bytes) / (double)last->profiles;
  double per_second = (double)filling->profiles / filling->seconds;
  printf("%-10s %14s %14s %24s %14s %14s\n", "profiles", "start, s", "again, s", "SQLite reads rows in, s",
         "resident, MiB", "peak, MiB");
  for (size_t i = 0; i < count; i++)
    report_size(figures, &sizes[i]);
  printf("%.0f resident bytes a profile; imported at %.0f profiles a second, %d a request\n\n", per_profile, per_second,
         CHUNK);
  figures_add(figures, "memory.bytes_per_profile", per_profile, 0);
  figures_add(figures, "store.imported_per_second", per_second, 0);
}

void measure_start(struct bench *bench) {
  struct size sizes[] = {{.name = "empty"}, {.name = "10k", .profiles = 10000}, {.name = "100k", .profiles = 100000}};
  enum { COUNT = sizeof sizes / sizeof *sizes };
  struct filling filling = {0};
  for (size_t i = 0; i < COUNT; i++) {
    if (sizes[i].profiles)
      fill(bench, sizes[i].profiles, &filling);
    measure_size(bench, &sizes[i]);
  }
  printf("Start-up and memory: %s, %.0f bytes a profile on average, medians of %d starts\n",
         profiles_origin(bench->profiles), filling.bytes / (double)filling.profiles, STARTS);
  report(bench->figures, &filling, sizes, COUNT);
}
