// SPDX-License-Identifier: Apache-2.0
// The processes that are measured. They end with the bench, however it ends.
#pragma once

#include <stdint.h>
#include <sys/types.h>

// fork() with SIGKILL for the child when the bench dies. 0 in the child.
pid_t process_fork(void);

// Sends SIGTERM, waits, and ends the bench when the process does not end with status 0 within a minute.
void process_stop(pid_t process, const char *name);
void process_kill(pid_t process); // SIGKILL, waits

double process_cpu_seconds(pid_t process);
uint64_t process_resident_bytes(pid_t process);
uint64_t process_resident_peak_bytes(pid_t process);
