// SPDX-License-Identifier: Apache-2.0
// The one place with state of the whole process: a signal has no other way to us.
#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static volatile sig_atomic_t came;
static const char *volatile file_to_remove;

static void on_flag(int number) {
  (void)number;
  came = 1;
}

static void on_file(int number) {
  if (file_to_remove)
    unlink(file_to_remove);
  raise(number); // SA_RESETHAND has put the default back: the shell sees how we ended
}

static void handle(void (*handler)(int)) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESETHAND};
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
}

void interrupt_catch(void) {
  handle(on_flag);
}

bool interrupt_came(void) {
  return came;
}

void interrupt_remove_file(const char *path) {
  file_to_remove = path;
  handle(path ? on_file : SIG_DFL);
}
