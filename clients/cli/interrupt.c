// SPDX-License-Identifier: Apache-2.0
// The one place with state of the whole process: a signal has no other way to us.
#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <termios.h>
#include <unistd.h>

static volatile sig_atomic_t came;
static const char *volatile file_to_remove;
static const struct termios *volatile terminal_settings;

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

static void on_terminal(int number) {
  if (terminal_settings)
    tcsetattr(STDIN_FILENO, TCSANOW, terminal_settings);
  raise(number);
}

void interrupt_restore_terminal(const struct termios *settings) {
  terminal_settings = settings;
  handle(settings ? on_terminal : SIG_DFL);
}
