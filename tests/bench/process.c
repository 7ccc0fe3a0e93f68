// SPDX-License-Identifier: Apache-2.0
#include "process.h"
#include "samples.h"

#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STOP_SECONDS_MAX = 60, STOP_LOOK_US = 2000 };

pid_t process_fork(void) {
  pid_t bench = getpid();
  fflush(NULL); // or the child would print it again
  pid_t process = fork();
  if (process < 0)
    err(1, "cannot start a process");
  if (process)
    return process;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != bench) // it died before the line above
    _exit(1);
  return 0;
}

void process_stop(pid_t process, const char *name) {
  double until = clock_seconds() + STOP_SECONDS_MAX;
  int status = 0;
  kill(process, SIGTERM);
  while (waitpid(process, &status, WNOHANG) == 0) {
    if (clock_seconds() > until)
      errx(1, "%s does not end within %d s of SIGTERM", name, STOP_SECONDS_MAX);
    usleep(STOP_LOOK_US);
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status))
    errx(1, "%s ended with %s %d instead of 0", name, WIFEXITED(status) ? "status" : "signal",
         WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
}

void process_kill(pid_t process) {
  kill(process, SIGKILL);
  waitpid(process, NULL, 0);
}

double process_cpu_seconds(pid_t process) {
  clockid_t clock;
  struct timespec used;
  if (clock_getcpuclockid(process, &clock) || clock_gettime(clock, &used))
    errx(1, "cannot read the processor time of process %d: it has ended", (int)process);
  return (double)used.tv_sec + (double)used.tv_nsec * 1e-9;
}

static uint64_t status_bytes(pid_t process, const char *name) {
  char path[64], line[256];
  snprintf(path, sizeof path, "/proc/%d/status", (int)process);
  FILE *file = fopen(path, "re");
  if (!file)
    err(1, "cannot read %s", path);
  unsigned long long kilobytes = 0;
  size_t length = strlen(name);
  while (fgets(line, sizeof line, file))
    if (!strncmp(line, name, length) && line[length] == ':')
      sscanf(line + length + 1, "%llu", &kilobytes);
  fclose(file);
  return kilobytes * 1024;
}

uint64_t process_resident_bytes(pid_t process) {
  return status_bytes(process, "VmRSS");
}

uint64_t process_resident_peak_bytes(pid_t process) {
  return status_bytes(process, "VmHWM");
}
