// SPDX-License-Identifier: Apache-2.0
// bench-serve HELIXD CONFIG SCRATCH [access]: what the daemon costs, each beside a peer that does only the part that cannot be spared:
// a bare libzmq ROUTER, SQLite alone, reading the rows. Tables for people, then `figure NAME VALUE` for programs.
//
// HELIXD is started with CONFIG, and with a state directory and a socket within SCRATCH, which is made if absent, should lie on
// the disk that matters and have a short path; what a former run left there is removed. Profiles come from $HELIX_DATA, else from
// ../shared/data beside the repository that it is run in, else they are generated.
//
// It ends with status 1 and a reason as soon as a reply is not the expected one; SCRATCH/helixd.log then says more.
#include "measure.h"
#include "samples.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { USAGE = 64, OPEN_FOLDERS_MAX = 16 };

void bench_path(const struct bench *bench, const char *name, char ret_path[4096]) {
  if (snprintf(ret_path, 4096, "%s/%s", bench->scratch, name) >= 4096)
    errx(1, "%s: the path is too long", bench->scratch);
}

void bench_start(const struct bench *bench, const char *name, struct daemon *ret_daemon) {
  char state_dir[4096];
  bench_path(bench, name, state_dir);
  daemon_start(&(struct daemon_options){bench->program, bench->config, state_dir, bench->runtime, bench->log},
               ret_daemon);
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place) {
  (void)status, (void)kind, (void)place;
  if (remove(path))
    warn("cannot remove %s", path);
  return 0;
}

static void remove_tree(const char *path) {
  nftw(path, remove_one, OPEN_FOLDERS_MAX, FTW_DEPTH | FTW_PHYS);
}

void bench_remove(const struct bench *bench, const char *name) {
  char path[4096];
  bench_path(bench, name, path);
  if (!access(path, F_OK))
    remove_tree(path);
}

// Only what a bench leaves behind: the scratch directory may be somebody's.
static void clean(const struct bench *bench) {
  static const char *const names[] = {"run",    "status", "submit",     "start",
                                      "access", "raw.db", "raw.db-wal", "raw.db-shm"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    bench_remove(bench, names[i]);
}

static void open_directories(struct bench *bench, const char *scratch) {
  if ((mkdir(scratch, 0700) && errno != EEXIST) || !realpath(scratch, bench->scratch))
    err(1, "cannot make %s", scratch);
  int lock = open(bench->scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC); // until the end
  if (lock < 0 || flock(lock, LOCK_EX | LOCK_NB))
    err(1, "cannot use %s (does another bench?)", bench->scratch);
  bench_path(bench, "helixd.log", bench->log);
  unlink(bench->log);
  clean(bench);
  bench_path(bench, "run", bench->runtime);
  if (mkdir(bench->runtime, 0700))
    err(1, "cannot make %s", bench->runtime);
}

static void print_machine(void) {
  double load = 0;
  getloadavg(&load, 1);
  printf("%ld processors, load %.1f before the start%s\n\n", sysconf(_SC_NPROCESSORS_ONLN), load,
         load > 1 ? ": others disturb the figures" : "");
}

int main(int count, char **words) {
  bool only_access = count == 5 && !strcmp(words[4], "access");
  if (count != 4 && !only_access) {
    fprintf(stderr, "Usage: bench-serve HELIXD CONFIG SCRATCH [access]\n"
                    "Example: bench-serve build/release/bin/helixd config/demo/helixd.conf build/release/bench\n");
    return USAGE;
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  double start = clock_seconds();
  struct bench bench = {.program = words[1], .config = words[2], .figures = figures_new()};
  const char *data = getenv("HELIX_DATA");
  open_directories(&bench, words[3]);
  bench.profiles = profiles_load(data && *data ? data : "../shared/data");
  print_machine();
  if (only_access)
    measure_access(&bench);
  else {
    measure_status(&bench);
    measure_submit(&bench);
    measure_start(&bench);
  }
  figures_print(bench.figures);
  fprintf(stderr, "done after %.0f s\n", clock_seconds() - start);
  clean(&bench);
  profiles_free(bench.profiles);
  figures_free(bench.figures);
  return 0;
}
