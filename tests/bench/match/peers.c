// SPDX-License-Identifier: Apache-2.0
#include "peers.h"
#include "base/memory.h"
#include "process.h"

#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct peers {
  pid_t process;
  FILE *orders, *answers; // owned
  char *line;             // owned
  size_t line_bytes;
};

static void run_script(const int orders[2], const int answers[2], const char *word_file, const char *directory) {
  if (dup2(orders[0], STDIN_FILENO) < 0 || dup2(answers[1], STDOUT_FILENO) < 0)
    _exit(1);
  execl("/usr/bin/python3", "python3", PEERS_SCRIPT, word_file, directory, (char *)NULL);
  _exit(127);
}

struct peers *peers_new(const char *word_file, const char *directory) {
  int orders[2], answers[2];
  if (pipe2(orders, O_CLOEXEC) || pipe2(answers, O_CLOEXEC))
    err(1, "cannot make a pipe");
  struct peers *peers = memory_new(sizeof *peers);
  peers->process = process_fork();
  if (!peers->process)
    run_script(orders, answers, word_file, directory);
  close(orders[0]);
  close(answers[1]);
  peers->orders = fdopen(orders[1], "w");
  peers->answers = fdopen(answers[0], "r");
  if (!peers->orders || !peers->answers)
    err(1, "cannot speak with the peers");
  return peers;
}

struct peers *peers_free(struct peers *peers) {
  if (!peers)
    return NULL;
  fclose(peers->orders); // it ends when there are no more orders
  waitpid(peers->process, NULL, 0);
  fclose(peers->answers);
  free(peers->line);
  free(peers);
  return NULL;
}

// What follows the expected first word of the answer.
static const char *answer(struct peers *peers, const char *expected) {
  fflush(peers->orders);
  size_t bytes = strlen(expected);
  if (getline(&peers->line, &peers->line_bytes, peers->answers) <= 0 || strncmp(peers->line, expected, bytes))
    errx(1, "peers.py does not answer as it should; is python3-xapian installed?");
  return peers->line + bytes;
}

double peers_build(struct peers *peers, const char *peer, bool *ret_is_kept) {
  fprintf(peers->orders, "%s build\n", peer);
  double seconds;
  char how[16];
  if (sscanf(answer(peers, "built"), "%lf %15s", &seconds, how) != 2)
    errx(1, "peers.py does not say how long it built %s", peer);
  *ret_is_kept = !strcmp(how, "kept");
  return seconds;
}

void peers_run(struct peers *peers, const char *peer, const char *class, size_t count, double *ret_us) {
  fprintf(peers->orders, "%s run %s %zu\n", peer, class, count);
  const char *at = answer(peers, "times");
  for (size_t i = 0; i < count; i++) {
    char *end;
    ret_us[i] = strtod(at, &end);
    if (end == at)
      errx(1, "peers.py answers with %zu times of %s instead of %zu", i, peer, count);
    at = end;
  }
}
