// SPDX-License-Identifier: Apache-2.0
#include "base/thread.h"

#include <sched.h>

void thread_yields_on_wakeup(void) {
  const struct sched_param parameters = {0};
  (void)sched_setscheduler(0, SCHED_BATCH, &parameters);
}
