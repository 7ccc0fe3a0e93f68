// SPDX-License-Identifier: Apache-2.0
#include "server/notify.h"

#include "base/date.h"

#include <systemd/sd-daemon.h>

void notify_progress(const char *what, uint64_t more_time_us) {
  sd_notifyf(0, "STATUS=Starting: %s\nEXTEND_TIMEOUT_USEC=%llu", what, (unsigned long long)more_time_us);
}

void notify_ready(const char *status) {
  sd_notifyf(0, "READY=1\nSTATUS=%s", status);
}

void notify_reloading(void) {
  sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%llu\nSTATUS=Reloading", (unsigned long long)clock_monotonic_ms() * 1000);
}

void notify_stopping(void) {
  sd_notify(0, "STOPPING=1\nSTATUS=Stopping: answering what is under way");
}

void notify_alive(void) {
  sd_notify(0, "WATCHDOG=1");
}

uint64_t notify_watchdog_ms(void) {
  uint64_t us = 0;
  return sd_watchdog_enabled(0, &us) > 0 ? us / 1000 : 0;
}
