// SPDX-License-Identifier: Apache-2.0
#pragma once

// The calling thread no longer pushes aside the one that wakes it (sched(7), SCHED_BATCH). Threads that hand work to each other
// piece by piece then pass it on in heaps when all processors are busy, instead of changing places for every piece; on an idle
// processor nothing changes. A sandbox that forbids it costs speed, nothing else.
void thread_yields_on_wakeup(void);
