// SPDX-License-Identifier: Apache-2.0
// What systemd is told (sd_notify(3)). Without systemd nothing happens.
#pragma once

#include <stdint.h>

void notify_progress(const char *what, uint64_t more_time_us); // start-up goes on: extends the start timeout
void notify_ready(const char *status);
void notify_reloading(void); // to be followed by notify_ready()
void notify_stopping(void);
void notify_alive(void);

// How often systemd wants to hear from us, in ms; 0: it does not.
uint64_t notify_watchdog_ms(void);
