// SPDX-License-Identifier: Apache-2.0
// Ctrl-C for the commands that must not leave something lying about. All others simply end.
#pragma once

#include <stdbool.h>

struct termios;

enum { INTERRUPT_EXIT_CODE = 130 }; // 128 + SIGINT, as shells have it

// From now on the first SIGINT or SIGTERM only sets a flag; a second one ends the process.
void interrupt_catch(void);
bool interrupt_came(void);

// From now on a SIGINT or SIGTERM removes the file and ends the process; NULL: no more. `path` must stay.
void interrupt_remove_file(const char *path);

// From now on a SIGINT or SIGTERM gives standard input's terminal these settings back and ends the process; NULL: no more.
// `settings` must stay.
void interrupt_restore_terminal(const struct termios *settings);
